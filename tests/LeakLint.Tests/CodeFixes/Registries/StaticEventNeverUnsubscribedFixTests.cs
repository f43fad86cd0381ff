using System.Threading.Tasks;
using LeakLint.CodeFixes.Registries;
using Xunit;

namespace LeakLint.Tests.CodeFixes.Registries;

public sealed partial class StaticEventNeverUnsubscribedFixTests
{
    [Fact]
    public Task Ctor_static_event_with_dispose_forgets() => SubscriptionFixTest<StaticEventNeverUnsubscribedFix>.Check("""
        public static class Clock
        {
            public static event EventHandler Tick;
            public static void Raise() => Tick?.Invoke(null, EventArgs.Empty);
        }

        public sealed class View : IDisposable
        {
            readonly MemoryStream _s = new();
            public View()
            {
                {|LEAK103:Clock.Tick += OnTick|};
            }

            void OnTick(object s, EventArgs e)
            {
                _s.WriteByte(1);
            }

            public void Dispose()
            {
                _s.Dispose();
            }
        }
        """, """
        public static class Clock
        {
            public static event EventHandler Tick;
            public static void Raise() => Tick?.Invoke(null, EventArgs.Empty);
        }

        public sealed class View : IDisposable
        {
            readonly MemoryStream _s = new();
            public View()
            {
                Clock.Tick += OnTick;
            }

            void OnTick(object s, EventArgs e)
            {
                _s.WriteByte(1);
            }

            public void Dispose()
            {
                Clock.Tick -= OnTick;
                _s.Dispose();
            }
        }
        """);

    [Fact]
    public Task Lambda_over_this_on_static() => SubscriptionFixTest<StaticEventNeverUnsubscribedFix>.Check("""
        public static class Clock
        {
            public static event Action Tick;
            public static void Raise() => Tick?.Invoke();
        }

        public sealed class View : IDisposable
        {
            int _n;
            public void Start()
            {
                {|LEAK103:Clock.Tick += () => _n++|};
            }

            public void Dispose()
            {
            }
        }
        """, """
        public static class Clock
        {
            public static event Action Tick;
            public static void Raise() => Tick?.Invoke();
        }

        public sealed class View : IDisposable
        {
            int _n;
            public void Start()
            {
                Clock.Tick += OnTick;
            }

            public void Dispose()
            {
                Clock.Tick -= OnTick;
            }

            private void OnTick() => _n++;
        }
        """);

    [Fact]
    public Task Appdomain() => SubscriptionFixTest<StaticEventNeverUnsubscribedFix>.Check("""
        public sealed class Session : IDisposable
        {
            FileStream _log = File.Create("x");
            public Session()
            {
                {|LEAK103:AppDomain.CurrentDomain.UnhandledException += OnCrash|};
            }

            void OnCrash(object s, UnhandledExceptionEventArgs e)
            {
                _log.Flush();
            }

            public void Dispose() => _log.Dispose();
        }
        """, """
        public sealed class Session : IDisposable
        {
            FileStream _log = File.Create("x");
            public Session()
            {
                AppDomain.CurrentDomain.UnhandledException += OnCrash;
            }

            void OnCrash(object s, UnhandledExceptionEventArgs e)
            {
                _log.Flush();
            }

            public void Dispose()
            {
                AppDomain.CurrentDomain.UnhandledException -= OnCrash;
                _log.Dispose();
            }
        }
        """);

    [Fact]
    public Task Cancelkeypress() => SubscriptionFixTest<StaticEventNeverUnsubscribedFix>.Check("""
        public sealed class Job : IDisposable
        {
            readonly CancellationTokenSource _cts = new();
            public Job()
            {
                {|LEAK103:Console.CancelKeyPress += (s, e) =>
                {
                    e.Cancel = true;
                    _cts.Cancel();
                }|};
            }

            public void Dispose() => _cts.Dispose();
        }
        """, """
        public sealed class Job : IDisposable
        {
            readonly CancellationTokenSource _cts = new();
            public Job()
            {
                Console.CancelKeyPress += OnCancelKeyPress;
            }

            public void Dispose()
            {
                Console.CancelKeyPress -= OnCancelKeyPress;
                _cts.Dispose();
            }

            private void OnCancelKeyPress(object s, ConsoleCancelEventArgs e)
            {
                e.Cancel = true;
                _cts.Cancel();
            }
        }
        """);

    [Fact]
    public Task Unobserved() => SubscriptionFixTest<StaticEventNeverUnsubscribedFix>.Check("""
        public class Worker : IAsyncDisposable
        {
            public Worker()
            {
                {|LEAK103:TaskScheduler.UnobservedTaskException += Handle|};
            }

            void Handle(object s, UnobservedTaskExceptionEventArgs e)
            {
                e.SetObserved();
            }

            public ValueTask DisposeAsync() => default;
        }
        """, """
        public class Worker : IAsyncDisposable
        {
            public Worker()
            {
                TaskScheduler.UnobservedTaskException += Handle;
            }

            void Handle(object s, UnobservedTaskExceptionEventArgs e)
            {
                e.SetObserved();
            }

            public ValueTask DisposeAsync()
            {
                TaskScheduler.UnobservedTaskException -= Handle;
                return default;
            }
        }
        """);

    [Fact]
    public Task Minus_wrong_branch() => SubscriptionFixTest<StaticEventNeverUnsubscribedFix>.Check("""
        public static class Clock
        {
            public static event EventHandler Tick;
            public static void Raise() => Tick?.Invoke(null, EventArgs.Empty);
        }

        public class View : IDisposable
        {
            public View()
            {
                {|LEAK103:Clock.Tick += OnTick|};
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
                if (!disposing)
                {
                    Clock.Tick -= OnTick;
                }
            }
        }
        """, """
        public static class Clock
        {
            public static event EventHandler Tick;
            public static void Raise() => Tick?.Invoke(null, EventArgs.Empty);
        }

        public class View : IDisposable
        {
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
                if (disposing)
                {
                    Clock.Tick -= OnTick;
                }
                if (!disposing)
                {
                    Clock.Tick -= OnTick;
                }
            }
        }
        """);
}
