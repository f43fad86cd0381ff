using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Registries;

public sealed partial class StaticEventNeverUnsubscribedTests
{
    [Fact]
    public Task Struct_subscriber() => SubscriptionTest.Check("""
        public struct V
        {
            public void Go()
            {
                Clock.Tick += On;
            }

            void On(object s, EventArgs e)
            {
            }
        }
        """);

    [Fact]
    public Task Dispose_in_base_calls_virtual_OnDisposing_user_named() => SubscriptionTest.Check("""
        public abstract class B : IDisposable
        {
            public void Dispose()
            {
                Unwire();
            }

            protected virtual void Unwire()
            {
            }
        }

        public class V : B
        {
            public V()
            {
                Clock.Tick += On;
            }

            void On(object s, EventArgs e)
            {
            }

            protected override void Unwire()
            {
                Clock.Tick -= On;
            }
        }
        """);
}
