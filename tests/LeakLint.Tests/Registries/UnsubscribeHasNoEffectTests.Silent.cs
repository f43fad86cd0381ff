using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Registries;

public sealed partial class UnsubscribeHasNoEffectTests
{
    [Fact]
    public Task Stored_method_group_vs_method_group() => SubscriptionTest.Check("""
        public class View : IDisposable
        {
            readonly EventHandler _h;
            public View()
            {
                _h = OnTick;
                Clock.Tick += _h;
            }

            void OnTick(object s, EventArgs e)
            {
            }

            public void Dispose()
            {
                Clock.Tick -= OnTick;
            }
        }
        """);

    [Fact]
    public Task Minus_method_group_other_static() => SubscriptionTest.Check("""
        public class Vm : IDisposable
        {
            readonly IBus _b;
            public Vm(IBus b)
            {
                _b = b;
                _b.Changed += On;
            }

            public void Dispose()
            {
                _b.Changed -= On;
            }

            void On(object s, EventArgs e)
            {
            }
        }
        """);

    [Fact]
    public Task Same_lambda_local_plus_minus() => SubscriptionTest.Check("""
        public class Btn
        {
            public event EventHandler Click;
            public void R() => Click?.Invoke(this, null);
        }

        public class Page
        {
            public void Go(Btn b, int x)
            {
                EventHandler h = (s, e) => Console.WriteLine(x);
                b.Click += h;
                b.R();
                b.Click -= h;
            }
        }
        """);

    [Fact]
    public Task Toggle_closure_this_only() => SubscriptionTest.Check("""
        public class Vm
        {
            readonly IBus _bus;
            int _n;
            public Vm(IBus b)
            {
                _bus = b;
            }

            public void Watch(bool on)
            {
                void H(object s, EventArgs e)
                {
                    _n++;
                }

                if (on)
                    _bus.Changed += H;
                else
                    _bus.Changed -= H;
            }
        }
        """);
}
