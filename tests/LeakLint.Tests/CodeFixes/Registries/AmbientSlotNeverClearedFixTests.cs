using System.Threading.Tasks;
using LeakLint.Analyzers.Registries;
using LeakLint.CodeFixes.Registries;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;
using Xunit;

namespace LeakLint.Tests.CodeFixes.Registries;

/// <summary>LEAK108: the slot gets back what it held, where it is plain when its use ends.</summary>
public sealed class AmbientSlotNeverClearedFixTests
{
    [Fact]
    public Task Object_that_puts_itself_in_puts_the_former_one_back() => Fix(
        """
        #nullable enable
        using System;
        using System.Threading;

        public sealed class Session : IDisposable
        {
            private static readonly AsyncLocal<Session?> s_current = new();

            public Session() => {|LEAK108:s_current.Value = this|};

            public static Session? Current => s_current.Value;

            public void Dispose()
            {
            }
        }
        """,
        """
        #nullable enable
        using System;
        using System.Threading;

        public sealed class Session : IDisposable
        {
            private readonly Session? _outer;
            private static readonly AsyncLocal<Session?> s_current = new();

            public Session()
            {
                _outer = s_current.Value;
                s_current.Value = this;
            }

            public static Session? Current => s_current.Value;

            public void Dispose()
            {
                s_current.Value = _outer;
            }
        }
        """);

    [Fact]
    public Task Object_that_enters_later_and_closes_something_else() => Fix(
        """
        using System;
        using System.IO;

        public class Unit : IDisposable
        {
            [ThreadStatic]
            private static Unit t_current;
            private readonly Stream _log = new MemoryStream();

            public void Enter()
            {
                // From here on.
                {|LEAK108:t_current = this|};
            }

            public static bool IsOpen => t_current != null;

            public void Dispose() => _log.Dispose();
        }
        """,
        """
        using System;
        using System.IO;

        public class Unit : IDisposable
        {
            private Unit _outer;
            [ThreadStatic]
            private static Unit t_current;
            private readonly Stream _log = new MemoryStream();

            public void Enter()
            {
                _outer = t_current;
                // From here on.
                t_current = this;
            }

            public static bool IsOpen => t_current != null;

            public void Dispose()
            {
                t_current = _outer;
                _log.Dispose();
            }
        }
        """);

    [Fact]
    public Task Method_that_runs_a_delegate_with_it() => Fix(
        """
        #nullable enable
        using System;
        using System.IO;
        using System.Threading;
        using System.Threading.Tasks;

        public static class Log
        {
            private static readonly AsyncLocal<Stream?> s_target = new();

            public static async Task With(Stream target, Func<Task> run)
            {
                ArgumentNullException.ThrowIfNull(run);

                // For all that it starts.
                {|LEAK108:s_target.Value = target|};
                await run();
                Console.WriteLine("done");
            }

            public static void Write(byte value) => s_target.Value?.WriteByte(value);
        }
        """,
        """
        #nullable enable
        using System;
        using System.IO;
        using System.Threading;
        using System.Threading.Tasks;

        public static class Log
        {
            private static readonly AsyncLocal<Stream?> s_target = new();

            public static async Task With(Stream target, Func<Task> run)
            {
                ArgumentNullException.ThrowIfNull(run);

                // For all that it starts.
                var former = s_target.Value;
                s_target.Value = target;
                try
                {
                    await run();
                    Console.WriteLine("done");
                }
                finally
                {
                    s_target.Value = former;
                }
            }

            public static void Write(byte value) => s_target.Value?.WriteByte(value);
        }
        """);

    [Theory]
    [InlineData("public static void Open(string path) { {|LEAK108:t_log = new FileStream(path, FileMode.Append)|}; Console.WriteLine(path); }")]
    [InlineData("public static Stream Begin(string path) { var log = File.OpenWrite(path); {|LEAK108:t_log = log|}; return log; }")]
    public Task Nothing_is_offered_where_its_use_goes_on(string member)
    {
        var code = $"using System; using System.IO; public static class Log {{ [ThreadStatic] private static Stream t_log; {member} public static void Write(byte b) => t_log.WriteByte(b); }}";
        return Fix(code, code);
    }

    private static Task Fix(string code, string repaired) => new Test { TestCode = code, FixedCode = repaired }.RunAsync();

    private sealed class Test : CSharpCodeFixTest<RegistriesAnalyzer, AmbientSlotNeverClearedFix, DefaultVerifier>;
}
