using System.Threading.Tasks;
using LeakLint.CodeFixes.Registries;
using Xunit;

namespace LeakLint.Tests.CodeFixes.Registries;

public sealed partial class StaticEventNeverUnsubscribedFixTests
{
    [Fact]
    public Task Static_messenger() => SubscriptionFixTest<StaticEventNeverUnsubscribedFix>.Check("""
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
        """, """
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
                Messenger.Register<string>(OnMsg);
            }

            void OnMsg(string m)
            {
            }

            public void Dispose()
            {
                Messenger.Unregister<string>(OnMsg);
            }
        }
        """);

    [Fact]
    public Task Disposing_no_branch() => SubscriptionFixTest<StaticEventNeverUnsubscribedFix>.Check("""
        public static class Clock
        {
            public static event EventHandler Tick;
            public static void Raise() => Tick?.Invoke(null, EventArgs.Empty);
        }

        public class V : IDisposable
        {
            public V()
            {
                {|LEAK103:Clock.Tick += On|};
            }

            void On(object s, EventArgs e)
            {
            }

            public void Dispose() => Dispose(true);
            protected virtual void Dispose(bool disposing)
            {
                GC.Collect();
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
            public V()
            {
                Clock.Tick += On;
            }

            void On(object s, EventArgs e)
            {
            }

            public void Dispose() => Dispose(true);
            protected virtual void Dispose(bool disposing)
            {
                if (disposing)
                {
                    Clock.Tick -= On;
                }
                GC.Collect();
            }
        }
        """);

    [Fact]
    public Task Derived_of_dispose_bool() => SubscriptionFixTest<StaticEventNeverUnsubscribedFix>.Check("""
        public static class Clock
        {
            public static event EventHandler Tick;
            public static void Raise() => Tick?.Invoke(null, EventArgs.Empty);
        }

        public class V : MemoryStream
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
                    new V();
            }
        }
        """, """
        public static class Clock
        {
            public static event EventHandler Tick;
            public static void Raise() => Tick?.Invoke(null, EventArgs.Empty);
        }

        public class V : MemoryStream
        {
            public V()
            {
                Clock.Tick += On;
            }

            void On(object s, EventArgs e)
            {
            }

            /// <inheritdoc/>
            protected override void Dispose(bool disposing)
            {
                if (disposing)
                {
                    Clock.Tick -= On;
                }

                base.Dispose(disposing);
            }
        }

        class U
        {
            void M()
            {
                for (;;)
                    new V();
            }
        }
        """);

    [Fact]
    public Task Lambda_capture_local_in_ctor() => SubscriptionFixTest<StaticEventNeverUnsubscribedFix>.Check("""
        public static class Clock
        {
            public static event EventHandler Tick;
            public static void Raise() => Tick?.Invoke(null, EventArgs.Empty);
        }

        public class V : IDisposable
        {
            int _n;
            public V(int step)
            {
                {|LEAK103:Clock.Tick += (s, e) => _n += step|};
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

        public class V : IDisposable
        {
            private readonly EventHandler _onTick;
            int _n;
            public V(int step)
            {
                Clock.Tick += (_onTick = (s, e) => _n += step);
            }

            public void Dispose()
            {
                Clock.Tick -= _onTick;
            }
        }
        """);
}
