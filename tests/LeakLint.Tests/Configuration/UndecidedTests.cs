using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LeakLint.Analyzers.Balance;
using LeakLint.Analyzers.Configuration;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;
using Xunit;
using Verify = Microsoft.CodeAnalysis.CSharp.Testing.CSharpAnalyzerVerifier<LeakLint.Analyzers.Balance.BalanceAnalyzer, Microsoft.CodeAnalysis.Testing.DefaultVerifier>;

namespace LeakLint.Tests.Configuration;

public sealed class UndecidedTests
{
    private const string Stored = """
        using System.Buffers;
        using System.Collections.Generic;

        internal static class Batches
        {
            public static void Collect(IList<byte[]> batch, int size)
            {
                var frame = {|#0:ArrayPool<byte>.Shared.Rent(size)|};
                batch.Add(frame);
            }
        }
        """;

    // The verifier turns on what is off by default.
    [Fact]
    public Task Flagged_with_the_resource_and_the_reason() => Verify.VerifyAnalyzerAsync(
        Stored,
        Verify.Diagnostic(Undecided.Rule).WithLocation(0).WithArguments("frame", "it is put into an array or collection"));

    [Theory]
    [InlineData(ReportDiagnostic.Info)]
    [InlineData(ReportDiagnostic.Warn)]
    public async Task Flagged_when_a_project_asks_for_it(ReportDiagnostic severity)
    {
        var diagnostic = Assert.Single(await AnalyzeAsync(severity));

        Assert.Equal("stored", diagnostic.Properties[Undecided.ReasonProperty]);
    }

    [Fact]
    public async Task Silent_unless_asked_for() => Assert.Empty(await AnalyzeAsync(null));

    [Fact]
    public Task Silent_about_what_is_decided() => Verify.VerifyAnalyzerAsync("""
        using System.Buffers;
        using System.Collections.Generic;

        internal static class Batches
        {
            public static byte[] Collect(IList<byte> batch, int size)
            {
                var frame = ArrayPool<byte>.Shared.Rent(size);
                batch.Add(frame[0]);
                return frame;
            }
        }
        """);

    [Fact]
    public void A_diagnostic_carries_the_name_and_the_sentence_of_its_reason()
    {
        var diagnostic = Undecided.At(Location.None, "x", new UndecidedReason("some-reason", "some sentence"));

        Assert.Equal("Not decided whether 'x' leaks: some sentence", diagnostic.GetMessage());
        Assert.Equal("some-reason", diagnostic.Properties.Single().Value);
    }

    private static async Task<ImmutableArray<Diagnostic>> AnalyzeAsync(ReportDiagnostic? severity)
    {
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary);
        var compilation = CSharpCompilation.Create(
            "Sample",
            [CSharpSyntaxTree.ParseText(Stored.Replace("{|#0:", string.Empty).Replace("|}", string.Empty))],
            await ReferenceAssemblies.Default.ResolveAsync(LanguageNames.CSharp, CancellationToken.None),
            severity is { } asked ? options.WithSpecificDiagnosticOptions([new(Undecided.Rule.Id, asked)]) : options);
        return await compilation.WithAnalyzers([new BalanceAnalyzer()]).GetAnalyzerDiagnosticsAsync();
    }
}
