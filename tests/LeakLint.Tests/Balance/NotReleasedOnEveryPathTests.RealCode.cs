using System.Threading.Tasks;
using Xunit;
using Verify = Microsoft.CodeAnalysis.CSharp.Testing.CSharpAnalyzerVerifier<
    LeakLint.Analyzers.Balance.BalanceAnalyzer, Microsoft.CodeAnalysis.Testing.DefaultVerifier>;

namespace LeakLint.Tests.Balance;

/// <summary>LEAK301: shapes that real libraries taught (docs/accuracy/balance.md), each told anew in few lines.</summary>
public sealed partial class NotReleasedOnEveryPathTests
{
    [Theory]
    [InlineData("two leases under one size test, both released under the null test of one", "byte[]? a = null; byte[]? b = null; Span<byte> x = n <= 64 ? stackalloc byte[n] : (a = ArrayPool<byte>.Shared.Rent(n)); Span<byte> y = n <= 64 ? stackalloc byte[n] : (b = ArrayPool<byte>.Shared.Rent(n)); x.Clear(); y.Clear(); if (a != null) { ArrayPool<byte>.Shared.Return(a); ArrayPool<byte>.Shared.Return(b!); }")]
    [InlineData("lease and flag set in one branch, released under either", "byte[]? a = null; var big = false; if (s.Length > n) { a = ArrayPool<byte>.Shared.Rent(n); big = true; } byte[]? b = null; if (big) b = ArrayPool<byte>.Shared.Rent(n); if (a != null) { ArrayPool<byte>.Shared.Return(a); ArrayPool<byte>.Shared.Return(b!); }")]
    [InlineData("grown inside a try whose catch returns the current one", "var a = ArrayPool<byte>.Shared.Rent(16); try { for (int i = 0; i < n; i++) { var old = a; a = ArrayPool<byte>.Shared.Rent(n); Buffer.BlockCopy(old, 0, a, 0, 8); ArrayPool<byte>.Shared.Return(old); } _field = a; } catch { ArrayPool<byte>.Shared.Return(a); throw; }")]
    [InlineData("a span of it goes to a delegate", "var a = {|LEAK313:ArrayPool<char>.Shared.Rent(n)|}; var f = new SpanWriter(static v => v.Length); f(a); ArrayPool<char>.Shared.Return(a); }  delegate int SpanWriter(Span<char> v); void Other() {")]
    [InlineData("a reader over a span of it goes by reference", "var a = ArrayPool<byte>.Shared.Rent(n); var r = new Reader(new ReadOnlySpan<byte>(a, 0, n)); Run(ref r); ArrayPool<byte>.Shared.Return(a); } ref struct Reader { ReadOnlySpan<byte> _v; public Reader(ReadOnlySpan<byte> v) => _v = v; } static void Run(ref Reader r) { if (Log(\"\")) Run(ref r); } void Other() {")]
    [InlineData("a span of it goes by reference", "var a = ArrayPool<byte>.Shared.Rent(n); var v = a.AsSpan(0, n); Cut(ref v); ArrayPool<byte>.Shared.Return(a); } static void Cut(ref Span<byte> v) => v = v.Slice(1); void Other() {")]
    [InlineData("objects come out of a span of it", "var a = ArrayPool<object>.Shared.Rent(n); foreach (var o in a.AsSpan(0, n)) { _all.Add(o); } ArrayPool<object>.Shared.Return(a, clearArray: true); } readonly List<object> _all = new(); void Other() {")]
    [InlineData("filled by a helper that swallows", "var a = ArrayPool<byte>.Shared.Rent(n); Fill(a); ArrayPool<byte>.Shared.Return(a); } static void Fill(byte[] b) { try { b[0] = byte.Parse(\"1\"); } catch (FormatException) { } } void Other() {")]
    [InlineData("filled by a helper that returns it", "var a = Filled(ArrayPool<byte>.Shared.Rent(n)); ArrayPool<byte>.Shared.Return(a); } static byte[] Filled(byte[] b) { b[0] = 1; return b; } void Other() {")]
    [InlineData("put into a list that a field holds", "var a = ArrayPool<byte>.Shared.Rent(n); _parts.Add(a); _n += a.Length; } readonly List<byte[]> _parts = new(); int _n; void Other() {")]
    [InlineData("put into an array that a field holds", "var a = ArrayPool<byte>.Shared.Rent(n); _parts[n] = a; } readonly byte[][] _parts = new byte[4][]; void Other() {")]
    [InlineData("handed out by an out parameter and returned", "Open(out var a, n); a[0] = 1; ArrayPool<byte>.Shared.Return(a); } static void Open(out byte[] a, int n) { a = ArrayPool<byte>.Shared.Rent(n); } void Other() {")]
    [InlineData("an out parameter that hands out something else on a path", "Open(out var a, n); a[0] = 1; } static void Open(out byte[] a, int n) { if (n < 4) { a = new byte[4]; return; } a = ArrayPool<byte>.Shared.Rent(n); } void Other() {")]
    [InlineData("an out parameter that is also kept", "Open(out var a, n); a[0] = 1; } void Open(out byte[] a, int n) { _field = ArrayPool<byte>.Shared.Rent(n); a = _field; } void Other() {")]
    [InlineData("handed out and kept by way of a local", "Open(out var a, n); a[0] = 1; } void Open(out byte[] a, int n) { var b = ArrayPool<byte>.Shared.Rent(n); _field = b; a = b; } void Other() {")]
    [InlineData("handed out first and kept then", "Open(out var a, n); a[0] = 1; } void Open(out byte[] a, int n) { a = ArrayPool<byte>.Shared.Rent(n); _field = a; } void Other() {")]
    [InlineData("handed out first and returned in a finally", "Open(out var a, n); a[0] = 1; } void Open(out byte[] a, int n) { a = ArrayPool<byte>.Shared.Rent(n); try { Log(\"\"); } finally { ArrayPool<byte>.Shared.Return(a); } } void Other() {")]
    [InlineData("handed out into a field", "Open(out _field, n); } static void Open(out byte[] a, int n) { a = ArrayPool<byte>.Shared.Rent(n); } void Other() {")]
    [InlineData("two leases beside nulls, set as a pair, each returned under its own null test", "byte[]? a = null; char[]? b = null; try { (a, b) = n < 64 ? (null, null) : (ArrayPool<byte>.Shared.Rent(n), ArrayPool<char>.Shared.Rent(n)); Log(\"\"); } finally { if (a is not null) ArrayPool<byte>.Shared.Return(a); if (b is not null) ArrayPool<char>.Shared.Return(b); }")]
    [InlineData("a lease that a switch pairs with its length", "var (a, size) = n switch { 0 => (null, 0), < 64 => (ArrayPool<byte>.Shared.Rent(64), 64), _ => ((byte[]?)ArrayPool<byte>.Shared.Rent(n), n) }; try { Log(size.ToString()); } finally { if (a != null) ArrayPool<byte>.Shared.Return(a); }")]
    public Task Real_array_is_fine_when(string idiom, string body) => RunAsync(Method(body), idiom, undecided: false);

