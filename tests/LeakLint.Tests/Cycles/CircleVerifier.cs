using System.Threading.Tasks;
using LeakLint.Analyzers.Cycles;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;

namespace LeakLint.Tests.Cycles;

/// <summary>
/// Verifies circles alone. Most sources that are silent about a circle have a finalizer that uses another object
/// outside one: that is LEAK204's, and has its own tests.
/// </summary>
internal static class CircleVerifier
{
    public static Task VerifyAnalyzerAsync(string source) => Test(source).RunAsync();

    public static CSharpAnalyzerTest<CyclesAnalyzer, DefaultVerifier> Test(string? source = null)
    {
        var test = new CSharpAnalyzerTest<CyclesAnalyzer, DefaultVerifier> { DisabledDiagnostics = { "LEAK203", "LEAK204", "LEAK208" } };
        if (source is not null)
        {
            test.TestCode = source;
        }

        return test;
    }
}
