using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Registries;

public sealed partial class StaticEventNeverUnsubscribedTests
{
    [Fact]
    public Task Nested_using() => SubscriptionTest.Check("""
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
                try
                {
                    Cleanup();
                }
                finally
                {
                    GC.SuppressFinalize(this);
                }
            }

            void Cleanup()
            {
                lock (this)
                {
                    foreach (var a in new Action[]
                    {
                        Off
                    }

                    )
                        a();
                }
            }

            void Off()
            {
                Clock.Tick -= On;
            }
        }
        """);

    [Fact]
    public Task Switch_in_dispose() => SubscriptionTest.Check("""
        public class V : IDisposable
        {
            int _state;
            public void Start()
            {
                Clock.Tick += On;
                _state = 1;
            }

            void On(object s, EventArgs e)
            {
            }

            public void Dispose()
            {
                switch (_state)
                {
                    case 1:
                        Clock.Tick -= On;
                        break;
                }
            }
        }
        """);

    [Fact]
    public Task State_enum_guard() => SubscriptionTest.Check("""
        public enum St
        {
            Idle,
            Run
        }

        public class V : IDisposable
        {
            St _s;
            public void Start()
            {
                Clock.Tick += On;
                _s = St.Run;
            }

            void On(object s, EventArgs e)
            {
            }

            public void Dispose()
            {
                if (_s == St.Run)
                {
                    Clock.Tick -= On;
                }
            }
        }
        """);

    [Fact]
    public Task Action_fields_list() => SubscriptionTest.Check("""
        public sealed class Disp : IDisposable
        {
            Action _a;
            public Disp(Action a) => _a = a;
            public void Dispose() => _a();
        }

        public class V : IDisposable
        {
            readonly Disp _d;
            public V()
            {
                Clock.Tick += On;
                _d = new Disp(() => Clock.Tick -= On);
            }

            void On(object s, EventArgs e)
            {
            }

            public void Dispose()
            {
                _d.Dispose();
            }
        }
        """);

    [Fact]
    public Task Local_function_unsub_passed() => SubscriptionTest.Check("""
        public class V
        {
            public Action Start()
            {
                Clock.Tick += On;
                return Stop;
                void Stop()
                {
                    Clock.Tick -= On;
                }
            }

            void On(object s, EventArgs e)
            {
            }
        }

        class U
        {
            void M()
            {
                new V().Start()();
            }
        }
        """);

    [Fact]
    public Task Nested_type_owner() => SubscriptionTest.Check("""
        public class V
        {
            readonly Token _t;
            public V()
            {
                Clock.Tick += On;
                _t = new Token(this);
            }

            void On(object s, EventArgs e)
            {
            }

            public IDisposable Handle => _t;

            sealed class Token : IDisposable
            {
                readonly V _v;
                public Token(V v)
                {
                    _v = v;
                }

                public void Dispose()
                {
                    Clock.Tick -= _v.On;
                }
            }
        }

        class U
        {
            void M()
            {
                new V().Handle.Dispose();
            }
        }
        """);

    [Fact]
    public Task Event_args_once_flag() => SubscriptionTest.Check("""
        public class V : IDisposable
        {
            public void Begin()
            {
                Clock.Tick += On;
            }

            void On(object s, EventArgs e)
            {
                Finish();
            }

            void Finish()
            {
                Clock.Tick -= On;
            }

            public void Dispose()
            {
            }
        }
        """);

    [Fact]
    public Task Cancel_registration() => SubscriptionTest.Check("""
        public class V
        {
            public V(CancellationToken stop)
            {
                Clock.Tick += On;
                stop.Register(Off);
            }

            void On(object s, EventArgs e)
            {
            }

            void Off()
            {
                Clock.Tick -= On;
            }
        }

        class U
        {
            void M()
            {
                for (;;)
                    new V(default);
            }
        }
        """);

    [Fact]
    public Task Unloaded_loaded_pair() => SubscriptionTest.Check("""
        public class Ctl
        {
            public event EventHandler Loaded;
            public event EventHandler Unloaded;
            protected void R()
            {
                Loaded?.Invoke(this, null);
                Unloaded?.Invoke(this, null);
            }
        }

        public class V : Ctl
        {
            public V()
            {
                Loaded += OnLoaded;
                Unloaded += OnUnloaded;
            }

            void OnLoaded(object s, EventArgs e)
            {
                Clock.Tick += On;
            }

            void OnUnloaded(object s, EventArgs e)
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
                    new V();
            }
        }
        """);
}
