using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Registries;

public sealed partial class StaticEventNeverUnsubscribedTests
{
    [Fact]
    public Task Disposables_list() => SubscriptionTest.Check("""
        public class View : IDisposable
        {
            readonly List<Action> _undo = new();
            public View()
            {
                Clock.Tick += OnTick;
                _undo.Add(() => Clock.Tick -= OnTick);
            }

            void OnTick(object s, EventArgs e)
            {
            }

            public void Dispose()
            {
                foreach (var u in _undo)
                    u();
            }
        }
        """);

    [Fact]
    public Task Self_detaching() => SubscriptionTest.Check("""
        public class View : IDisposable
        {
            int _n;
            public void Once()
            {
                EventHandler h = null;
                h = (s, e) =>
                {
                    Clock.Tick -= h;
                    _n++;
                };
                Clock.Tick += h;
            }

            public void Dispose()
            {
            }
        }
        """);

    [Fact]
    public Task Self_detaching_method() => SubscriptionTest.Check("""
        public class View : IDisposable
        {
            public View()
            {
                Clock.Tick += First;
            }

            void First(object s, EventArgs e)
            {
                Clock.Tick -= First;
            }

            public void Dispose()
            {
            }
        }
        """);

    [Fact]
    public Task Self_detaching_local_function() => SubscriptionTest.Check("""
        public class View : IDisposable
        {
            int _n;
            public void Once()
            {
                Clock.Tick += H;
                void H(object s, EventArgs e)
                {
                    Clock.Tick -= H;
                    _n++;
                }
            }

            public void Dispose()
            {
            }
        }
        """);

    [Fact]
    public Task Static_handler() => SubscriptionTest.Check("""
        public class View : IDisposable
        {
            public View()
            {
                Clock.Tick += OnTick;
                Clock.Tick += static (s, e) =>
                {
                };
                Clock.Tick += (s, e) => Console.WriteLine();
            }

            static void OnTick(object s, EventArgs e)
            {
            }

            public void Dispose()
            {
            }
        }
        """);

    [Fact]
    public Task Singleton() => SubscriptionTest.Check("""
        public sealed class Cache : IDisposable
        {
            public static readonly Cache Instance = new Cache();
            private Cache()
            {
                Clock.Tick += OnTick;
            }

            void OnTick(object s, EventArgs e)
            {
            }

            public void Dispose()
            {
            }
        }
        """);

    [Fact]
    public Task Lazy_singleton() => SubscriptionTest.Check("""
        public sealed class Cache
        {
            static readonly Lazy<Cache> _i = new(() => new Cache());
            public static Cache Instance => _i.Value;

            private Cache()
            {
                Clock.Tick += OnTick;
            }

            void OnTick(object s, EventArgs e)
            {
            }
        }
        """);

    [Fact]
    public Task Di_singleton() => SubscriptionTest.Check("""
        public class Svc : IDisposable
        {
            public Svc()
            {
                Clock.Tick += OnTick;
            }

            void OnTick(object s, EventArgs e)
            {
            }

            public void Dispose()
            {
            }
        }

        public class Col
        {
            public Col AddSingleton<T>() => this;
        }

        public class Startup
        {
            public void Configure(Col c) => c.AddSingleton<Svc>();
        }
        """);

    [Fact]
    public Task Start_stop_public_pair() => SubscriptionTest.Check("""
        public class View
        {
            public void Start()
            {
                Clock.Tick += OnTick;
            }

            public void Stop()
            {
                Clock.Tick -= OnTick;
            }

            void OnTick(object s, EventArgs e)
            {
            }
        }
        """);

    [Fact]
    public Task Ext_helper() => SubscriptionTest.Check("""
        public static class Clock
        {
            public static event EventHandler Tick;
            public static void Raise() => Tick?.Invoke(null, EventArgs.Empty);
            public static void Unhook(EventHandler h)
            {
                Tick -= h;
            }
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
                Clock.Unhook(OnTick);
            }
        }
        """);

    [Fact]
    public Task Derived_disposes() => SubscriptionTest.Check("""
        public abstract class ViewBase : IDisposable
        {
            protected ViewBase()
            {
                Clock.Tick += OnTick;
            }

            protected void OnTick(object s, EventArgs e)
            {
            }

            public abstract void Dispose();
        }

        public class View : ViewBase
        {
            public override void Dispose()
            {
                Clock.Tick -= OnTick;
            }
        }
        """);

    [Fact]
    public Task Base_disposes() => SubscriptionTest.Check("""
        public abstract class ViewBase : IDisposable
        {
            public void Dispose()
            {
                Release2();
            }

            protected abstract void Release2();
        }

        public class View : ViewBase
        {
            public View()
            {
                Clock.Tick += OnTick;
            }

            void OnTick(object s, EventArgs e)
            {
            }

            protected override void Release2()
            {
                Clock.Tick -= OnTick;
            }
        }
        """);

    [Fact]
    public Task Using_scope() => SubscriptionTest.Check("""
        public class View : IDisposable
        {
            public int Run()
            {
                Clock.Tick += OnTick;
                try
                {
                    return 1;
                }
                finally
                {
                    Clock.Tick -= OnTick;
                }
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
