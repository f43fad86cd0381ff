using System.Threading.Tasks;
using LeakLint.CodeFixes.Registries;
using Xunit;

namespace LeakLint.Tests.CodeFixes.Registries;

public sealed partial class LongLivedPublisherNeverUnsubscribedFixTests
{
    [Fact]
    public Task Service_provider() => SubscriptionFixTest<LongLivedPublisherNeverUnsubscribedFix>.Check("""
        public interface IBus
        {
            event EventHandler Changed;
        }

        public class Vm : IDisposable
        {
            public Vm(IServiceProvider sp)
            {
                var bus = (IBus)sp.GetService(typeof(IBus));
                {|LEAK104:bus.Changed += On|};
            }

            void On(object s, EventArgs e)
            {
            }

            public void Dispose()
            {
            }
        }
        """, """
        public interface IBus
        {
            event EventHandler Changed;
        }

        public class Vm : IDisposable
        {
            private readonly IBus _bus;

            public Vm(IServiceProvider sp)
            {
                var bus = (IBus)sp.GetService(typeof(IBus));
                _bus = bus;
                bus.Changed += On;
            }

            void On(object s, EventArgs e)
            {
            }

            public void Dispose()
            {
                _bus.Changed -= On;
            }
        }
        """);

    [Fact]
    public Task Inherited_ctor_field() => SubscriptionFixTest<LongLivedPublisherNeverUnsubscribedFix>.Check("""
        public interface IBus
        {
            event EventHandler Changed;
        }

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
        """, """
        public interface IBus
        {
            event EventHandler Changed;
        }

        public abstract class VmBase
        {
            protected readonly IBus Bus;
            protected VmBase(IBus bus) => Bus = bus;
        }

        public class Vm : VmBase, IDisposable
        {
            public Vm(IBus bus) : base(bus)
            {
                Bus.Changed += On;
            }

            void On(object s, EventArgs e)
            {
            }

            /// <inheritdoc/>
            public void Dispose() => Bus.Changed -= On;
        }
        """);

    [Fact]
    public Task Bus_subscribe_this() => SubscriptionFixTest<LongLivedPublisherNeverUnsubscribedFix>.Check("""
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
        """, """
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
    public Task Interface_bus() => SubscriptionFixTest<LongLivedPublisherNeverUnsubscribedFix>.Check("""
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
        """, """
        public interface IEventBus
        {
            void Subscribe<T>(Action<T> h);
            void Unsubscribe<T>(Action<T> h);
        }

        public class OrderView : IDisposable
        {
            private readonly IEventBus _bus;

            public OrderView(IEventBus bus)
            {
                _bus = bus;
                bus.Subscribe<string>(OnOrder);
            }

            void OnOrder(string s)
            {
            }

            public void Dispose()
            {
                _bus.Unsubscribe<string>(OnOrder);
            }
        }
        """);
}
