using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace LeakLint.Catalog.Artefacts;

/// <summary>docs/rules/README.md: the rules by family, each with the sentence that describes it.</summary>
internal static class PageIndex
{
    public static IEnumerable<Artefact> From(Tree tree, IReadOnlyList<Rule> rules)
    {
        var text = new StringBuilder();
        text.AppendLf("<!-- Written by tools/LeakLint.Catalog from the rules' source. -->");
        text.AppendLf("# Rules");
        text.AppendLf();
        text.AppendLf("**Severity** is the default; every rule can be set by `dotnet_diagnostic.LEAKnnn.severity` in `.editorconfig`.");
        text.AppendLf("**When**: *live* rules report while typing, *build* rules when the compilation ends.");
        text.AppendLf("**Fix**: *yes* where a light bulb (and `dotnet format analyzers`) can repair it.");
        foreach (var family in Families.Read(tree))
        {
            var own = rules.Where(r => r.Family == family.Name).ToList();
            if (own.Count == 0)
            {
                continue;
            }

            text.AppendLf();
            text.AppendLf($"## {family.Name} (LEAK{family.FirstId:000} to LEAK{family.LastId:000})");
            text.AppendLf();
            text.AppendLf("| Rule | Name | What it finds | Severity | When | Fix |");
            text.AppendLf("|---|---|---|---|---|---|");
            foreach (var r in own)
            {
                text.AppendLf($"| [{r.Id}]({r.Id}.md) | {r.Name} | {Lines.Cell(r.Title)} | {r.SeverityInWords} | {r.WhenInWords} | {r.FixInWords} |");
            }
        }

        yield return new Artefact("docs/rules/README.md", text.ToString());
    }
}
