using LeakLint.Analyzers.Registries;
using LeakLint.CodeFixes.Registries;
using LeakLint.Tests.CodeFixes.Edits;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;

namespace LeakLint.Tests.CodeFixes.Registries;

/// <summary>A test of the fix of LEAK101, in a project with or without the runtime package; no warning may be new.</summary>
internal sealed class RegistryFixTest : CSharpCodeFixTest<RegistriesAnalyzer, StaticRegistryHoldsHandlesFix, DefaultVerifier>
{
    public RegistryFixTest(bool runtime = false)
    {
        CompilerDiagnostics = CompilerDiagnostics.Warnings;
        DisabledDiagnostics.Add("CS1591");
        if (runtime)
        {
            TestState.AdditionalProjects["Runtime"].Sources.Add(RuntimeStub.Source);
            TestState.AdditionalProjects["Runtime"].DocumentationMode = DocumentationMode.None;
            TestState.AdditionalProjectReferences.Add("Runtime");
        }
    }
}
