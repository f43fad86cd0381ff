using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Registries;

/// <content>What looks like growth and has a bound, an end, or an owner.</content>
public sealed partial class StaticCollectionOnlyGrowsTests
{
    [Fact]
    public Task Type_keyed() => Check("""
        public static class Serializers
        {
            private static readonly ConcurrentDictionary<Type, object> _c = new();
            public static object Get(Type t) => _c.GetOrAdd(t, x => Activator.CreateInstance(x)!);
        }
        """);

    [Fact]
    public Task Enum_keyed() => Check("""
        public class Icons
        {
            private static readonly Dictionary<DayOfWeek, byte[]> _c = new();
            public byte[] Get(DayOfWeek d)
            {
                if (!_c.TryGetValue(d, out var b))
                    _c[d] = b = new byte[3];
                return b;
            }
        }
        """);

    [Fact]
    public Task Memberinfo_keyed_tuple() => Check("""
        public static class Props
        {
            private static readonly ConcurrentDictionary<(Type, PropertyInfo), Func<object, object?>> _c = new();
            public static Func<object, object?> Get(Type t, PropertyInfo p) => _c.GetOrAdd((t, p), k => o => k.Item2.GetValue(o));
        }
        """);

    [Fact]
    public Task Bounded_by_count() => Check("""
        public static class Lru
        {
            private static readonly ConcurrentDictionary<string, string> _c = new();
            public static string Get(string k)
            {
                if (_c.Count > 1000)
                    _c.Clear();
                return _c.GetOrAdd(k, x => x + x);
            }
        }
        """);

    [Fact]
    public Task Bounded_skip_add() => Check("""
        public class RegexPool
        {
            private static readonly Dictionary<string, Regex> _c = new();
            public Regex Get(string p)
            {
                lock (_c)
                {
                    if (_c.TryGetValue(p, out var r))
                        return r;
                    r = new Regex(p);
                    if (_c.Count < 256)
                        _c.Add(p, r);
                    return r;
                }
            }
        }
        """);

    [Fact]
    public Task Linked_list_lru() => Check("""
        public class LruCache
        {
            private static readonly Dictionary<string, LinkedListNode<(string, int)>> _map = new();
            private static readonly LinkedList<(string, int)> _order = new();
            public int Get(string k)
            {
                if (_map.TryGetValue(k, out var n))
                {
                    _order.Remove(n);
                    _order.AddFirst(n);
                    return n.Value.Item2;
                }

                var node = _order.AddFirst((k, k.Length));
                _map[k] = node;
                if (_map.Count > 100)
                {
                    var last = _order.Last!;
                    _order.RemoveLast();
                    _map.Remove(last.Value.Item1);
                }

                return k.Length;
            }
        }
        """);

    [Fact]
    public Task Timer_sweep() => Check("""
        public class Sessions
        {
            private static readonly ConcurrentDictionary<string, DateTime> _last = new();
            private static readonly Timer _sweep = new(_ => Sweep(), null, 1000, 1000);
            public void Touch(string id) => _last[id] = DateTime.UtcNow;
            private static void Sweep()
            {
                foreach (var p in _last)
                    if (DateTime.UtcNow - p.Value > TimeSpan.FromMinutes(5))
                        _last.TryRemove(p.Key, out _);
            }
        }
        """);

    [Fact]
    public Task Sweep_method_group() => Check("""
        public class Sessions2
        {
            private static readonly ConcurrentDictionary<string, DateTime> _last = new();
            private static readonly Timer _sweep = new(Sweep, null, 1000, 1000);
            public void Touch(string id) => _last[id] = DateTime.UtcNow;
            private static void Sweep(object? _)
            {
                foreach (var p in _last)
                    if (DateTime.UtcNow - p.Value > TimeSpan.FromMinutes(5))
                        _last.TryRemove(p.Key, out var _x);
            }
        }
        """);

    [Fact]
    public Task Register_api() => Check("""
        public static class ConverterRegistry
        {
            private static readonly Dictionary<string, Func<string, object>> _c = new();
            public static void Register(string name, Func<string, object> f) => {|LEAK002:_c[name] = f|};
            public static object Convert(string n, string v) => _c[n](v);
        }
        """);

