using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace LeakLint.Catalog.Artefacts;

/// <summary>
/// AnalyzerReleases.Unshipped.md: how the rules of the source differ from the rules of the last release, in the
/// form that release tracking (RS2000 and on) reads.
/// </summary>
internal static class ReleaseNotes
{
    public const string UnshippedPath = RuleSource.AnalyzersFolder + "/AnalyzerReleases.Unshipped.md";
    public const string ShippedPath = RuleSource.AnalyzersFolder + "/AnalyzerReleases.Shipped.md";

    public static IEnumerable<Artefact> From(Tree tree, IReadOnlyList<Rule> rules)
    {
        var shipped = ReadShipped(tree.Read(ShippedPath) ?? string.Empty);
        var added = rules.Where(r => !shipped.ContainsKey(r.Id)).Select(New).ToList();
        var changed = rules
            .Where(r => shipped.TryGetValue(r.Id, out var old) && old != (r.Category, r.ReleaseSeverity))
            .Select(r => $"{r.Id} | {r.Category} | {r.ReleaseSeverity} | {shipped[r.Id].Category} | {shipped[r.Id].Severity} | {Note(r)}")
            .ToList();
        var removed = shipped
            .Where(s => rules.All(r => r.Id != s.Key))
            .OrderBy(static s => s.Key, StringComparer.Ordinal)
            .Select(static s => $"{s.Key} | {s.Value.Category} | {s.Value.Severity} | removed")
            .ToList();

        var text = new StringBuilder();
        Table(text, "### New Rules", ["Rule ID", "Category", "Severity", "Notes"], added);
        Table(text, "### Changed Rules", ["Rule ID", "New Category", "New Severity", "Old Category", "Old Severity", "Notes"], changed);
        Table(text, "### Removed Rules", ["Rule ID", "Category", "Severity", "Notes"], removed);
        yield return new Artefact(UnshippedPath, text.Length == 0 ? "; Nothing new since the last release.\n" : text.ToString());
    }

    private static string New(Rule rule) => $"{rule.Id} | {rule.Category} | {rule.ReleaseSeverity} | {Note(rule)}";

    private static string Note(Rule rule) => $"{rule.Name}, [docs](../../{rule.PagePath})";

    private static void Table(StringBuilder text, string heading, string[] columns, List<string> rows)
    {
        if (rows.Count == 0)
        {
            return;
        }

        if (text.Length > 0)
        {
            text.AppendLf();
        }

        text.AppendLf(heading);
        text.AppendLf();
        text.AppendLf(string.Join(" | ", columns));
        text.AppendLf(string.Join('|', columns.Select((column, i) => new string('-', column.Length + (i == 0 ? 1 : 2)))));
        foreach (var row in rows)
        {
            text.AppendLf(row);
        }
    }

    // Release after release, later lines win; a removed rule is forgotten, so that it cannot come back unseen.
    private static Dictionary<string, (string Category, string Severity)> ReadShipped(string text)
    {
        var shipped = new Dictionary<string, (string, string)>();
        var removing = false;
        foreach (var line in text.Split('\n', StringSplitOptions.TrimEntries))
        {
            if (line.StartsWith("###", StringComparison.Ordinal))
            {
                removing = line.Contains("Removed", StringComparison.Ordinal);
            }
            else if (line.StartsWith("LEAK", StringComparison.Ordinal))
            {
                var cells = line.Split('|', StringSplitOptions.TrimEntries);
                if (removing)
                {
                    shipped.Remove(cells[0]);
                }
                else
                {
                    shipped[cells[0]] = (cells[1], cells[2]);
                }
            }
        }

        return shipped;
    }
}
