using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Registries;

public sealed partial class StaticEventNeverUnsubscribedTests
{
    [Fact]
    public Task Attached_behavior() => SubscriptionTest.Check("""
        public interface IBeh
        {
            void Attach(object o);
            void Detach(object o);
        }

        public class Beh : IBeh
        {
            public void Attach(object o)
            {
                Clock.Tick += On;
            }

            public void Detach(object o)
            {
                Clock.Tick -= On;
            }

            void On(object s, EventArgs e)
            {
            }
        }

        class U
        {
            void M()
            {
                for (;;)
                    new Beh();
            }
        }
        """);

    [Fact]
    public Task Static_ctor() => SubscriptionTest.Check("""
        public class V
        {
            static readonly V _only;
            static V()
            {
                _only = new V();
                Clock.Tick += _only.On;
            }

            void On(object s, EventArgs e)
            {
            }
        }
        """);

    [Fact]
    public Task Unsub_in_partial_method_impl() => SubscriptionTest.Check("""
        public partial class V : IDisposable
        {
            public V()
            {
                Clock.Tick += On;
            }

            void On(object s, EventArgs e)
            {
            }

            public void Dispose()
            {
                OnDisposing2();
            }

            partial void OnDisposing2();
        }

        public partial class V
        {
            partial void OnDisposing2()
            {
                Clock.Tick -= On;
            }
        }
        """);

    [Fact]
    public Task Param_helper_with_true() => SubscriptionTest.Check("""
        public class V : IDisposable
        {
            public V()
            {
                Wire(true);
            }

            void Wire(bool add)
            {
                if (!add)
                {
                    Clock.Tick -= On;
                    return;
                }

                Clock.Tick += On;
            }

            void On(object s, EventArgs e)
            {
            }

            public void Dispose()
            {
                Wire(add: false);
            }
        }
        """);

    [Fact]
    public Task Ternary_toggle_via_delegate() => SubscriptionTest.Check("""
        public class V : IDisposable
        {
            bool _h;
            public void Sync(bool want)
            {
                if (want == _h)
                    return;
                if (want)
                {
                    Clock.Tick += On;
                }
                else
                {
                    Clock.Tick -= On;
                }

                _h = want;
            }

            void On(object s, EventArgs e)
            {
            }

            public void Dispose() => Sync(false);
        }
        """);

    [Fact]
    public Task Mode_property() => SubscriptionTest.Check("""
        public class V : IDisposable
        {
            public bool IsLive { get; private set; }

            public void Go()
            {
                Clock.Tick += On;
                IsLive = true;
            }

            void On(object s, EventArgs e)
            {
            }

            public void Dispose()
            {
                if (IsLive)
                    Clock.Tick -= On;
            }
        }
        """);

    [Fact]
    public Task Same_handler_local_function_this_only_removed_in_other_method_via_field() => SubscriptionTest.Check("""
        public class V : IDisposable
        {
            EventHandler _h;
            int n;
            public void Go()
            {
                void H(object s, EventArgs e) => n++;
                _h = H;
                Clock.Tick += H;
            }

            public void Dispose()
            {
                Clock.Tick -= _h;
            }
        }
        """);

    [Fact]
    public Task Async_scope() => SubscriptionTest.Check("""
        public class V : IDisposable
        {
            public async Task Go()
            {
                Clock.Tick += On;
                try
                {
                    await Task.Delay(1);
                }
                finally
                {
                    Clock.Tick -= On;
                }
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
    public Task Iterator_scope() => SubscriptionTest.Check("""
        public class V : IDisposable
        {
            public IEnumerable<int> Go()
            {
                Clock.Tick += On;
                try
                {
                    yield return 1;
                }
                finally
                {
                    Clock.Tick -= On;
                }
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
    public Task Early_return_before_add() => SubscriptionTest.Check("""
        public class V : IDisposable
        {
            public int Go(int n)
            {
                if (n < 0)
                    return -1;
                Clock.Tick += On;
                n = n + 1;
                Clock.Tick -= On;
                return n;
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
    public Task Reflection_remove() => SubscriptionTest.Check("""
        public class V : IDisposable
        {
            public V()
            {
                Clock.Tick += On;
            }

            void On(object s, EventArgs e)
            {
            }

            public void Dispose()
            {
                typeof(Clock).GetEvent("Tick").RemoveEventHandler(null, new EventHandler(On));
            }
        }
        """);

    [Fact]
    public Task Unsubscribe_collection_of_actions_built_by_ternary() => SubscriptionTest.Check("""
        public class V : IDisposable
        {
            readonly Stack<IDisposable> _s = new();
            public V()
            {
                Clock.Tick += On;
                _s.Push(new D(() =>
                {
                    Clock.Tick -= On;
                }));
            }

            void On(object s, EventArgs e)
            {
            }

            public void Dispose()
            {
                while (_s.Count > 0)
                    _s.Pop().Dispose();
            }

            class D : IDisposable
            {
                readonly Action _a;
                public D(Action a)
                {
                    _a = a;
                }

                public void Dispose() => _a();
            }
        }
        """);
}
