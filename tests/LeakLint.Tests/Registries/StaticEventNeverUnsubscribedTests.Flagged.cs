using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Registries;

public sealed partial class StaticEventNeverUnsubscribedTests
{
    [Fact]
    public Task Ctor_static_event_with_dispose_forgets() => SubscriptionTest.Check("""
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
        """);

    [Fact]
    public Task Static_event_no_teardown_created_in_loop() => SubscriptionTest.Check("""
        public sealed class View
        {
            public View()
            {
                {|LEAK103:Clock.Tick += OnTick|};
            }

            void OnTick(object s, EventArgs e)
            {
            }
        }

        public class Shell
        {
            public void Open()
            {
                var v = new View();
                v.ToString();
            }
        }
        """);

    [Fact]
    public Task Lambda_over_this_on_static() => SubscriptionTest.Check("""
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
        """);

    [Fact]
    public Task Appdomain() => SubscriptionTest.Check("""
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
        """);

    [Fact]
    public Task Cancelkeypress() => SubscriptionTest.Check("""
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
        """);

    [Fact]
    public Task Unobserved() => SubscriptionTest.Check("""
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
        """);

    [Fact]
    public Task Networkchange() => SubscriptionTest.Check("""
        public class Monitor2 : IDisposable
        {
            public Monitor2()
            {
                {|LEAK103:System.Net.NetworkInformation.NetworkChange.NetworkAddressChanged += OnAddress|};
            }

            void OnAddress(object s, EventArgs e)
            {
            }

            public void Dispose()
            {
                GC.SuppressFinalize(this);
            }
        }
        """);

    [Fact]
    public Task Alc_default() => SubscriptionTest.Check("""
        public class Plugin : IDisposable
        {
            public Plugin()
            {
                {|LEAK103:System.Runtime.Loader.AssemblyLoadContext.Default.Unloading += OnUnloading|};
            }

            void OnUnloading(System.Runtime.Loader.AssemblyLoadContext c)
            {
            }

            public void Dispose()
            {
            }
        }
        """);

    [Fact]
    public Task Minus_wrong_branch_is_told_by_LEAK203() => SubscriptionTest.Check("""
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

            ~View()
            {
                Dispose(false);
            }

            protected virtual void Dispose(bool disposing)
            {
                if (!disposing)
                {
                    Clock.Tick -= OnTick;
                }
            }
        }
        """);

    [Fact]
    public Task Minus_in_private_method_nobody_calls() => SubscriptionTest.Check("""
        public class View : IDisposable
        {
            public View()
            {
                {|LEAK103:Clock.Tick += OnTick|};
            }

            void OnTick(object s, EventArgs e)
            {
            }

            private void Unhook()
            {
                Clock.Tick -= OnTick;
            }

            public void Dispose()
            {
            }
        }
        """);

    [Fact]
    public Task Minus_under_flag_never_set() => SubscriptionTest.Check("""
        public class View : IDisposable
        {
            private bool _subscribed;
            public View()
            {
                {|LEAK103:Clock.Tick += OnTick|};
            }

            void OnTick(object s, EventArgs e)
            {
            }

            public void Dispose()
            {
                if (_subscribed)
                    Clock.Tick -= OnTick;
            }
        }
        """);

    [Fact]
    public Task Flag_set_before_check() => SubscriptionTest.Check("""
        public class View : IDisposable
        {
            private bool _disposed;
            public View()
            {
                {|LEAK103:Clock.Tick += OnTick|};
            }

            void OnTick(object s, EventArgs e)
            {
            }

            public void Dispose()
            {
                _disposed = true;
                if (!_disposed)
                {
                    Clock.Tick -= OnTick;
                }
            }
        }
        """);

    [Fact]
    public Task Local_function_nobody_calls() => SubscriptionTest.Check("""
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
        #pragma warning disable
                void Off()
                {
                    Clock.Tick -= OnTick;
                }
            }
        }
        """);

    [Fact]
    public Task Lambda_nobody_calls() => SubscriptionTest.Check("""
        public class View : IDisposable
        {
            private readonly Action _off;
            public View()
            {
                {|LEAK103:Clock.Tick += OnTick|};
                _off = () => Clock.Tick -= OnTick;
            }

            void OnTick(object s, EventArgs e)
            {
            }

            public void Dispose()
            {
            }
        }
        """);
}
