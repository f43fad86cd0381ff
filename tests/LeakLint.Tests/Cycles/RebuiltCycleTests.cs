using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using LeakLint.Analyzers.Cycles;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;
using Xunit;

namespace LeakLint.Tests.Cycles;

/// <summary>
/// Finalizers, circles and objects that keep themselves, as public issue trackers tell them, and the shapes of published suites of retain
/// cycles, in own words: <c>Rebuilt/*.txt</c>. <c>## bug: name</c>, then a file of code in which <c>[[bug|||repair]]</c> tells the two apart
/// and <c>//! LEAKnnn</c> ends the line on which the bug must be reported, once, and no other warning. <c>## clean: name</c> has no bug.
/// </summary>
public sealed class RebuiltCycleTests
{
    private static readonly Dictionary<string, string> Cases = Read();

    public static TheoryData<string> Bugs => [.. Cases.Keys.Where(static k => !IsClean(k))];

    public static TheoryData<string> Repaired => [.. Cases.Keys.Where(static k => Cases[k].Contains("|||", StringComparison.Ordinal))];

    public static TheoryData<string> Clean => [.. Cases.Keys.Where(IsClean)];

    [Theory]
    [MemberData(nameof(Bugs))]
    public async Task Bug_is_found_once_where_it_stands(string bug)
    {
        var code = Variant(Cases[bug], "bug");
        var expected = code.Split('\n').Select(static (line, at) => (Mark: Regex.Match(line, @"//! (LEAK\d+)"), at)).Where(static l => l.Mark.Success).Select(static l => $"{l.Mark.Groups[1].Value} {l.at + 1}").ToList();
        Assert.NotEmpty(expected);

        Assert.Equal(expected, await WarningsAsync(code));
    }

    [Theory]
    [MemberData(nameof(Repaired))]
    public async Task Repair_gets_no_warning(string bug) => Assert.Empty(await WarningsAsync(Variant(Cases[bug], "repair")));

    [Theory]
    [MemberData(nameof(Clean))]
    public async Task Clean_code_gets_no_warning(string code) => Assert.Empty(await WarningsAsync(Cases[code]));

    private static async Task<List<string>> WarningsAsync(string code)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var parse = new CSharpParseOptions(LanguageVersion.Latest);
        var references = await ReferenceAssemblies.Default.ResolveAsync(LanguageNames.CSharp, cancellation);
        var compilation = CSharpCompilation.Create(
            "Rebuilt",
            [CSharpSyntaxTree.ParseText(code, parse, "Case.cs", cancellationToken: cancellation), CSharpSyntaxTree.ParseText(CyclesVerifier.Usings + "\nglobal using System.Linq;", parse, "Usings.cs", cancellationToken: cancellation)],
            [.. references, MetadataReference.CreateFromFile(typeof(SharedHandle).Assembly.Location)],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));
        Assert.DoesNotContain(compilation.GetDiagnostics(cancellation), static d => d.Severity == DiagnosticSeverity.Error);
        var found = await compilation.WithAnalyzers(ImmutableArray.Create<DiagnosticAnalyzer>(new CyclesAnalyzer())).GetAnalyzerDiagnosticsAsync(cancellation);
        return [.. found.Where(static d => d.Severity >= DiagnosticSeverity.Warning).Select(static d => $"{d.Id} {d.Location.GetLineSpan().StartLinePosition.Line + 1}").Order(StringComparer.Ordinal)];
    }

    private static bool IsClean(string key) => key.Contains("clean:", StringComparison.Ordinal);

    private static string Variant(string code, string which) => Regex.Replace(code, @"\[\[(?<bug>.*?)\|\|\|(?<repair>.*?)\]\]", m => m.Groups[which].Value, RegexOptions.Singleline);

    private static Dictionary<string, string> Read()
    {
        var cases = new Dictionary<string, string>(StringComparer.Ordinal);
        var assembly = typeof(RebuiltCycleTests).Assembly;
        foreach (var file in assembly.GetManifestResourceNames().Where(static n => n.StartsWith("RebuiltCycles/", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(file)!);
            foreach (var part in Regex.Split(reader.ReadToEnd(), "^## ", RegexOptions.Multiline).Skip(1))
            {
                var end = part.IndexOf('\n', StringComparison.Ordinal);
                cases.Add(file["RebuiltCycles/".Length..] + ", " + part[..end].Trim(), part[(end + 1)..]);
            }
        }

        return cases;
    }
}
