using System.Threading.Tasks;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;
using Xunit;

namespace LeakLint.Tests.Facts;

/// <summary>The option <c>leaklint.exception_paths</c>: which exceptions count, tree by tree.</summary>
public sealed class ExceptionPathsTests
{
    [Theory]
    [InlineData("")]
    [InlineData("leaklint.exception_paths = likely")]
    [InlineData("leaklint.exception_paths = many")]
    public Task Likely_ones_count_unless_the_user_says_otherwise(string option) => RunAsync(option, "", Parse("{|LEAK313:ArrayPool<byte>.Shared.Rent(n)|}"), Index("ArrayPool<byte>.Shared.Rent(n)"));

    [Fact]
    public Task None_counts() => RunAsync("leaklint.exception_paths = none", "", Parse("ArrayPool<byte>.Shared.Rent(n)"), Index("ArrayPool<byte>.Shared.Rent(n)"));

    [Fact]
    public Task All_count() => RunAsync("leaklint.exception_paths = All", "", Parse("{|LEAK313:ArrayPool<byte>.Shared.Rent(n)|}"), Index("{|LEAK313:ArrayPool<byte>.Shared.Rent(n)|}"));

    [Fact]
    public Task A_section_counts_for_its_files() => RunAsync(
        "leaklint.exception_paths = all", "[Parse.cs]\nleaklint.exception_paths = none", Parse("ArrayPool<byte>.Shared.Rent(n)"), Index("{|LEAK313:ArrayPool<byte>.Shared.Rent(n)|}"));

    [Theory]
    [InlineData("Console.WriteLine(n);")]
    [InlineData("n = a[0];")]
    [InlineData("n = new List<int>()[n];")]
    [InlineData("n = 7 / n;")]
    [InlineData("n = checked(n + 1);")]
    [InlineData("o = (string)o;")]
    [InlineData("o = new object();")]
    [InlineData("n = Size;")]
    [InlineData("await Task.Yield();")]
    [InlineData("try { Console.WriteLine(n); } catch (InvalidOperationException) { }")]
    public Task With_all_counts(string statement) => RunAsync("leaklint.exception_paths = all", "", Method("{|LEAK313:ArrayPool<byte>.Shared.Rent(n)|}", statement + " ArrayPool<byte>.Shared.Return(a);"), "");

    [Theory]
    [InlineData("ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("n = a.Length + n - 7 / 2; n++; o = (object)n; n = (int)3L; o = s; _field = n; ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("n = Plain; ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("try { Console.WriteLine(n); } finally { ArrayPool<byte>.Shared.Return(a); }")]
    [InlineData("try { Console.WriteLine(n); } finally { ArrayPool<byte>.Shared.Return(a, System.Runtime.CompilerServices.RuntimeHelpers.IsReferenceOrContainsReferences<byte>()); }")]
    [InlineData("try { Console.WriteLine(n); } catch { ArrayPool<byte>.Shared.Return(a); throw; } ArrayPool<byte>.Shared.Return(a);")]
    public Task Even_with_all_does_not_count(string statements) => RunAsync("leaklint.exception_paths = all", "", Method("ArrayPool<byte>.Shared.Rent(n)", statements), "");

    private static string Parse(string rent) => $$"""
        using System.Buffers;
        class P { int M(int n, string s) { var a = {{rent}}; n = int.Parse(s); ArrayPool<byte>.Shared.Return(a); return n; } }
        """;

    private static string Index(string rent) => $$"""
        using System.Buffers;
        class I { int M(int n) { var a = {{rent}}; n = a[n]; ArrayPool<byte>.Shared.Return(a); return n; } }
        """;

    private static string Method(string rent, string statements) => $$"""
        using System; using System.Buffers; using System.Collections.Generic; using System.Threading.Tasks;
        class C
        {
            int _field; int Plain { get; set; } int Size => _field + 1;
            async Task M(int n, object o, string s) { var a = {{rent}}; {{statements}} await Task.Yield(); }
        }
        """;

    private static Task RunAsync(string option, string section, string first, string second)
    {
        var test = new CSharpAnalyzerTest<Analyzers.Balance.BalanceAnalyzer, DefaultVerifier>();
        test.TestState.Sources.Add(("/Parse.cs", first));
        test.TestState.Sources.Add(("/Index.cs", second));
        test.TestState.AnalyzerConfigFiles.Add(("/.editorconfig", "root = true\n[*.cs]\n" + option + "\n" + section + "\n"));
        return test.RunAsync();
    }
}
