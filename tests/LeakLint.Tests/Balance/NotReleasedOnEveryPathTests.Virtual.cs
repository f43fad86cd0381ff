using System.Linq;
using System.Threading.Tasks;
using Xunit;
using Verify = Microsoft.CodeAnalysis.CSharp.Testing.CSharpAnalyzerVerifier<
    LeakLint.Analyzers.Balance.BalanceAnalyzer, Microsoft.CodeAnalysis.Testing.DefaultVerifier>;

namespace LeakLint.Tests.Balance;

/// <summary>LEAK301 across virtual and interface calls: what the implementations in sight agree on.</summary>
public sealed partial class NotReleasedOnEveryPathTests
{
    private static string Virtual(string callee, string implementations) => $$"""
        using System.Buffers;
        class C
        {
            void M({{callee}} to, int n) { var a = ArrayPool<byte>.Shared.Rent(n); to.Hand(a); }
        }
        {{implementations}}
        """;

    private static string Flagged(string source) => source.Replace("ArrayPool<byte>.Shared.Rent(n)", "{|LEAK301:ArrayPool<byte>.Shared.Rent(n)|}", System.StringComparison.Ordinal);

    private static string Undecided(string source) => source.Replace("ArrayPool<byte>.Shared.Rent(n)", "{|LEAK002:ArrayPool<byte>.Shared.Rent(n)|}", System.StringComparison.Ordinal);

    [Fact]
    public Task Every_implementation_of_an_internal_interface_releases() => Verify.VerifyAnalyzerAsync(Virtual("I", """
        interface I { void Hand(byte[] a); }
        class A : I { public void Hand(byte[] a) => ArrayPool<byte>.Shared.Return(a); }
        struct B : I { void I.Hand(byte[] a) { try { a[0] = 1; } finally { ArrayPool<byte>.Shared.Return(a); } } }
        """));

    [Fact]
    public Task Every_implementation_only_looks() => Verify.VerifyAnalyzerAsync(Flagged(Virtual("I<byte>", """
        interface I<T> { void Hand(T[] a); }
        class A : I<byte> { public void Hand(byte[] a) => a[0] = 1; }
        class B<T> : I<T> { public void Hand(T[] a) => System.Array.Clear(a, 0, 1); }
        """)));

    [Fact]
    public Task Implementations_disagree() => Verify.VerifyAnalyzerAsync(Undecided(Virtual("I", """
        interface I { void Hand(byte[] a); }
        class A : I { public void Hand(byte[] a) => ArrayPool<byte>.Shared.Return(a); }
        class B : I { public void Hand(byte[] a) { } }
        """)));

    [Fact]
    public Task Others_may_implement_it_too() => Verify.VerifyAnalyzerAsync(Undecided(Virtual("I", """
        public interface I { void Hand(byte[] a); }
        class A : I { public void Hand(byte[] a) => ArrayPool<byte>.Shared.Return(a); }
        """)));

    [Fact]
    public Task Override_releases_and_so_does_the_base() => Verify.VerifyAnalyzerAsync(Virtual("A", """
        class A { public virtual void Hand(byte[] a) => ArrayPool<byte>.Shared.Return(a); }
        class B : A { public override void Hand(byte[] a) { base.Hand(a); } }
        """));

    [Fact]
    public Task Override_keeps_what_the_base_only_looks_at() => Verify.VerifyAnalyzerAsync(Undecided(Virtual("A", """
        abstract class A { public virtual void Hand(byte[] a) { } }
        class B : A { byte[] _kept; public override void Hand(byte[] a) => _kept = a; }
        """)));

    [Fact]
    public Task Factory_that_an_override_may_replace_proves_nothing() => Verify.VerifyAnalyzerAsync("""
        using System.Buffers;
        class A
        {
            protected virtual byte[] Make(int n) => ArrayPool<byte>.Shared.Rent(n);
            protected virtual void Make(out byte[] a, int n) { a = ArrayPool<byte>.Shared.Rent(n); }
            int Use(int n) { var a = Make(n); Make(out var b, n); return a[0] + b[0]; }
        }
        class B : A
        {
            protected override byte[] Make(int n) => new byte[n];
            protected override void Make(out byte[] a, int n) { a = new byte[n]; }
        }
        """);

    // Thirty methods that all call each other and thirty overrides that do: following every way would never end.
    [Fact(Timeout = 60_000)]
    public Task Methods_that_call_each_other_in_every_way_come_to_an_end()
    {
        var calls = string.Concat(Enumerable.Range(0, 30).Select(static i => $"M{i}(a, n - 1); next.Hand(a); "));
        var methods = string.Concat(Enumerable.Range(0, 30).Select(i => $"public static byte[] M{i}(byte[] a, int n) {{ A next = null; if (n > 0) {{ {calls} }} return a; }}"));
        var overrides = string.Concat(Enumerable.Range(0, 30).Select(static i => $"class B{i} : A {{ public override void Hand(byte[] a) => D.M{i}(a, {i}); }}"));
        return Verify.VerifyAnalyzerAsync(Undecided(Virtual("A", $$"""
            abstract class A { public abstract void Hand(byte[] a); }
            static class D { {{methods}} }
            {{overrides}}
            """)));
    }
}
