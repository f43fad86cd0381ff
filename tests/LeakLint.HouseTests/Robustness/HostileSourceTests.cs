using System;
using System.Linq;
using System.Threading.Tasks;
using LeakLint.HouseTests.Pages;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace LeakLint.HouseTests.Robustness;

/// <summary>No rule crashes, whatever it is given. <see cref="Analysis.AnalyzeAsync"/> throws what an analyzer threw.</summary>
public sealed class HostileSourceTests
{
    [Theory]
    [MemberData(nameof(HostileSources.Broken), MemberType = typeof(HostileSources))]
    public Task Survives_broken_code(string what, string source) => SurvivesAsync(what, Analysis.Compile([source, Analysis.GlobalUsings]));

    [Theory]
    [MemberData(nameof(HostileSources.NewSyntax), MemberType = typeof(HostileSources))]
    public Task Survives_new_syntax(string what, string source)
    {
        var compilation = Analysis.Compile([source, Analysis.GlobalUsings]);
#if ROSLYN_LATEST
        // Older compilers see broken code here; the newest must not, or the sample is not what it says.
        Problems.None(compilation.Errors());
#endif
        return SurvivesAsync(what, compilation);
    }

    [Theory]
    [MemberData(nameof(HostileSources.TopLevel), MemberType = typeof(HostileSources))]
    public async Task Survives_top_level_programs(string what, string source)
    {
        var compilation = Analysis.Compile([source, Analysis.GlobalUsings]);
        compilation = compilation.WithOptions(compilation.Options.WithOutputKind(OutputKind.ConsoleApplication));

        Problems.None(compilation.Errors());
        await SurvivesAsync(what, compilation);
    }

    [Fact]
    public async Task Survives_every_keystroke_of_a_leaky_file()
    {
        // What an editor shows analyzers while one types: the file up to here.
        Problems.None(Analysis.Compile([LeakySource.Text]).Errors());
        var ends = CSharpSyntaxTree.ParseText(LeakySource.Text).GetRoot().DescendantTokens().Select(static t => t.Span.End).ToList();
        foreach (var end in ends.Where(static (_, i) => i % 8 == 0))
        {
            await SurvivesAsync($"typed up to {end}", Analysis.Compile([LeakySource.Text[..end]]));
        }
    }

    [Fact]
    public async Task Survives_a_leaky_file_with_a_line_missing()
    {
        var lines = LeakySource.Text.Split('\n');
        for (var i = 0; i < lines.Length; i += 3)
        {
            await SurvivesAsync($"without line {i + 1}", Analysis.Compile([string.Join('\n', lines.Where((_, j) => j != i))]));
        }
    }

    [Theory]
    [MemberData(nameof(House.RuleIds), MemberType = typeof(House))]
    public async Task Survives_half_of_every_example_of_a_page(string id)
    {
        foreach (var example in RulePage.Examples(id, "Flagged").Concat(RulePage.Examples(id, "Not flagged")))
        {
            for (var end = example.Source.Length / 4; end < example.Source.Length; end += Math.Max(1, example.Source.Length / 12))
            {
                await SurvivesAsync($"{example.Name} up to {end}", Analysis.Compile([example.Source[..end], Analysis.GlobalUsings]).WithRuleOn(id));
            }
        }
    }

    [Fact]
    public async Task Survives_a_compilation_without_any_reference()
    {
        foreach (var source in new[] { LeakySource.Text, "namespace System { public class Object { ~Object() { } } public class String { } }" })
        {
            await SurvivesAsync("no reference", Analysis.Compile([source], references: []));
        }
    }

    [Fact]
    public async Task Survives_the_same_file_twice()
        => await SurvivesAsync("twice", Analysis.Compile([LeakySource.Text, LeakySource.Text]));

    [Fact]
    public async Task Survives_two_references_that_define_the_same_types()
    {
        var twin = Analysis.Compile([DoppelgangerTests.FrameworkTwins], name: "Twin").ToMetadataReference();

        await SurvivesAsync("twin", Analysis.Compile([LeakySource.Text], [.. References.Everything, twin]));
    }

    private static async Task SurvivesAsync(string what, Compilation compilation)
    {
        try
        {
            var all = House.Rules.Aggregate(compilation, static (c, rule) => c.WithRuleOn(rule.Id));
            Assert.DoesNotContain(await Analysis.AnalyzeAsync(all), static d => d.Id == "AD0001");
        }
        catch (InvalidOperationException crash)
        {
            Assert.Fail($"{what}: {crash.Message}");
        }
    }
}
