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
}