    [Fact]
    public Task Register_api_duplicates_throw() => Check("""
        public static class Plugins
        {
            private static readonly Dictionary<string, object> _c = new();
            public static void Register(string name, object p)
            {
                if (_c.ContainsKey(name))
                    throw new ArgumentException(name);
                {|LEAK002:_c.Add(name, p)|};
            }
        }
        """);

    [Fact]
    public Task Register_from_startup_only() => CheckProgram("""
        public static class Handlers
        {
            private static readonly List<Func<string, bool>> _c = new();
            internal static void Add(Func<string, bool> f) => {|LEAK002:_c.Add(f)|};
            public static bool Any(string s) => _c.Any(f => f(s));
        }

        public static class Program
        {
            public static void Main()
            {
                Handlers.Add(s => s.Length > 0);
                Handlers.Add(s => s == "x");
            }
        }
        """);

    [Fact]
    public Task Lazily_filled() => Check("""
        public static class Countries
        {
            private static readonly Dictionary<string, string> _byCode = new();
            public static string Name(string code)
            {
                lock (_byCode)
                {
                    if (_byCode.Count == 0)
                        foreach (var l in File.ReadAllLines("c.txt"))
                        {
                            var p = l.Split(';');
                            _byCode[p[0]] = p[1];
                        }
                }

                return _byCode[code];
            }
        }
        """);

    [Fact]
    public Task Lazily_filled_instance() => Check("""
        public class Words
        {
            private static readonly HashSet<string> _stop = new();
            private readonly string _file;
            public Words(string file)
            {
                _file = file;
            }

            public bool IsStop(string w)
            {
                if (_stop.Count == 0)
                    Load();
                return _stop.Contains(w);
            }

            private void Load()
            {
                foreach (var l in File.ReadLines(_file))
                    {|LEAK002:_stop.Add(l)|};
            }
        }
        """);

    [Fact]
    public Task Null_guarded_fill() => Check("""
        public class Rates
        {
            private static Dictionary<string, decimal>? _rates;
            public decimal Of(string c)
            {
                if (_rates == null)
                {
                    _rates = new();
                    foreach (var l in File.ReadLines("r"))
                        _rates[l] = 1m;
                }

                return _rates[c];
            }
        }
        """);

    [Fact]
    public Task Local_then_assign() => Check("""
        public class Config
        {
            private static Dictionary<string, string> _values = new();
            public void Reload(string file)
            {
                var v = new Dictionary<string, string>();
                foreach (var l in File.ReadLines(file))
                    v[l] = l;
                _values = v;
            }

            public string Get(string k) => _values[k];
        }
        """);

    [Fact]
    public Task Once_flag() => Check("""
        public class Module
        {
            private static bool _done;
            private static readonly List<string> _names = new();
            public Module(string n)
            {
                if (_done)
                    return;
                _done = true;
                _names.Add(n);
                _names.Add("b");
            }
        }
        """);

    [Fact]
    public Task Static_ctor_table() => Check("""
        public class Ops
        {
            private static readonly Dictionary<string, Func<int, int, int>> _ops = new();
            static Ops()
            {
                _ops["+"] = (a, b) => a + b;
                Add("-", (a, b) => a - b);
            }

            private static void Add(string n, Func<int, int, int> f) => _ops.Add(n, f);
            public int Run(string o, int a, int b) => _ops[o](a, b);
        }
        """);

    [Fact]
    public Task Thread_static_scratch() => Check("""
        public class Scratch
        {
            [ThreadStatic]
            private static List<int>? _buf;
            public int Sum(int[] a)
            {
                var b = _buf ??= new();
                b.Clear();
                b.AddRange(a);
                return b.Sum();
            }
        }
        """);

    [Fact]
    public Task Thread_static_no_clear() => Check("""
        public class Scratch2
        {
            [ThreadStatic]
            private static Dictionary<string, int>? _ids;
            public int Id(string s)
            {
                var d = _ids ??= new();
                if (!d.TryGetValue(s, out var i))
                    d[s] = i = d.Count;
                return i;
            }
        }
        """);

    [Fact]
    public Task Pool() => Check("""
        public class Parser
        {
            private static readonly ConcurrentQueue<StringBuilder> _pool = new();
            public string Parse(string s)
            {
                if (!_pool.TryDequeue(out var sb))
                    sb = new();
                sb.Append(s);
                var r = sb.ToString();
                sb.Clear();
                _pool.Enqueue(sb);
                return r;
            }
        }
        """);

