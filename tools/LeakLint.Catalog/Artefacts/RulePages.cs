using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Text;

namespace LeakLint.Catalog.Artefacts;

/// <summary>The part of a rule's page that repeats its descriptor: the heading and the table of facts; a stub when there is no page.</summary>
internal static class RulePages
{
    /// <summary>The five questions that a page answers, in this order.</summary>
    public static readonly ImmutableArray<string> Sections = ["Why", "Flagged", "Not flagged", "How to fix", "When to suppress"];

    public static string Heading(Rule rule) => $"# {rule.Id}: {rule.Title}";

    public static IEnumerable<Artefact> From(Tree tree, IReadOnlyList<Rule> rules)
        => rules.Select(rule => new Artefact(rule.PagePath, tree.Read(rule.PagePath) is { } page ? InStep(page, rule) : Stub(rule)));

    private static string InStep(string page, Rule rule)
    {
        var end = page.IndexOf('\n');
        var hasHeading = page.StartsWith("# ", StringComparison.Ordinal);
        var rest = !hasHeading ? "\n" + page : end < 0 ? "\n" : page[end..];
        page = Heading(rule) + rest;
        return Lines.ReplaceBetweenMarks(page, "facts", Facts(rule))
            ?? Heading(rule) + "\n\n<!-- facts -->\n" + Facts(rule) + "<!-- /facts -->\n" + rest;
    }

    private static string Facts(Rule rule)
    {
        var text = new StringBuilder();
        text.AppendLf("| Family | Default severity | When | Fix |");
        text.AppendLf("|---|---|---|---|");
        text.AppendLf($"| {rule.Family} | {rule.SeverityInWords} | {rule.WhenInWords} | {rule.FixInWords} |");
        return text.ToString();
    }

    private static string Stub(Rule rule)
    {
        var text = new StringBuilder();
        text.AppendLf(Heading(rule));
        text.AppendLf();
        text.AppendLf("<!-- facts -->");
        text.Append(Facts(rule));
        text.AppendLf("<!-- /facts -->");
        foreach (var (section, prompt) in Sections.Zip(Prompts(rule)))
        {
            text.AppendLf();
            text.AppendLf($"## {section}");
            text.AppendLf();
            text.AppendLf($"TODO: {prompt}");
        }

        return text.ToString();
    }

    private static ImmutableArray<string> Prompts(Rule rule) =>
    [
        "what grows or is lost, and how one would see it in production.",
        $"csharp examples that compile, each flagged line ending in // {rule.Id}.",
        "csharp examples that look alike and are silent.",
        "the csharp that the fix makes.",
        "an honest list of blind spots.",
    ];
}
