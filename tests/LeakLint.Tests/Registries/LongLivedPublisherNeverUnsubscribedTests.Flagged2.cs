using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Registries;

public sealed partial class LongLivedPublisherNeverUnsubscribedTests
{
    [Fact]
    public Task Inherited_ctor_field() => SubscriptionTest.Check("""
        public abstract class VmBase
        {
            protected readonly IBus Bus;
            protected VmBase(IBus bus) => Bus = bus;
        }

        public class Vm : VmBase
        {
            public Vm(IBus bus) : base(bus)
            {
                {|LEAK104:Bus.Changed += On|};
            }

            void On(object s, EventArgs e)
            {
            }
        }
        """);

    [Fact]
    public Task Bus_subscribe_this() => SubscriptionTest.Check("""
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

            public void P(string m)
            {
                foreach (var l in _l)
                    l.On(m);
            }
        }

        public class Vm : IListener, IDisposable
        {
            readonly Bus _b;
            public Vm(Bus b)
            {
                _b = b;
                {|LEAK104:_b.Subscribe(this)|};
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
    public Task Interface_bus() => SubscriptionTest.Check("""
        public interface IEventBus
        {
            void Subscribe<T>(Action<T> h);
            void Unsubscribe<T>(Action<T> h);
        }

        public class OrderView : IDisposable
        {
            public OrderView(IEventBus bus)
            {
                {|LEAK104:bus.Subscribe<string>(OnOrder)|};
            }

            void OnOrder(string s)
            {
            }

            public void Dispose()
            {
            }
        }
        """);

    [Fact]
    public Task Dispatcher_timer() => SubscriptionTest.Check("""
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
        """);

    [Fact]
    public Task Add_listener_pair_injected() => SubscriptionTest.Check("""
        public class Hub
        {
            readonly List<Action<int>> _l = new();
            public void AddListener(Action<int> l) => _l.Add(l);
            public void RemoveListener(Action<int> l) => _l.Remove(l);
        }

        public class Meter
        {
            readonly Hub _h;
            public Meter(Hub h)
            {
                _h = h;
                {|LEAK104:h.AddListener(v => Show(v))|};
            }

            void Show(int v)
            {
            }
        }
        """);

    [Fact]
    public Task Unregister_only_in_finalizer() => SubscriptionTest.Check("""
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
        """);
}
