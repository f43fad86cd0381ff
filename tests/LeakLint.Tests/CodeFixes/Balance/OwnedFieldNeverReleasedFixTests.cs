using System.Threading.Tasks;
using LeakLint.Analyzers.Balance;
using LeakLint.CodeFixes.Balance;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;
using Xunit;

namespace LeakLint.Tests.CodeFixes.Balance;

/// <summary>The repair of LEAK308: released in the teardown that is there.</summary>
public sealed class OwnedFieldNeverReleasedFixTests
{
    [Fact]
    public Task Last_acquired_is_released_first() => FixesAsync(
        """
        class C : IDisposable
        {
            private readonly FileStream _file = File.OpenRead("a");
            private readonly Timer _timer = {|LEAK308:new Timer(_ => { })|}; // every second

            public void Dispose() => _file.Dispose(); // done
        }
        """,
        """
        class C : IDisposable
        {
            private readonly FileStream _file = File.OpenRead("a");
            private readonly Timer _timer = new Timer(_ => { }); // every second

            public void Dispose()
            {
                _timer.Dispose();
                _file.Dispose(); // done
            }
        }
        """);

    [Fact]
    public Task First_acquired_is_released_last_and_before_the_base() => FixesAsync(
        """
        class C : MemoryStream
        {
            private FileStream _file = {|LEAK308:File.OpenRead("a")|};
            private readonly Timer _timer = new Timer(_ => { });

            protected override void Dispose(bool disposing)
            {
                if (disposing)
                {
                    // no more ticks
                    _timer.Dispose();
                }

                base.Dispose(disposing);
            }
        }
        """,
        """
        class C : MemoryStream
        {
            private FileStream _file = File.OpenRead("a");
            private readonly Timer _timer = new Timer(_ => { });

            protected override void Dispose(bool disposing)
            {
                if (disposing)
                {
                    // no more ticks
                    _timer.Dispose();
                    _file.Dispose();
                }

                base.Dispose(disposing);
            }
        }
        """);

    [Fact]
    public Task Each_by_its_own_kind() => FixesAsync(
        """
        class C : IDisposable
        {
            private FileStream? _file;
            private GCHandle _pin;
            private IntPtr _block;
            private byte[]? _rented;
            private object _any = {|LEAK308:File.OpenRead("b")|};
            private bool _gone;

            public C(byte[] data, int n)
            {
                _file = {|LEAK308:File.OpenRead("a")|};
                _pin = {|LEAK308:GCHandle.Alloc(data, GCHandleType.Pinned)|};
                _block = {|LEAK308:Marshal.AllocHGlobal(n)|};
                _rented = {|LEAK308:ArrayPool<byte>.Shared.Rent(n)|};
            }

            public void Dispose()
            {
                if (_gone) return;
                _gone = true;
            }
        }
        """,
        """
        class C : IDisposable
        {
            private FileStream? _file;
            private GCHandle _pin;
            private IntPtr _block;
            private byte[]? _rented;
            private object _any = File.OpenRead("b");
            private bool _gone;

            public C(byte[] data, int n)
            {
                _file = File.OpenRead("a");
                _pin = GCHandle.Alloc(data, GCHandleType.Pinned);
                _block = Marshal.AllocHGlobal(n);
                _rented = ArrayPool<byte>.Shared.Rent(n);
            }

            public void Dispose()
            {
                if (_gone) return;
                (_any as System.IDisposable)?.Dispose();
                if (_rented != null)
                {
                    ArrayPool<byte>.Shared.Return(_rented);
                }
                Marshal.FreeHGlobal(_block);
                if (_pin.IsAllocated)
                {
                    _pin.Free();
                }
                _file?.Dispose();
                _gone = true;
            }
        }
        """);

    [Fact]
    public Task What_is_inherited_is_extended() => FixesAsync(
        """
        abstract class Part : IDisposable
        {
            public void Dispose() => Dispose(true);

            protected virtual void Dispose(bool disposing) { }
        }

        class C : Part
        {
            private readonly FileStream _file = {|LEAK308:File.OpenRead("a")|};

            public int Read() => _file.ReadByte();
        }
        """,
        """
        abstract class Part : IDisposable
        {
            public void Dispose() => Dispose(true);

            protected virtual void Dispose(bool disposing) { }
        }

        class C : Part
        {
            private readonly FileStream _file = File.OpenRead("a");

            public int Read() => _file.ReadByte();

            protected override void Dispose(bool disposing)
            {
                if (disposing)
                {
                    _file.Dispose();
                }

                base.Dispose(disposing);
            }
        }
        """);

