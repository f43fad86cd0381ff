using System.Threading.Tasks;
using Xunit;
using Verify = Microsoft.CodeAnalysis.CSharp.Testing.CSharpAnalyzerVerifier<
    LeakLint.Analyzers.Balance.BalanceAnalyzer, Microsoft.CodeAnalysis.Testing.DefaultVerifier>;

namespace LeakLint.Tests.Balance;

/// <summary>LEAK304. Many shapes stand in Misuse/used-*.txt and Misuse/handed-out-*.txt.</summary>
public sealed class UsedAfterReleaseTests
{
    [Theory]
    [InlineData("an element", "Pool.Return(a); return {|LEAK304:a|}[0];")]
    [InlineData("a span over it", "var span = a.AsSpan(); Pool.Return(a); return {|LEAK304:span|}[0];")]
    [InlineData("a slice of a span over it", "var span = a.AsSpan(); var part = span.Slice(2); Pool.Return(a); return {|LEAK304:part|}[0];")]
    [InlineData("as an argument", "Pool.Return(a); Array.Clear({|LEAK304:a|}, 0, 1); return 0;")]
    [InlineData("after the finally", "try { Load(); } finally { Pool.Return(a); } return {|LEAK304:a|}[0];")]
    [InlineData("in the next round", "for (;;) { n += {|LEAK304:a|}[0]; {|LEAK303:Pool.Return(a)|}; }")]
    [InlineData("freed memory", "var p = Marshal.AllocHGlobal(n); Marshal.FreeHGlobal(p); return Marshal.ReadInt32({|LEAK304:p|});")]
    [InlineData("a disposed stream", "var s = File.OpenRead(\"x\"); s.Dispose(); return {|LEAK304:s|}.ReadByte();")]
    public Task Used(string how, string body)
    {
        Assert.NotEmpty(how);
        return Verify.VerifyAnalyzerAsync(Method(body));
    }

    [Theory]
    [InlineData("its length", "Pool.Return(a); return a.Length;")]
    [InlineData("a null test", "Pool.Return(a); return a == null ? 1 : 2;")]
    [InlineData("another array by then", "Pool.Return(a); a = new byte[3]; return a[0];")]
    [InlineData("a span over another array by then", "var span = a.AsSpan(); Pool.Return(a); span = new byte[3]; return span[0];")]
    [InlineData("kept in books", "Pool.Return(a); Rented.Remove(a); return 0;")]
    [InlineData("only where it was not returned", "if (n > 3) { Pool.Return(a); return 0; } return a[0];")]
    [InlineData("a condition that may exclude it", "if (n > 3) Pool.Return(a); return n < 2 ? a[0] : 0;")]
    [InlineData("a memory stream is read afterwards", "var s = new MemoryStream(); s.Dispose(); return s.ToArray().Length;")]
    [InlineData("a disposed stream says that it cannot be read", "var s = File.OpenRead(\"x\"); s.Dispose(); return s.CanRead ? 1 : 0;")]
    public Task Harmless(string how, string body)
    {
        Assert.NotEmpty(how);
        return Verify.VerifyAnalyzerAsync(Method(body));
    }

    [Theory]
    [InlineData("Task<string> M(string u) { using var c = new HttpClient(); return {|LEAK304:c.GetStringAsync(u)|}; }")]
    [InlineData("Memory<byte> M(int n) { var a = Pool.Rent(n); try { return {|LEAK304:a.AsMemory()|}; } finally { Pool.Return(a); } }")]
    [InlineData("JsonElement M(string s) { using var d = JsonDocument.Parse(s); return {|LEAK304:d.RootElement|}; }")]
    [InlineData("async Task<string> M(string u) { using var c = new HttpClient(); return await c.GetStringAsync(u); }")]
    [InlineData("byte[] M(int n) { var a = Pool.Rent(n); try { return a.AsSpan().ToArray(); } finally { Pool.Return(a); } }")]
    [InlineData("JsonElement M(string s) { using var d = JsonDocument.Parse(s); return d.RootElement.Clone(); }")]
    public Task Handed_out_by_the_statement_that_releases(string member) => Verify.VerifyAnalyzerAsync(Class(member));

    [Fact]
    public Task Message_says_what_was_released_and_where() => Verify.VerifyAnalyzerAsync(
        Method("var span = a.AsSpan(); {|#1:Pool.Return(a)|};\nreturn {|#0:span|}[0];"),
        Verify.Diagnostic("LEAK304").WithLocation(0).WithLocation(1).WithArguments("span", "here after 'a' was returned at line 7"));

    private static string Method(string body) => Class($$"""
            int M(byte[] a, int n) {
        {{body}} }
        """);

    private static string Class(string members) => $$"""
        #nullable enable
        using System; using System.Buffers; using System.Collections.Generic; using System.IO; using System.Net.Http; using System.Runtime.InteropServices; using System.Text.Json; using System.Threading.Tasks;
        class C
        {
            static readonly ArrayPool<byte> Pool = ArrayPool<byte>.Create(); static readonly HashSet<byte[]> Rented = new();
        {{members}}
            static void Load() => File.Delete("x");
        }
        """;
}