    [Fact]
    public Task Pool_in_another_member() => Check("""
        public sealed class Node
        {
            private static readonly Stack<Node> _free = new();
            public static Node Rent()
            {
                lock (_free)
                    return _free.Count > 0 ? _free.Pop() : new Node();
            }

            public void Return()
            {
                lock (_free)
                    _free.Push(this);
            }
        }
        """);

    [Fact]
    public Task Pending_requests_with_finally() => Check("""
        public class Rpc
        {
            private static readonly ConcurrentDictionary<int, TaskCompletionSource<string>> _pending = new();
            private static int _next;
            public async Task<string> Call(string m)
            {
                var id = Interlocked.Increment(ref _next);
                var t = new TaskCompletionSource<string>();
                _pending[id] = t;
                try
                {
                    return await t.Task.WaitAsync(TimeSpan.FromSeconds(3));
                }
                finally
                {
                    _pending.TryRemove(id, out _);
                }
            }

            public void Reply(int id, string v)
            {
                if (_pending.TryGetValue(id, out var t))
                    t.TrySetResult(v);
            }
        }
        """);

    [Fact]
    public Task In_progress_set() => Check("""
        public class Dedup
        {
            private static readonly HashSet<string> _busy = new();
            public void Run(string k)
            {
                lock (_busy)
                    if (!_busy.Add(k))
                        return;
                try
                {
                }
                finally
                {
                    lock (_busy)
                        _busy.Remove(k);
                }
            }
        }
        """);

    [Fact]
    public Task Modulo_key() => Check("""
        public class Stripe
        {
            private static readonly ConcurrentDictionary<int, object> _locks = new();
            public object For(string k) => _locks.GetOrAdd((k.GetHashCode() & 0x7fffffff) % 64, _ => new object ());
        }
        """);

    [Fact]
    public Task And_mask() => Check("""
        public class Stripe2
        {
            private static readonly Dictionary<int, object> _locks = new();
            public object For(int k)
            {
                if (!_locks.TryGetValue(k & 15, out var o))
                    _locks[k & 15] = o = new object ();
                return o;
            }
        }
        """);

    [Fact]
    public Task Constant_key_in_instance_method() => Check("""
        public class Feature
        {
            private static readonly Dictionary<string, bool> _flags = new();
            public void Enable()
            {
                _flags["fast"] = true;
            }

            public void Enable2()
            {
                _flags[nameof(Enable)] = true;
            }
        }
        """);

    [Fact]
    public Task Switch_arg_const_private() => Check("""
        public class Res
        {
            private static readonly Dictionary<string, string> _t = new();
            public string Ok => Text("ok");
            public string No => Text("no");

            private static string Text(string k)
            {
                if (!_t.TryGetValue(k, out var v))
                    _t[k] = v = k.ToUpper();
                return v;
            }
        }
        """);

    [Fact]
    public Task Weak_table() => Check("""
        public class Ext
        {
            private static readonly ConditionalWeakTable<object, string> _names = new();
            public void Set(object o, string n) => _names.AddOrUpdate(o, n);
        }
        """);

    [Fact]
    public Task Memory_cache_like_with_remove_via_token() => Check("""
        public class Subs
        {
            private static readonly Dictionary<int, Action> _s = new();
            private static int _n;
            public IDisposable Sub(Action a)
            {
                var id = _n++;
                _s[id] = a;
                return new Tok(id);
            }

            private sealed class Tok(int id) : IDisposable
            {
                public void Dispose() => _s.Remove(id);
            }
        }
        """);

    [Fact]
    public Task Culture_keyed() => Check("""
        public class Fmt
        {
            private static readonly ConcurrentDictionary<System.Globalization.CultureInfo, string> _c = new();
            public string F(System.Globalization.CultureInfo c) => _c.GetOrAdd(c, x => x.Name);
        }
        """);

    [Fact]
    public Task Culture_name() => Check("""
        public class Fmt2
        {
            private static readonly ConcurrentDictionary<string, string> _c = new();
            public string F(System.Globalization.CultureInfo c) => _c.GetOrAdd(c.Name, x => x);
        }
        """);

    [Fact]
    public Task Type_fullname() => Check("""
        public class TN
        {
            private static readonly ConcurrentDictionary<string, int> _c = new();
            public int F(object o) => _c.GetOrAdd(o.GetType().FullName!, x => x.Length);
        }
        """);

