using System.Threading.Tasks;
using Xunit;
using Verify = Microsoft.CodeAnalysis.CSharp.Testing.CSharpAnalyzerVerifier<
    LeakLint.Analyzers.Balance.BalanceAnalyzer, Microsoft.CodeAnalysis.Testing.DefaultVerifier>;

namespace LeakLint.Tests.Balance;

/// <summary>LEAK306. What is lost is found by Flow (Transfer.Losing); rebuilt bugs stand in Rebuilt/overwritten.txt.</summary>
public sealed class OverwrittenWhileHeldTests
{
    [Theory]
    [InlineData("on a straight line", "var a = Pool.Rent(n); a[0] = 1; {|LEAK306:a = Pool.Rent(n + 1)|}; a[0] = 1; Pool.Return(a);")]
    [InlineData("in a branch", "var a = Pool.Rent(n); if (n > 3) {|LEAK306:a = Pool.Rent(n + 1)|}; a[0] = 1; Pool.Return(a);")]
    [InlineData("in a loop", "byte[] a = null!; while (n-- > 0) { {|LEAK306:a = Pool.Rent(n)|}; a[0] = 1; } if (a != null) Pool.Return(a);")]
    [InlineData("by a larger one", "var a = Pool.Rent(n); if (n > a.Length) { var b = Pool.Rent(n); {|LEAK306:a = b|}; } a[0] = 1; Pool.Return(a);")]
    [InlineData("by null", "var s = File.OpenRead(\"x\"); _n = s.ReadByte(); {|LEAK306:s = null|}; _n++;")]
    public Task Overwritten(string how, string body)
    {
        Assert.NotEmpty(how);
        return Verify.VerifyAnalyzerAsync(Method(body));
    }

    [Theory]
    [InlineData("released before", "var a = Pool.Rent(n); a[0] = 1; Pool.Return(a); a = Pool.Rent(n + 1); a[0] = 1; Pool.Return(a);")]
    [InlineData("another variable has it", "var a = Pool.Rent(n); var b = a; a = Pool.Rent(n + 1); a[0] = 1; Pool.Return(a); Pool.Return(b);")]
    [InlineData("a field has it", "var a = Pool.Rent(n); _a = a; a = Pool.Rent(n + 1); a[0] = 1; Pool.Return(a);")]
    [InlineData("returned in the same round", "byte[] a; while (n-- > 0) { a = Pool.Rent(n); a[0] = 1; Pool.Return(a); }")]
    public Task Kept(string how, string body)
    {
        Assert.NotEmpty(how);
        return Verify.VerifyAnalyzerAsync(Method(body));
    }

    [Fact]
    public Task Message_says_what_is_lost() => Verify.VerifyAnalyzerAsync(
        Method("var a = {|#1:Pool.Rent(n)|}; a[0] = 1; {|#0:a = Pool.Rent(n + 1)|}; a[0] = 1; Pool.Return(a);"),
        Verify.Diagnostic("LEAK306").WithLocation(0).WithLocation(1).WithArguments("a", "rented", "7", "returned"));

    private static string Method(string body) => $$"""
        using System; using System.Buffers; using System.IO;
        class C
        {
            static readonly ArrayPool<byte> Pool = ArrayPool<byte>.Create(); byte[] _a; int _n;
            void M(int n) {
                _n = _a == null ? 1 : 2;
        {{body}} }
        }
        """;
}
