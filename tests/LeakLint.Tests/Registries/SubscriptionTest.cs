using System;
using System.Threading.Tasks;
using LeakLint.Analyzers.Registries;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;

namespace LeakLint.Tests.Registries;

/// <summary>What the tests of LEAK103, LEAK104, LEAK105 and LEAK107 share: usings, and two publishers that most of them need.</summary>
internal static class SubscriptionTest
{
    public const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.Collections.ObjectModel;
        global using System.Collections.Specialized;
        global using System.ComponentModel;
        global using System.Diagnostics;
        global using System.IO;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    public const string Clock = """
        public static class Clock
        {
            public static event EventHandler Tick;

            public static void Raise() => Tick?.Invoke(null, EventArgs.Empty);
        }
        """;

    public const string Bus = """
        public interface IBus
        {
            event EventHandler Changed;
        }
        """;

    /// <summary>Analyses the source beside the publishers that it does not declare itself.</summary>
    public static Task Check(string source)
    {
        var test = new Test();
        test.TestState.Sources.Add(source);
        test.TestState.Sources.Add(("Usings.cs", Usings));
        Add("class Clock", "Clock.cs", Clock);
        Add("interface IBus", "Bus.cs", Bus);
        if (source.StartsWith("var ", StringComparison.Ordinal))
        {
            test.TestState.OutputKind = Microsoft.CodeAnalysis.OutputKind.ConsoleApplication;
        }

        // What LEAK101 cannot decide about a publisher's own list is not the matter here.
        test.DisabledDiagnostics.Add("LEAK002");
        return test.RunAsync();

        void Add(string declaration, string file, string text)
        {
            if (!source.Contains(declaration, StringComparison.Ordinal))
            {
                test.TestState.Sources.Add((file, text));
            }
        }
    }

    private sealed class Test : CSharpAnalyzerTest<RegistriesAnalyzer, DefaultVerifier>;
}