    [Fact]
    public Task Encoding() => Check("""
        public class En
        {
            private static readonly Dictionary<Encoding, byte[]> _c = new();
            public byte[] F(Encoding e)
            {
                if (!_c.TryGetValue(e, out var b))
                    _c[e] = b = e.GetPreamble();
                return b;
            }
        }
        """);

    [Fact]
    public Task Static_readonly_enumeration_classes() => Check("""
        public sealed class Color
        {
            private static readonly Dictionary<string, Color> _all = new();
            public static readonly Color Red = new("red");
            public static readonly Color Blue = new("blue");
            private Color(string n)
            {
                Name = n;
                _all[n] = this;
            }

            public string Name { get; }

            public static Color Parse(string s) => _all[s];
        }
        """);

    [Fact]
    public Task Smart_enum_ids_list() => Check("""
        public class Status
        {
            private static readonly List<string> _names = new();
            public static readonly Status A = new("a");
            private Status(string n)
            {
                _names.Add(n);
            }

            public static int N => _names.Count;
        }
        """);

    [Fact]
    public Task Option_create_in_static_initializers() => Check("""
        public sealed class Option
        {
            private static readonly List<Option> _all = new();
            public string Name { get; }

            private Option(string n) => Name = n;
            public static Option Create(string n)
            {
                var o = new Option(n);
                {|LEAK002:_all.Add(o)|};
                return o;
            }

            public static IEnumerable<Option> All => _all;
        }

        public static class Options
        {
            public static readonly Option Verbose = Option.Create("v");
            public static readonly Option Quiet = Option.Create("q");
        }
        """);

    [Fact]
    public Task Debug_only_conditional() => Check("""
        public class Dbg
        {
            private static readonly List<string> _log = new();
            [System.Diagnostics.Conditional("DEBUG")]
            public void Log(string s) => {|LEAK002:_log.Add(s)|};
            public static int N => _log.Count;
        }
        """);

    [Fact]
    public Task State_guard() => Check("""
        public class Recorder
        {
            public static bool Enabled { get; set; }

            private static readonly List<string> _log = new();
            public void Log(string s)
            {
                if (Enabled)
                    {|LEAK002:_log.Add(s)|};
            }
        }
        """);

    [Fact]
    public Task Main_loop_program() => CheckProgram("""
        public class App
        {
            private static readonly List<string> _args = new();
            public static int Main(string[] args)
            {
                foreach (var a in args)
                    _args.Add(a);
                return _args.Count;
            }
        }
        """);

    [Fact]
    public Task Test_class() => Check("""
        namespace Xunit
        {
            public class FactAttribute : Attribute
            {
            }
        }

        public class T
        {
            private static readonly List<string> _seen = new();
            [Xunit.Fact]
            public void A()
            {
                _seen.Add(Guid.NewGuid().ToString());
            }
        }
        """);

    [Fact]
    public Task Startup_registrations() => Check("""
        namespace Microsoft.Extensions.DependencyInjection
        {
            public interface IServiceCollection
            {
            }
        }

        public class Startup
        {
            private static readonly List<Type> _modules = new();
            public void ConfigureServices(Microsoft.Extensions.DependencyInjection.IServiceCollection s, string extra)
            {
                _modules.Add(typeof(string));
                _names.Add(extra);
            }

            private static readonly List<string> _names = new();
        }
        """);

    [Fact]
    public Task Removal_in_other_part() => Check("""
        public partial class P
        {
            private static readonly Dictionary<string, P> _all = new();
            public P(string n)
            {
                _all[n] = this;
                Name = n;
            }

            public string Name { get; }
        }

        public partial class P
        {
            public void Close() => _all.Remove(Name);
        }
        """);

    [Fact]
    public Task Removed_through_helper_extension() => Check("""
        public static class CExt
        {
            public static void Prune<K, V>(this IDictionary<K, V> d, int max)
            {
                if (d.Count > max)
                    d.Clear();
            }
        }

        public class Q
        {
            private static readonly Dictionary<string, string> _c = new();
            public string Get(string k)
            {
                _c.Prune(10);
                if (!_c.TryGetValue(k, out var v))
                    _c[k] = v = k;
                return v;
            }
        }
        """);

    [Fact]
    public Task Passes_to_trimmer() => Check("""
        public class Q2
        {
            private static readonly List<string> _c = new();
            public void Add(string k)
            {
                _c.Add(k);
                Trim(_c);
            }

            private static void Trim(List<string> l)
            {
                while (l.Count > 10)
                    l.RemoveAt(0);
            }
        }
        """);

