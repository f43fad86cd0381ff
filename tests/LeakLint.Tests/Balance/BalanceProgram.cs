using System.Threading.Tasks;
using LeakLint.Analyzers.Balance;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;
using Xunit;

namespace LeakLint.Tests.Balance;

/// <summary>Whole programs with a name, against the rules of the family. What is not decided is not asked.</summary>
internal static class BalanceProgram
{
    public static Task RunAsync(string name, string program)
    {
        Assert.NotEmpty(name);
        var test = new CSharpAnalyzerTest<BalanceAnalyzer, DefaultVerifier>
        {
            TestCode = program,
            ReferenceAssemblies = ReferenceAssemblies.Net.Net80,
            CompilerDiagnostics = CompilerDiagnostics.Errors,
        };
        test.DisabledDiagnostics.Add("LEAK002");
        return test.RunAsync();
    }
}
