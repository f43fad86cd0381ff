using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace LeakLint.Catalog.Artefacts;

/// <summary>The table of rules in the README, between <c>&lt;!-- rules --&gt;</c> marks.</summary>
internal static class ReadmeTable
{
    public const string Path = "README.md";

    public static IEnumerable<Artefact> From(Tree tree, IReadOnlyList<Rule> rules, List<string> problems)
    {
        var text = Lines.ReplaceBetweenMarks(tree.Read(Path) ?? string.Empty, "rules", Table(rules));
        if (text is null)
        {
            problems.Add($"missing: {Path} has no <!-- rules --> and <!-- /rules --> marks");
            return [];
        }

        return [new Artefact(Path, text)];
    }

    private static string Table(IReadOnlyList<Rule> rules)
    {
        var text = new StringBuilder();
        text.AppendLf("| Rule | What it finds | Family | Severity | When | Fix |");
        text.AppendLf("|---|---|---|---|---|---|");
        foreach (var r in rules.OrderBy(static r => r.Family == "Configuration"))
        {
            text.AppendLf($"| [{r.Id}]({r.PagePath}) | {Lines.Cell(r.Title)} | {r.Family} | {r.SeverityInWords} | {r.WhenInWords} | {r.FixInWords} |");
        }

        return text.ToString();
    }
}
