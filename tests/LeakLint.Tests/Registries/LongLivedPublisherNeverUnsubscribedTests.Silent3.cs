using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Registries;

public sealed partial class LongLivedPublisherNeverUnsubscribedTests
{
    [Fact]
    public Task Struct_enumerables() => SubscriptionTest.Check("""
        public class Btn
        {
            public event EventHandler Click;
            public void R() => Click?.Invoke(this, null);
        }

        public class Page
        {
            Btn Find(string n) => null;
            public void Build()
            {
                Find("x").Click += (s, e) => Go();
                var b = Find("y");
                b.Click += OnB;
            }

            void Go()
            {
            }

            void OnB(object s, EventArgs e)
            {
            }
        }
        """);

    [Fact]
    public Task Bus_unsub() => SubscriptionTest.Check("""
        public interface IListener
        {
            void On(string m);
        }

        public class Bus
        {
            readonly List<IListener> _l = new();
            public void Subscribe(IListener l)
            {
                _l.Add(l);
            }

            public void Unsubscribe(IListener l)
            {
                _l.Remove(l);
            }
        }

        public class Vm : IListener, IDisposable
        {
            readonly Bus _b;
            public Vm(Bus b)
            {
                _b = b;
                _b.Subscribe(this);
            }

            public void On(string m)
            {
            }

            public void Dispose()
            {
                _b.Unsubscribe(this);
            }
        }
        """);

    [Fact]
    public Task Weak_bus() => SubscriptionTest.Check("""
        public interface IListener
        {
            void On(string m);
        }

        public class Bus
        {
            readonly List<WeakReference<IListener>> _l = new();
            public void Subscribe(IListener l)
            {
                _l.Add(new WeakReference<IListener>(l));
            }

            public void Unsubscribe(IListener l)
            {
            }
        }

        public class Vm : IListener, IDisposable
        {
            public Vm(Bus b)
            {
                b.Subscribe(this);
            }

            public void On(string m)
            {
            }

            public void Dispose()
            {
            }
        }
        """);

    [Fact]
    public Task Weak_bus_with_wrapper() => SubscriptionTest.Check("""
        public class Sub
        {
            readonly WeakReference _t;
            public Sub(object t)
            {
                _t = new WeakReference(t);
            }
        }

        public class Bus
        {
            readonly List<Sub> _l = new();
            public void Subscribe(object l)
            {
                _l.Add(new Sub(l));
            }

            public void Unsubscribe(object l)
            {
            }
        }

        public class Vm : IDisposable
        {
            public Vm(Bus b)
            {
                b.Subscribe(this);
            }

            public void Dispose()
            {
            }
        }
        """);

    [Fact]
    public Task Register_in_container_not_subscription() => SubscriptionTest.Check("""
        public class Registry
        {
            readonly Dictionary<string, Type> _m = new();
            public void Register(string n, object o)
            {
                _m[n] = o.GetType();
            }

            public void Unregister(string n)
            {
                _m.Remove(n);
            }
        }

        public class Vm : IDisposable
        {
            public Vm(Registry b)
            {
                b.Register("a", this);
            }

            public void Dispose()
            {
            }
        }
        """);

    [Fact]
    public Task Parent_adds_child() => SubscriptionTest.Check("""
        public class Panel
        {
            readonly List<Panel> _c = new();
            public void AddChild(Panel p)
            {
                _c.Add(p);
            }

            public void RemoveChild(Panel p)
            {
                _c.Remove(p);
            }
        }

        public class Button : Panel
        {
            readonly Panel _parent;
            public Button(Panel parent)
            {
                _parent = parent;
                parent.AddChild(this);
            }
        }
        """);

    [Fact]
    public Task Own_bus() => SubscriptionTest.Check("""
        public class Bus
        {
            readonly List<Action> _l = new();
            public void Subscribe(Action l)
            {
                _l.Add(l);
            }

            public void Unsubscribe(Action l)
            {
                _l.Remove(l);
            }
        }

        public class Vm
        {
            readonly Bus _b = new();
            public Vm()
            {
                _b.Subscribe(On);
            }

            void On()
            {
            }
        }
        """);

    [Fact]
    public Task Dispatcher_timer_stops_itself() => SubscriptionTest.Check("""
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

        public class Debounce
        {
            readonly System.Windows.Threading.DispatcherTimer _t = new();
            public Debounce()
            {
                _t.Tick += OnTick;
            }

            public void Kick()
            {
                _t.Start();
            }

            void OnTick(object s, EventArgs e)
            {
                _t.Stop();
            }
        }
        """);

    [Fact]
    public Task Local_bus_var() => SubscriptionTest.Check("""
        public class Bus
        {
            readonly List<Action> _l = new();
            public void Subscribe(Action l)
            {
                _l.Add(l);
            }

            public void Unsubscribe(Action l)
            {
                _l.Remove(l);
            }
        }

        public class Vm
        {
            int _n;
            public void Run()
            {
                var b = new Bus();
                b.Subscribe(() => _n++);
            }
        }
        """);

    [Fact]
    public Task Is_pattern_publisher() => SubscriptionTest.Check("""
        public class V : IDisposable
        {
            readonly object _o;
            public V(object o)
            {
                _o = o;
                if (_o is IBus b)
                    b.Changed += On;
            }

            void On(object s, EventArgs e)
            {
            }

            public void Dispose()
            {
                if (_o is IBus b)
                    b.Changed -= On;
            }
        }
        """);
}
