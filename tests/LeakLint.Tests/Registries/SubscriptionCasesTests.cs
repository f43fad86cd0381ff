using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using LeakLint.Analyzers.Registries;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;
using Xunit;

namespace LeakLint.Tests.Registries;

/// <summary>
/// Subscriptions whose end is there and unproved, or proved in an unusual way: <c>Subscriptions/*.txt</c>, one program under each
/// <c>=== name</c>. A line with <c>// LEAKnnn</c> must get that finding of the family, and no other line may get one.
/// </summary>
public sealed class SubscriptionCasesTests
{
    private static readonly Dictionary<string, string> Cases = Read();

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task What_is_marked_is_reported_and_nothing_else(string name)
    {
        var code = Cases[name];
        var lines = code.Split('\n');
        var expected = lines.SelectMany(static (line, at) => Regex.Matches(line, @"// (LEAK\d+)").Select(m => $"{m.Groups[1].Value} {at + 1}: {line.Trim()}")).Order(StringComparer.Ordinal);
        var options = new CSharpParseOptions(LanguageVersion.Latest);
        var sources = new List<string> { SubscriptionTest.Usings, code };
        if (!code.Contains("class Clock", StringComparison.Ordinal))
        {
            sources.Add(SubscriptionTest.Clock);
        }

        if (!code.Contains("interface IBus", StringComparison.Ordinal))
        {
            sources.Add(SubscriptionTest.Bus);
        }

        var compilation = CSharpCompilation.Create(
            "Subscriptions",
            sources.Select(s => CSharpSyntaxTree.ParseText(s, options, cancellationToken: TestContext.Current.CancellationToken)),
            await ReferenceAssemblies.Default.ResolveAsync(LanguageNames.CSharp, TestContext.Current.CancellationToken),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        Assert.Empty(compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(static d => d.Severity == DiagnosticSeverity.Error));
        var found = (await compilation.WithAnalyzers(ImmutableArray.Create<DiagnosticAnalyzer>(new RegistriesAnalyzer())).GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken))
            .Where(static d => d.Id != "LEAK002")
            .Select(d => d.Location.GetLineSpan().StartLinePosition.Line is var at && d.Location.SourceTree!.GetText().ToString() == code ? $"{d.Id} {at + 1}: {lines[at].Trim()}" : d.ToString())
            .Order(StringComparer.Ordinal);

        Assert.Equal(expected, found);
    }

    private static Dictionary<string, string> Read()
    {
        var cases = new Dictionary<string, string>(StringComparer.Ordinal);
        var assembly = typeof(SubscriptionCasesTests).Assembly;
        foreach (var file in assembly.GetManifestResourceNames().Where(static n => n.StartsWith("Subscriptions/", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(file)!);
            foreach (var part in Regex.Split(reader.ReadToEnd(), "^=== ", RegexOptions.Multiline).Skip(1))
            {
                var end = part.IndexOf('\n', StringComparison.Ordinal);
                cases.Add(file["Subscriptions/".Length..] + ", " + part[..end].Trim(), part[(end + 1)..]);
            }
        }

        return cases;
    }
}
