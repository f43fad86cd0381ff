using System.Threading.Tasks;
using Xunit;
using Verify = Microsoft.CodeAnalysis.CSharp.Testing.CSharpAnalyzerVerifier<
    LeakLint.Analyzers.Balance.BalanceAnalyzer, Microsoft.CodeAnalysis.Testing.DefaultVerifier>;

namespace LeakLint.Tests.Balance;

/// <summary>LEAK301: what is flagged, and what the message says.</summary>
public sealed partial class NotReleasedOnEveryPathTests
{
    [Theory]
    [InlineData("var a = {|LEAK301:ArrayPool<byte>.Shared.Rent(16)|}; if (n > 99) return; ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("var a = {|LEAK301:ArrayPool<byte>.Shared.Rent(16)|}; a[0] = 1;")]
    [InlineData("var a = {|LEAK301:ArrayPool<byte>.Shared.Rent(16)|}; if (n < 0) throw new ArgumentException(); ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("var a = {|LEAK301:ArrayPool<byte>.Shared.Rent(16)|}; if (n > 3) ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("var a = {|LEAK301:ArrayPool<byte>.Shared.Rent(16)|}; switch (n) { case 1: ArrayPool<byte>.Shared.Return(a); break; case 2: break; default: ArrayPool<byte>.Shared.Return(a); break; }")]
    [InlineData("foreach (var c in s) { var a = {|LEAK301:ArrayPool<byte>.Shared.Rent(c)|}; if (c == 'x') continue; ArrayPool<byte>.Shared.Return(a); }")]
    [InlineData("foreach (var c in s) { var a = {|LEAK301:ArrayPool<byte>.Shared.Rent(c)|}; if (c == 'x') break; ArrayPool<byte>.Shared.Return(a); }")]
    [InlineData("var a = {|LEAK301:ArrayPool<byte>.Shared.Rent(16)|}; Array.Clear(a, 0, n); Console.WriteLine(a.Length);")]
    [InlineData("var a = {|LEAK301:ArrayPool<byte>.Shared.Rent(16)|}; try { if (n > 1) return; } catch (Exception) { } ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("byte[]? a = null; if (n > 1) a = {|LEAK301:ArrayPool<byte>.Shared.Rent(16)|}; if (a == null) ArrayPool<byte>.Shared.Return(a!);")]
    [InlineData("var pool = ArrayPool<char>.Create(); var a = {|LEAK301:pool.Rent(16)|}; s.AsSpan().CopyTo(a); Console.WriteLine(a, 0, n);")]
    [InlineData("Console.WriteLine({|LEAK301:ArrayPool<byte>.Shared.Rent(16)|}.Length);")]
    [InlineData("int i = 0; again: var a = {|LEAK301:ArrayPool<byte>.Shared.Rent(16)|}; if (i++ < 3) { ArrayPool<byte>.Shared.Return(a); goto again; }")]
    [InlineData("using var d = new System.IO.StringReader(s); var a = {|LEAK301:ArrayPool<char>.Shared.Rent(16)|}; if (d.Read(a, 0, 16) == 0) return; ArrayPool<char>.Shared.Return(a);")]
    [InlineData("lock (s) { var a = {|LEAK301:ArrayPool<byte>.Shared.Rent(16)|}; if (n == 2) return; ArrayPool<byte>.Shared.Return(a); }")]
    [InlineData("var a = {|LEAK301:ArrayPool<byte>.Shared.Rent(16)|}; var b = ArrayPool<byte>.Shared.Rent(16); ArrayPool<byte>.Shared.Return(b);")]
    [InlineData("byte[] a = n > 3 ? {|LEAK301:ArrayPool<byte>.Shared.Rent(16)|} : new byte[n]; Span<byte> view = a; view.Clear();")]
    public Task Array_is_lost_when(string body) => Verify.VerifyAnalyzerAsync(Method(body));

    [Theory]
    [InlineData("var h = {|LEAK301:SharedHandle.Create(r)|}; if (n > 1) return; h.Dispose();")]
    [InlineData("var h = SharedHandle.Create(r); var other = {|LEAK301:h.AddReference()|}; Console.WriteLine(other.ReferenceCount); h.Dispose();")]
    [InlineData("var h = SharedHandle.Create(r); Console.WriteLine(h.ReferenceCount); {|LEAK305:h.AddReference()|}; h.Dispose();")]
    [InlineData("using var h = SharedHandle.Create(r); if ({|LEAK301:h.TryAddReference(out var other)|}) { Console.WriteLine(other!.Value); }")]
    [InlineData("using var h = SharedHandle.Create(r); if (!{|LEAK301:h.ToWeak().TryAddReference(out var other)|}) return; if (n > 1) return; other!.Dispose();")]
    [InlineData("var lease = {|LEAK301:_pool.Rent()|}; Console.WriteLine(lease.Value);")]
    [InlineData("var lease = {|LEAK301:_pool.Rent()|}; if (n > 1) return; lease.Dispose();")]
    [InlineData("Console.WriteLine(n); {|LEAK305:_pool.Rent()|};")]
    public Task Handle_is_lost_when(string body) => Verify.VerifyAnalyzerAsync(HandleMethod(body));

    [Fact]
    public Task Message_names_the_resource_the_protocol_and_the_line() => Verify.VerifyAnalyzerAsync(
        """
        using System.Buffers;
        class C
        {
            int M(int n)
            {
                var buffer = {|#0:ArrayPool<byte>.Shared.Rent(n)|};
                if (buffer.Length < n)
                {
                    {|#1:return -1;|}
                }

                ArrayPool<byte>.Shared.Return(buffer);
                return n;
            }
        }
        """,
        Verify.Diagnostic("LEAK301").WithLocation(0).WithLocation(1).WithArguments("buffer", "rented", "returned", "the method returns at line 9"));

    [Theory]
    [InlineData("if (n > 2) return; P();", "returns at line 6")]
    [InlineData("if (n > 2) { N(); return; } P();", "returns at line 6")]
    [InlineData("N();", "ends at line 8")]
    [InlineData("if (n > 2) throw new System.Exception(); P();", "throws at line 6")]
    public async Task Message_says_where_the_path_leaves(string rest, string where)
    {
        var test = new Microsoft.CodeAnalysis.CSharp.Testing.CSharpAnalyzerTest<Analyzers.Balance.BalanceAnalyzer, Microsoft.CodeAnalysis.Testing.DefaultVerifier>
        {
            TestCode = $$"""
                using System.Buffers;
                class C
                {
                    void M(int n)
                    {
                        var a = {|#0:ArrayPool<byte>.Shared.Rent(n)|}; {{rest.Replace("P()", "ArrayPool<byte>.Shared.Return(a)", System.StringComparison.Ordinal)}}
                        System.Console.WriteLine();
                    }
                    void N() { }
                }
                """,
        };
        test.ExpectedDiagnostics.Add(Verify.Diagnostic("LEAK301").WithLocation(0).WithOptions(Microsoft.CodeAnalysis.Testing.DiagnosticOptions.IgnoreAdditionalLocations)
            .WithArguments("a", "rented", "returned", "the method " + where));
        await test.RunAsync();
    }

    [Fact]
    public Task Iterator_whose_consumer_stops_early() => Verify.VerifyAnalyzerAsync("""
        using System.Buffers; using System.Collections.Generic;
        class C
        {
            IEnumerable<int> M(int n)
            {
                var a = {|LEAK301:ArrayPool<int>.Shared.Rent(n)|};
                yield return a[0];
                ArrayPool<int>.Shared.Return(a);
            }
            IEnumerable<int> Break(int n)
            {
                var a = {|LEAK301:ArrayPool<int>.Shared.Rent(n)|};
                try { if (n > 3) yield break; } finally { }
                ArrayPool<int>.Shared.Return(a);
            }
        }
        """);

    [Fact]
    public Task Async_method_and_async_iterator() => Verify.VerifyAnalyzerAsync("""
        using System.Buffers; using System.Collections.Generic; using System.IO; using System.Threading.Tasks;
        class C
        {
            async Task<int> M(Stream s)
            {
                var a = {|LEAK301:ArrayPool<byte>.Shared.Rent(16)|};
                var read = await s.ReadAsync(a, 0, 16).ConfigureAwait(false);
                if (read == 0) return 0;
                ArrayPool<byte>.Shared.Return(a);
                return read;
            }
            async IAsyncEnumerable<byte> N(Stream s)
            {
                var a = {|LEAK301:ArrayPool<byte>.Shared.Rent(16)|};
                while (await s.ReadAsync(a, 0, 16) > 0)
                    yield return a[0];
                ArrayPool<byte>.Shared.Return(a);
            }
        }
        """);

    [Fact]
    public Task Lambda_local_function_property_operator_and_top_level_code() => new Microsoft.CodeAnalysis.CSharp.Testing.CSharpAnalyzerTest<Analyzers.Balance.BalanceAnalyzer, Microsoft.CodeAnalysis.Testing.DefaultVerifier>
    {
        TestState =
        {
            OutputKind = Microsoft.CodeAnalysis.OutputKind.ConsoleApplication,
            Sources =
            {
                """
                using System; using System.Buffers;
                var top = {|LEAK301:ArrayPool<byte>.Shared.Rent(args.Length)|};
                Action run = () => { var a = {|LEAK301:ArrayPool<byte>.Shared.Rent(2)|}; a[0] = 1; };
                run();
                Local();
                void Local() { var b = {|LEAK301:ArrayPool<byte>.Shared.Rent(3)|}; Func<int> f = () => { var c = {|LEAK301:ArrayPool<byte>.Shared.Rent(4)|}; return c.Length; }; b[0] = (byte)f(); }
                class C
                {
                    int P => {|LEAK301:ArrayPool<int>.Shared.Rent(1)|}[0];
                    public static C operator +(C x, C y) { var a = {|LEAK301:ArrayPool<byte>.Shared.Rent(2)|}; a[0] = 1; return x; }
                }
                """,
            },
        },
    }.RunAsync();

    [Fact]
    public Task Factory_in_another_file_hands_the_array_to_its_caller() => new Microsoft.CodeAnalysis.CSharp.Testing.CSharpAnalyzerTest<Analyzers.Balance.BalanceAnalyzer, Microsoft.CodeAnalysis.Testing.DefaultVerifier>
    {
        TestState =
        {
            Sources =
            {
                """
                class C
                {
                    int M(int n) { var a = {|LEAK301:Buffers.Take(n)|}; return a[0]; }
                    int Fine(int n) { var a = Buffers.Take(n); try { return a[0]; } finally { Buffers.Give(a); } }
                }
                """,
                """
                using System.Buffers;
                static class Buffers
                {
                    public static byte[] Take(int n) { var a = ArrayPool<byte>.Shared.Rent(n); a[0] = 1; return a; }
                    public static void Give(byte[]? a) { if (a != null) ArrayPool<byte>.Shared.Return(a, clearArray: true); }
                }
                """,
            },
        },
    }.RunAsync();

    [Fact]
    public Task Helper_that_releases_only_sometimes_does_not_count_as_borrowing() => Verify.VerifyAnalyzerAsync("""
        using System.Buffers;
        class C
        {
            void M(int n) { var a = {|LEAK002:ArrayPool<byte>.Shared.Rent(n)|}; Maybe(a, n > 3); }
            static void Maybe(byte[] a, bool really) { if (really) ArrayPool<byte>.Shared.Return(a); }
        }
        """);

    [Fact]
    public Task User_pool_derived_from_the_frameworks() => Verify.VerifyAnalyzerAsync("""
        using System.Buffers;
        class MyPool : ArrayPool<int>
        {
            public override int[] Rent(int n) => new int[n];
            public override void Return(int[] a, bool clear = false) { }
        }
        class C { void M(MyPool p) { var a = {|LEAK301:p.Rent(3)|}; a[0] = 1; } }
        """);
}