    [Fact]
    public Task Ring_slots() => Check("""
        public class Ring
        {
            private static readonly string[] _r = new string[16];
            private static int _i;
            public void Add(string s)
            {
                _r[_i++ & 15] = s;
            }
        }
        """);

    [Fact]
    public Task Queue_drained_by_consumer() => Check("""
        public class Work
        {
            private static readonly BlockingCollection<string> _q = new();
            public void Post(string s) => _q.Add(s);
            public static void Run()
            {
                foreach (var s in _q.GetConsumingEnumerable())
                    Console.WriteLine(s);
            }
        }
        """);

    [Fact]
    public Task Channel_drained_by_while_TryDequeue() => Check("""
        public class Work2
        {
            private static readonly ConcurrentQueue<string> _q = new();
            public void Post(string s) => _q.Enqueue(s);
            public void Pump()
            {
                while (_q.TryDequeue(out var s))
                    Console.WriteLine(s);
            }
        }
        """);

    [Fact]
    public Task Swapped_buffers() => Check("""
        public class Batch
        {
            private static List<string> _cur = new();
            public void Add(string s)
            {
                lock (typeof(Batch))
                    _cur.Add(s);
            }

            public List<string> Flush() => Interlocked.Exchange(ref _cur, new List<string>());
        }
        """);

    [Fact]
    public Task Assembly_keyed() => Check("""
        public class AsmC
        {
            private static readonly Dictionary<Assembly, string[]> _c = new();
            public string[] N(Assembly a)
            {
                if (!_c.TryGetValue(a, out var n))
                    _c.Add(a, n = a.GetManifestResourceNames());
                return n;
            }
        }
        """);

    [Fact]
    public Task Instance_collections() => Check("""
        public class Inst
        {
            private readonly List<string> _l = new();
            public void Add(string s) => _l.Add(s);
        }
        """);

    [Fact]
    public Task Char_keyed() => Check("""
        public class Glyphs
        {
            private static readonly Dictionary<char, int> _g = new();
            public int W(char c)
            {
                if (!_g.TryGetValue(c, out var w))
                    _g[c] = w = c;
                return w;
            }
        }
        """);

    [Fact]
    public Task Nullable_enum_bool_tuple() => Check("""
        public class TT
        {
            private static readonly Dictionary<(DayOfWeek? , bool), string> _g = new();
            public string W(DayOfWeek? d, bool b)
            {
                if (!_g.TryGetValue((d, b), out var w))
                    _g[(d, b)] = w = "";
                return w;
            }
        }
        """);

    [Fact]
    public Task Static_local_builder() => Check("""
        public class Idx
        {
            private static readonly Dictionary<string, int> _idx = Build(new[] { "a", "b" });
            private static Dictionary<string, int> Build(string[] n)
            {
                var d = new Dictionary<string, int>();
                for (int i = 0; i < n.Length; i++)
                    d[n[i]] = i;
                return d;
            }

            public int Of(string s) => _idx[s];
        }
        """);

    [Fact]
    public Task Singleton_registers_in_ctor() => Check("""
        public sealed class Svc
        {
            public static readonly Svc Instance = new();
            private readonly Dictionary<string, int> _m = new();
            private Svc()
            {
                foreach (var l in File.ReadLines("x"))
                    {|LEAK002:_m[l] = 1|};
            }

            public int Get(string s) => _m[s];
        }
        """);

    [Fact]
    public Task Singleton_user_state_api() => Check("""
        public sealed class Reg
        {
            public static Reg Instance { get; } = new();

            private Reg()
            {
            }

            private readonly Dictionary<string, object> _m = new();
            public void Register(string n, object o) => {|LEAK002:_m[n] = o|};
            public object Get(string n) => _m[n];
        }
        """);

    [Fact]
    public Task Factory_type_with_private_ctor_many_instances() => Check("""
        public sealed class Tree
        {
            public static readonly Tree Empty = new();
            private readonly List<string> _items = new();
            private Tree()
            {
            }

            public static Tree Of(string s)
            {
                var t = new Tree();
                t._items.Add(s);
                return t;
            }

            public void Add(string s) => _items.Add(s);
        }
        """);

