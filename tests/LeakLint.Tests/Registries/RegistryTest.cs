using System.Threading.Tasks;
using LeakLint.Analyzers.Registries;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;

namespace LeakLint.Tests.Registries;

/// <summary>What the tests of registries, caches and slots share: the usings of every source, and the counted handle.</summary>
public abstract class RegistryTest
{
    // The counted handle by its full name: the rules need no more of it.
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

    private protected const string Prelude = """
        #nullable enable
        using System;
        using System.Collections;
        using System.Collections.Concurrent;
        using System.Collections.Generic;
        using System.Collections.Immutable;
        using System.IO;
        using System.Linq;
        using System.Linq.Expressions;
        using System.Net.Http;
        using System.Reflection;
        using System.Runtime.CompilerServices;
        using System.Text;
        using System.Text.RegularExpressions;
        using System.Threading;
        using System.Threading.Tasks;
        using LeakLint;

        """;

    private protected static Task Check(params string[] sources) => With(sources).RunAsync();

    private protected static Task CheckProgram(string source)
    {
        var test = With(source);
        test.TestState.OutputKind = OutputKind.ConsoleApplication;
        return test.RunAsync();
    }

    private protected static Test With(params string[] sources)
    {
        var test = new Test();
        foreach (var source in sources)
        {
            test.TestState.Sources.Add(Prelude + source);
        }

        test.TestState.Sources.Add(("Handles.cs", Handles));
        return test;
    }

    private protected sealed class Test : CSharpAnalyzerTest<RegistriesAnalyzer, DefaultVerifier>;
}
