using System.Threading.Tasks;
using Xunit;
using Verify = Microsoft.CodeAnalysis.CSharp.Testing.CSharpAnalyzerVerifier<
    LeakLint.Analyzers.Balance.BalanceAnalyzer, Microsoft.CodeAnalysis.Testing.DefaultVerifier>;

namespace LeakLint.Tests.Balance;

/// <summary>LEAK303. Every protocol of the table has a case in ProtocolTableTests, and many shapes stand in Misuse/released-*.txt.</summary>
public sealed class ReleasedTwiceTests
{
    [Theory]
    [InlineData("in a row", "Pool.Return(a); {|LEAK303:Pool.Return(a)|};")]
    [InlineData("by the catch, when what follows the first throws", "try { Pool.Return(a); Load(); } catch { {|LEAK303:Pool.Return(a)|}; throw; }")]
    [InlineData("by the finally, after an early return", "try { if (n > 3) { Pool.Return(a); return; } } finally { {|LEAK303:Pool.Return(a)|}; }")]
    [InlineData("by each round of a loop", "for (var i = 0; i < n; i++) {|LEAK303:Pool.Return(a)|};")]
    [InlineData("by a helper", "Pool.Return(a); {|LEAK303:Give(a)|};")]
    [InlineData("under another name", "var b = a; Pool.Return(a); {|LEAK303:Pool.Return(b)|};")]
    [InlineData("after one branch did", "if (n > 3) Pool.Return(a); {|LEAK303:Pool.Return(a)|};")]
    [InlineData("in a branch, after all did", "Pool.Return(a); if (n > 3) {|LEAK303:Pool.Return(a)|};")]
    [InlineData("under a null test that says nothing new", "if (a != null) Pool.Return(a); if (a != null) {|LEAK303:Pool.Return(a)|};")]
    public Task Twice(string how, string body)
    {
        Assert.NotEmpty(how);
        return Verify.VerifyAnalyzerAsync(Method(body));
    }

    [Theory]
    [InlineData("once on each path", "if (n > 3) { Pool.Return(a); return; } Pool.Return(a);")]
    [InlineData("the variable is null then", "Pool.Return(a); a = null!; if (a != null) Pool.Return(a);")]
    [InlineData("a flag remembers", "var done = false; if (n > 3) { Pool.Return(a); done = true; } if (!done) Pool.Return(a);")]
    [InlineData("another array by then", "Pool.Return(a); a = Pool.Rent(3); Pool.Return(a);")]
    [InlineData("two conditions that may exclude each other", "if (n > 3) Pool.Return(a); if (n < 2) Pool.Return(a);")]
    [InlineData("the first is the last thing that the try does", "try { Load(); Pool.Return(a); } catch { Pool.Return(a); throw; }")]
    public Task Once(string how, string body)
    {
        Assert.NotEmpty(how);
        return Verify.VerifyAnalyzerAsync(Method(body));
    }

    [Fact]
    public Task Message_says_where_the_first_stands() => Verify.VerifyAnalyzerAsync(
        Method("{|#1:Pool.Return(a)|};\n{|#0:Pool.Return(a)|};"),
        Verify.Diagnostic("LEAK303").WithLocation(0).WithLocation(1).WithArguments("a", "returned", "it was returned before, at line 7"));

    private static string Method(string body) => $$"""
        #nullable enable
        using System; using System.Buffers; using System.IO;
        class C
        {
            static readonly ArrayPool<byte> Pool = ArrayPool<byte>.Create(); static byte[]? s_kept;
            void M(byte[] a, int n) {
        {{body}} }
            static void Load() => File.Delete("x");
            static void Give(byte[] a) => Pool.Return(a);
        }
        """;
}
