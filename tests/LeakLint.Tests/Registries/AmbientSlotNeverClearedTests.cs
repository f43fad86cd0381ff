using System.Threading.Tasks;
using LeakLint.Analyzers.Registries;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;
using Xunit;

namespace LeakLint.Tests.Registries;

/// <summary>LEAK108: slots of threads and flows.</summary>
public sealed partial class AmbientSlotNeverClearedTests
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
        using System.Linq.Expressions;
        using System.Net.Http;
        using System.Reflection;
        using System.Runtime.CompilerServices;
        using System.Text;
        using System.Text.RegularExpressions;
        using System.Threading;
        using System.Threading.Tasks;

        """;

    private static Task Check(string source) => With(source).RunAsync();

    private static Task CheckProgram(string source)
    {
        var test = With(source);
        test.TestState.OutputKind = OutputKind.ConsoleApplication;
        return test.RunAsync();
    }

    private static Test With(string source) => new() { TestCode = Prelude + source };

    private sealed class Test : CSharpAnalyzerTest<RegistriesAnalyzer, DefaultVerifier>;
}
