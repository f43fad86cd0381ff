using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using LeakLint.Analyzers.Balance;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;
using Xunit;

namespace LeakLint.Tests.Balance;

/// <summary>
/// Leaks as public issue trackers tell them, rebuilt in own words, each with its repair; and code that looks like a leak and is none. They
/// stand in <c>Rebuilt/*.txt</c>: <c>## kind: name</c>, then a file of code in which <c>[[bug|||repair]]</c> tells the two apart and
/// <c>//! LEAKnnn</c> ends the line on which the bug must be reported, and nothing else as a warning. <c>## clean: name</c> has no bug.
/// </summary>
public sealed class RebuiltBugTests
{
    private const string Usings = """
        using System; using System.Buffers; using System.Collections; using System.Collections.Concurrent; using System.Collections.Generic; using System.Data; using System.Data.Common;
        using System.Diagnostics; using System.IO; using System.IO.Compression; using System.IO.MemoryMappedFiles; using System.IO.Pipes; using System.Linq; using System.Net; using System.Net.Http;
        using System.Net.Security; using System.Net.Sockets; using System.Net.WebSockets; using System.Runtime.InteropServices; using System.Security.Cryptography; using System.Security.Cryptography.X509Certificates;
        using System.Text; using System.Text.Json; using System.Threading; using System.Threading.Tasks; using System.Xml; using Microsoft.Win32.SafeHandles;

        """;

    private static readonly Dictionary<string, (string Name, string Code)> Cases = Read();

    public static TheoryData<string> Bugs => [.. Cases.Keys.Where(static k => !IsClean(k))];

    public static TheoryData<string> Clean => [.. Cases.Keys.Where(IsClean)];

    [Theory]
    [MemberData(nameof(Bugs))]
    public async Task Bug_is_found_where_it_stands(string bug)
    {
        var code = Usings + Variant(Cases[bug].Code, "bug");
        var expected = code.Split('\n').Select(static (line, at) => (Mark: Regex.Match(line, @"//! (LEAK\d+)"), at)).Where(static l => l.Mark.Success).Select(static l => (l.Mark.Groups[1].Value, l.at)).ToList();
        Assert.NotEmpty(expected);
        var found = await FoundAsync(code);
        Assert.All(expected, e => Assert.Contains(e, found.Select(static f => (f.Id, f.Line))));
        Assert.All(found.Where(static f => f.IsWarning), f => Assert.Contains((f.Id, f.Line), expected));
    }

    [Theory]
    [MemberData(nameof(Bugs))]
    public async Task Repair_gets_no_warning(string bug)
        => Assert.DoesNotContain(await FoundAsync(Usings + Variant(Cases[bug].Code, "repair")), static f => f.IsWarning);

    [Theory]
    [MemberData(nameof(Clean))]
    public async Task Clean_code_gets_no_warning(string code)
        => Assert.DoesNotContain(await FoundAsync(Usings + Cases[code].Code), static f => f.IsWarning);

    private static async Task<List<(string Id, int Line, bool IsWarning)>> FoundAsync(string code)
    {
        var compilation = CSharpCompilation.Create(
            "Rebuilt",
            [CSharpSyntaxTree.ParseText(code, new CSharpParseOptions(LanguageVersion.Latest))],
            await ReferenceAssemblies.Default.ResolveAsync(LanguageNames.CSharp, TestContext.Current.CancellationToken),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));
        Assert.DoesNotContain(compilation.GetDiagnostics(TestContext.Current.CancellationToken), static d => d.Severity == DiagnosticSeverity.Error);
        var found = await compilation.WithAnalyzers(ImmutableArray.Create<DiagnosticAnalyzer>(new BalanceAnalyzer())).GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
        return [.. found.Select(static d => (d.Id, d.Location.GetLineSpan().StartLinePosition.Line, d.Severity >= DiagnosticSeverity.Warning))];
    }

    private static bool IsClean(string key) => key.Contains("clean:", StringComparison.Ordinal);

    private static string Variant(string code, string which) => Regex.Replace(code, @"\[\[(?<bug>.*?)\|\|\|(?<repair>.*?)\]\]", m => m.Groups[which].Value, RegexOptions.Singleline);

    private static Dictionary<string, (string Name, string Code)> Read()
    {
        var cases = new Dictionary<string, (string, string)>(StringComparer.Ordinal);
        var assembly = typeof(RebuiltBugTests).Assembly;
        foreach (var file in assembly.GetManifestResourceNames().Where(static n => n.StartsWith("Rebuilt/", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(file)!);
            foreach (var part in Regex.Split(reader.ReadToEnd(), "^## ", RegexOptions.Multiline).Skip(1))
            {
                var end = part.IndexOf('\n', StringComparison.Ordinal);
                cases.Add(file["Rebuilt/".Length..] + ", " + part[..end].Trim(), (part[..end].Trim(), part[(end + 1)..]));
            }
        }

        return cases;
    }
}
