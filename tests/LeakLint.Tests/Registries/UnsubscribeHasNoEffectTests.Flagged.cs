using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Registries;

public sealed partial class UnsubscribeHasNoEffectTests
{
    [Fact]
    public Task Lambda_minus() => SubscriptionTest.Check("""
        public sealed class View : IDisposable
        {
            public View()
            {
                Clock.Tick += (s, e) => Go();
            }

            void Go()
            {
            }

            public void Dispose()
            {
                {|LEAK105:Clock.Tick -= (s, e) => Go()|};
            }
        }
        """);

    [Fact]
    public Task Other_handler() => SubscriptionTest.Check("""
        public interface IBus
        {
            event EventHandler Opened;
            event EventHandler Closed;
        }

        public class Vm : IDisposable
        {
            readonly IBus _bus;
            public Vm(IBus bus)
            {
                _bus = bus;
                _bus.Opened += OnOpened;
                _bus.Closed += OnClosed;
            }

            void OnOpened(object s, EventArgs e)
            {
            }

            void OnClosed(object s, EventArgs e)
            {
            }

            public void Dispose()
            {
                _bus.Opened -= OnOpened;
                {|LEAK105:_bus.Closed -= OnOpened|};
            }
        }
        """);

    [Fact]
    public Task Made_handler() => SubscriptionTest.Check("""
        public class Vm : IDisposable
        {
            readonly IBus _bus;
            public Vm(IBus bus)
            {
                _bus = bus;
                _bus.Changed += Make("a");
            }

            EventHandler Make(string n) => (s, e) => Console.WriteLine(n + this);
            public void Dispose()
            {
                {|LEAK105:_bus.Changed -= Make("a")|};
            }
        }
        """);

    [Fact]
    public Task Closure_toggle() => SubscriptionTest.Check("""
        public class Vm
        {
            readonly IBus _bus;
            public Vm(IBus bus)
            {
                _bus = bus;
            }

            public void Watch(bool on, string name)
            {
                EventHandler h = (s, e) => Console.WriteLine(name);
                if (on)
                    _bus.Changed += h;
                else
                    {|LEAK105:_bus.Changed -= h|};
            }
        }
        """);

    [Fact]
    public Task New_target() => SubscriptionTest.Check("""
        public class Printer
        {
            public void Print(object s, EventArgs e)
            {
            }
        }

        public class Vm
        {
            public void On(IBus b)
            {
                b.Changed += new Printer().Print;
            }

            public void Off(IBus b)
            {
                {|LEAK105:b.Changed -= new Printer().Print|};
            }
        }
        """);

    [Fact]
    public Task Wrapped_handler_typo_other_lambda() => SubscriptionTest.Check("""
        public class Bus
        {
            public event Action<int> M;
            public void P() => M?.Invoke(1);
        }

        public class V : IDisposable
        {
            readonly Bus _b;
            public V(Bus b)
            {
                _b = b;
                _b.M += x => On(x);
            }

            private void On(int x)
            {
            }

            public void Dispose()
            {
                {|LEAK105:_b.M -= On|};
            }
        }
        """);

    [Fact]
    public Task Lambda_in_Unsubscribe_method() => SubscriptionTest.Check("""
        public class Bus
        {
            public event Action<int> M;
            public void P() => M?.Invoke(1);
        }

        public class V
        {
            readonly Bus _b = new();
            int n;
            public void On()
            {
                _b.M += x => n += x;
            }

            public void Off()
            {
                {|LEAK105:_b.M -= x => n += x|};
            }
        }
        """);

    [Fact]
    public Task New_handler_lambda() => SubscriptionTest.Check("""
        public class V : IDisposable
        {
            int n;
            public V()
            {
                Clock.Tick += new EventHandler((s, e) => n++);
            }

            public void Dispose()
            {
                {|LEAK105:Clock.Tick -= new EventHandler((s, e) => n++)|};
            }
        }
        """);

    [Fact]
    public Task Local_func_capture() => SubscriptionTest.Check("""
        public class Bus
        {
            public event Action<int> M;
            public void P() => M?.Invoke(1);
        }

        public class V
        {
            public void Set(Bus b, bool on, string name)
            {
                void H(int x) => Console.WriteLine(name);
                if (on)
                {
                    b.M += H;
                }
                else
                {
                    {|LEAK105:b.M -= H|};
                }
            }
        }
        """);

    [Fact]
    public Task Helper_object_fresh() => SubscriptionTest.Check("""
        public class Fwd
        {
            public void On(int x)
            {
            }
        }

        public class Bus
        {
            public event Action<int> M;
            public void P() => M?.Invoke(1);
        }

        public class V
        {
            public void Stop(Bus b)
            {
                var f = new Fwd();
                {|LEAK105:b.M -= f.On|};
            }
        }
        """);
}
