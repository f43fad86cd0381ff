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

    // A package that is missing: who runs what is given to it, nobody can say.
    [Fact]
    public Task Taken_out_by_a_handler_of_what_does_not_bind() => SubscriptionTest.Check("""
        public class Panel
        {
            readonly {|CS0246:Button|} _stop = new();

            public Panel()
            {
                Clock.Tick += OnTick;
                _stop.Click += OnStop;
            }

            void OnTick(object s, EventArgs e)
            {
            }

            void OnStop(object s, EventArgs e) => Clock.Tick -= OnTick;
        }
        """);

    [Fact]
    public Task Named_by_code_that_runs_nothing() => SubscriptionTest.Check("""
        public class Panel
        {
            readonly {|CS0246:Button|} _stop = new();

            public Panel()
            {
                {|LEAK104:Clock.Tick += OnTick|};
                _stop.Name = nameof(OnStop);
                _stop.Click -= OnStop;
            }

            void OnTick(object s, EventArgs e)
            {
            }

            void OnStop(object s, EventArgs e) => Clock.Tick -= OnTick;
        }
        """);
}
