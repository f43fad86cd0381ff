using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Registries;

public sealed partial class NobodyOwnsTheWeaklyHeldTests
{
    [Fact]
    public Task Weak_returned_value() => SubscriptionTest.Check("""
        public class Doc
        {
            public int N;
        }

        public class Cache
        {
            readonly Dictionary<int, WeakReference<Doc>> _m = new();
            public Doc Get(int k)
            {
                var d = new Doc();
                _m[k] = new WeakReference<Doc>(d);
                return d;
            }
        }
        """);

    [Fact]
    public Task Weak_this() => SubscriptionTest.Check("""
        public class Doc
        {
            readonly WeakReference<Doc> _self;
            public Doc()
            {
                _self = new WeakReference<Doc>(this);
            }
        }
        """);

    [Fact]
    public Task Weak_gc_test() => SubscriptionTest.Check("""
        public class Probe
        {
            WeakReference _w;
            public bool Test()
            {
                _w = new WeakReference(new object ());
                GC.Collect();
                return _w.IsAlive;
            }
        }
        """);

    [Fact]
    public Task Weak_field_and_strong() => SubscriptionTest.Check("""
        public class Doc
        {
        }

        public class Holder
        {
            Doc _d;
            WeakReference<Doc> _w;
            public void M()
            {
                var d = new Doc();
                _d = d;
                _w = new WeakReference<Doc>(d);
            }
        }
        """);

    [Fact]
    public Task Weak_self_publishing() => SubscriptionTest.Check("""
        public class Doc
        {
            static readonly List<Doc> All = new();
            public Doc(List<Doc> l)
            {
                l.Add(this);
            }
        }

        public class Holder
        {
            WeakReference<Doc> _w;
            public void M(List<Doc> l)
            {
                _w = new WeakReference<Doc>(new Doc(l));
            }
        }
        """);

    [Fact]
    public Task Weak_null() => SubscriptionTest.Check("""
        public class Holder
        {
            WeakReference<string> _w = new WeakReference<string>(null);
            public void M(string s)
            {
                _w = new(s);
                _w.SetTarget(s);
            }
        }
        """);

    [Fact]
    public Task Weak_param_callers_pass_field() => SubscriptionTest.Check("""
        public class Bus
        {
            readonly List<WeakReference<Action>> _h = new();
            public void Listen(Action a)
            {
                _h.Add(new WeakReference<Action>(a));
            }
        }

        public class Vm
        {
            readonly Action _r;
            public Vm(Bus b)
            {
                _r = Refresh;
                b.Listen(_r);
            }

            void Refresh()
            {
            }
        }
        """);

    [Fact]
    public Task Weak_static_lambda() => SubscriptionTest.Check("""
        public class Reg
        {
            readonly List<WeakReference> _l = new();
            public void Hook()
            {
                _l.Add(new WeakReference((Action)(() => Console.WriteLine())));
            }
        }
        """);

    [Fact]
    public Task Weak_event_manager_this() => SubscriptionTest.Check("""
        namespace System.Windows
        {
            public class WeakEventManager<TS, TE>
                where TE : EventArgs
            {
                public static void AddHandler(TS s, string n, EventHandler<TE> h)
                {
                }
            }
        }

        public class Src
        {
            public event EventHandler<EventArgs> Changed;
            public void R() => Changed?.Invoke(this, null);
        }

        public class Vm
        {
            public void Watch(Src s)
            {
                System.Windows.WeakEventManager<Src, EventArgs>.AddHandler(s, "Changed", OnC);
                System.Windows.WeakEventManager<Src, EventArgs>.AddHandler(s, "Changed", (a, e) => OnC(a, e));
            }

            void OnC(object s, EventArgs e)
            {
            }
        }
        """);

    [Fact]
    public Task Weak_interlocked() => SubscriptionTest.Check("""
        public class Doc
        {
        }

        public class H
        {
            WeakReference<Doc> _w = new(null);
            public Doc Get()
            {
                if (_w.TryGetTarget(out var d))
                    return d;
                d = new Doc();
                _w.SetTarget(d);
                return d;
            }
        }
        """);

    [Fact]
    public Task Weak_new_returned_via_out() => SubscriptionTest.Check("""
        public class Doc
        {
        }

        public class H
        {
            readonly Dictionary<string, WeakReference> _m = new();
            public bool Get(string k, out Doc d)
            {
                d = new Doc();
                _m[k] = new WeakReference(d);
                return true;
            }
        }
        """);

    [Fact]
    public Task Weak_entry_captured_in_task() => SubscriptionTest.Check("""
        public class Doc
        {
            public void Run()
            {
            }
        }

        public class H
        {
            WeakReference<Doc> _w;
            public void Go()
            {
                var d = new Doc();
                _w = new WeakReference<Doc>(d);
                Task.Run(() => d.Run());
            }
        }
        """);

    [Fact]
    public Task Weak_self_start() => SubscriptionTest.Check("""
        public class Worker
        {
            public Worker()
            {
                new Thread(Loop).Start();
            }

            void Loop()
            {
            }
        }

        public class H
        {
            WeakReference<Worker> _w;
            public void Go()
            {
                _w = new WeakReference<Worker>(new Worker());
            }
        }
        """);

    [Fact]
    public Task Weak_handler_by_hand() => SubscriptionTest.Check("""
        public class V
        {
            public V()
            {
                var w = new WeakReference<V>(this);
                EventHandler h = null;
                h = (s, e) =>
                {
                    if (w.TryGetTarget(out var v))
                        v.Go();
                    else
                        Clock.Tick -= h;
                };
                Clock.Tick += h;
            }

            void Go()
            {
            }
        }

        class U
        {
            void M()
            {
                for (;;)
                {
                    new V();
                }
            }
        }
        """);

    [Fact]
    public Task Weak_handler_by_hand_in_static_method() => SubscriptionTest.Check("""
        public class V
        {
            public V()
            {
                Hook(new WeakReference<V>(this));
            }

            static void Hook(WeakReference<V> w)
            {
                Clock.Tick += (s, e) =>
                {
                    if (w.TryGetTarget(out var v))
                        v.Go();
                };
            }

            void Go()
            {
            }
        }

        class U
        {
            void M()
            {
                for (;;)
                {
                    new V();
                }
            }
        }
        """);
}
