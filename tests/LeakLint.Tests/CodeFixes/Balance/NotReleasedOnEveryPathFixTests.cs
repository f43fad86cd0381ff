using System.Threading.Tasks;
using LeakLint.Analyzers.Balance;
using LeakLint.CodeFixes.Balance;
using LeakLint.Tests.Balance;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;

namespace LeakLint.Tests.CodeFixes.Balance;

/// <summary>The fix of LEAK301; here what its tests share.</summary>
public sealed partial class NotReleasedOnEveryPathFixTests
{
    private static CSharpCodeFixTest<BalanceAnalyzer, NotReleasedOnEveryPathFix, DefaultVerifier> New(
        string before, string after, string key = "LEAK301", bool isNullable = true)
        => new()
        {
            TestCode = isNullable ? "#nullable enable\n" + before : before,
            FixedCode = isNullable ? "#nullable enable\n" + after : after,
            CodeActionEquivalenceKey = key,
            CompilerDiagnostics = CompilerDiagnostics.Warnings,
            DisabledDiagnostics = { "LEAK002", "CS8632", "CS1591", "CS0169", "CS0414" },
        };

    // The statements of a method with 'n', 's' and a pool 'p', with nullable on and off.
    private static async Task FixesAsync(string before, string after, string key = "LEAK301")
    {
        await New(Method(before), Method(after), key).RunAsync();
        await New(Method(before), Method(after), key, isNullable: false).RunAsync();
    }

    private static Task RefusesAsync(string body, string key = "LEAK301") => FixesAsync(body, body, key);

    private static async Task FixesHandleAsync(string before, string after, string key = "LEAK301")
    {
        await New(HandleMethod(before), HandleMethod(after), key).RunAsync();
    }

    private static string Method(string body) => $$"""
        using System; using System.Buffers; using System.Collections.Generic; using System.IO;
        class C
        {
            static byte[]? _field; readonly ArrayPool<byte> _pool = ArrayPool<byte>.Shared;
            static bool Log(string t) => t.Length > 2;
            int M(int n, string s, ArrayPool<byte> p)
            {
        {{Indent(body)}}
            }
        }
        """;

    private static string HandleMethod(string body) => $$"""
        using System; using System.Collections.Generic; using LeakLint;
        class C
        {
            static SharedHandle<IDisposable>? _field; static IDisposable? _value; static readonly List<IDisposable> _all = [];
            void M(int n, IDisposable r)
            {
        {{Indent(body)}}
            }
            static void Use(SharedHandle<IDisposable>? h) { }
        }
        """ + RuntimeSource.Handles;

    private static string Indent(string body)
        => string.Join('\n', System.Linq.Enumerable.Select(body.Split('\n'), static line => line.Length == 0 ? line : "        " + line));
}
