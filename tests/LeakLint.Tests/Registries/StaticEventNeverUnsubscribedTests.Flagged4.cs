using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Registries;

public sealed partial class StaticEventNeverUnsubscribedTests
{
    [Fact]
    public Task Main_demo_created_in_main() => SubscriptionTest.Check("""
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
        }

        public static class Program
        {
            public static void Main()
            {
                using (var v = new V())
                {
                }
            }
        }
        """);

    [Fact]
    public Task Main_demo_loop_no_teardown() => SubscriptionTest.Check("""
        public class V
        {
            public V()
            {
                {|LEAK103:Clock.Tick += On|};
            }

            void On(object s, EventArgs e)
            {
            }
        }

        public static class Program
        {
            public static void Main()
            {
                for (int i = 0; i < 10; i++)
                {
                    new V();
                }
            }
        }
        """);

    [Fact]
    public Task Systemevents_stub() => SubscriptionTest.Check("""
        namespace Microsoft.Win32
        {
            public sealed class SystemEvents
            {
                public static event EventHandler DisplaySettingsChanged;
                public static void R() => DisplaySettingsChanged?.Invoke(null, null);
            }
        }

        public class Base
        {
            public virtual void Dispose2()
            {
            }
        }

        public class Pane : System.ComponentModel.Component
        {
            public Pane()
            {
                {|LEAK103:Microsoft.Win32.SystemEvents.DisplaySettingsChanged += On|};
            }

            void On(object s, EventArgs e)
            {
            }

            protected override void Dispose(bool disposing)
            {
                base.Dispose(disposing);
            }
        }
        """);
}