    [Fact]
    public Task ModuleInitializer() => Check("""
        public static class MI
        {
            private static readonly List<string> _l = new();
            [ModuleInitializer]
            internal static void Init() => Add("a");
            private static void Add(string s) => _l.Add(s);
            public static int N => _l.Count;
        }
        """);

    [Fact]
    public Task Compare_exchange_lazily() => Check("""
        public class Tbl
        {
            private static ConcurrentDictionary<int, string>? _t;
            public string Get(DayOfWeek d)
            {
                var t = _t;
                if (t == null)
                {
                    Interlocked.CompareExchange(ref _t, new(), null);
                    t = _t;
                }

                return t.GetOrAdd((int)d, i => ((DayOfWeek)i).ToString());
            }
        }
        """);

    [Fact]
    public Task Struct_copies() => Check("""
        public class W
        {
            private static readonly Dictionary<string, int> _w = new()
            {
                ["a"] = 1,
                ["b"] = 2
            };
            public int Get(string s) => _w.TryGetValue(s, out var v) ? v : 0;
        }
        """);

    [Fact]
    public Task Clear_in_Dispose_of_all() => Check("""
        public class Conn : IDisposable
        {
            private static readonly List<string> _log = new();
            public void Send(string s) => _log.Add(s);
            public void Dispose()
            {
                _log.Clear();
            }
        }
        """);

    [Fact]
    public Task Explicit_interface_removal() => Check("""
        public class Sub : IDisposable
        {
            private static readonly List<Sub> _all = new();
            public Sub()
            {
                _all.Add(this);
            }

            void IDisposable.Dispose()
            {
                _all.Remove(this);
            }
        }
        """);

    [Fact]
    public Task Dispose_async_through_shared_core() => Check("""
        public class Ch : IDisposable, IAsyncDisposable
        {
            private static readonly List<Ch> _all = new();
            public Ch()
            {
                _all.Add(this);
            }

            public void Dispose()
            {
                Close();
            }

            public ValueTask DisposeAsync()
            {
                Close();
                return default;
            }

            private void Close() => _all.Remove(this);
        }
        """);

    [Fact]
    public Task Dispose_async_calls_dispose() => Check("""
        public class Ch2 : IDisposable, IAsyncDisposable
        {
            private static readonly List<Ch2> _all = new();
            public Ch2()
            {
                _all.Add(this);
            }

            public void Dispose()
            {
                _all.Remove(this);
            }

            public ValueTask DisposeAsync()
            {
                Dispose();
                return default;
            }
        }
        """);

    [Fact]
    public Task Removal_by_attribute_callback() => Check("""
        public class Ser
        {
            private static readonly List<Ser> _all = new();
            public Ser()
            {
                _all.Add(this);
            }

            [System.Runtime.Serialization.OnDeserialized]
            private void Done(System.Runtime.Serialization.StreamingContext c)
            {
                _all.Remove(this);
            }
        }
        """);

    [Fact]
    public Task Removal_by_event_handler() => Check("""
        public class Win
        {
            public event EventHandler? Closed;
            private static readonly List<Win> _open = new();
            public Win()
            {
                _open.Add(this);
                Closed += OnClosed;
            }

            private void OnClosed(object? s, EventArgs e) => _open.Remove(this);
            public void Raise() => Closed?.Invoke(this, EventArgs.Empty);
        }
        """);

    [Fact]
    public Task Inner_and_outer_removed() => Check("""
        public class G
        {
            private static readonly Dictionary<string, List<string>> _g = new();
            public void Join(string g, string c)
            {
                if (!_g.TryGetValue(g, out var l))
                    _g[g] = l = new();
                l.Add(c);
            }

            public void Leave(string g, string c)
            {
                if (_g.TryGetValue(g, out var l) && l.Remove(c) && l.Count == 0)
                    _g.Remove(g);
            }
        }
        """);

    [Fact]
    public Task Type_keyed_inner_with_removal() => Check("""
        public class Bus
        {
            private static readonly Dictionary<Type, List<Delegate>> _h = new();
            public void On<T>(Action<T> a)
            {
                if (!_h.TryGetValue(typeof(T), out var l))
                    _h[typeof(T)] = l = new();
                l.Add(a);
            }

            public void Off<T>(Action<T> a)
            {
                if (_h.TryGetValue(typeof(T), out var l))
                    l.Remove(a);
            }
        }
        """);

