using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Registries;

public sealed partial class NobodyOwnsTheWeaklyHeldTests
{
    [Fact]
    public Task Weak_to_method_group() => SubscriptionTest.Check("""
        public class Bus
        {
            readonly List<WeakReference<Action>> _h = new();
            public void Listen(Action a)
            {
                _h.Add({|LEAK107:new WeakReference<Action>(a)|});
            }
        }

        public class Vm
        {
            public Vm(Bus b)
            {
                b.Listen(Refresh);
            }

            void Refresh()
            {
            }
        }
        """);

    [Fact]
    public Task Weak_field_method_group() => SubscriptionTest.Check("""
        public class Vm
        {
            readonly WeakReference<EventHandler> _h;
            public Vm()
            {
                _h = {|LEAK107:new WeakReference<EventHandler>(OnX)|};
            }

            void OnX(object s, EventArgs e)
            {
            }
        }
        """);

    [Fact]
    public Task Weak_field_new_object() => SubscriptionTest.Check("""
        public class Doc
        {
            public int N;
        }

        public class Cache
        {
            WeakReference<Doc> _d = {|LEAK107:new WeakReference<Doc>(new Doc())|};
            public Doc Get() => _d.TryGetTarget(out var d) ? d : null;
        }
        """);

    [Fact]
    public Task Weak_dictionary_entry_fresh() => SubscriptionTest.Check("""
        public class Doc
        {
            public int N;
            public Doc(int n)
            {
                N = n;
            }
        }

        public class Cache
        {
            readonly Dictionary<int, WeakReference<Doc>> _m = new();
            public void Preload(int k)
            {
                _m[k] = {|LEAK107:new WeakReference<Doc>(new Doc(k))|};
            }
        }
        """);

    [Fact]
    public Task Weak_local_fresh() => SubscriptionTest.Check("""
        public class Doc
        {
            public int N;
        }

        public class Cache
        {
            WeakReference _d;
            public void Load()
            {
                var doc = new Doc();
                doc.N = 4;
                _d = {|LEAK107:new WeakReference(doc)|};
            }
        }
        """);

    [Fact]
    public Task Weak_lambda() => SubscriptionTest.Check("""
        public class Reg
        {
            readonly List<WeakReference> _l = new();
            int _n;
            public void Hook()
            {
                _l.Add({|LEAK107:new WeakReference((Action)(() => _n++))|});
            }
        }
        """);

    [Fact]
    public Task Cwt_fresh_key() => SubscriptionTest.Check("""
        public class Key
        {
        }

        public class T
        {
            readonly System.Runtime.CompilerServices.ConditionalWeakTable<Key, object> _t = new();
            public void M()
            {
                {|LEAK107:_t.Add(new Key(), new object ())|};
            }
        }
        """);

    [Fact]
    public Task Weakeventmanager_closure() => SubscriptionTest.Check("""
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
            public void Watch(Src s, string name)
            {
                {|LEAK107:System.Windows.WeakEventManager<Src, EventArgs>.AddHandler(s, "Changed", (a, e) => Console.WriteLine(name))|};
            }
        }
        """);

    [Fact]
    public Task Weak_delegate_setter() => SubscriptionTest.Check("""
        public class Notifier
        {
            WeakReference<Action> _cb;
            public void Set(Action a)
            {
                _cb = {|LEAK107:new WeakReference<Action>(a)|};
            }
        }

        public class User
        {
            int n;
            public void Go(Notifier x)
            {
                x.Set(() => n++);
            }
        }
        """);

    [Fact]
    public Task Weak_list_of_objects() => SubscriptionTest.Check("""
        public class Item
        {
            public string N;
        }

        public class Pool
        {
            readonly List<WeakReference<Item>> _l = new();
            public void Fill()
            {
                for (int i = 0; i < 5; i++)
                {
                    _l.Add({|LEAK107:new WeakReference<Item>(new Item { N = "a" })|});
                }
            }
        }
        """);

    [Fact]
    public Task Weak_target_typed() => SubscriptionTest.Check("""
        public class Item
        {
            public string N;
        }

        public class Pool
        {
            WeakReference<Item> _l;
            public void Fill()
            {
                _l = {|LEAK107:new(new Item())|};
            }
        }
        """);

    [Fact]
    public Task Weak_array() => SubscriptionTest.Check("""
        public class Buf
        {
            WeakReference<byte[]> _b;
            public void Warm()
            {
                _b = {|LEAK107:new WeakReference<byte[]>(new byte[4096])|};
            }
        }
        """);
}
