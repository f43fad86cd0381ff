using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Registries;

public sealed partial class LongLivedPublisherNeverUnsubscribedTests
{
    [Fact]
    public Task Event_handler_on_other_publisher_instance_new() => SubscriptionTest.Check("""
        public class Bus
        {
            public event Action M;
            public void P() => M?.Invoke();
        }

        public class V : IDisposable
        {
            readonly Bus _bus;
            public V(Bus bus)
            {
                _bus = bus;
                {|LEAK104:_bus.M += On|};
            }

            void On()
            {
            }

            public void Dispose()
            {
                new Bus().M -= On;
            }
        }
        """);

    [Fact]
    public Task Observer_pattern_attach() => SubscriptionTest.Check("""
        public interface IObs
        {
            void Update();
        }

        public class Subject
        {
            List<IObs> _o = new List<IObs>();
            public void Attach(IObs o)
            {
                _o.Add(o);
            }

            public void Detach(IObs o)
            {
                _o.Remove(o);
            }

            public void Notify()
            {
                foreach (var o in _o)
                    o.Update();
            }
        }

        public class Display : IObs
        {
            public Display(Subject s)
            {
                {|LEAK104:s.Attach(this)|};
            }

            public void Update()
            {
            }
        }
        """);

    [Fact]
    public Task Bus_lambda_sub() => SubscriptionTest.Check("""
        public class Bus
        {
            readonly Dictionary<string, List<Action<object>>> _m = new();
            public void Subscribe(string t, Action<object> h)
            {
                if (!_m.ContainsKey(t))
                    _m[t] = new List<Action<object>>();
                _m[t].Add(h);
            }

            public void Unsubscribe(string t, Action<object> h)
            {
                _m[t].Remove(h);
            }
        }

        public class Cart : IDisposable
        {
            readonly Bus _b;
            int n;
            public Cart(Bus b)
            {
                _b = b;
                {|LEAK104:_b.Subscribe("x", o => n++)|};
            }

            public void Dispose()
            {
            }
        }
        """);

    [Fact]
    public Task Injected_created_in_loop_in_main() => SubscriptionTest.Check("""
        public class Bus
        {
            public event Action M;
            public void P() => M?.Invoke();
        }

        public class V
        {
            public V(Bus b)
            {
                {|LEAK104:b.M += On|};
            }

            void On()
            {
            }
        }

        public static class Program
        {
            public static void Main()
            {
                var b = new Bus();
                for (int i = 0; i < 10; i++)
                {
                    new V(b);
                }
            }
        }
        """);

    [Fact]
    public Task Child_of_parent_opened() => SubscriptionTest.Check("""
        public class Doc
        {
            public event Action Saved;
            public void S() => Saved?.Invoke();
            public Dialog Open() => new Dialog(this);
        }

        public class Dialog
        {
            public Dialog(Doc d)
            {
                {|LEAK104:d.Saved += On|};
            }

            void On()
            {
            }
        }
        """);

    [Fact]
    public Task Wrong_event() => SubscriptionTest.Check("""
        public class Bus
        {
            public event EventHandler A;
            public event EventHandler B;
            public void P()
            {
                A?.Invoke(this, null);
                B?.Invoke(this, null);
            }
        }

        public class V : IDisposable
        {
            readonly Bus _b;
            public V(Bus b)
            {
                _b = b;
                {|LEAK104:_b.A += On|};
            }

            void On(object s, EventArgs e)
            {
            }

            public void Dispose()
            {
                {|LEAK105:_b.B -= On|};
            }
        }
        """);

    [Fact]
    public Task Property_set_injected() => SubscriptionTest.Check("""
        public class Bus
        {
            public event Action M;
            public void P() => M?.Invoke();
        }

        public class Panel
        {
            Bus _bus;
            public void Initialize(Bus bus)
            {
                _bus = bus;
                {|LEAK104:_bus.M += On|};
            }

            void On()
            {
            }
        }
        """);
}
