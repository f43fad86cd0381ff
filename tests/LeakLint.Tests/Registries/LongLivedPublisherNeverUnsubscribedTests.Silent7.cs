using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Registries;

public sealed partial class LongLivedPublisherNeverUnsubscribedTests
{
    [Fact]
    public Task Await_using_in_method() => SubscriptionTest.Check("""
        public class Sub : IAsyncDisposable
        {
            readonly IBus _b;
            public Sub(IBus b)
            {
                _b = b;
                b.Changed += On;
            }

            void On(object s, EventArgs e)
            {
            }

            public ValueTask DisposeAsync()
            {
                _b.Changed -= On;
                return default;
            }
        }
        """);

    [Fact]
    public Task Delegate_arithmetic_own() => SubscriptionTest.Check("""
        public class V
        {
            Action _a = () =>
            {
            };
            int n;
            public void X()
            {
                Action x = () => n++;
                var all = _a + x;
                all -= x;
                all();
            }
        }
        """);
}
