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

    [Fact]
    public Task Minus_with_stored_local_lambda_used_plus() => SubscriptionTest.Check("""
        public class Bus
        {
            public event Action M;
            public void P() => M?.Invoke();
        }

        public class V
        {
            public void Go(Bus b)
            {
                Action h = () => Console.WriteLine(b);
                b.M += h;
                try
                {
                    b.P();
                }
                finally
                {
                    b.M -= h;
                }
            }
        }
        """);

    [Fact]
    public Task Minus_with_param() => SubscriptionTest.Check("""
        public class Bus
        {
            public event Action M;
            public void P() => M?.Invoke();
        }

        public class V
        {
            public void Off(Bus b, Action h)
            {
                b.M -= h;
            }
        }
        """);

    [Fact]
    public Task Minus_private_method_added_via_AddHandler() => SubscriptionTest.Check("""
        public class Bus
        {
            public event Action M;
            public void P() => M?.Invoke();
            public void Wire(Action a)
            {
                M += a;
            }
        }

        public class V
        {
            readonly Bus _b = new();
            public void On2()
            {
                _b.Wire(Do);
            }

            public void Off()
            {
                _b.M -= Do;
            }

            private void Do()
            {
            }
        }
        """);

    [Fact]
    public Task Minus_in_loop_capturing() => SubscriptionTest.Check("""
        public class Bus
        {
            public event Action M;
            public void P() => M?.Invoke();
        }

        public class V
        {
            public void Go(Bus b)
            {
                Action h = null;
                for (int i = 0; i < 3; i++)
                {
                    if (h != null)
                        b.M -= h;
                    int k = i;
                    h = () => Console.WriteLine(k);
                    b.M += h;
                }

                b.M -= h;
            }
        }
        """);

    [Fact]
    public Task Minus_different_lambda_variable_names() => SubscriptionTest.Check("""
        public class Bus
        {
            public event Action M;
            public void P() => M?.Invoke();
        }

        public class V
        {
            Action _h;
            readonly Bus _b = new();
            public void On1()
            {
                _h = () =>
                {
                };
                _b.M += _h;
            }

            public void Off()
            {
                var h = _h;
                _b.M -= h;
            }
        }
        """);

    [Fact]
    public Task Minus_local_from_dictionary() => SubscriptionTest.Check("""
        public class Bus
        {
            public event Action M;
            public void P() => M?.Invoke();
        }

        public class V
        {
            readonly Dictionary<Bus, Action> _m = new();
            public void On1(Bus b)
            {
                Action h = () => Console.WriteLine(b);
                _m[b] = h;
                b.M += h;
            }

            public void Off(Bus b)
            {
                if (_m.Remove(b, out var h))
                    b.M -= h;
            }
        }
        """);

    [Fact]
    public Task Minus_local_function_in_loop() => SubscriptionTest.Check("""
        public class Bus
        {
            public event Action M;
            public void P() => M?.Invoke();
        }

        public class V
        {
            public void Go(Bus b, string n)
            {
                void H() => Console.WriteLine(n);
                for (int i = 0; i < 2; i++)
                {
                    if (i == 0)
                        b.M += H;
                    else
                        b.M -= H;
                }
            }
        }
        """);
}
