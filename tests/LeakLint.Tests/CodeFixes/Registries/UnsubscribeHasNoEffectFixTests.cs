using System.Threading.Tasks;
using LeakLint.CodeFixes.Registries;
using Xunit;

namespace LeakLint.Tests.CodeFixes.Registries;

public sealed partial class UnsubscribeHasNoEffectFixTests
{
    [Fact]
    public Task Lambda_minus() => SubscriptionFixTest<UnsubscribeHasNoEffectFix>.Check("""
        public static class Clock
        {
            public static event EventHandler Tick;
            public static void Raise() => Tick?.Invoke(null, EventArgs.Empty);
        }

        public sealed class View : IDisposable
        {
            public View()
            {
                Clock.Tick += (s, e) => Go();
            }

            void Go()
            {
            }

            public void Dispose()
            {
                {|LEAK105:Clock.Tick -= (s, e) => Go()|};
            }
        }
        """, """
        public static class Clock
        {
            public static event EventHandler Tick;
            public static void Raise() => Tick?.Invoke(null, EventArgs.Empty);
        }

        public sealed class View : IDisposable
        {
            public View()
            {
                Clock.Tick += OnTick;
            }

            void Go()
            {
            }

            public void Dispose()
            {
                Clock.Tick -= OnTick;
            }

            private void OnTick(object s, EventArgs e) => Go();
        }
        """);

    [Fact]
    public Task Other_handler() => SubscriptionFixTest<UnsubscribeHasNoEffectFix>.Check("""
        public interface IBus
        {
            event EventHandler Opened;
            event EventHandler Closed;
        }

        public class Vm : IDisposable
        {
            readonly IBus _bus;
            public Vm(IBus bus)
            {
                _bus = bus;
                _bus.Opened += OnOpened;
                _bus.Closed += OnClosed;
            }

            void OnOpened(object s, EventArgs e)
            {
            }

            void OnClosed(object s, EventArgs e)
            {
            }

            public void Dispose()
            {
                _bus.Opened -= OnOpened;
                {|LEAK105:_bus.Closed -= OnOpened|};
            }
        }
        """, """
        public interface IBus
        {
            event EventHandler Opened;
            event EventHandler Closed;
        }

        public class Vm : IDisposable
        {
            readonly IBus _bus;
            public Vm(IBus bus)
            {
                _bus = bus;
                _bus.Opened += OnOpened;
                _bus.Closed += OnClosed;
            }

            void OnOpened(object s, EventArgs e)
            {
            }

            void OnClosed(object s, EventArgs e)
            {
            }

            public void Dispose()
            {
                _bus.Opened -= OnOpened;
                _bus.Closed -= OnClosed;
            }
        }
        """);

    [Fact]
    public Task Weak_fix_lambda_minus_other_shape() => SubscriptionFixTest<UnsubscribeHasNoEffectFix>.Check("""
        public static class Clock
        {
            public static event EventHandler Tick;
            public static void Raise() => Tick?.Invoke(null, EventArgs.Empty);
        }

        public class V : IDisposable
        {
            int _n;
            public V()
            {
                Clock.Tick += delegate
                {
                    _n++;
                };
            }

            public void Dispose()
            {
                {|LEAK105:Clock.Tick -= delegate
                {
                    _n++;
                }|};
            }
        }
        """, """
        public static class Clock
        {
            public static event EventHandler Tick;
            public static void Raise() => Tick?.Invoke(null, EventArgs.Empty);
        }

        public class V : IDisposable
        {
            int _n;
            public V()
            {
                Clock.Tick += OnTick;
            }

            public void Dispose()
            {
                Clock.Tick -= OnTick;
            }

            private void OnTick(object sender, EventArgs e)
            {
                _n++;
            }
        }
        """);
}
