using System.Threading.Tasks;
using LeakLint.Analyzers.Balance;
using LeakLint.CodeFixes.Balance;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;
using Xunit;

namespace LeakLint.Tests.CodeFixes.Balance;

/// <summary>The fix of LEAK305.</summary>
public sealed class AcquiredAndDroppedFixTests
{
    private const string Handles = """


        namespace LeakLint
        {
            public static class SharedHandle { public static SharedHandle<T> Create<T>(T value) where T : class => new(); }
            public sealed class SharedHandle<T> : System.IDisposable where T : class
            {
                public T Value => null!; public int ReferenceCount => 1;
                public SharedHandle<T> AddReference() => new();
                public bool TryAddReference(out SharedHandle<T>? reference) { reference = null; return false; }
                public void Dispose() { }
            }
        }
        """;

    [Fact]
    public Task Reference_is_kept_to_the_end_of_the_scope() => FixesAsync(
        """
        {|LEAK305:h.AddReference()|};
        Load(h);
        """,
        """
        using var reference = h.AddReference();
        Load(h);
        """);

    [Fact]
    public Task Each_gets_a_name_of_its_own_and_keeps_its_comments() => FixesAsync(
        """
        // count it
        {|LEAK305:h.AddReference()|}; // twice
        {|LEAK305:h.AddReference()|};
        {|LEAK305:SharedHandle.Create(r)|};
        var reference3 = n;
        Load(reference3);
        """,
        """
        // count it
        using var reference = h.AddReference(); // twice
        using var reference2 = h.AddReference();
        using var handle = SharedHandle.Create(r);
        var reference3 = n;
        Load(reference3);
        """);

    [Fact]
    public Task Reference_of_a_handle_that_may_be_null() => FixesAsync(
        """
        maybe?{|LEAK305:.AddReference()|};
        Load(maybe);
        """,
        """
        using var reference = maybe?.AddReference();
        Load(maybe);
        """);

    [Fact]
    public Task What_was_awaited_is_kept() => FixesAsync(
        """
        {|LEAK305:await OpenAsync()|};
        {|LEAK305:File.OpenRead(s)|};
        Load(s);
        """,
        """
        using var stream2 = await OpenAsync();
        using var stream3 = File.OpenRead(s);
        Load(s);
        """);

    [Fact]
    public Task Array_is_kept_and_returned_in_a_finally() => FixesAsync(
        """
        while (n-- > 0)
        {
            // warm it up
            {|LEAK305:ArrayPool<byte>.Shared.Rent(n)|}; // once
            Load(s);
        }

        """,
        """
        while (n-- > 0)
        {
            // warm it up
            var array = ArrayPool<byte>.Shared.Rent(n); // once
            try
            {
                Load(s);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(array);
            }
        }

        """);

    [Fact]
    public Task First_has_no_repair_and_the_others_have() => FixesAsync(
        """
        if (n > 3) {|LEAK305:h.AddReference()|};
        {|LEAK305:h.AddReference()|};
        Action later = () => {|LEAK305:h.AddReference()|};
        Load(later);
        """,
        """
        if (n > 3) {|LEAK305:h.AddReference()|};
        using var reference = h.AddReference();
        Action later = () => {|LEAK305:h.AddReference()|};
        Load(later);
        """);

    [Theory]
    [InlineData("for (; n > 3; {|LEAK305:h.AddReference()|}) { n--; }")]
    [InlineData("switch (n) { case 1: {|LEAK305:ArrayPool<byte>.Create().Rent(n)|}; break; }")]
    [InlineData("{|LEAK305:ArrayPool<byte>.Create().Rent(n)|};")]
    [InlineData("try { {|LEAK305:ArrayPool<byte>.Shared.Rent(n)|}; } finally { n = 1; }")]
    public Task Nothing_is_offered_for(string body) => RefusesAsync(body);

    [Fact]
    public Task Two_in_one_statement() => FixesAsync(
        """
        Action both = () => { {|LEAK305:h.AddReference()|}; {|LEAK305:SharedHandle.Create(r)|}; };
        Load(both);
        """,
        """
        Action both = () => { using var reference = h.AddReference(); using var handle = SharedHandle.Create(r); };
        Load(both);
        """);

    [Fact]
    public Task Documents_and_projects()
    {
        const string Body = "{|LEAK305:h.AddReference()|};\nLoad(h);";
        const string Fixed = "using var reference = h.AddReference();\nLoad(h);";
        var test = New(Method(Body), Method(Fixed));
        test.TestState.AdditionalProjects["Other"].Sources.Add(Method(Body));
        test.FixedState.AdditionalProjects["Other"].Sources.Add(Method(Fixed));
        test.CompilerDiagnostics = CompilerDiagnostics.Errors;
        return test.RunAsync();
    }

    private static CSharpCodeFixTest<BalanceAnalyzer, AcquiredAndDroppedFix, DefaultVerifier> New(string before, string after)
        => new()
        {
            TestCode = before,
            FixedCode = after,
            CodeActionEquivalenceKey = "LEAK305",
            CompilerDiagnostics = CompilerDiagnostics.Warnings,
            DisabledDiagnostics = { "LEAK002", "CS1591", "CS0169", "CS0414", "CS8632" },
        };

    private static Task FixesAsync(string before, string after)
    {
        var test = New(Method(before), Method(after));

        // What has no repair is still reported.
        test.FixedState.MarkupHandling = MarkupMode.Allow;
        return test.RunAsync();
    }

    private static Task RefusesAsync(string body) => FixesAsync(body, body);

    private static string Method(string body) => $$"""
        #nullable enable
        using System; using System.Buffers; using System.Collections.Generic; using System.IO; using System.Threading; using System.Threading.Tasks; using LeakLint;
        class C
        {
            public byte[]? _field; SharedHandle<IDisposable>? _handle;
            async Task M(int n, string s, Stream stream, IDisposable r, SharedHandle<IDisposable> h, SharedHandle<IDisposable>? maybe)
            {
                await Task.Yield();
        {{Indent(body)}}
            }
            static async Task<Stream> OpenAsync() { await Task.Yield(); return File.OpenRead("x"); }
            static void Load(object? x) => File.Delete("x");
        }
        """ + Handles;

    private static string Indent(string body)
        => string.Join('\n', System.Linq.Enumerable.Select(body.Split('\n'), static line => line.Length == 0 ? line : "        " + line));
}