    [Fact]
    public Task Awaited_where_the_teardown_awaits() => FixesAsync(
        """
        class C : IAsyncDisposable
        {
            private readonly FileStream _file = {|LEAK308:File.OpenRead("a")|};
            private readonly Timer _timer = new Timer(_ => { });

            public async ValueTask DisposeAsync()
            {
                await _timer.DisposeAsync().ConfigureAwait(false);
                GC.SuppressFinalize(this);
            }
        }
        """,
        """
        class C : IAsyncDisposable
        {
            private readonly FileStream _file = File.OpenRead("a");
            private readonly Timer _timer = new Timer(_ => { });

            public async ValueTask DisposeAsync()
            {
                await _timer.DisposeAsync().ConfigureAwait(false);
                await _file.DisposeAsync().ConfigureAwait(false);
                GC.SuppressFinalize(this);
            }
        }
        """);

    [Fact]
    public Task Nothing_is_offered_where_the_base_cannot_be_extended() => FixesAsync(
        """
        class Part : IDisposable
        {
            public void Dispose() { }
        }

        class C : Part
        {
            private readonly FileStream _file = {|LEAK308:File.OpenRead("a")|};

            public int Read() => _file.ReadByte();
        }
        """,
        """
        class Part : IDisposable
        {
            public void Dispose() { }
        }

        class C : Part
        {
            private readonly FileStream _file = {|LEAK308:File.OpenRead("a")|};

            public int Read() => _file.ReadByte();
        }
        """);

    [Fact]
    public Task Base_is_called_by_what_stands_in_for_it() => FixesAsync(
        """
        class Book : IDisposable
        {
            private readonly FileStream _file = File.OpenRead("a");

            public void Dispose() => Dispose(true);

            protected virtual void Dispose(bool disposing) => _file.Dispose();
        }

        class Diary : Book
        {
            private readonly FileStream _index = File.OpenRead("b");

            protected override void {|LEAK308:Dispose|}(bool disposing) => _index.Dispose(); // both
        }

        class Notes : Book
        {
            protected override void {|LEAK308:Dispose|}(bool disposing)
            {
            }
        }

        class Lines : IAsyncDisposable
        {
            private readonly FileStream _file = File.OpenRead("a");

            public virtual ValueTask DisposeAsync() => _file.DisposeAsync();
        }

        class Marked : Lines
        {
            private readonly FileStream _marks = File.OpenRead("b");

            public override async ValueTask {|LEAK308:DisposeAsync|}()
            {
                await _marks.DisposeAsync();
            }
        }

        class Left : Book
        {
            protected override void {|LEAK308:Dispose|}(bool disposing)
            {
                if (!disposing)
                {
                    return;
                }

                Console.WriteLine();
            }
        }
        """,
        """
        class Book : IDisposable
        {
            private readonly FileStream _file = File.OpenRead("a");

            public void Dispose() => Dispose(true);

            protected virtual void Dispose(bool disposing) => _file.Dispose();
        }

        class Diary : Book
        {
            private readonly FileStream _index = File.OpenRead("b");

            protected override void Dispose(bool disposing)
            {
                _index.Dispose(); // both
                base.Dispose(disposing);
            }
        }

        class Notes : Book
        {
            protected override void Dispose(bool disposing)
            {
                base.Dispose(disposing);
            }
        }

        class Lines : IAsyncDisposable
        {
            private readonly FileStream _file = File.OpenRead("a");

            public virtual ValueTask DisposeAsync() => _file.DisposeAsync();
        }

        class Marked : Lines
        {
            private readonly FileStream _marks = File.OpenRead("b");

            public override async ValueTask DisposeAsync()
            {
                await _marks.DisposeAsync();
                await base.DisposeAsync().ConfigureAwait(false);
            }
        }

        class Left : Book
        {
            protected override void {|LEAK308:Dispose|}(bool disposing)
            {
                if (!disposing)
                {
                    return;
                }

                Console.WriteLine();
            }
        }
        """);

    private static Task FixesAsync(string before, string after)
    {
        const string Usings = "#nullable enable\nusing System; using System.IO; using System.Buffers; using System.Threading; using System.Threading.Tasks; using System.Runtime.InteropServices;\n";
        var test = new CSharpCodeFixTest<BalanceAnalyzer, OwnedFieldNeverReleasedFix, DefaultVerifier>
        {
            TestCode = Usings + before,
            FixedCode = Usings + after,
            CodeActionEquivalenceKey = "LEAK308",
            DisabledDiagnostics = { "LEAK002" },
        };
        test.FixedState.MarkupHandling = MarkupMode.Allow;
        return test.RunAsync();
    }
}
