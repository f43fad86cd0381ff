using System.Threading.Tasks;
using LeakLint.CodeFixes.Registries;
using Xunit;

namespace LeakLint.Tests.CodeFixes.Registries;

public sealed partial class StaticEventNeverUnsubscribedFixTests
{
    [Fact]
    public Task Generic_base_list() => SubscriptionFixTest<StaticEventNeverUnsubscribedFix>.Check("""
        public static class Clock
        {
            public static event EventHandler Tick;
            public static void Raise() => Tick?.Invoke(null, EventArgs.Empty);
        }

        public class V<T>
            where T : class
        {
            public V()
            {
                {|LEAK103:Clock.Tick += On|};
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
                    new V<string>();
            }
        }
        """, """
        public static class Clock
        {
            public static event EventHandler Tick;
            public static void Raise() => Tick?.Invoke(null, EventArgs.Empty);
        }

        public class V<T> : IDisposable
            where T : class
        {
            public V()
            {
                Clock.Tick += On;
            }

            void On(object s, EventArgs e)
            {
            }

            /// <inheritdoc/>
            public void Dispose() => Clock.Tick -= On;
        }

        class U
        {
            void M()
            {
                for (;;)
                    new V<string>();
            }
        }
        """);

    [Fact]
    public Task Onclosed() => SubscriptionFixTest<StaticEventNeverUnsubscribedFix>.Check("""
        public class Window
        {
            public event EventHandler Closed;
            protected virtual void OnClosed(EventArgs e)
            {
                Closed?.Invoke(this, e);
            }
        }

        public static class Clock
        {
            public static event EventHandler Tick;
            public static void Raise() => Tick?.Invoke(null, EventArgs.Empty);
        }

        public class Dlg : Window
        {
            public Dlg()
            {
                {|LEAK103:Clock.Tick += OnTick|};
            }

            void OnTick(object s, EventArgs e)
            {
            }
        }

        class U
        {
            void M()
            {
                for (;;)
                    new Dlg();
            }
        }
        """, """
        public class Window
        {
            public event EventHandler Closed;
            protected virtual void OnClosed(EventArgs e)
            {
                Closed?.Invoke(this, e);
            }
        }

        public static class Clock
        {
            public static event EventHandler Tick;
            public static void Raise() => Tick?.Invoke(null, EventArgs.Empty);
        }

        public class Dlg : Window
        {
            public Dlg()
            {
                Clock.Tick += OnTick;
            }

            void OnTick(object s, EventArgs e)
            {
            }

            /// <inheritdoc/>
            protected override void OnClosed(EventArgs e)
            {
                Clock.Tick -= OnTick;
                base.OnClosed(e);
            }
        }

        class U
        {
            void M()
            {
                for (;;)
                    new Dlg();
            }
        }
        """);
}
