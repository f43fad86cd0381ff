using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Registries;

public sealed partial class StaticEventNeverUnsubscribedTests
{
    [Fact]
    public Task Helper_with_false() => SubscriptionTest.Check("""
        public class View : IDisposable
        {
            public View()
            {
                {|LEAK103:Clock.Tick += OnTick|};
            }

            void OnTick(object s, EventArgs e)
            {
            }

            void Cleanup(bool unhook)
            {
                if (unhook)
                    Clock.Tick -= OnTick;
            }

            public void Dispose()
            {
                Cleanup(false);
            }
        }
        """);

    [Fact]
    public Task Catch_only() => SubscriptionTest.Check("""
        public class View : IDisposable
        {
            public View()
            {
                {|LEAK103:Clock.Tick += OnTick|};
            }

            void OnTick(object s, EventArgs e)
            {
            }

            public void Dispose()
            {
                try
                {
                    GC.Collect();
                }
                catch
                {
                    Clock.Tick -= OnTick;
                }
            }
        }
        """);

    [Fact]
    public Task Singleton_instance_event() => SubscriptionTest.Check("""
        public class Settings
        {
            public static Settings Instance { get; } = new Settings();

            public event EventHandler Changed;
            public void R() => Changed?.Invoke(this, null);
        }

        public class Panel : IDisposable
        {
            public Panel()
            {
                {|LEAK103:Settings.Instance.Changed += OnSettings|};
            }

            void OnSettings(object s, EventArgs e)
            {
            }

            public void Dispose()
            {
            }
        }
        """);

    [Fact]
    public Task Static_readonly_field_publisher() => SubscriptionTest.Check("""
        public class Bus
        {
            public event Action<string> Message;
            public void P(string m) => Message?.Invoke(m);
        }

        public static class App
        {
            public static readonly Bus Bus = new();
        }

        public class Chat : IDisposable
        {
            public Chat() => {|LEAK103:App.Bus.Message += Show|};
            void Show(string m)
            {
            }

            public void Dispose()
            {
            }
        }
        """);

    [Fact]
    public Task Own_static_event() => SubscriptionTest.Check("""
        public class Node
        {
            private static event Action Refresh;
            public static void RefreshAll() => Refresh?.Invoke();
            public Node()
            {
                {|LEAK103:Refresh += Redraw|};
            }

            void Redraw()
            {
            }
        }

        class U
        {
            void M()
            {
                for (;;)
                    new Node();
            }
        }
        """);

    [Fact]
    public Task Static_delegate_field() => SubscriptionTest.Check("""
        public static class Hooks
        {
            public static Action<string> OnLog;
        }

        public class Window1 : IDisposable
        {
            public Window1()
            {
                {|LEAK103:Hooks.OnLog += Write|};
            }

            void Write(string s)
            {
            }

            public void Dispose()
            {
            }
        }
        """);

    [Fact]
    public Task Override_base_forgets() => SubscriptionTest.Check("""
        public class Base : IDisposable
        {
            public virtual void Dispose()
            {
            }
        }

        public class View : Base
        {
            public View()
            {
                {|LEAK103:Clock.Tick += OnTick|};
            }

            void OnTick(object s, EventArgs e)
            {
            }

            public override void Dispose()
            {
                base.Dispose();
            }
        }
        """);

    // A method that takes the handler back on its other ways: LEAK301.
    [Fact]
    public Task Early_return_is_told_by_Balance() => SubscriptionTest.Check("""
        public class Exporter : IDisposable
        {
            public int Run(int n)
            {
                Clock.Tick += OnTick;
                if (n == 0)
                    return 0;
                n++;
                Clock.Tick -= OnTick;
                return n;
            }

            void OnTick(object s, EventArgs e)
            {
            }

            public void Dispose()
            {
            }
        }
        """);

    [Fact]
    public Task Rewire_does_not_release() => SubscriptionTest.Check("""
        public class View : IDisposable
        {
            public View()
            {
                Clock.Tick -= OnTick;
                {|LEAK103:Clock.Tick += OnTick|};
            }

            void OnTick(object s, EventArgs e)
            {
            }

            public void Dispose()
            {
            }
        }
        """);

    [Fact]
    public Task Transient() => SubscriptionTest.Check("""
        public class Svc
        {
            public Svc()
            {
                {|LEAK103:Clock.Tick += OnTick|};
            }

            void OnTick(object s, EventArgs e)
            {
            }
        }

        public class Col
        {
            public Col AddTransient<T>() => this;
        }

        public class Startup
        {
            public void Configure(Col c) => c.AddTransient<Svc>();
        }
        """);

    [Fact]
    public Task Static_messenger() => SubscriptionTest.Check("""
        public static class Messenger
        {
            static readonly Dictionary<Type, List<Delegate>> _h = new();
            public static void Register<T>(Action<T> a)
            {
                if (!_h.TryGetValue(typeof(T), out var l))
                {
                    l = new List<Delegate>();
                    _h[typeof(T)] = l;
                }

                l.Add(a);
            }

            public static void Unregister<T>(Action<T> a)
            {
                if (_h.TryGetValue(typeof(T), out var l))
                    l.Remove(a);
            }
        }

        public class Vm : IDisposable
        {
            public Vm()
            {
                {|LEAK103:Messenger.Register<string>(OnMsg)|};
            }

            void OnMsg(string m)
            {
            }

            public void Dispose()
            {
            }
        }
        """);

    [Fact]
    public Task Messenger_wrong_handler() => SubscriptionTest.Check("""
        public static class Messenger
        {
            static readonly List<Action<string>> _h = new();
            public static void Register(Action<string> a)
            {
                _h.Add(a);
            }

            public static void Unregister(Action<string> a)
            {
                _h.Remove(a);
            }
        }

        public class Vm : IDisposable
        {
            public Vm()
            {
                {|LEAK103:Messenger.Register(OnMsg)|};
            }

            void OnMsg(string m)
            {
            }

            void Other(string m)
            {
            }

            public void Dispose()
            {
                Messenger.Unregister(Other);
            }
        }
        """);
}
