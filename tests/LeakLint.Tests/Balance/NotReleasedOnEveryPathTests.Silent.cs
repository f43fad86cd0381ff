using System.Threading.Tasks;
using Xunit;
using Verify = Microsoft.CodeAnalysis.CSharp.Testing.CSharpAnalyzerVerifier<
    LeakLint.Analyzers.Balance.BalanceAnalyzer, Microsoft.CodeAnalysis.Testing.DefaultVerifier>;

namespace LeakLint.Tests.Balance;

/// <summary>LEAK301: what is silent because it is right. A name says the idiom.</summary>
public sealed partial class NotReleasedOnEveryPathTests
{
    [Theory]
    [InlineData("straight line", "var a = ArrayPool<byte>.Shared.Rent(16); a[0] = 1; ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("try/finally", "var a = ArrayPool<byte>.Shared.Rent(16); try { if (n > 3) return; a[0] = 1; } finally { ArrayPool<byte>.Shared.Return(a); }")]
    [InlineData("released before every return", "var a = ArrayPool<byte>.Shared.Rent(16); if (n > 3) { ArrayPool<byte>.Shared.Return(a); return; } ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("nullable lease beside stackalloc", "byte[]? rented = null; Span<byte> v = n <= 256 ? stackalloc byte[n] : (rented = ArrayPool<byte>.Shared.Rent(n)); v.Clear(); if (rented != null) ArrayPool<byte>.Shared.Return(rented);")]
    [InlineData("nullable lease, is not null", "byte[]? rented = null; Span<byte> v = n <= 256 ? stackalloc byte[256] : (rented = ArrayPool<byte>.Shared.Rent(n)).AsSpan(0, n); try { v.Clear(); } finally { if (rented is not null) ArrayPool<byte>.Shared.Return(rented); }")]
    [InlineData("nullable lease, is null return", "byte[]? rented = null; if (n > 256) { rented = ArrayPool<byte>.Shared.Rent(n); } if (rented is null) return; ArrayPool<byte>.Shared.Return(rented);")]
    [InlineData("nullable lease, pattern", "byte[]? rented = n > 256 ? ArrayPool<byte>.Shared.Rent(n) : null; Console.Write(n); if (rented is { } lease) ArrayPool<byte>.Shared.Return(lease);")]
    [InlineData("nullable lease, typed pattern", "byte[]? rented = n > 256 ? ArrayPool<byte>.Shared.Rent(n) : null; Console.Write(n); if (rented is byte[] lease) ArrayPool<byte>.Shared.Return(lease);")]
    [InlineData("nullable lease, negated pattern", "byte[]? rented = n > 256 ? ArrayPool<byte>.Shared.Rent(n) : null; if (rented is not { } lease) return; ArrayPool<byte>.Shared.Return(lease);")]
    [InlineData("flag correlated with the acquisition", "bool taken = false; byte[] a = Array.Empty<byte>(); try { if (n > 3) { a = ArrayPool<byte>.Shared.Rent(n); taken = true; } } finally { if (taken) ArrayPool<byte>.Shared.Return(a); }")]
    [InlineData("flag decides first", "bool big = n > 256; var a = big ? ArrayPool<byte>.Shared.Rent(n) : new byte[256]; a[0] = 1; if (big) ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("same comparison twice", "byte[] a = Array.Empty<byte>(); if (n > 256) a = ArrayPool<byte>.Shared.Rent(n); Console.Write(n); if (n > 256) ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("opposite comparison", "byte[] a = Array.Empty<byte>(); if (n > 256) a = ArrayPool<byte>.Shared.Rent(n); if (n <= 256) return; ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("success flag in finally", "var a = ArrayPool<byte>.Shared.Rent(n); bool done = false; try { Log(s); done = true; _field = a; } finally { if (!done) ArrayPool<byte>.Shared.Return(a); }")]
    [InlineData("catch releases and rethrows", "var a = ArrayPool<byte>.Shared.Rent(n); try { Log(s); } catch { ArrayPool<byte>.Shared.Return(a); throw; } _field = a;")]
    [InlineData("grown in a loop", "var a = ArrayPool<byte>.Shared.Rent(16); while (Log(s)) { var b = ArrayPool<byte>.Shared.Rent(a.Length * 2); Buffer.BlockCopy(a, 0, b, 0, a.Length); ArrayPool<byte>.Shared.Return(a); a = b; } ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("grown, old one kept aside", "var a = ArrayPool<byte>.Shared.Rent(16); for (int i = 0; i < n; i++) { var old = a; a = ArrayPool<byte>.Shared.Rent(n); ArrayPool<byte>.Shared.Return(old); } ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("released in each iteration", "foreach (var c in s) { var a = ArrayPool<byte>.Shared.Rent(c); if (c == 'x') { ArrayPool<byte>.Shared.Return(a); continue; } ArrayPool<byte>.Shared.Return(a); }")]
    [InlineData("released in a loop over what a loop acquired", "var all = new byte[n][]; for (int i = 0; i < n; i++) all[i] = ArrayPool<byte>.Shared.Rent(i); foreach (var a in all) ArrayPool<byte>.Shared.Return(a);", true)]
    [InlineData("kept in a field", "_field = ArrayPool<byte>.Shared.Rent(n);")]
    [InlineData("kept in a field by way of a local", "var a = ArrayPool<byte>.Shared.Rent(n); a[0] = 1; _field = a;")]
    [InlineData("kept in a field by Interlocked", "var a = ArrayPool<byte>.Shared.Rent(n); Interlocked.Exchange(ref _field, a);")]
    [InlineData("coalescing assignment to a field", "_field ??= ArrayPool<byte>.Shared.Rent(n);")]
    [InlineData("coalescing assignment to a local", "byte[]? a = null; if (n > 2) a ??= ArrayPool<byte>.Shared.Rent(n); if (a != null) ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("put into a list", "var all = new List<byte[]>(); all.Add(ArrayPool<byte>.Shared.Rent(n)); foreach (var a in all) ArrayPool<byte>.Shared.Return(a);", true)]
    [InlineData("captured by a lambda", "var a = ArrayPool<byte>.Shared.Rent(n); Action done = () => ArrayPool<byte>.Shared.Return(a); done();", true)]
    [InlineData("released by a local function", "var a = ArrayPool<byte>.Shared.Rent(n); try { if (n > 2) return; } finally { Release(); } void Release() => ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("released by a local function given it", "var a = ArrayPool<byte>.Shared.Rent(n); Release(a); static void Release(byte[] x) => ArrayPool<byte>.Shared.Return(x);")]
    [InlineData("two resources", "var a = ArrayPool<byte>.Shared.Rent(n); var b = ArrayPool<char>.Shared.Rent(n); try { b[0] = 'x'; } finally { ArrayPool<byte>.Shared.Return(a); ArrayPool<char>.Shared.Return(b); }")]
    [InlineData("swapped by a tuple", "var a = ArrayPool<byte>.Shared.Rent(n); var b = ArrayPool<byte>.Shared.Rent(n); (a, b) = (b, a); ArrayPool<byte>.Shared.Return(a); ArrayPool<byte>.Shared.Return(b);")]
    [InlineData("nested finally", "var a = ArrayPool<byte>.Shared.Rent(n); try { try { if (n > 1) return; } finally { Console.Write(n); } } finally { ArrayPool<byte>.Shared.Return(a); }")]
    [InlineData("goto out of the try", "var a = ArrayPool<byte>.Shared.Rent(n); try { if (n > 1) goto end; } finally { ArrayPool<byte>.Shared.Return(a); } end: Console.Write(n);")]
    [InlineData("endless loop", "var a = ArrayPool<byte>.Shared.Rent(n); while (true) { Log(s); }")]
    [InlineData("stops the program", "var a = ArrayPool<byte>.Shared.Rent(n); if (n > 1) Environment.FailFast(s); ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("conditional access on the lease", "byte[]? a = n > 2 ? ArrayPool<byte>.Shared.Rent(n) : null; Console.Write(a?.Length); if (a != null) { ArrayPool<byte>.Shared.Return(a); }")]
    [InlineData("conditional release inside the argument", "byte[]? a = n > 2 ? ArrayPool<byte>.Shared.Rent(n) : null; Return(a); static void Return(byte[]? x) { if (x is not null) ArrayPool<byte>.Shared.Return(x); }")]
    [InlineData("using wraps the work, finally the lease", "var a = ArrayPool<byte>.Shared.Rent(n); try { using var m = new System.IO.MemoryStream(a); if (m.Length > 2) return; } finally { ArrayPool<byte>.Shared.Return(a); }")]
    [InlineData("an exception that is swallowed", "var a = ArrayPool<byte>.Shared.Rent(n); try { Log(s); ArrayPool<byte>.Shared.Return(a); } catch (FormatException) { }")]
    [InlineData("switch expression", "var a = n switch { 0 => null, 1 => ArrayPool<byte>.Shared.Rent(1), _ => ArrayPool<byte>.Shared.Rent(n) }; if (a != null) ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("released under the lock it was rented under", "lock (s) { var a = ArrayPool<byte>.Shared.Rent(n); ArrayPool<byte>.Shared.Return(a); }")]
    [InlineData("checked after it was nulled", "byte[]? a = ArrayPool<byte>.Shared.Rent(n); if (n > 3) { ArrayPool<byte>.Shared.Return(a); a = null; } Console.Write(n); if (a != null) ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("handed to a queue that is drained", "var q = new Queue<byte[]>(); q.Enqueue(ArrayPool<byte>.Shared.Rent(n)); ArrayPool<byte>.Shared.Return(q.Dequeue());", true)]
    [InlineData("async local function that releases", "var a = ArrayPool<byte>.Shared.Rent(n); _ = Run(); async System.Threading.Tasks.Task Run() { await System.Threading.Tasks.Task.Yield(); ArrayPool<byte>.Shared.Return(a); }", true)]
    [InlineData("do-while over a reader", "var a = ArrayPool<char>.Shared.Rent(n); var r = new System.IO.StringReader(s); int k; do { k = r.Read(a, 0, n); } while (k > 0); ArrayPool<char>.Shared.Return(a);")]
    [InlineData("flag set in an iteration", "byte[]? a = null; var has = false; foreach (var c in s) { if (!has) { a = ArrayPool<byte>.Shared.Rent(c); has = true; } } if (has) ArrayPool<byte>.Shared.Return(a!);")]
    public Task Array_is_fine_when(string idiom, string body, bool undecided = false) => RunAsync(Method(body), idiom, undecided);

    [Theory]
    [InlineData("using declaration", "using var h = SharedHandle.Create(r); if (n > 1) return; Console.Write(h.ReferenceCount);")]
    [InlineData("using statement", "using (var h = SharedHandle.Create(r)) { if (n > 1) return; }")]
    [InlineData("using an existing local", "var h = SharedHandle.Create(r); using (h) { if (n > 1) return; }")]
    [InlineData("using an assignment", "SharedHandle<IDisposable> h; using (h = SharedHandle.Create(r)) { Console.Write(h.ReferenceCount); }")]
    [InlineData("using a discard", "using (_ = SharedHandle.Create(r)) { }")]
    [InlineData("conditional dispose", "SharedHandle<IDisposable>? h = null; try { if (n > 2) h = SharedHandle.Create(r); } finally { h?.Dispose(); }")]
    [InlineData("disposed as an interface", "IDisposable h = SharedHandle.Create(r); h.Dispose();")]
    [InlineData("disposed by a cast", "object h = SharedHandle.Create(r); ((IDisposable)h).Dispose();")]
    [InlineData("kept in a field", "_field = SharedHandle.Create(r);")]
    [InlineData("returned by a local function", "using var h = Make(); SharedHandle<IDisposable> Make() => SharedHandle.Create(r);")]
    [InlineData("upgrade that fails", "using var h = SharedHandle.Create(r); if (!h.TryAddReference(out var other)) return; other!.Dispose();")]
    [InlineData("upgrade that succeeds, using", "using var h = SharedHandle.Create(r); if (h.TryAddReference(out var other)) { using (other) { } }")]
    [InlineData("upgrade asked through a local", "using var h = SharedHandle.Create(r); var ok = h.TryAddReference(out var other); if (ok) other!.Dispose();")]
    [InlineData("upgrade asked by null", "using var h = SharedHandle.Create(r); h.TryAddReference(out var other); other?.Dispose();")]
    [InlineData("given to a constructor", "var h = SharedHandle.Create(r); _ = new Lazy<SharedHandle<IDisposable>>(h);", true)]
    [InlineData("put into a list that is emptied", "var all = new List<SharedHandle<IDisposable>> { SharedHandle.Create(r) }; foreach (var h in all) h.Dispose();", true)]
    [InlineData("foreach over handles", "var h = SharedHandle.Create(r); foreach (var x in new[] { h }) x.Dispose();", true)]
    [InlineData("borrowed by a method, then disposed", "var h = SharedHandle.Create(r); Keep(h); h.Dispose();")]
    [InlineData("lease, using declaration", "using var lease = _pool.Rent(); if (n > 1) return; Console.WriteLine(lease.Value);")]
    [InlineData("lease, disposed on every path", "var lease = _pool.Rent(); try { Console.WriteLine(lease.Value); } finally { lease.Dispose(); }")]
    [InlineData("lease kept in a field", "_field = _pool.Rent();")]
    [InlineData("how many are out", "if (_pool.RentedCount > n) return;")]
    [InlineData("a pool of somebody else's", "var lease = _other.Rent(); Console.WriteLine(lease.Value);", true)]
    public Task Handle_is_fine_when(string idiom, string body, bool undecided = false) => RunAsync(HandleMethod(body), idiom, undecided);

    [Fact]
    public Task Returned_in_every_wrapping() => Verify.VerifyAnalyzerAsync("""
        using System; using System.Buffers; using System.Collections.Generic; using System.Threading.Tasks;
        class C
        {
            byte[] Plain(int n) => ArrayPool<byte>.Shared.Rent(n);
            byte[] Local(int n) { var a = ArrayPool<byte>.Shared.Rent(n); a[0] = 1; return a; }
            byte[] Choice(int n) { var a = ArrayPool<byte>.Shared.Rent(n); return n > 3 ? a : a; }
            byte[] Coalesced(byte[] b, int n) => b ?? ArrayPool<byte>.Shared.Rent(n);
            (byte[], int) Tuple(int n) { var a = ArrayPool<byte>.Shared.Rent(n); return (a, n); }
            ArraySegment<byte> Segment(int n) { var a = ArrayPool<byte>.Shared.Rent(n); return new ArraySegment<byte>(a, 0, n); }
            Memory<byte> View(int n) { var a = ArrayPool<byte>.Shared.Rent(n); return a.AsMemory(0, n); }
            Memory<byte> Implicit(int n) => ArrayPool<byte>.Shared.Rent(n);
            Lease Wrapped(int n) { var a = ArrayPool<byte>.Shared.Rent(n); var lease = new Lease(a); return lease; }
            Lease Initialised(int n) => new Lease(null) { Array = ArrayPool<byte>.Shared.Rent(n) };
            Task<byte[]> Done(int n) => Task.FromResult(ArrayPool<byte>.Shared.Rent(n));
            async Task<byte[]> Later(int n) { var a = ArrayPool<byte>.Shared.Rent(n); await Task.Yield(); return a; }
            void Out(out byte[] a, int n) => a = ArrayPool<byte>.Shared.Rent(n);
            void Ref(ref byte[] a, int n) { var b = ArrayPool<byte>.Shared.Rent(n); ArrayPool<byte>.Shared.Return(a); a = b; }
            IEnumerable<byte[]> Yielded(int n) { yield return ArrayPool<byte>.Shared.Rent(n); }
            object Boxed(int n) => ArrayPool<byte>.Shared.Rent(n);
            KeyValuePair<int, byte[]> Pair(int n) => new(n, ArrayPool<byte>.Shared.Rent(n));
        }
        struct Lease { public byte[] Array; public Lease(byte[] a) { Array = a; } }
        """);

    [Fact]
    public Task Iterator_with_finally_releases_when_the_consumer_stops() => Verify.VerifyAnalyzerAsync("""
        using System.Buffers; using System.Collections.Generic;
        class C
        {
            IEnumerable<int> M(int n)
            {
                var a = ArrayPool<int>.Shared.Rent(n);
                try { yield return a[0]; if (n > 3) yield break; yield return a[1]; }
                finally { ArrayPool<int>.Shared.Return(a); }
            }
        }
        """);

    [Fact]
    public Task Helper_in_another_file_returns_the_array() => new Microsoft.CodeAnalysis.CSharp.Testing.CSharpAnalyzerTest<Analyzers.Balance.BalanceAnalyzer, Microsoft.CodeAnalysis.Testing.DefaultVerifier>
    {
        TestState =
        {
            Sources =
            {
                """
                using System.Buffers;
                class C
                {
                    void M(int n) { var a = ArrayPool<byte>.Shared.Rent(n); a[0] = 1; a.GiveBack(); }
                    void N(int n) { var a = ArrayPool<byte>.Shared.Rent(n); Pools.Twice(a); }
                    void O(int n) { var a = ArrayPool<byte>.Shared.Rent(n); Pools.Ref(ref a); }
                    void P(int n) { var a = ArrayPool<byte>.Shared.Rent(n); var h = new Holder(a); h.Dispose(); }
                    void Q(int n) { var a = ArrayPool<byte>.Shared.Rent(n); Pools.Field = null; Pools.Keep(a); }
                }
                """,
                """
                using System.Buffers;
                static class Pools
                {
                    public static byte[] Field;
                    public static void GiveBack(this byte[] a) => ArrayPool<byte>.Shared.Return(a);
                    public static void Twice(byte[] a) { try { a[0] = 1; } finally { GiveBack(a); } }
                    public static void Ref(ref byte[] a) { if (a != null) { ArrayPool<byte>.Shared.Return(a); a = null; } }
                    public static void Keep(byte[] a) { Field = a; }
                }
                sealed class Holder : System.IDisposable
                {
                    private readonly byte[] _a;
                    public Holder(byte[] a) => _a = a;
                    public void Dispose() => ArrayPool<byte>.Shared.Return(_a);
                }
                """,
            },
        },
    }.RunAsync();

    [Fact]
    public Task Throw_helper_never_comes_back() => Verify.VerifyAnalyzerAsync("""
        using System; using System.Buffers; using System.Diagnostics.CodeAnalysis;
        class C
        {
            int M(int n)
            {
                var a = {|LEAK313:ArrayPool<byte>.Shared.Rent(n)|};
                switch (n)
                {
                    case 1: ArrayPool<byte>.Shared.Return(a); return 1;
                    case 2: Fail(); return 2;
                    default: Marked(); return 3;
                }
            }
            static void Fail() => throw new InvalidOperationException();
            [DoesNotReturn] static void Marked() { Environment.Exit(1); throw null; }
        }
        """);

    [Fact]
    public Task Users_own_type_named_like_the_pool() => Verify.VerifyAnalyzerAsync("""
        class ArrayPool<T> { public static ArrayPool<T> Shared = new ArrayPool<T>(); public T[] Rent(int n) => new T[n]; }
        class C { void M() { var a = ArrayPool<byte>.Shared.Rent(3); a[0] = 1; } }
        """);

    [Fact]
    public Task Recursion_between_helpers_ends() => Verify.VerifyAnalyzerAsync("""
        using System.Buffers;
        class C
        {
            void M(int n) { var a = {|LEAK002:ArrayPool<byte>.Shared.Rent(n)|}; Ping(a, n); }
            static void Ping(byte[] a, int n) { if (n > 0) Pong(a, n - 1); else ArrayPool<byte>.Shared.Return(a); }
            static void Pong(byte[] a, int n) { if (n > 0) Ping(a, n - 1); else ArrayPool<byte>.Shared.Return(a); }
        }
        """);

    [Fact]
    public Task Half_typed_code_is_left_alone() => new Microsoft.CodeAnalysis.CSharp.Testing.CSharpAnalyzerTest<Analyzers.Balance.BalanceAnalyzer, Microsoft.CodeAnalysis.Testing.DefaultVerifier>
    {
        TestCode = """
            using System.Buffers;
            class C { void M(int n) { var a = ArrayPool<byte>.Shared.Rent(n); try { a. } finally { ArrayPool<byte>.Shared.Return(a); }
            """,
        CompilerDiagnostics = Microsoft.CodeAnalysis.Testing.CompilerDiagnostics.None,
    }.RunAsync();

    private static Task RunAsync(string source, string idiom, bool undecided)
    {
        Assert.NotEmpty(idiom);
        var test = new Microsoft.CodeAnalysis.CSharp.Testing.CSharpAnalyzerTest<Analyzers.Balance.BalanceAnalyzer, Microsoft.CodeAnalysis.Testing.DefaultVerifier>
        {
            TestCode = source,
        };

        // LEAK002 may say "could not follow"; where it does not have to, it must not.
        if (undecided)
        {
            test.DisabledDiagnostics.Add("LEAK002");
        }

        return test.RunAsync();
    }
}
