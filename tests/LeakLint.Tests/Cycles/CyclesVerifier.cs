using System.Threading.Tasks;
using LeakLint.Analyzers.Cycles;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;

namespace LeakLint.Tests.Cycles;

/// <summary>Verifies all rules of the family over a source that needs not begin with its usings.</summary>
internal static class CyclesVerifier
{
    /// <summary>The namespaces that every source sees.</summary>
    public const string Usings =
        """
        global using System;
        global using System.Collections.Concurrent;
        global using System.Collections.Generic;
        global using System.Diagnostics;
        global using System.IO;
        global using System.Runtime.CompilerServices;
        global using System.Runtime.InteropServices;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using LeakLint;
        global using Microsoft.Win32.SafeHandles;
        """;

    public static Task VerifyAsync(string source)
    {
        var test = new CSharpAnalyzerTest<CyclesAnalyzer, DefaultVerifier> { TestCode = source };
        test.TestState.Sources.Add(Usings);
        test.TestState.AdditionalReferences.Add(Microsoft.CodeAnalysis.MetadataReference.CreateFromFile(typeof(SharedHandle).Assembly.Location));
        return test.RunAsync();
    }
}
