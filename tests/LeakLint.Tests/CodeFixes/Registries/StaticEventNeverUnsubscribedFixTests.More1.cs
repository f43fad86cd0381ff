using System.Threading.Tasks;
using LeakLint.CodeFixes.Registries;
using Xunit;

namespace LeakLint.Tests.CodeFixes.Registries;

public sealed partial class StaticEventNeverUnsubscribedFixTests
{
    [Fact]
    public Task Minus_under_flag_never_set() => SubscriptionFixTest<StaticEventNeverUnsubscribedFix>.Check("""
        public static class Clock
        {
            public static event EventHandler Tick;
            public static void Raise() => Tick?.Invoke(null, EventArgs.Empty);
        }

        public class View : IDisposable
        {
            private bool _subscribed;
            public View()
            {
                {|LEAK103:Clock.Tick += OnTick|};
            }

            void OnTick(object s, EventArgs e)
            {
            }

            public void Dispose()
            {
                if (_subscribed)
                    Clock.Tick -= OnTick;
            }
        }
        """, """
        public static class Clock
        {
            public static event EventHandler Tick;
            public static void Raise() => Tick?.Invoke(null, EventArgs.Empty);
        }

        public class View : IDisposable
        {
            private bool _subscribed;
            public View()
            {
                Clock.Tick += OnTick;
            }

            void OnTick(object s, EventArgs e)
            {
            }

            public void Dispose()
            {
                Clock.Tick -= OnTick;
                if (_subscribed)
                    Clock.Tick -= OnTick;
            }
        }
        """);

    [Fact]
    public Task Lambda_nobody_calls() => SubscriptionFixTest<StaticEventNeverUnsubscribedFix>.Check("""
        public static class Clock
        {
            public static event EventHandler Tick;
            public static void Raise() => Tick?.Invoke(null, EventArgs.Empty);
        }

        public class View : IDisposable
        {
            private readonly Action _off;
            public View()
            {
                {|LEAK103:Clock.Tick += OnTick|};
                _off = () => Clock.Tick -= OnTick;
            }

            void OnTick(object s, EventArgs e)
            {
            }

            public void Dispose()
            {
            }
        }
        """, """
        public static class Clock
        {
            public static event EventHandler Tick;
            public static void Raise() => Tick?.Invoke(null, EventArgs.Empty);
        }

        public class View : IDisposable
        {
            private readonly Action _off;
            public View()
            {
                Clock.Tick += OnTick;
                _off = () => Clock.Tick -= OnTick;
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
    public Task Singleton_instance_event() => SubscriptionFixTest<StaticEventNeverUnsubscribedFix>.Check("""
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
        """, """
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
                Settings.Instance.Changed += OnSettings;
            }

            void OnSettings(object s, EventArgs e)
            {
            }

            public void Dispose()
            {
                Settings.Instance.Changed -= OnSettings;
            }
        }
        """);

    [Fact]
    public Task Static_readonly_field_publisher() => SubscriptionFixTest<StaticEventNeverUnsubscribedFix>.Check("""
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
        """, """
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
            public Chat() => App.Bus.Message += Show;
            void Show(string m)
            {
            }

            public void Dispose()
            {
                App.Bus.Message -= Show;
            }
        }
        """);

    [Fact]
    public Task Static_delegate_field() => SubscriptionFixTest<StaticEventNeverUnsubscribedFix>.Check("""
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
        """, """
        public static class Hooks
        {
            public static Action<string> OnLog;
        }

        public class Window1 : IDisposable
        {
            public Window1()
            {
                Hooks.OnLog += Write;
            }

            void Write(string s)
            {
            }

            public void Dispose()
            {
                Hooks.OnLog -= Write;
            }
        }
        """);

    [Fact]
    public Task Override_base_forgets() => SubscriptionFixTest<StaticEventNeverUnsubscribedFix>.Check("""
        public class Base : IDisposable
        {
            public virtual void Dispose()
            {
            }
        }

        public static class Clock
        {
            public static event EventHandler Tick;
            public static void Raise() => Tick?.Invoke(null, EventArgs.Empty);
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
        """, """
        public class Base : IDisposable
        {
            public virtual void Dispose()
            {
            }
        }

        public static class Clock
        {
            public static event EventHandler Tick;
            public static void Raise() => Tick?.Invoke(null, EventArgs.Empty);
        }

        public class View : Base
        {
            public View()
            {
                Clock.Tick += OnTick;
            }

            void OnTick(object s, EventArgs e)
            {
            }

            public override void Dispose()
            {
                Clock.Tick -= OnTick;
                base.Dispose();
            }
        }
        """);
}
