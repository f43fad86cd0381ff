using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using LeakLint.Catalog.Artefacts;

namespace LeakLint.Catalog;

/// <summary>What a rule needs and only a person can write: tests, and a page that answers the five questions.</summary>
internal static partial class MissingParts
{
    public static IEnumerable<string> Find(Tree tree, IReadOnlyList<Rule> rules)
    {
        foreach (var rule in rules)
        {
            // A long test file is split: XTests.Flagged.cs, XTests.Silent.cs, XTests.Fixed.cs.
            var split = rule.TestPath.Replace(".cs", ".*.cs", StringComparison.Ordinal);
            if (!tree.Has(rule.TestPath)
                && tree.Find($"tests/LeakLint.Tests/{rule.Family}", split[(split.LastIndexOf('/') + 1)..]).Count == 0)
            {
                yield return $"missing: {rule.TestPath} (the tests of {rule.Id}: flagged, silent, fixed)";
            }

            foreach (var problem in OfPage(rule, tree.Read(rule.PagePath)))
            {
                yield return problem;
            }
        }

        var known = rules.Select(static r => r.PagePath).ToHashSet();
        foreach (var path in tree.Find("docs/rules", "LEAK*.md").Where(path => !known.Contains(path)))
        {
            yield return $"orphan: {path} is the page of no rule";
        }
    }

    private static IEnumerable<string> OfPage(Rule rule, string? page)
    {
        if (page is null)
        {
            yield return $"missing: {rule.PagePath} (the page of {rule.Id})";
            yield break;
        }

        if (!page.StartsWith(RulePages.Heading(rule) + "\n", StringComparison.Ordinal))
        {
            yield return $"heading: {rule.PagePath} does not begin with \"{RulePages.Heading(rule)}\"";
        }

        var sections = Section().Matches(page).Select(static m => m.Groups[1].Value.Trim()).ToList();
        if (!sections.SequenceEqual(RulePages.Sections))
        {
            yield return $"sections: {rule.PagePath} has [{string.Join(", ", sections)}], wanted [{string.Join(", ", RulePages.Sections)}]";
        }

        foreach (var section in RulePages.Sections.Where(name => IsEmpty(page, name)))
        {
            yield return $"empty: {rule.PagePath} says nothing under \"## {section}\"";
        }

        foreach (var word in StubWord().Matches(page).Select(static m => m.Value).Distinct())
        {
            yield return $"stub: {rule.PagePath} still says {word}";
        }
    }

    private static bool IsEmpty(string page, string section)
    {
        var start = page.IndexOf($"\n## {section}\n", StringComparison.Ordinal);
        if (start < 0)
        {
            return false;
        }

        var from = start + section.Length + 5;
        var end = page.IndexOf("\n## ", from - 1, StringComparison.Ordinal);
        return string.IsNullOrWhiteSpace(page[from..(end < 0 ? page.Length : Math.Max(end, from))]);
    }

    [GeneratedRegex("^## (.+)$", RegexOptions.Multiline)]
    private static partial Regex Section();

    [GeneratedRegex(@"\b(TODO|TBD|FIXME|XXX)\b")]
    private static partial Regex StubWord();
}
