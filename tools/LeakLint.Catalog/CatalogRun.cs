using System.Collections.Generic;
using System.IO;
using System.Linq;
using LeakLint.Catalog.Artefacts;

namespace LeakLint.Catalog;

/// <summary>One run: reads the rules, works out every artefact, and writes it or says that it is stale.</summary>
internal static class CatalogRun
{
    /// <summary>Returns the exit code: 0 when the tree is complete and in step, 1 when it is not.</summary>
    public static int Execute(Tree tree, bool check, TextWriter output)
    {
        var problems = new List<string>();
        var rules = RuleSource.Read(tree, problems);
        if (problems.Count == 0)
        {
            foreach (var artefact in AllOf(tree, rules, problems))
            {
                if (tree.Read(artefact.Path) == artefact.Text)
                {
                    continue;
                }

                if (check)
                {
                    problems.Add($"stale: {artefact.Path} (dotnet run --project tools/LeakLint.Catalog rewrites it)");
                }
                else
                {
                    tree.Write(artefact.Path, artefact.Text);
                    output.WriteLine($"wrote {artefact.Path}");
                }
            }

            // After the writing, so that a stub page written just now is reported for its stub words.
            problems.AddRange(MissingParts.Find(tree, rules));
        }

        foreach (var problem in problems)
        {
            output.WriteLine(problem);
        }

        output.WriteLine($"{rules.Count} rules, {problems.Count} problems");
        return problems.Count == 0 ? 0 : 1;
    }

    private static IEnumerable<Artefact> AllOf(Tree tree, IReadOnlyList<Rule> rules, List<string> problems)
    {
        IEnumerable<Artefact>[] artefacts =
        [
            DispatchFiles.From(tree, rules),
            ReleaseNotes.From(tree, rules),
            ReadmeTable.From(tree, rules, problems),
            PageIndex.From(tree, rules),
            RulePages.From(tree, rules),
            PresetFiles.From(rules),
            ProtocolPage.From(tree),
            ExemptionPage.From(),
        ];
        return artefacts.SelectMany(static a => a);
    }
}

/// <summary>A file as it should be.</summary>
internal sealed record Artefact(string Path, string Text);
