using System.Threading.Tasks;
using LeakLint.Analyzers.Balance;
using LeakLint.CodeFixes.Balance;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;
using Xunit;

namespace LeakLint.Tests.CodeFixes.Balance;

/// <summary>The repair of LEAK314: the type becomes disposable.</summary>
public sealed class OwnerHasNoTeardownFixTests
{
    [Fact]
    public Task All_fields_at_once_the_last_first() => FixesAsync(
        """
        sealed class C
        {
            private readonly FileStream _file = {|LEAK314:File.OpenRead("a")|};
            private Timer? _timer;

            public void Start() => _timer = {|LEAK314:new Timer(_ => { })|};
        }
        """,
        """
        sealed class C : IDisposable
        {
            private readonly FileStream _file = File.OpenRead("a");
            private Timer? _timer;

            public void Start() => _timer = new Timer(_ => { });

            public void Dispose()
            {
                _timer?.Dispose();
                _file.Dispose();
            }
        }
        """);

    [Fact]
    public Task Others_may_derive_from_what_is_public() => FixesAsync(
        """
        public class C<T>(int n) : IComparable
            where T : class
        {
            private readonly FileStream _file = {|LEAK314:File.OpenRead("a")|};
            private readonly IntPtr _block = {|LEAK314:Marshal.AllocHGlobal(n)|};

            public int CompareTo(object? other) => 0;
        }
        """,
        """
        public class C<T>(int n) : IComparable, IDisposable
            where T : class
        {
            private readonly FileStream _file = File.OpenRead("a");
            private readonly IntPtr _block = Marshal.AllocHGlobal(n);

            public int CompareTo(object? other) => 0;

            /// <inheritdoc />
            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            /// <summary>Releases what the object holds.</summary>
            /// <param name="disposing">Whether <see cref="Dispose()"/> was called.</param>
            protected virtual void Dispose(bool disposing)
            {
                if (disposing)
                {
                    _file.Dispose();
                }

                Marshal.FreeHGlobal(_block);
            }
        }
        """);

    [Fact]
    public Task Record_with_parameters() => FixesAsync(
        """
        record C(string Path)
        {
            private readonly FileStream _file = {|LEAK314:File.OpenRead(Path)|};
        }
        """,
        """
        record C(string Path) : IDisposable
        {
            private readonly FileStream _file = File.OpenRead(Path);

            public void Dispose()
            {
                _file.Dispose();
            }
        }
        """);

    private static Task FixesAsync(string before, string after)
    {
        const string Usings = "#nullable enable\nusing System; using System.IO; using System.Buffers; using System.Threading; using System.Threading.Tasks; using System.Runtime.InteropServices;\n";
        var test = new CSharpCodeFixTest<BalanceAnalyzer, OwnerHasNoTeardownFix, DefaultVerifier>
        {
            TestCode = Usings + before,
            FixedCode = Usings + after,
            CodeActionEquivalenceKey = "LEAK314",
            DisabledDiagnostics = { "LEAK002" },
        };
        return test.RunAsync();
    }
}
