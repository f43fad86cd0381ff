using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using LeakLint.Analyzers.Registries;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;
using Xunit;

namespace LeakLint.Tests.Registries;

/// <summary>
/// LEAK101. A silent test is silent for LEAK002 too: off by default, it is on in tests. What is flagged is in the file
/// <c>.Flagged.cs</c>, what is not in <c>.Silent.cs</c>, what stays undecided in <c>.Undecided.cs</c>, code in several
/// files and several types in <c>.Parts.cs</c>.
/// </summary>
public sealed partial class StaticRegistryHoldsHandlesTests
{
    private const string Prelude = """
        #nullable enable
        using System;
        using System.Collections;
        using System.Collections.Concurrent;
        using System.Collections.Generic;
        using System.Collections.Immutable;
        using System.IO;
        using System.Linq;
        using System.Runtime.CompilerServices;
        using System.Threading;
        using System.Threading.Tasks;
        using LeakLint;

        """;

    // The counted handle by its full name: the rule needs no more of it.
    private const string Handles = """
        namespace LeakLint
        {
            public sealed class SharedHandle<T> : System.IDisposable where T : class
            {
                public T Value => throw null!;
                public SharedHandle<T> AddReference() => this;
                public void Dispose() { }
            }

            public static class SharedHandle
            {
                public static SharedHandle<T> Create<T>(T value) where T : class => new();
            }
        }
        """;

    private static Test With(params string[] sources)
    {
        var test = new Test();
        foreach (var source in sources)
        {
            test.TestState.Sources.Add(Prelude + source);
        }

        test.TestState.Sources.Add(("Handles.cs", Handles));
        return test;
    }

    private static Task Check(params string[] sources) => With(sources).RunAsync();

    private static Task CheckProgram(string source)
    {
        var test = With(source);
        test.TestState.OutputKind = OutputKind.ConsoleApplication;
        return test.RunAsync();
    }

    private sealed class Test : CSharpAnalyzerTest<RegistriesAnalyzer, DefaultVerifier>;
}
