using System.Threading.Tasks;
using LeakLint.Analyzers.Balance;
using LeakLint.CodeFixes.Balance;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;
using Xunit;

namespace LeakLint.Tests.CodeFixes.Balance;

/// <summary>The repair of LEAK312: the pool clears.</summary>
public sealed class ReturnedWithoutClearingFixTests
{
    [Theory]
    [InlineData("void M(string[] a) { {|LEAK312:ArrayPool<string>.Shared.Return(a)|}; /* done */ }", "void M(string[] a) { ArrayPool<string>.Shared.Return(a, clearArray: true); /* done */ }")]
    [InlineData("void M(string[] a) => {|LEAK312:ArrayPool<string>.Shared.Return(array: a)|};", "void M(string[] a) => ArrayPool<string>.Shared.Return(array: a, clearArray: true);")]
    [InlineData("void M(object[] a, object[] b) { {|LEAK312:ArrayPool<object>.Shared.Return(a)|}; {|LEAK312:ArrayPool<object>.Shared.Return(b)|}; }", "void M(object[] a, object[] b) { ArrayPool<object>.Shared.Return(a, clearArray: true); ArrayPool<object>.Shared.Return(b, clearArray: true); }")]
    public async Task The_pool_clears(string before, string after)
    {
        var test = new CSharpCodeFixTest<BalanceAnalyzer, ReturnedWithoutClearingFix, DefaultVerifier>
        {
            TestCode = "using System.Buffers; class C { " + before + " }",
            FixedCode = "using System.Buffers; class C { " + after + " }",
            CodeActionEquivalenceKey = "LEAK312",
            DisabledDiagnostics = { "LEAK002" },
        };
        await test.RunAsync();
    }
}
