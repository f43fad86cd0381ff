using System;
using System.Threading.Tasks;
using LeakLint.Tests.Balance;
using Microsoft.CodeAnalysis.Testing;
using Xunit;

namespace LeakLint.Tests.CodeFixes.Balance;

/// <content>Many at once, and how the result is laid out.</content>
public sealed partial class NotReleasedOnEveryPathFixTests
{
    [Fact]
    public Task Each_gets_its_own_way_and_the_first_has_none()
    {
        var test = New(
            """
            using System; using System.Buffers; using LeakLint;
            class C
            {
                public byte[]? _field;
                void M(int n, IDisposable r)
                {
                    Console.WriteLine({|LEAK301:ArrayPool<byte>.Shared.Rent(n)|}.Length);
                    var h = {|LEAK301:SharedHandle.Create(r)|};
                    var a = {|LEAK301:ArrayPool<byte>.Shared.Rent(n)|};
                    var b = {|LEAK301:ArrayPool<byte>.Shared.Rent(n)|};
                    if (n > 3)
                    {
                        return;
                    }

                    ArrayPool<byte>.Shared.Return(a);
                    _field = b;
                    h.Dispose();
                }
            }
            """ + RuntimeSource.Handles,
            """
            using System; using System.Buffers; using LeakLint;
            class C
            {
                public byte[]? _field;
                void M(int n, IDisposable r)
                {
                    Console.WriteLine({|LEAK301:ArrayPool<byte>.Shared.Rent(n)|}.Length);
                    using var h = SharedHandle.Create(r);
                    var a = ArrayPool<byte>.Shared.Rent(n);
                    try
                    {
                        var b = ArrayPool<byte>.Shared.Rent(n);
                        if (n > 3)
                        {
                            ArrayPool<byte>.Shared.Return(b);
                            return;
                        }

                        _field = b;
                    }
                    finally
                    {
                        ArrayPool<byte>.Shared.Return(a);
                    }
                }
            }
            """ + RuntimeSource.Handles);
        test.FixedState.MarkupHandling = MarkupMode.Allow;
        return test.RunAsync();
    }

    [Fact]
    public Task Documents_and_projects()
    {
        const string Before = """
            using System.Buffers;
            partial class C
            {
                void @(int n)
                {
                    var a = {|LEAK301:ArrayPool<byte>.Shared.Rent(n)|};
                    a[0] = 1;
                }
            }
            """;
        const string After = """
            using System.Buffers;
            partial class C
            {
                void @(int n)
                {
                    var a = ArrayPool<byte>.Shared.Rent(n);
                    try
                    {
                        a[0] = 1;
                    }
                    finally
                    {
                        ArrayPool<byte>.Shared.Return(a);
                    }
                }
            }
            """;
        var test = New(Named(Before, "One"), Named(After, "One"));
        test.TestState.Sources.Add(Named(Before, "Two"));
        test.FixedState.Sources.Add(Named(After, "Two"));
        test.TestState.AdditionalProjects["Other"].Sources.Add(Named(Before, "Three"));
        test.FixedState.AdditionalProjects["Other"].Sources.Add(Named(After, "Three"));
        return test.RunAsync();

        static string Named(string source, string name) => source.Replace("@", name, StringComparison.Ordinal);
    }

    [Fact]
    public Task Top_level_statements()
    {
        var test = New(
            """
            using System.Buffers;

            var top = {|LEAK301:ArrayPool<byte>.Shared.Rent(args.Length)|};
            if (args.Length > 3) return;

            // Use it.
            Local();
            ArrayPool<byte>.Shared.Return(top);

            static void Local()
            {
            }

            class C;
            """,
            """
            using System.Buffers;

            var top = ArrayPool<byte>.Shared.Rent(args.Length);
            try
            {
                if (args.Length > 3) return;

                // Use it.
                Local();
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(top);
            }

            static void Local()
            {
            }

            class C;
            """);
        test.TestState.OutputKind = Microsoft.CodeAnalysis.OutputKind.ConsoleApplication;
        return test.RunAsync();
    }

    [Theory]
    [InlineData("class C\n{\n\tvoid M(int n)\n\t{\n\t\tvar a = {|LEAK301:Pool.Rent(n)|};\n\t\ta[0] = 1;\n\t}\n}\n", "class C\n{\n\tvoid M(int n)\n\t{\n\t\tvar a = Pool.Rent(n);\n\t\ttry\n\t\t{\n\t\t\ta[0] = 1;\n\t\t}\n\t\tfinally\n\t\t{\n\t\t\tPool.Return(a);\n\t\t}\n\t}\n}\n")]
    [InlineData("class C {\n  void M(int n) {\n    var a = {|LEAK301:Pool.Rent(n)|};\n    if (n > 3) {\n      a[0] = 1;\n    }\n  }\n}\n", "class C {\n  void M(int n) {\n    var a = Pool.Rent(n);\n    try {\n      if (n > 3) {\n        a[0] = 1;\n      }\n    } finally {\n      Pool.Return(a);\n    }\n  }\n}\n")]
    public async Task Tabs_steps_braces_and_line_ends_are_those_of_the_code_around(string before, string after)
    {
        const string Usings = "static class P { public static System.Buffers.ArrayPool<byte> It = System.Buffers.ArrayPool<byte>.Shared; }\n";
        before = Usings + before.Replace("Pool", "P.It", StringComparison.Ordinal);
        after = Usings + after.Replace("Pool", "P.It", StringComparison.Ordinal);
        await New(before, after, isNullable: false).RunAsync();
        await New(Windows(before), Windows(after), isNullable: false).RunAsync();

        static string Windows(string source) => source.Replace("\n", "\r\n", StringComparison.Ordinal);
    }

    [Fact]
    public Task Settings_say_which_way_comes_first_and_how_it_looks()
    {
        const string Before = """
            using System.Buffers;
            class C
            {
                int M(int n)
                {
                    var a = {|LEAK301:ArrayPool<byte>.Shared.Rent(n)|};
                    if (n == 3) return n;
                    ArrayPool<byte>.Shared.Return(a);
                    return n;
                }
            }
            """;
        var test = New(
            Before,
            """
            using System.Buffers;
            class C
            {
                int M(int n)
                {
                    var a = ArrayPool<byte>.Shared.Rent(n);
                    if (n == 3) {
                        ArrayPool<byte>.Shared.Return(a);
                        return n;
                    }

                    ArrayPool<byte>.Shared.Return(a);
                    return n;
                }
            }
            """);
        test.TestState.AnalyzerConfigFiles.Add(("/.editorconfig", "root = true\n[*.cs]\nleaklint.LEAK301.preferred_fix = release\ncsharp_new_line_before_open_brace = none\n"));
        return test.RunAsync();
    }
}
