using System;
using System.ComponentModel;
using System.Diagnostics;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Xunit;

namespace LeakLint.HouseTests.Pages;

/// <summary>
/// Every piece of code in the guide for people who come from Python, and in the runtime's README, is compiled and run, and prints
/// what the page says; LeakLint reports in it what its marks say, and nothing else.
/// </summary>
public sealed class GuideTests
{
    private const string Guide = "docs/python-to-dotnet.md";
    private const string Readme = "src/LeakLint.Runtime/README.md";

    [Theory]
    [InlineData(Guide, OptimizationLevel.Debug)]
    [InlineData(Guide, OptimizationLevel.Release)]
    [InlineData(Readme, OptimizationLevel.Debug)]
    public void What_is_written_in_csharp_prints_what_the_page_says(string page, OptimizationLevel optimization)
    {
        var snippets = Snippet.On(page, "csharp");
        Assert.NotEmpty(snippets);
        Problems.None(snippets.Select(snippet =>
        {
            var compilation = snippet.Compile(optimization);
            if (compilation.Errors() is { Count: > 0 } errors)
            {
                return $"{snippet.Name} does not compile: {string.Join("; ", errors)}";
            }

            var printed = snippet.Output is null ? null : Snippet.Run(compilation);
            return printed == snippet.Output ? "" : $"{snippet.Name} prints, built for {optimization}:\n{printed}";
        }).Where(static problem => problem.Length > 0));
    }

    [Fact]
    public void Everything_in_the_guide_says_what_it_prints()
        => Assert.All(Snippet.On(Guide, "csharp").Concat(Snippet.On(Guide, "python")), static s => Assert.True(s.Output is not null, $"{s.Name} says nothing."));

    [Theory]
    [InlineData(Guide)]
    [InlineData(Readme)]
    public async Task LeakLint_reports_what_is_marked_and_nothing_else(string page)
    {
        foreach (var snippet in Snippet.On(page, "csharp"))
        {
            var found = (await Analysis.AnalyzeAsync(snippet.Compile()))
                .Where(static d => !d.IsSuppressed)
                .Select(static d => PageExample.Finding(d.Id, d.Location.GetLineSpan().StartLinePosition.Line));
            var wanted = new PageExample(snippet.Name, snippet.Code).Expected;
            Assert.True(wanted.Order().SequenceEqual(found.Order()), $"{snippet.Name}: wanted [{string.Join(", ", wanted)}], found [{string.Join(", ", found)}]");
        }
    }

    [Fact]
    public async Task What_is_written_in_Python_prints_what_the_guide_says()
    {
        var snippets = Snippet.On(Guide, "python");
        Assert.NotEmpty(snippets);
        foreach (var snippet in snippets)
        {
            var printed = await Python(snippet.Code);
            Assert.SkipWhen(printed is null, "There is no python3 here.");
            Assert.True(printed == snippet.Output, $"{snippet.Name} prints:\n{printed}");
        }
    }

    /// <summary>What the program prints; null where there is no Python.</summary>
    private static async Task<string?> Python(string program)
    {
        var start = new ProcessStartInfo("python3") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("-");
        try
        {
            using var python = Process.Start(start)!;
            var output = python.StandardOutput.ReadToEndAsync();
            var errors = python.StandardError.ReadToEndAsync();
            await python.StandardInput.WriteAsync(program);
            python.StandardInput.Close();
            await python.WaitForExitAsync();
            return await output + await errors;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
