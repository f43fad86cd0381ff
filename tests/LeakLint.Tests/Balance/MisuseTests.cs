using System;
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
/// Releases and uses that are wrong, and their look-alikes that are right, many to a file: <c>Misuse/*.txt</c>. A line that ends in
/// <c>//! LEAKnnn</c> must get that finding of LEAK303, 304, 306, 307, 309 or 310, and no other line may get one; in <c>all-*.txt</c> that holds for every rule of the family.
/// </summary>
public sealed class MisuseTests
{
    private const string Usings = "using System; using System.IO; using System.Linq; using System.Buffers; using System.Threading; using System.Threading.Tasks; using System.Collections.Generic; using System.Runtime.InteropServices; "
        + "using System.Text; using System.Net.Http; using System.Text.Json; using System.Collections.Concurrent; using System.Net.Sockets; using System.IO.Compression; ";

    private static readonly string[] Ids = ["LEAK303", "LEAK304", "LEAK306", "LEAK307", "LEAK309", "LEAK310"];

    public static TheoryData<string> Files
        => [.. typeof(MisuseTests).Assembly.GetManifestResourceNames().Where(static n => n.StartsWith("Misuse/", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task What_is_marked_is_reported_and_nothing_else(string file)
    {
        var isOfAll = file.StartsWith("Misuse/all-", StringComparison.Ordinal);
        using var reader = new StreamReader(typeof(MisuseTests).Assembly.GetManifestResourceStream(file)!);
        var code = Usings + await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        var lines = code.Split('\n');
        var expected = lines.SelectMany(static (line, at) => Regex.Matches(line, @"//! (LEAK\d+)").Select(m => $"{m.Groups[1].Value} {at + 1}: {line.Trim()}")).Order(StringComparer.Ordinal);

        var compilation = CSharpCompilation.Create(
            "Misuse",
            [CSharpSyntaxTree.ParseText(code, new CSharpParseOptions(LanguageVersion.Latest), cancellationToken: TestContext.Current.CancellationToken)],
            await ReferenceAssemblies.Default.ResolveAsync(LanguageNames.CSharp, TestContext.Current.CancellationToken),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));
        Assert.Empty(compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(static d => d.Severity == DiagnosticSeverity.Error));
        var found = (await compilation.WithAnalyzers(ImmutableArray.Create<DiagnosticAnalyzer>(new BalanceAnalyzer())).GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken))
            .Where(d => isOfAll ? d.Id != "LEAK002" : Ids.Contains(d.Id))
            .Select(d => d.Location.GetLineSpan().StartLinePosition.Line is var at ? $"{d.Id} {at + 1}: {lines[at].Trim()}" : "")
            .Order(StringComparer.Ordinal);

        Assert.Equal(expected, found);
    }
}
