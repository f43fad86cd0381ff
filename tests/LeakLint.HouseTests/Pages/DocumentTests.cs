using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using LeakLint.Analyzers.Facts;
using Xunit;

namespace LeakLint.HouseTests.Pages;

/// <summary>What is written about LeakLint leads somewhere.</summary>
public sealed partial class DocumentTests
{
    [Fact]
    public void Every_link_to_a_file_has_that_file()
        => Problems.None(Documents().SelectMany(static path => Link().Matches(WithoutCode(path))
            .Select(static m => m.Groups[1].Value)
            .Where(static target => !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith('#'))
            .Select(target => Path.Combine(Path.GetDirectoryName(path)!, target.Split('#')[0]))
            .Where(static target => !Path.Exists(Path.Combine(House.Tree.Root, target)))
            .Select(target => $"{path} links to {target}")));

    [Fact]
    public void Contributing_is_short()
        => Assert.InRange(House.Tree.Read("CONTRIBUTING.md")!.Split('\n').Length, 10, 81);

    [Fact]
    public void The_index_of_decisions_is_complete()
    {
        var index = House.Tree.Read("docs/decisions/README.md")!;
        Problems.None(House.Tree.Find("docs/decisions", "0*.md").Select(Path.GetFileName).Where(name => !index.Contains($"({name})", StringComparison.Ordinal))!);
    }

    [Fact]
    public void Every_convention_stands_in_the_table_of_how_it_decides()
    {
        var page = House.Tree.Read("docs/how-it-decides.md")!;
        var table = ConventionRow().Matches(page[page.IndexOf("### Conventions", StringComparison.Ordinal)..]).Select(static m => m.Groups[1].Value);

        Assert.Equal(Settings.Conventions.Select(static c => c.Name), table);
    }

    private static IEnumerable<string> Documents()
        => new[] { "docs", "src", "tests", "samples", "bench", "tools" }.SelectMany(static folder => House.Tree.Find(folder, "*.md", deep: true))
            .Concat(House.Tree.Find(".", "*.md"));

    private static string WithoutCode(string path) => Code().Replace(House.Tree.Read(path)!, string.Empty);

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^\| `([a-z-]+)` \|", RegexOptions.Multiline)]
    private static partial Regex ConventionRow();

    [GeneratedRegex("^```.*?^```|`[^`\n]*`", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Code();
}
