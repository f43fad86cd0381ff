using System.Linq;
using System.Threading.Tasks;
using LeakLint.Analyzers.Balance;
using LeakLint.Analyzers.Protocols;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;
using Xunit;

namespace LeakLint.Tests.Protocols;

/// <summary>
/// Every row of the table, by the same four cases: a leak, a correct use, an early return, a second release. A row
/// without cases fails; its cases stand in the other part of this class.
/// </summary>
public sealed partial class ProtocolTableTests
{
    public static TheoryData<string> Rows => [.. BuiltInProtocols.All.Select(static p => p.Name).Distinct()];

    [Fact]
    public void Each_row_has_a_name_of_its_own()
        => Assert.Equal(BuiltInProtocols.All.Select(static p => p.Name).Where(static n => n != "Disposable").Distinct(), BuiltInProtocols.All.Select(static p => p.Name).Where(static n => n != "Disposable"));

    [Fact]
    public void No_case_is_left_of_a_row_that_is_gone()
        => Assert.Empty(Cases.Keys.Except(BuiltInProtocols.All.Select(static p => p.Name)));

    [Theory]
    [MemberData(nameof(Rows))]
    public Task A_leak_is_flagged(string row) => RunAsync(row, Of(row).Leak, isFlagged: true);

    [Theory]
    [MemberData(nameof(Rows))]
    public Task A_correct_use_is_silent(string row) => RunAsync(row, Of(row).Correct, isFlagged: false);

    [Theory]
    [MemberData(nameof(Rows))]
    public Task An_early_return_is_flagged(string row) => RunAsync(row, Of(row).EarlyReturn, isFlagged: true);

    [Theory]
    [MemberData(nameof(Rows))]
    public Task A_second_release_is_flagged_or_harmless(string row)
    {
        var protocol = BuiltInProtocols.All.First(p => p.Name == row);
        var twice = Of(row).Twice;
        var isMarked = twice.Contains("{|LEAK303:", System.StringComparison.Ordinal);
        Assert.Equal(protocol.SecondRelease != SecondRelease.Harmless, isMarked);
        return RunAsync(row, twice, isMarked);
    }

    private static Row Of(string row)
    {
        Assert.True(Cases.TryGetValue(row, out var cases), $"the row '{row}' has no cases");
        return cases;
    }

    private static Task RunAsync(string row, string body, bool isFlagged)
    {
        Assert.Equal(isFlagged, body.Contains("{|LEAK", System.StringComparison.Ordinal));
        var test = new CSharpAnalyzerTest<BalanceAnalyzer, DefaultVerifier>
        {
            TestCode = Usings + Of(row).Members + $$"""

                partial class C
                {
                    unsafe void M(int n, string s, object o, byte[] bytes)
                    {
                        {{body}}
                    }
                }
                """ + Others,
        };
        test.TestState.AdditionalReferences.Add(typeof(SharedHandle<>).Assembly);
        test.DisabledDiagnostics.Add("LEAK002");
        return test.RunAsync();
    }

    private sealed record Row(string Members, string Leak, string Correct, string EarlyReturn, string Twice);
}
