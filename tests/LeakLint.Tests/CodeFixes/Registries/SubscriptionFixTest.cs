using System.Threading.Tasks;
using LeakLint.Analyzers.Registries;
using LeakLint.Tests.Registries;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;

namespace LeakLint.Tests.CodeFixes.Registries;

/// <summary>A test of a repair of subscriptions: nothing may be reported afterwards, by the compiler neither.</summary>
internal sealed class SubscriptionFixTest<TFix> : CSharpCodeFixTest<RegistriesAnalyzer, TFix, DefaultVerifier>
    where TFix : CodeFixProvider, new()
{
    private SubscriptionFixTest(string before, string after)
    {
        DisabledDiagnostics.AddRange(["LEAK002", "CS0067"]);
        TestState.Sources.Add(before);
        TestState.Sources.Add(("Usings.cs", SubscriptionTest.Usings));
        FixedState.Sources.Add(after);
        FixedState.Sources.Add(("Usings.cs", SubscriptionTest.Usings));
    }

    /// <summary>The first repair.</summary>
    public static Task Check(string before, string after) => new SubscriptionFixTest<TFix>(before, after).RunAsync();

    /// <summary>The repair that makes the event weak, with the runtime package.</summary>
    public static Task Weakly(string before, string after)
    {
        var test = new SubscriptionFixTest<TFix>(before, after) { CodeActionEquivalenceKey = new TFix().FixableDiagnosticIds[0] + ":weak" };
        test.TestState.AdditionalReferences.Add(typeof(SharedHandle<>).Assembly);
        return test.RunAsync();
    }
}
