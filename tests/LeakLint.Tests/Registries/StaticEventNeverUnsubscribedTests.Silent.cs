using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Registries;

public sealed partial class StaticEventNeverUnsubscribedTests
{
    [Fact]
    public Task Dispose_removes() => SubscriptionTest.Check("""
        public sealed class View : IDisposable
        {
            public View()
            {
                Clock.Tick += OnTick;
            }

            void OnTick(object s, EventArgs e)
            {
            }

            public void Dispose() => Clock.Tick -= OnTick;
        }
        """);

    [Fact]
    public Task Explicit_dispose() => SubscriptionTest.Check("""
        public sealed class View : IDisposable
        {
            public View()
            {
                Clock.Tick += OnTick;
            }

            void OnTick(object s, EventArgs e)
            {
            }

            void IDisposable.Dispose()
            {
                Clock.Tick -= OnTick;
            }
        }
        """);

    [Fact]
    public Task Disposing_branch() => SubscriptionTest.Check("""
        public class View : IDisposable
        {
            bool _disposed;
            public View()
            {
                Clock.Tick += OnTick;
            }

            void OnTick(object s, EventArgs e)
            {
            }

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
                if (_disposed)
                    return;
                if (disposing)
                {
                    Clock.Tick -= OnTick;
                }

                _disposed = true;
            }
        }
        """);

    [Fact]
    public Task Disposing_early_return() => SubscriptionTest.Check("""
        public class View : IDisposable
        {
            bool _disposed;
            public View()
            {
                Clock.Tick += OnTick;
            }

            void OnTick(object s, EventArgs e)
            {
            }

            public void Dispose()
            {
                Dispose(true);
            }

            protected virtual void Dispose(bool disposing)
            {
                if (!disposing || _disposed)
                    return;
                _disposed = true;
                Clock.Tick -= OnTick;
            }
        }
        """);

    [Fact]
    public Task Helper_chain() => SubscriptionTest.Check("""
        public class View : IDisposable
        {
            public View()
            {
                Hook();
            }

            void Hook()
            {
                Clock.Tick += OnTick;
            }

            void Unhook() => Detach(true);
            void Detach(bool all)
            {
                if (all)
                {
                    Clock.Tick -= OnTick;
                }
            }

            void OnTick(object s, EventArgs e)
            {
            }

            public void Dispose()
            {
                Unhook();
            }
        }
        """);

    [Fact]
    public Task Lambda_field() => SubscriptionTest.Check("""
        public class View : IDisposable
        {
            readonly EventHandler _h;
            int _n;
            public View()
            {
                _h = (s, e) => _n++;
                Clock.Tick += _h;
            }

            public void Dispose()
            {
                Clock.Tick -= _h;
            }
        }
        """);

    [Fact]
    public Task New_EventHandler() => SubscriptionTest.Check("""
        public class View : IDisposable
        {
            public View()
            {
                Clock.Tick += new EventHandler(OnTick);
            }

            void OnTick(object s, EventArgs e)
            {
            }

            public void Dispose()
            {
                Clock.Tick -= new EventHandler(this.OnTick);
            }
        }
        """);

    [Fact]
    public Task Dispose_async() => SubscriptionTest.Check("""
        public class View : IAsyncDisposable
        {
            public View()
            {
                Clock.Tick += OnTick;
            }

            void OnTick(object s, EventArgs e)
            {
            }

            public async ValueTask DisposeAsync()
            {
                await DisposeAsyncCore().ConfigureAwait(false);
                GC.SuppressFinalize(this);
            }

            protected virtual async ValueTask DisposeAsyncCore()
            {
                await Task.Yield();
                Clock.Tick -= OnTick;
            }
        }
        """);

    [Fact]
    public Task Flag_correlated() => SubscriptionTest.Check("""
        public class View : IDisposable
        {
            bool _on;
            public void Start()
            {
                if (_on)
                    return;
                Clock.Tick += OnTick;
                _on = true;
            }

            public void Stop()
            {
                if (!_on)
                    return;
                Clock.Tick -= OnTick;
                _on = false;
            }

            void OnTick(object s, EventArgs e)
            {
            }

            public void Dispose()
            {
                Stop();
            }
        }
        """);

    [Fact]
    public Task Ctor_option_guards_both() => SubscriptionTest.Check("""
        public class View : IDisposable
        {
            readonly bool _live;
            public View(bool live)
            {
                _live = live;
                if (_live)
                    Clock.Tick += OnTick;
            }

            void OnTick(object s, EventArgs e)
            {
            }

            public void Dispose()
            {
                if (_live)
                    Clock.Tick -= OnTick;
            }
        }
        """);

    [Fact]
    public Task Ctor_param_guards_add() => SubscriptionTest.Check("""
        public class View : IDisposable
        {
            readonly bool _live;
            public View(bool live)
            {
                _live = live;
                if (live)
                    Clock.Tick += OnTick;
            }

            void OnTick(object s, EventArgs e)
            {
            }

            public void Dispose()
            {
                if (_live)
                    Clock.Tick -= OnTick;
            }
        }
        """);

    [Fact]
    public Task Interlocked_guard() => SubscriptionTest.Check("""
        public class View : IDisposable
        {
            int _d;
            public View()
            {
                Clock.Tick += OnTick;
            }

            void OnTick(object s, EventArgs e)
            {
            }

            public void Dispose()
            {
                if (Interlocked.Exchange(ref _d, 1) == 0)
                    Clock.Tick -= OnTick;
            }
        }
        """);

    [Fact]
    public Task Returned_unsubscriber() => SubscriptionTest.Check("""
        public sealed class Undo : IDisposable
        {
            readonly Action _a;
            public Undo(Action a)
            {
                _a = a;
            }

            public void Dispose() => _a();
        }

        public class View
        {
            public IDisposable Start()
            {
                Clock.Tick += OnTick;
                return new Undo(() => Clock.Tick -= OnTick);
            }

            void OnTick(object s, EventArgs e)
            {
            }
        }
        """);
}