    [Fact]
    public Task Comparer_fixes_byte_keys() => Check("""
        public class HC
        {
            private sealed class C : IEqualityComparer<byte[]>
            {
                public bool Equals(byte[]? a, byte[]? b) => a.AsSpan().SequenceEqual(b);
                public int GetHashCode(byte[] b) => b.Length;
            }

            private static readonly Dictionary<byte[], string> _n = new(new C());
            public void Set(byte[] k, string v)
            {
                _n[k] = v;
            }

            public void Del(string s)
            {
                _n.Remove(Encoding.UTF8.GetBytes(s));
            }
        }
        """);

    [Fact]
    public Task What_succeeds_stays_in() => Check("""
        public class Names
        {
            private static readonly HashSet<string> _taken = new();
            public bool Take(string n)
            {
                lock (_taken)
                {
                    _taken.Add(n);
                }

                if (Reserve(n))
                    return true;
                lock (_taken)
                {
                    _taken.Remove(n);
                }

                return false;
            }

            private bool Reserve(string n) => n.Length > 3;
        }
        """);

    [Fact]
    public Task What_succeeds_stays_in_and_fails_by_exception() => Check("""
        public class Names2
        {
            private static readonly Dictionary<string, object> _open = new();
            public object Open(string n)
            {
                var o = new object ();
                _open[n] = o;
                if (n.Length > 2)
                    return o;
                _open.Remove(n);
                throw new InvalidOperationException();
            }
        }
        """);

    [Fact]
    public Task Each_early_exit_removes_first() => Check("""
        public class Calls
        {
            private static readonly Dictionary<int, string> _p = new();
            public bool Call(int id)
            {
                _p[id] = "x";
                if (id < 0)
                {
                    _p.Remove(id);
                    return false;
                }

                Console.WriteLine();
                _p.Remove(id);
                return true;
            }
        }
        """);

    [Fact]
    public Task The_time_out_removes_too() => Check("""
        public class Calls2
        {
            private static readonly ConcurrentDictionary<int, TaskCompletionSource<int>> _p = new();
            public async Task<int> Call(int id)
            {
                var t = new TaskCompletionSource<int>();
                _p[id] = t;
                var d = await Task.WhenAny(t.Task, Task.Delay(5));
                if (d != t.Task)
                {
                    _p.TryRemove(id, out _);
                    throw new TimeoutException();
                }

                return await t.Task;
            }

            public void Reply(int id)
            {
                _p.TryRemove(id, out _);
            }
        }
        """);

    [Fact]
    public Task The_cancellation_callback_removes() => Check("""
        public class Calls3
        {
            private static readonly ConcurrentDictionary<int, TaskCompletionSource<int>> _p = new();
            public Task<int> Call(int id, CancellationToken c)
            {
                var t = new TaskCompletionSource<int>();
                _p[id] = t;
                c.Register(() =>
                {
                    if (_p.TryRemove(id, out var x))
                        x.TrySetCanceled();
                });
                return t.Task.WaitAsync(TimeSpan.FromSeconds(3));
            }

            public void Reply(int id)
            {
                if (_p.TryRemove(id, out var t))
                    t.SetResult(1);
            }
        }
        """);

    [Fact]
    public Task A_sweep_removes_what_timed_out() => Check("""
        public class Calls4
        {
            private static readonly ConcurrentDictionary<int, TaskCompletionSource<int>> _p = new();
            public async Task<int> Call(int id)
            {
                var t = new TaskCompletionSource<int>();
                _p[id] = t;
                await Task.WhenAny(t.Task, Task.Delay(5));
                return t.Task.Result;
            }

            public void Reply(int id)
            {
                _p.TryRemove(id, out _);
            }

            public static void Sweep()
            {
                foreach (var p in _p)
                    if (p.Value.Task.IsCompleted)
                        _p.TryRemove(p.Key, out _);
            }
        }
        """);

    [Fact]
    public Task A_helper_fails_the_call() => Check("""
        public class Calls5
        {
            private static readonly ConcurrentDictionary<int, TaskCompletionSource<int>> _p = new();
            public async Task<int> Call(int id)
            {
                var t = new TaskCompletionSource<int>();
                _p[id] = t;
                if (await Task.WhenAny(t.Task, Task.Delay(5)) != t.Task)
                    Forget(id);
                return 0;
            }

            private void Forget(int id)
            {
                _p.TryRemove(id, out _);
            }

            public void Reply(int id) => Forget(id);
        }
        """);
}
