using System.Threading.Tasks;
using LeakLint.CodeFixes.Registries;
using Xunit;

namespace LeakLint.Tests.CodeFixes.Registries;

public sealed partial class LongLivedPublisherNeverUnsubscribedFixTests
{
    [Fact]
    public Task Dispatcher_timer() => SubscriptionFixTest<LongLivedPublisherNeverUnsubscribedFix>.Check("""
        namespace System.Windows.Threading
        {
            public class DispatcherTimer
            {
                public event EventHandler Tick;
                public TimeSpan Interval { get; set; }
                public bool IsEnabled { get; set; }

                public void Start()
                {
                    Tick?.Invoke(this, null);
                }

                public void Stop()
                {
                }
            }
        }

        public class ClockVm
        {
            readonly System.Windows.Threading.DispatcherTimer _t = new();
            public ClockVm()
            {
                _t.Interval = TimeSpan.FromSeconds(1);
                {|LEAK104:_t.Tick += OnTick|};
                _t.Start();
            }

            void OnTick(object s, EventArgs e)
            {
            }
        }
        """, """
        namespace System.Windows.Threading
        {
            public class DispatcherTimer
            {
                public event EventHandler Tick;
                public TimeSpan Interval { get; set; }
                public bool IsEnabled { get; set; }

                public void Start()
                {
                    Tick?.Invoke(this, null);
                }

                public void Stop()
                {
                }
            }
        }

        public class ClockVm : IDisposable
        {
            readonly System.Windows.Threading.DispatcherTimer _t = new();
            public ClockVm()
            {
                _t.Interval = TimeSpan.FromSeconds(1);
                _t.Tick += OnTick;
                _t.Start();
            }

            void OnTick(object s, EventArgs e)
            {
            }

            /// <inheritdoc/>
            public void Dispose() => _t.Tick -= OnTick;
        }
        """);

    [Fact]
    public Task Unregister_only_in_finalizer() => SubscriptionFixTest<LongLivedPublisherNeverUnsubscribedFix>.Check("""
        public class Hub
        {
            readonly List<object> _l = new();
            public void Register(object l) => _l.Add(l);
            public void Unregister(object l) => _l.Remove(l);
        }

        public class Meter
        {
            readonly Hub _h;
            public Meter(Hub h)
            {
                _h = h;
                {|LEAK104:h.Register(this)|};
            }

            ~Meter()
            {
                _h.Unregister(this);
            }
        }
        """, """
        public class Hub
        {
            readonly List<object> _l = new();
            public void Register(object l) => _l.Add(l);
            public void Unregister(object l) => _l.Remove(l);
        }

        public class Meter : IDisposable
        {
            readonly Hub _h;
            public Meter(Hub h)
            {
                _h = h;
                h.Register(this);
            }

            ~Meter()
            {
                _h.Unregister(this);
            }

            /// <inheritdoc/>
            public void Dispose() => _h.Unregister(this);
        }
        """);

    [Fact]
    public Task Weak_event_static() => SubscriptionFixTest<LongLivedPublisherNeverUnsubscribedFix>.Check("""
        public class TickArgs : EventArgs
        {
        }

        public static class Clock
        {
            public static event EventHandler<TickArgs> Tick;
            public static void Raise()
            {
                Tick?.Invoke(null, new TickArgs());
            }
        }

        public class View
        {
            public View()
            {
                {|LEAK104:Clock.Tick += OnTick|};
            }

            void OnTick(object s, TickArgs e)
            {
            }
        }
        """, """
        public class TickArgs : EventArgs
        {
        }

        public static class Clock
        {
            public static event EventHandler<TickArgs> Tick;
            public static void Raise()
            {
                Tick?.Invoke(null, new TickArgs());
            }
        }

        public class View : IDisposable
        {
            public View()
            {
                Clock.Tick += OnTick;
            }

            void OnTick(object s, TickArgs e)
            {
            }

            /// <inheritdoc/>
            public void Dispose() => Clock.Tick -= OnTick;
        }
        """);

    [Fact]
    public Task Weak_event_instance() => SubscriptionFixTest<LongLivedPublisherNeverUnsubscribedFix>.Check("""
        public class Bus
        {
            public event EventHandler<int> Got;
            void Fire(int n)
            {
                if (n > 0)
                    Got(this, n);
            }
        }

        public class View
        {
            public View(Bus b)
            {
                {|LEAK104:b.Got += (s, e) => Show(e)|};
            }

            void Show(int n)
            {
            }
        }
        """, """
        public class Bus
        {
            public event EventHandler<int> Got;
            void Fire(int n)
            {
                if (n > 0)
                    Got(this, n);
            }
        }

        public class View : IDisposable
        {
            private readonly Bus _b;

            public View(Bus b)
            {
                _b = b;
                b.Got += OnGot;
            }

            void Show(int n)
            {
            }

            /// <inheritdoc/>
            public void Dispose() => _b.Got -= OnGot;

            private void OnGot(object s, int e) => Show(e);
        }
        """);

    [Fact]
    public Task Call_ctor_param() => SubscriptionFixTest<LongLivedPublisherNeverUnsubscribedFix>.Check("""
        public class Hub
        {
            readonly List<object> _l = new();
            public void Register(object l) => _l.Add(l);
            public void Unregister(object l) => _l.Remove(l);
        }

        public class Meter
        {
            public Meter(Hub h) => {|LEAK104:h.Register(this)|};
        }
        """, """
        public class Hub
        {
            readonly List<object> _l = new();
            public void Register(object l) => _l.Add(l);
            public void Unregister(object l) => _l.Remove(l);
        }

        public class Meter : IDisposable
        {
            private readonly Hub _h;

            public Meter(Hub h)
            {
                _h = h;
                h.Register(this);
            }

            /// <inheritdoc/>
            public void Dispose() => _h.Unregister(this);
        }
        """);

    [Fact]
    public Task Local() => SubscriptionFixTest<LongLivedPublisherNeverUnsubscribedFix>.Check("""
        public class Bus
        {
            public event Action A;
            public void R() => A?.Invoke();
        }

        public class V
        {
            public void Start(IServiceProvider p)
            {
                var bus = (Bus)p.GetService(typeof(Bus));
                {|LEAK104:bus.A += Go|};
            }

            void Go()
            {
            }
        }
        """, """
        public class Bus
        {
            public event Action A;
            public void R() => A?.Invoke();
        }

        public class V : IDisposable
        {
            private Bus _bus;

            public void Start(IServiceProvider p)
            {
                var bus = (Bus)p.GetService(typeof(Bus));
                _bus = bus;
                bus.A += Go;
            }

            void Go()
            {
            }

            /// <inheritdoc/>
            public void Dispose()
            {
                if (_bus != null)
                {
                    _bus.A -= Go;
                }
            }
        }
        """);
}
