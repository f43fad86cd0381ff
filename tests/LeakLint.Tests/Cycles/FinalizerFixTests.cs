using System.Threading.Tasks;
using LeakLint.Analyzers.Cycles;
using LeakLint.CodeFixes.Cycles;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;
using Xunit;

namespace LeakLint.Tests.Cycles;

/// <summary>LEAK203 and LEAK204, fixed: what a finalizer does too late or must not do moves to a Dispose.</summary>
public sealed class FinalizerFixTests
{
    [Fact]
    public Task The_release_of_a_finalizer_is_shared_with_Dispose() => FixedAsync<RootedUntilFinalizedFix>(
        """
        using System;
        using System.Runtime.InteropServices;

        class Listener
        {
            private GCHandle _self;

            public Listener()
            {
                _self = {|LEAK203:GCHandle.Alloc(this)|};
            }

            ~Listener()
            {
                // Let it go.
                _self.Free();
            }
        }
        """,
        """
        using System;
        using System.Runtime.InteropServices;

        class Listener : IDisposable
        {
            private GCHandle _self;

            public Listener()
            {
                _self = GCHandle.Alloc(this);
            }

            public void Dispose()
            {
                Release();
                GC.SuppressFinalize(this);
            }

            private void Release()
            {
                // Let it go.
                _self.Free();
            }

            ~Listener()
            {
                Release();
            }
        }
        """);

    [Fact]
    public Task A_method_that_releases_is_called_by_Dispose() => FixedAsync<RootedUntilFinalizedFix>(
        """
        using System;
        using System.Threading;

        class Poller
        {
            private readonly Timer _timer;

            public Poller() => _timer = {|LEAK203:new Timer(Poll, null, 0, 10)|};

            private void Poll(object state) { }

            private void Stop() => _timer.Dispose();

            ~Poller() => Stop();
        }
        """,
        """
        using System;
        using System.Threading;

        class Poller : IDisposable
        {
            private readonly Timer _timer;

            public Poller() => _timer = new Timer(Poll, null, 0, 10);

            private void Poll(object state) { }

            private void Stop() => _timer.Dispose();

            public void Dispose()
            {
                Stop();
                GC.SuppressFinalize(this);
            }

            ~Poller() => Stop();
        }
        """);

    [Fact]
    public Task A_type_that_is_disposable_already_is_left_alone()
    {
        const string code =
            """
            using System;
            using System.Runtime.InteropServices;
            class Listener : IDisposable
            {
                private GCHandle _self;
                public Listener() { _self = {|LEAK203:GCHandle.Alloc(this)|}; }
                public void Dispose() { }
                ~Listener() { _self.Free(); }
            }
            """;
        return FixedAsync<RootedUntilFinalizedFix>(code, code);
    }

    [Fact]
    public Task A_use_in_Dispose_bool_stands_under_its_flag() => FixedAsync<FinalizerTouchesFinalizableFix>(
        """
        using System;
        using System.IO;

        class Journal : IDisposable
        {
            private readonly FileStream _file = new("journal", FileMode.Append);

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
                // The file first.
                {|LEAK204:_file.Dispose()|};
            }

            ~Journal() => Dispose(false);
        }
        """,
        """
        using System;
        using System.IO;

        class Journal : IDisposable
        {
            private readonly FileStream _file = new("journal", FileMode.Append);

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
                // The file first.
                if (disposing)
                {
                    _file.Dispose();
                }
            }

            ~Journal() => Dispose(false);
        }
        """);

    [Fact]
    public Task A_finalizer_that_does_nothing_else_becomes_Dispose() => FixedAsync<FinalizerTouchesFinalizableFix>(
        """
        using System;
        using System.IO;

        class Journal
        {
            private readonly FileStream _file = new("journal", FileMode.Append);

            ~Journal()
            {
                {|LEAK204:_file.Dispose()|};
            }
        }
        """,
        """
        using System;
        using System.IO;

        class Journal : IDisposable
        {
            private readonly FileStream _file = new("journal", FileMode.Append);

            public void Dispose()
            {
                _file.Dispose();
            }
        }
        """);

    [Fact]
    public Task A_finalizer_with_a_resource_of_its_own_gets_the_pattern() => FixedAsync<FinalizerTouchesFinalizableFix>(
        """
        using System;
        using System.IO;
        using System.Runtime.InteropServices;

        class Journal
        {
            private readonly FileStream _file = new("journal", FileMode.Append);
            private readonly IntPtr _block = Marshal.AllocHGlobal(16);

            ~Journal()
            {
                {|LEAK204:_file.Dispose()|};
                Marshal.FreeHGlobal(_block);
            }
        }
        """,
        """
        using System;
        using System.IO;
        using System.Runtime.InteropServices;

        class Journal : IDisposable
        {
            private readonly FileStream _file = new("journal", FileMode.Append);
            private readonly IntPtr _block = Marshal.AllocHGlobal(16);

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
                if (disposing)
                {
                    _file.Dispose();
                }

                Marshal.FreeHGlobal(_block);
            }

            ~Journal()
            {
                Dispose(false);
            }
        }
        """);

    private static Task FixedAsync<TFix>(string code, string @fixed)
        where TFix : Microsoft.CodeAnalysis.CodeFixes.CodeFixProvider, new()
        => new CSharpCodeFixTest<CyclesAnalyzer, TFix, DefaultVerifier> { TestCode = code, FixedCode = @fixed }.RunAsync();
}