    [Theory]
    [InlineData("the piece that got nothing is dropped", "byte[]? a = null; while (true) { a ??= {|LEAK301:ArrayPool<byte>.Shared.Rent(n)|}; var got = s.Length; if (got == 0) { return; } _field = a; return; }")]
    [InlineData("only a span of it is handed on", "var a = {|LEAK301:ArrayPool<byte>.Shared.Rent(n)|}; Keep(a.AsSpan()); } static void Keep(ReadOnlySpan<byte> v) { } void Other() {")]
    [InlineData("only a span of it comes back", "Look(n); } static ReadOnlySpan<byte> Look(int n) { var a = {|LEAK301:ArrayPool<byte>.Shared.Rent(n)|}; return a.AsSpan(0, n); } void Other() {")]
    [InlineData("a helper returns it and the caller drops it", "Filled({|LEAK301:ArrayPool<byte>.Shared.Rent(n)|}); } static byte[] Filled(byte[] b) { b[0] = 1; return b; } void Other() {")]
    [InlineData("the other size test", "byte[]? a = null; byte[]? b = null; if (n > 64) a = ArrayPool<byte>.Shared.Rent(n); if (n > 32) b = {|LEAK002:ArrayPool<byte>.Shared.Rent(n)|}; if (a != null) { ArrayPool<byte>.Shared.Return(a); ArrayPool<byte>.Shared.Return(b!); }")]
    [InlineData("handed out by an out parameter and dropped", "{|LEAK301:Open(out var a, n)|}; a[0] = 1; } static void Open(out byte[] a, int n) { a = ArrayPool<byte>.Shared.Rent(n); } void Other() {")]
    [InlineData("handed out by an out parameter beside a result", "if ({|LEAK301:Open(out var a, n)|} > 3) { return; } ArrayPool<byte>.Shared.Return(a); } static int Open(out byte[] a, int n) { a = ArrayPool<byte>.Shared.Rent(n); return n; } void Other() {")]
    [InlineData("set as a pair, and only one of the two is returned", "byte[]? a; char[]? b; (a, b) = n < 64 ? (null, null) : (ArrayPool<byte>.Shared.Rent(n), {|LEAK301:ArrayPool<char>.Shared.Rent(n)|}); if (a is not null) ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("a pair comes out of a tuple that nobody took apart on the way", "byte[]? a; int size; var pair = n < 64 ? (null, 0) : ({|LEAK002:ArrayPool<byte>.Shared.Rent(n)|}, n); (a, size) = pair; if (a is not null) ArrayPool<byte>.Shared.Return(a);")]
    public Task Real_array_leaks_when(string idiom, string body) => RunAsync(Method(body), idiom, undecided: false);

    [Fact]
    public Task Task_that_fails_hands_out_nothing() => Verify.VerifyAnalyzerAsync("""
        using System; using System.Net.Sockets; using System.Threading; using System.Threading.Tasks;
        class Listener
        {
            Socket _socket = null!; public Socket _last = null!;
            async Task FailsAsync(CancellationToken token)
            {
                try { _last = await _socket.AcceptAsync(token).ConfigureAwait(false); } catch (ObjectDisposedException) { }
                var client = await _socket.AcceptAsync(token);
                _last = client;
            }
            async Task FailsLaterAsync(CancellationToken token)
            {
                var client = {|LEAK313:await _socket.AcceptAsync(token)|};
                await Task.Delay(10, token);
                _last = client;
            }
        }
        """);

    [Fact]
    public Task Call_that_the_compiler_leaves_out_throws_nothing() => Verify.VerifyAnalyzerAsync("""
        using System.Diagnostics; using System.IO;
        class C
        {
            static void M(string path) { var f = File.OpenRead(path); Check(path.Length > 2); f.Dispose(); }
            static void N(string path) { var f = {|LEAK313:File.OpenRead(path)|}; Always(path.Length > 2); f.Dispose(); }
            [Conditional("NOWHERE_DEFINED")] static void Check(bool ok) { if (!ok) throw new IOException(); }
            static void Always(bool ok) { if (!ok) throw new IOException(); }
        }
        """);
}
