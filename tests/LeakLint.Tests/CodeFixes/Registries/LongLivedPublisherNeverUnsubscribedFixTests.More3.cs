using System.Threading.Tasks;
using LeakLint.CodeFixes.Registries;
using Xunit;

namespace LeakLint.Tests.CodeFixes.Registries;

public sealed partial class LongLivedPublisherNeverUnsubscribedFixTests
{
    [Fact]
    public Task Hosted_stop() => SubscriptionFixTest<LongLivedPublisherNeverUnsubscribedFix>.Check("""
        namespace Microsoft.Extensions.Hosting
        {
            public interface IHostedService
            {
                Task StartAsync(CancellationToken t);
                Task StopAsync(CancellationToken t);
            }
        }

        public interface IBus
        {
            event EventHandler Changed;
        }

        public class Svc : Microsoft.Extensions.Hosting.IHostedService
        {
            readonly IBus _b;
            public Svc(IBus b)
            {
                _b = b;
            }

            public Task StartAsync(CancellationToken t)
            {
                {|LEAK104:_b.Changed += On|};
                return Task.CompletedTask;
            }

            public Task StopAsync(CancellationToken t) => Task.CompletedTask;
            void On(object s, EventArgs e)
            {
            }
        }
        """, """
        namespace Microsoft.Extensions.Hosting
        {
            public interface IHostedService
            {
                Task StartAsync(CancellationToken t);
                Task StopAsync(CancellationToken t);
            }
        }

        public interface IBus
        {
            event EventHandler Changed;
        }

        public class Svc : Microsoft.Extensions.Hosting.IHostedService
        {
            readonly IBus _b;
            public Svc(IBus b)
            {
                _b = b;
            }

            public Task StartAsync(CancellationToken t)
            {
                _b.Changed += On;
                return Task.CompletedTask;
            }

            public Task StopAsync(CancellationToken t)
            {
                _b.Changed -= On;
                return Task.CompletedTask;
            }
            void On(object s, EventArgs e)
            {
            }
        }
        """);

    [Fact]
    public Task Weak_event_static_weakly() => SubscriptionFixTest<LongLivedPublisherNeverUnsubscribedFix>.Weakly("""
        public class TickArgs : EventArgs
        {
        }

        public static class Clock
        {
            public static event EventHandler<TickArgs> Tick;
            public static void Raise()
            {
                Tick?.Invoke(null, new TickArgs());
            }
        }

        public class View
        {
            public View()
            {
                {|LEAK104:Clock.Tick += OnTick|};
            }

            void OnTick(object s, TickArgs e)
            {
            }
        }
        """, """
        public class TickArgs : EventArgs
        {
        }

        public static class Clock
        {
            private static readonly LeakLint.WeakEvent<TickArgs> _tick = new LeakLint.WeakEvent<TickArgs>();

            public static event EventHandler<TickArgs> Tick
            {
                add => _tick.Add(value);
                remove => _tick.Remove(value);
            }
            public static void Raise()
            {
                _tick.Raise(null, new TickArgs());
            }
        }

        public class View
        {
            public View()
            {
                Clock.Tick += OnTick;
            }

            void OnTick(object s, TickArgs e)
            {
            }
        }
        """);

    [Fact]
    public Task Weak_event_instance_weakly() => SubscriptionFixTest<LongLivedPublisherNeverUnsubscribedFix>.Weakly("""
        public class Bus
        {
            public event EventHandler<int> Got;
            void Fire(int n)
            {
                if (n > 0)
                    Got(this, n);
            }
        }

        public class View
        {
            public View(Bus b)
            {
                {|LEAK104:b.Got += (s, e) => Show(e)|};
            }

            void Show(int n)
            {
            }
        }
        """, """
        public class Bus
        {
            private readonly LeakLint.WeakEvent<int> _got = new LeakLint.WeakEvent<int>();

            public event EventHandler<int> Got
            {
                add => _got.Add(value);
                remove => _got.Remove(value);
            }
            void Fire(int n)
            {
                if (n > 0)
                    _got.Raise(this, n);
            }
        }

        public class View
        {
            public View(Bus b)
            {
                b.Got += (s, e) => Show(e);
            }

            void Show(int n)
            {
            }
        }
        """);
}
