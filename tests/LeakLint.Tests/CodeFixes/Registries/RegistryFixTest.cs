using LeakLint.Analyzers.Registries;
using LeakLint.CodeFixes.Registries;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;

namespace LeakLint.Tests.CodeFixes.Registries;

/// <summary>A test of the fix of LEAK101, in a project with or without the runtime package; no warning may be new.</summary>
internal sealed class RegistryFixTest : CSharpCodeFixTest<RegistriesAnalyzer, StaticRegistryHoldsHandlesFix, DefaultVerifier>
{
    public RegistryFixTest(bool runtime = false)
    {
        CompilerDiagnostics = CompilerDiagnostics.Warnings;
        DisabledDiagnostics.AddRange(["CS1591", "CS1701"]);
        if (runtime)
        {
            TestState.AdditionalReferences.Add(typeof(SharedHandle<>).Assembly);
        }
    }
}
