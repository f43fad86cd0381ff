using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Registries;

public sealed partial class LongLivedPublisherNeverUnsubscribedTests
{
    [Fact]
    public Task Singleton_via_factory_method_registration() => SubscriptionTest.Check("""
        public class Col
        {
            public Col AddSingleton<T>(Func<IServiceProvider, T> f) => this;
        }

        public class Svc
        {
            public Svc(IBus b)
            {
                b.Changed += On;
            }

            void On(object s, EventArgs e)
            {
            }
        }

        public class Startup
        {
            public void Configure(Col c, IBus b) => c.AddSingleton(sp => new Svc(b));
        }
        """);

    [Fact]
    public Task Singleton_interface_registration() => SubscriptionTest.Check("""
        public class Col
        {
            public Col AddSingleton<I, T>() => this;
        }

        public interface ISvc
        {
        }

        public class Svc : ISvc
        {
            public Svc(IBus b)
            {
                b.Changed += On;
            }

            void On(object s, EventArgs e)
            {
            }
        }

        public class Startup
        {
            public void Configure(Col c) => c.AddSingleton<ISvc, Svc>();
        }
        """);

    [Fact]
    public Task Background_service() => SubscriptionTest.Check("""
        namespace Microsoft.Extensions.Hosting
        {
            public interface IHostedService
            {
                Task StartAsync(CancellationToken t);
                Task StopAsync(CancellationToken t);
            }

            public abstract class BackgroundService : IHostedService, IDisposable
            {
                protected abstract Task ExecuteAsync(CancellationToken t);
                public virtual Task StartAsync(CancellationToken t) => null;
                public virtual Task StopAsync(CancellationToken t) => null;
                public virtual void Dispose()
                {
                }
            }
        }

        public class W : Microsoft.Extensions.Hosting.BackgroundService
        {
            readonly IBus _b;
            public W(IBus b)
            {
                _b = b;
            }

            protected override async Task ExecuteAsync(CancellationToken t)
            {
                _b.Changed += On;
                await Task.Delay(-1, t);
            }

            void On(object s, EventArgs e)
            {
            }
        }
        """);

    [Fact]
    public Task Wpf_app() => SubscriptionTest.Check("""
        namespace System.Windows
        {
            public class Application
            {
                public event EventHandler Exit;
                protected void R() => Exit?.Invoke(this, null);
            }
        }

        public class App : System.Windows.Application
        {
            public App()
            {
                AppDomain.CurrentDomain.UnhandledException += On;
                TaskScheduler.UnobservedTaskException += On2;
            }

            void On(object s, UnhandledExceptionEventArgs e)
            {
            }

            void On2(object s, UnobservedTaskExceptionEventArgs e)
            {
            }
        }
        """);

    [Fact]
    public Task Options_monitor_returns_token_kept() => SubscriptionTest.Check("""
        public interface IMon
        {
            IDisposable OnChange(Action a);
        }

        public class S : IDisposable
        {
            readonly IDisposable _t;
            public S(IMon m)
            {
                _t = m.OnChange(Reload);
            }

            void Reload()
            {
            }

            public void Dispose() => _t.Dispose();
        }
        """);

    [Fact]
    public Task Publisher_field_created_by_helper_of_own() => SubscriptionTest.Check("""
        public class Bus
        {
            public event Action M;
            public void P() => M?.Invoke();
        }

        public class V
        {
            Bus _b;
            void Make()
            {
                _b = CreateBus();
                _b.M += On;
            }

            Bus CreateBus() => new Bus();
            public void Go() => Make();
            void On()
            {
            }
        }
        """);

    [Fact]
    public Task Injected_but_also_default_new() => SubscriptionTest.Check("""
        public class Bus
        {
            public event Action M;
            public void P() => M?.Invoke();
        }

        public class V
        {
            readonly Bus _b = new Bus();
            public V()
            {
                _b.M += On;
            }

            void On()
            {
            }
        }
        """);

    [Fact]
    public Task Remove_by_GetInvocationList() => SubscriptionTest.Check("""
        public class P
        {
            public static event Action Changed;
            public static void Clear()
            {
                foreach (Action d in Changed.GetInvocationList())
                    Changed -= d;
            }

            public P()
            {
                Changed += On;
            }

            void On()
            {
            }
        }

        class U
        {
            void M()
            {
                for (;;)
                {
                    new P();
                    P.Clear();
                }
            }
        }
        """);

    [Fact]
    public Task Generic_base_publisher() => SubscriptionTest.Check("""
        public class Store<T>
        {
            public event Action<T> Added;
            public void A(T t) => Added?.Invoke(t);
        }

        public class V<T> : IDisposable
        {
            readonly Store<T> _s;
            public V(Store<T> s)
            {
                _s = s;
                _s.Added += On;
            }

            void On(T t)
            {
            }

            public void Dispose()
            {
                _s.Added -= On;
            }
        }
        """);

    [Fact]
    public Task Generic_static_own() => SubscriptionTest.Check("""
        public static class Hub<T>
        {
            public static event Action<T> Got;
            public static void P(T t) => Got?.Invoke(t);
        }

        public class V<T> : IDisposable
        {
            public V()
            {
                Hub<T>.Got += On;
            }

            void On(T t)
            {
            }

            public void Dispose()
            {
                Hub<T>.Got -= On;
            }
        }
        """);

    [Fact]
    public Task Event_with_explicit_interface_impl_and_dispose() => SubscriptionTest.Check("""
        public class V : IDisposable
        {
            readonly IBus _b;
            public V(IBus b)
            {
                _b = b;
                Subscribe();
            }

            private void Subscribe() => _b.Changed += On;
            private void Unsubscribe() => _b.Changed -= On;
            void On(object s, EventArgs e)
            {
            }

            void IDisposable.Dispose() => Unsubscribe();
        }
        """);

    [Fact]
    public Task Tuple_assigned_fields() => SubscriptionTest.Check("""
        public class V : IDisposable
        {
            readonly IBus _b;
            readonly int _n;
            public V(IBus b, int n)
            {
                (_b, _n) = (b, n);
                _b.Changed += On;
            }

            void On(object s, EventArgs e)
            {
            }

            public void Dispose() => _b.Changed -= On;
        }
        """);
}
