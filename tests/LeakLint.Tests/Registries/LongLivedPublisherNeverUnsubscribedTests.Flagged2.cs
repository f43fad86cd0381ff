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

    [Fact]
    public Task Static_method_registers_instance_local() => SubscriptionTest.Check("""
        public class Req
        {
            public async Task<int> HandleAsync(int id)
            {
                var done = new TaskCompletionSource<int>();
                {|LEAK104:Clock.Tick += (s, e) => done.TrySetResult(id)|};
                return await done.Task;
            }
        }
        """);

    [Fact]
    public Task Event_on_nested_injected_options() => SubscriptionTest.Check("""
        public class Opt
        {
            public event Action Changed;
            public void R() => Changed?.Invoke();
        }

        public interface IOpts
        {
            Opt Current { get; }
        }

        public sealed class Svc : IDisposable
        {
            private readonly IOpts _opts;
            public Svc(IOpts opts)
            {
                _opts = opts ?? throw new ArgumentNullException(nameof(opts));
                {|LEAK104:_opts.Current.Changed += Reload|};
            }

            void Reload()
            {
            }

            public void Dispose()
            {
            }
        }
        """);

    [Fact]
    public Task Base_class_property_publisher() => SubscriptionTest.Check("""
        public abstract class VmBase
        {
            protected IBus Bus { get; }

            protected VmBase(IBus bus)
            {
                Bus = bus;
            }
        }

        public class Vm : VmBase, IDisposable
        {
            public Vm(IBus bus) : base(bus)
            {
                {|LEAK104:bus.Changed += On|};
            }

            void On(object s, EventArgs e)
            {
            }

            public void Dispose()
            {
            }
        }
        """);

    [Fact]
    public Task Static_mutable_property() => SubscriptionTest.Check("""
        public class Bus
        {
            public event Action<string> M;
            public void P(string s) => M?.Invoke(s);
        }

        public static class Services
        {
            public static Bus Bus { get; set; }
        }

        public class Chat : IDisposable
        {
            public Chat()
            {
                {|LEAK104:Services.Bus.M += Show|};
            }

            void Show(string s)
            {
            }

            public void Dispose()
            {
            }
        }
        """);

    [Fact]
    public Task GetInstance() => SubscriptionTest.Check("""
        public class Bus
        {
            static Bus _i;
            public static Bus GetInstance()
            {
                if (_i == null)
                    _i = new Bus();
                return _i;
            }

            public event Action<string> M;
            public void P(string s) => M?.Invoke(s);
        }

        public class Chat : IDisposable
        {
            public Chat()
            {
                {|LEAK104:Bus.GetInstance().M += Show|};
            }

            void Show(string s)
            {
            }

            public void Dispose()
            {
            }
        }
        """);
}
