using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Xunit;

namespace LeakLint.HouseTests.Pages;

/// <summary>Every example on a rule's page compiles and does what the page says. The catalog checks the page's form.</summary>
public sealed class RulePageTests
{
    [Theory]
    [MemberData(nameof(House.RuleIds), MemberType = typeof(House))]
    public async Task Flagged_examples_report_the_rule_on_the_marked_lines(string id)
    {
        var examples = RulePage.Examples(id, "Flagged");
        Assert.NotEmpty(examples);
        foreach (var example in examples)
        {
            Assert.True(example.Expected.Any(e => e.EndsWith(id, System.StringComparison.Ordinal)), $"{example.Name} marks no line with // {id}.");
            await AssertFindingsAsync(id, example, example.Expected);
        }
    }

    [Theory]
    [MemberData(nameof(House.RuleIds), MemberType = typeof(House))]
    public async Task Other_examples_report_nothing(string id)
    {
        Assert.NotEmpty(RulePage.Examples(id, "Not flagged"));
        foreach (var example in RulePage.Examples(id, "Not flagged").Concat(RulePage.Examples(id, "How to fix")))
        {
            await AssertFindingsAsync(id, example, []);
        }
    }

    [Fact]
    public async Task Examples_of_how_it_decides_report_what_their_lines_say_and_nothing_else()
    {
        var examples = RulePage.AllExamples("docs/how-it-decides.md");
        Assert.NotEmpty(examples);
        foreach (var example in examples)
        {
            await AssertFindingsAsync("LEAK301", example, example.Expected);
        }
    }

    private static async Task AssertFindingsAsync(string id, PageExample example, IReadOnlyList<string> expected)
    {
        // The rule of the page is on even when it is off by default.
        var compilation = Analysis.Compile([example.Source, Analysis.GlobalUsings]).WithRuleOn(id);
        Assert.True(compilation.Errors().Count == 0, $"{example.Name} does not compile: {string.Join("; ", compilation.Errors())}");

        var found = (await Analysis.AnalyzeAsync(compilation))
            .OrderBy(static d => d.Location.SourceSpan.Start)
            .Select(static d => (Finding: PageExample.Finding(d.Id, d.Location.GetLineSpan().StartLinePosition.Line), Text: d.GetMessage()))
            .ToList();

        Assert.True(
            expected.Order().SequenceEqual(found.Select(static f => f.Finding).Order()),
            $"{example.Name}: wanted [{string.Join(", ", expected)}], found [{string.Join(", ", found)}]");
    }
}
