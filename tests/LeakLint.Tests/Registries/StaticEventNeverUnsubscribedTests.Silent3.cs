using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Registries;

public sealed partial class StaticEventNeverUnsubscribedTests
{
    [Fact]
    public Task Closed_handler() => SubscriptionTest.Check("""
        public class Window
        {
            public event EventHandler Closed;
            protected virtual void OnClosed(EventArgs e)
            {
                Closed?.Invoke(this, e);
            }
        }

        public class Dlg : Window
        {
            public Dlg()
            {
                Clock.Tick += OnTick;
                Closed += (s, e) => Clock.Tick -= OnTick;
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
        """);

    [Fact]
    public Task Override_onclosed() => SubscriptionTest.Check("""
        public class Window
        {
            public event EventHandler Closed;
            protected virtual void OnClosed(EventArgs e)
            {
                Closed?.Invoke(this, e);
            }
        }

        public class Dlg : Window
        {
            public Dlg()
            {
                Clock.Tick += OnTick;
            }

            protected override void OnClosed(EventArgs e)
            {
                base.OnClosed(e);
                Clock.Tick -= OnTick;
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
        """);

    [Fact]
    public Task Toggle_property() => SubscriptionTest.Check("""
        public class View : IDisposable
        {
            bool _a;
            public bool Active
            {
                get => _a;
                set
                {
                    if (_a == value)
                        return;
                    _a = value;
                    if (value)
                        Clock.Tick += OnTick;
                    else
                        Clock.Tick -= OnTick;
                }
            }

            void OnTick(object s, EventArgs e)
            {
            }

            public void Dispose()
            {
                Active = false;
            }
        }
        """);

    [Fact]
    public Task Toggle_method() => SubscriptionTest.Check("""
        public class View : IDisposable
        {
            public View()
            {
                SetTick(true);
            }

            void SetTick(bool on)
            {
                if (on)
                {
                    Clock.Tick += OnTick;
                }
                else
                {
                    Clock.Tick -= OnTick;
                }
            }

            void OnTick(object s, EventArgs e)
            {
            }

            public void Dispose()
            {
                SetTick(false);
            }
        }
        """);

    [Fact]
    public Task Test_class() => SubscriptionTest.Check("""
        namespace Xunit
        {
            public class FactAttribute : Attribute
            {
            }
        }

        public class Tests
        {
            int _n;
            [Xunit.Fact]
            public void T()
            {
                Clock.Tick += (s, e) => _n++;
                Clock.Raise();
            }
        }
        """);

    [Fact]
    public Task Partial() => SubscriptionTest.Check("""
        public partial class View
        {
            public View()
            {
                Clock.Tick += OnTick;
            }
        }

        public partial class View : IDisposable
        {
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
    public Task Manager_takes_out() => SubscriptionTest.Check("""
        public class View : IDisposable
        {
            public View()
            {
                Clock.Tick += OnTick;
            }

            internal void OnTick(object s, EventArgs e)
            {
            }

            public void Dispose()
            {
            }
        }

        public class ViewPool
        {
            public void Drop(View v)
            {
                Clock.Tick -= v.OnTick;
                v.Dispose();
            }
        }
        """);

    [Fact]
    public Task Local_delegate_removed_later_in_nested() => SubscriptionTest.Check("""
        public class View : IDisposable
        {
            int _n;
            public async Task Run(CancellationToken t)
            {
                EventHandler h = (s, e) => _n++;
                Clock.Tick += h;
                t.Register(() => Clock.Tick -= h);
                await Task.Delay(1);
            }

            public void Dispose()
            {
            }
        }
        """);

    [Fact]
    public Task Remove_in_event_handler_attached() => SubscriptionTest.Check("""
        public class Lifetime
        {
            public event EventHandler Stopping;
            public void R() => Stopping?.Invoke(this, null);
        }

        public class View : IDisposable
        {
            public View(Lifetime l)
            {
                Clock.Tick += OnTick;
                l.Stopping += OnStopping;
            }

            void OnStopping(object s, EventArgs e)
            {
                Clock.Tick -= OnTick;
                ((Lifetime)s).Stopping -= OnStopping;
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
    public Task Dispatcher_timer_stopped() => SubscriptionTest.Check("""
        namespace System.Windows.Threading
        {
            public class DispatcherTimer
            {
                public event EventHandler Tick;
                public TimeSpan Interval { get; set; }
                public bool IsEnabled { get; set; }

                public void Start()
                {
                    Tick?.Invoke(this, null);
                }

                public void Stop()
                {
                }
            }
        }

        public class ClockVm : IDisposable
        {
            readonly System.Windows.Threading.DispatcherTimer _t = new();
            public ClockVm()
            {
                _t.Tick += OnTick;
                _t.Start();
            }

            void OnTick(object s, EventArgs e)
            {
            }

            public void Dispose()
            {
                _t.Stop();
            }
        }
        """);
}
