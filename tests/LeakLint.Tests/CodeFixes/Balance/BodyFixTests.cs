using System.Linq;
using System.Threading.Tasks;
using LeakLint.Analyzers.Balance;
using LeakLint.Tests.Balance;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;

namespace LeakLint.Tests.CodeFixes.Balance;

/// <summary>Tests of a fix of Balance on the statements of one method, which has a few things to work with.</summary>
public abstract class BodyFixTests<TFix>(string ruleId)
    where TFix : CodeFixProvider, new()
{
    protected Task FixesAsync(string before, string after)
    {
        var test = New(Method(before), Method(after));

        // What has no repair is still reported.
        test.FixedState.MarkupHandling = MarkupMode.Allow;
        return test.RunAsync();
    }

    protected Task RefusesAsync(string body) => FixesAsync(body, body);

    /// <summary>The same statements twice, in two projects.</summary>
    protected Task FixesInTwoProjectsAsync(string before, string after)
    {
        var test = New(Method(before), Method(after));
        test.TestState.AdditionalProjects["Other"].Sources.Add(Method(before));
        test.FixedState.AdditionalProjects["Other"].Sources.Add(Method(after));
        test.CompilerDiagnostics = CompilerDiagnostics.Errors;
        return test.RunAsync();
    }

    private CSharpCodeFixTest<BalanceAnalyzer, TFix, DefaultVerifier> New(string before, string after)
        => new()
        {
            TestCode = before,
            FixedCode = after,
            CodeActionEquivalenceKey = ruleId,
            CompilerDiagnostics = CompilerDiagnostics.Warnings,
            DisabledDiagnostics = { "LEAK002", "LEAK314", "CS1591", "CS0169", "CS0414", "CS8632" },
        };

    private static string Method(string body) => $$"""
        #nullable enable
        using System; using System.Buffers; using System.Collections.Generic; using System.IO; using System.Threading; using System.Threading.Tasks; using LeakLint;
        class C
        {
            byte[]? _field; SharedHandle<IDisposable>? _handle;
            async Task M(int n, string s, Stream stream, IDisposable r, SharedHandle<IDisposable> h, SharedHandle<IDisposable>? maybe)
            {
                await Task.Yield();
        {{Indent(body)}}
            }
            static async Task<Stream> OpenAsync() { await Task.Yield(); return File.OpenRead("x"); }
            static void Load(object? x) => File.Delete("x");
        }
        """ + RuntimeSource.Handles;

    private static string Indent(string body)
        => string.Join('\n', body.Split('\n').Select(static line => line.Length == 0 ? line : "        " + line));
}
