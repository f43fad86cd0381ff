using System.Threading.Tasks;
using Xunit;
using Verify = Microsoft.CodeAnalysis.CSharp.Testing.CSharpAnalyzerVerifier<
    LeakLint.Analyzers.Balance.BalanceAnalyzer, Microsoft.CodeAnalysis.Testing.DefaultVerifier>;

namespace LeakLint.Tests.Balance;

/// <summary>LEAK309. Many shapes stand in Misuse/wrong-owner.txt and Misuse/right-owner.txt.</summary>
public sealed class ReleasedToWrongOwnerTests
{
    [Theory]
    [InlineData("another pool", "var a = Small.Rent(n); {|LEAK309:Large.Return(a)|};")]
    [InlineData("the shared pool", "var a = _pool.Rent(n); {|LEAK309:ArrayPool<byte>.Shared.Return(a)|};")]
    [InlineData("another allocator", "var p = Marshal.AllocHGlobal(n); {|LEAK309:Marshal.FreeCoTaskMem(p)|};")]
    [InlineData("the allocator of whole blocks", "var p = NativeMemory.AlignedAlloc((nuint)n, 64); {|LEAK309:NativeMemory.Free(p)|};")]
    [InlineData("another lock", "Monitor.Enter(_a); try { _n++; } finally { {|LEAK309:Monitor.Exit(_b)|}; }")]
    [InlineData("the other side of a lock", "_rw.EnterWriteLock(); try { _n++; } finally { {|LEAK309:_rw.ExitReadLock()|}; }")]
    public Task Wrong(string how, string body)
    {
        Assert.NotEmpty(how);
        return RunAsync(body);
    }

    [Theory]
    [InlineData("the same pool by another name", "var pool = Small; var a = pool.Rent(n); Small.Return(a);")]
    [InlineData("a pool that may be the same", "var pool = n > 3 ? Small : ArrayPool<byte>.Shared; var a = pool.Rent(n); ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("the right allocator", "var p = Marshal.AllocHGlobal(n); Marshal.FreeHGlobal(p);")]
    [InlineData("an address from elsewhere", "Marshal.FreeCoTaskMem(_given);")]
    [InlineData("two locks, each its own", "Monitor.Enter(_a); try { Monitor.Enter(_b); try { _n++; } finally { Monitor.Exit(_b); } } finally { Monitor.Exit(_a); }")]
    public Task Right(string how, string body)
    {
        Assert.NotEmpty(how);
        return RunAsync(body);
    }

    private static Task RunAsync(string body)
    {
        var test = new Microsoft.CodeAnalysis.CSharp.Testing.CSharpAnalyzerTest<Analyzers.Balance.BalanceAnalyzer, Microsoft.CodeAnalysis.Testing.DefaultVerifier>
        {
            TestCode = Method(body),
            DisabledDiagnostics = { "LEAK002" },
        };
        return test.RunAsync();
    }

    [Fact]
    public Task Message_names_both() => Verify.VerifyAnalyzerAsync(
        Method("var a = {|#1:Small.Rent(n)|};\n{|#0:Large.Return(a)|};"),
        Verify.Diagnostic("LEAK309").WithLocation(0).WithLocation(1).WithArguments("a", "returned", "Large.Return", "rented", "Small.Rent", "8"));

    private static string Method(string body) => $$"""
        using System; using System.Buffers; using System.Runtime.InteropServices; using System.Threading;
        class C
        {
            static readonly ArrayPool<byte> Small = ArrayPool<byte>.Create(10, 1), Large = ArrayPool<byte>.Create(99, 1);
            readonly ArrayPool<byte> _pool; readonly object _a = new(), _b = new(); readonly ReaderWriterLockSlim _rw = new(); int _n; IntPtr _given;
            public C(ArrayPool<byte> pool, IntPtr given) { _pool = pool; _given = given; }
            unsafe void M(int n) {
        {{body}} }
        }
        """;
}
