using System.Threading.Tasks;
using Xunit;
using Verify = Microsoft.CodeAnalysis.CSharp.Testing.CSharpAnalyzerVerifier<
    LeakLint.Analyzers.Balance.BalanceAnalyzer, Microsoft.CodeAnalysis.Testing.DefaultVerifier>;

namespace LeakLint.Tests.Balance;

/// <summary>LEAK301 where the release is reached in a roundabout way, or guarded by a question that comes twice.</summary>
public sealed partial class NotReleasedOnEveryPathTests
{
    [Theory]
    [InlineData("length of a string", "byte[]? a = null; if (s.Length > 100) a = ArrayPool<byte>.Shared.Rent(n); Log(s); if (s.Length > 100) ArrayPool<byte>.Shared.Return(a!);")]
    [InlineData("count of a list", "var l = new List<int>(); byte[]? a = null; if (l.Count > 100) a = ArrayPool<byte>.Shared.Rent(n); if (l.Count <= 100) return; ArrayPool<byte>.Shared.Return(a!);")]
    [InlineData("a property that is a flag", "ReadOnlySpan<char> v = s; byte[]? a = null; if (!v.IsEmpty) a = ArrayPool<byte>.Shared.Rent(n); if (!v.IsEmpty) ArrayPool<byte>.Shared.Return(a!);")]
    [InlineData("a field that is compared", "byte[]? a = null; if (_field == null) a = ArrayPool<byte>.Shared.Rent(n); if (_field == null) ArrayPool<byte>.Shared.Return(a!);", true)]
    [InlineData("the same switch twice", "byte[]? a = null; switch (n) { case 1: a = ArrayPool<byte>.Shared.Rent(n); break; } Log(s); switch (n) { case 1: ArrayPool<byte>.Shared.Return(a!); break; }")]
    [InlineData("two questions at once", "byte[]? a = null; if (n > 3 || s.Length > 7) a = ArrayPool<byte>.Shared.Rent(n); if (n > 3 || s.Length > 7) ArrayPool<byte>.Shared.Return(a!);", true)]
    [InlineData("a marker set with it", "byte[]? a = null; int state = 0; if (Log(s)) { a = ArrayPool<byte>.Shared.Rent(n); state = 1; } Log(s); if (state == 1) ArrayPool<byte>.Shared.Return(a!);", true)]
    [InlineData("an empty array instead", "var a = n > 0 ? ArrayPool<byte>.Shared.Rent(n) : Array.Empty<byte>(); Log(s); if (a.Length > 0) ArrayPool<byte>.Shared.Return(a);", true)]
    [InlineData("a local function that grows it", "var a = ArrayPool<byte>.Shared.Rent(16); var used = 0; Put(1); Put(2); ArrayPool<byte>.Shared.Return(a); void Put(byte b) { if (used == a.Length) { var bigger = ArrayPool<byte>.Shared.Rent(a.Length * 2); a.CopyTo(bigger, 0); ArrayPool<byte>.Shared.Return(a); a = bigger; } a[used++] = b; }", true)]
    [InlineData("a local function that fetches it", "byte[]? a = null; Get(); if (a != null) ArrayPool<byte>.Shared.Return(a); void Get() => a = ArrayPool<byte>.Shared.Rent(n);", true)]
    [InlineData("an async local function that returns it", "var a = ArrayPool<byte>.Shared.Rent(n); _ = Finish(a); static async System.Threading.Tasks.Task Finish(byte[] b) { try { await System.Threading.Tasks.Task.Yield(); } finally { ArrayPool<byte>.Shared.Return(b); } }", true)]
    [InlineData("state of a work item", "var a = ArrayPool<byte>.Shared.Rent(n); ThreadPool.QueueUserWorkItem(static x => ArrayPool<byte>.Shared.Return(x), a, false);", true)]
    [InlineData("state of a timer", "var a = ArrayPool<byte>.Shared.Rent(n); _ = new Timer(static x => ArrayPool<byte>.Shared.Return((byte[])x!), a, 100, -1);", true)]
    [InlineData("state beside others", "var a = ArrayPool<byte>.Shared.Rent(n); _ = string.Create(n, (a, n), static (v, x) => ArrayPool<byte>.Shared.Return(x.a));", true)]
    public Task Array_is_fine_in_a_roundabout_way(string idiom, string body, bool undecided = false) => RunAsync(Method(body), idiom, undecided);

    [Fact]
    public Task Method_group_holds_its_object() => RunAsync(
        HandleMethod("var h = SharedHandle.Create(r); System.Threading.CancellationToken.None.Register(h.Dispose);"), "method group", undecided: true);

    [Fact]
    public Task Early_return_before_the_guarded_release_is_still_a_leak() => Verify.VerifyAnalyzerAsync(
        Method("byte[]? a = null; if (n > 3) a = {|LEAK301:ArrayPool<byte>.Shared.Rent(n)|}; if (Log(s)) return; if (a != null) ArrayPool<byte>.Shared.Return(a);"));

    [Fact]
    public Task Hidden_bodies_may_do_anything() => RunAsync(
        """
        using System; using System.Buffers;
        sealed partial class C
        {
            void Primary(int n) { using var x = new Lease(ArrayPool<byte>.Shared.Rent(n)); if (n > 3) return; }
            void Interface(IDisposable d, int n) { IDisposable x = new Lease(ArrayPool<byte>.Shared.Rent(n)); x.Dispose(); }
            void Partial(int n) { var a = ArrayPool<byte>.Shared.Rent(n); Give(a); }
            partial void Give(byte[] a);
            void Abstract(Sink s, int n) { var a = ArrayPool<byte>.Shared.Rent(n); s.Write(a); }
            unsafe void Pointer(delegate*<byte[], void> give, int n) { var a = ArrayPool<byte>.Shared.Rent(n); give(a); }
            Lease Shared(int n, out byte[] a) => new Lease(a = ArrayPool<byte>.Shared.Rent(n));
            int Use(int n) { using (Shared(n, out var a)) return a[0]; }
        }
        sealed partial class C { partial void Give(byte[] a) => ArrayPool<byte>.Shared.Return(a); }
        sealed class Lease(byte[] a) : IDisposable { public void Dispose() => ArrayPool<byte>.Shared.Return(a); }
        abstract class Sink { public abstract void Write(byte[] a); }
        """, "hidden bodies", undecided: true);
}
