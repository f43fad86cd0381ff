using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Registries;

public sealed partial class StaticEventNeverUnsubscribedTests
{
    [Fact]
    public Task Async_disposable_forgets_one_of_two() => SubscriptionTest.Check("""
        public static class Clock
        {
            public static event EventHandler Tick;
            public static event EventHandler Tock;
            public static void Raise()
            {
                Tick?.Invoke(null, EventArgs.Empty);
                Tock?.Invoke(null, EventArgs.Empty);
            }
        }

        public class W : IAsyncDisposable
        {
            public W()
            {
                Clock.Tick += A;
                {|LEAK103:Clock.Tock += B|};
            }

            void A(object s, EventArgs e)
            {
            }

            void B(object s, EventArgs e)
            {
            }

            public ValueTask DisposeAsync()
            {
                Clock.Tick -= A;
                return default;
            }
        }
        """);

    [Fact]
    public Task Dispose_without_interface() => SubscriptionTest.Check("""
        class W
        {
            public W()
            {
                {|LEAK103:Clock.Tick += A|};
            }

            void A(object s, EventArgs e)
            {
            }

            internal void Dispose()
            {
                Clock.Tick -= A;
            }
        }

        class M
        {
            void Open()
            {
                var w = new W();
            }
        }
        """);

    [Fact]
    public Task Delegate_anonymous_method() => SubscriptionTest.Check("""
        public sealed class V : IDisposable
        {
            int n;
            public V()
            {
                {|LEAK103:Clock.Tick += delegate
                {
                    n++;
                }|};
            }

            public void Dispose()
            {
            }
        }
        """);

    [Fact]
    public Task Local_function_handler_this() => SubscriptionTest.Check("""
        public sealed class V : IDisposable
        {
            int n;
            public V()
            {
                void H(object s, EventArgs e)
                {
                    n++;
                }

                {|LEAK103:Clock.Tick += H|};
            }

            public void Dispose()
            {
            }
        }
        """);

    [Fact]
    public Task Static_property_bus() => SubscriptionTest.Check("""
        public class Bus
        {
            public event Action<string> M;
            public void P(string s) => M?.Invoke(s);
        }

        public static class Services
        {
            public static Bus Bus { get; } = new Bus();
        }

        public class Chat : IDisposable
        {
            public Chat()
            {
                {|LEAK103:Services.Bus.M += Show|};
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
    public Task Dispose_pattern_virtual_override_forgets_guard_reversed() => SubscriptionTest.Check("""
        public class B : IDisposable
        {
            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
            }
        }

        public class V : B
        {
            public V()
            {
                {|LEAK103:Clock.Tick += On|};
            }

            void On(object s, EventArgs e)
            {
            }

            protected override void Dispose(bool disposing)
            {
                if (disposing)
                    return;
                Clock.Tick -= On;
                base.Dispose(disposing);
            }
        }
        """);

    [Fact]
    public Task Unsub_after_throw() => SubscriptionTest.Check("""
        public class V : IDisposable
        {
            public V()
            {
                {|LEAK103:Clock.Tick += On|};
            }

            void On(object s, EventArgs e)
            {
            }

            public void Dispose()
            {
                throw new NotSupportedException();
                Clock.Tick -= On;
            }
        }
        """);

    [Fact]
    public Task Unsub_in_ctor_of_static_helper_nobody() => SubscriptionTest.Check("""
        internal class V : IDisposable
        {
            public V()
            {
                {|LEAK103:Clock.Tick += On|};
            }

            void On(object s, EventArgs e)
            {
            }

            public void Dispose()
            {
            }

            internal void Detach()
            {
                Clock.Tick -= On;
            }
        }

        class U
        {
            void X()
            {
                using var v = new V();
            }
        }
        """);

    [Fact]
    public Task Private_chain_dead() => SubscriptionTest.Check("""
        public class V : IDisposable
        {
            public V()
            {
                {|LEAK103:Clock.Tick += On|};
            }

            void On(object s, EventArgs e)
            {
            }

            public void Dispose()
            {
            }

            void A()
            {
                B();
            }

            void B()
            {
                A();
                Clock.Tick -= On;
            }
        }
        """);

    [Fact]
    public Task Record_class() => SubscriptionTest.Check("""
        public record R(int N) : IDisposable
        {
            public void Start()
            {
                {|LEAK103:Clock.Tick += On|};
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
    public Task Generic_class_static_event_per_type() => SubscriptionTest.Check("""
        public static class Hub<T>
        {
            public static event Action<T> Got;
            public static void P(T t) => Got?.Invoke(t);
        }

        public class L : IDisposable
        {
            public L()
            {
                {|LEAK103:Hub<int>.Got += On|};
            }

            void On(int n)
            {
            }

            public void Dispose()
            {
            }
        }
        """);

    [Fact]
    public Task Other_type_arg() => SubscriptionTest.Check("""
        public static class Hub<T>
        {
            public static event Action<T> Got;
            public static void P(T t) => Got?.Invoke(t);
        }

        public class L : IDisposable
        {
            public L()
            {
                {|LEAK103:Hub<object>.Got += On|};
            }

            void On(object n)
            {
            }

            public void Dispose()
            {
                {|LEAK105:Hub<string>.Got -= On|};
            }
        }
        """);
}
