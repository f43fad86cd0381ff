using System.Threading.Tasks;
using LeakLint.Analyzers.Balance;
using LeakLint.CodeFixes.Balance;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;
using Xunit;

namespace LeakLint.Tests.CodeFixes.Balance;

/// <summary>The fix of LEAK306 for fields.</summary>
public sealed class OverwrittenFieldFixTests
{
    [Fact]
    public Task Disposed_before_the_next() => FixesAsync(
        """
        class C : IDisposable
        {
            private FileStream _file = File.OpenRead("a");

            public void Reload(string path)
            {
                // the next one
                {|LEAK306:_file = File.OpenRead(path)|};
            }

            public void Dispose() => _file.Dispose();
        }
        """,
        """
        class C : IDisposable
        {
            private FileStream _file = File.OpenRead("a");

            public void Reload(string path)
            {
                // the next one
                _file.Dispose();
                _file = File.OpenRead(path);
            }

            public void Dispose() => _file.Dispose();
        }
        """);

    [Fact]
    public Task Maybe_nothing_is_there_yet_and_another_in_the_same_class() => FixesAsync(
        """
        class C : IDisposable
        {
            private Timer? _timer;
            private byte[] _bytes = ArrayPool<byte>.Shared.Rent(16);

            public int Interval
            {
                set
                {
                    {|LEAK306:_timer = new Timer(_ => { }, null, 0, value)|};
                }
            }

            private void Grow()
            {
                var bigger = ArrayPool<byte>.Shared.Rent(_bytes.Length * 2);
                Array.Copy(_bytes, bigger, _bytes.Length);
                {|LEAK306:_bytes = bigger|};
            }

            public void Dispose()
            {
                _timer?.Dispose();
                ArrayPool<byte>.Shared.Return(_bytes);
            }
        }
        """,
        """
        class C : IDisposable
        {
            private Timer? _timer;
            private byte[] _bytes = ArrayPool<byte>.Shared.Rent(16);

            public int Interval
            {
                set
                {
                    _timer?.Dispose();
                    _timer = new Timer(_ => { }, null, 0, value);
                }
            }

            private void Grow()
            {
                var bigger = ArrayPool<byte>.Shared.Rent(_bytes.Length * 2);
                Array.Copy(_bytes, bigger, _bytes.Length);
                ArrayPool<byte>.Shared.Return(_bytes);
                _bytes = bigger;
            }

            public void Dispose()
            {
                _timer?.Dispose();
                ArrayPool<byte>.Shared.Return(_bytes);
            }
        }
        """);

    [Fact]
    public Task The_new_one_is_made_of_the_old_one() => FixesAsync(
        """
        class Picture : IDisposable
        {
            private readonly FileStream _file = File.OpenRead("a");

            public Picture Half() => new Picture();

            public void Dispose() => _file.Dispose();
        }

        class C : IDisposable
        {
            private Picture _picture = new Picture();

            public void Resize()
            {
                {|LEAK306:_picture = _picture.Half()|};
            }

            public void Dispose() => _picture.Dispose();
        }
        """,
        """
        class Picture : IDisposable
        {
            private readonly FileStream _file = File.OpenRead("a");

            public Picture Half() => new Picture();

            public void Dispose() => _file.Dispose();
        }

        class C : IDisposable
        {
            private Picture _picture = new Picture();

            public void Resize()
            {
                var next = _picture.Half();
                _picture.Dispose();
                _picture = next;
            }

            public void Dispose() => _picture.Dispose();
        }
        """);

    private static async Task FixesAsync(string source, string repaired)
    {
        const string Usings = "#nullable enable\nusing System;\nusing System.Buffers;\nusing System.IO;\nusing System.Threading;\n\n";
        await CSharpCodeFixVerifier<BalanceAnalyzer, OverwrittenWhileHeldFix, DefaultVerifier>.VerifyCodeFixAsync(Usings + source, Usings + repaired);
    }
}
