using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Registries;

/// <content>More collections that only grow.</content>
public sealed partial class StaticCollectionOnlyGrowsTests
{
    [Fact]
    public Task Weak_typed_cache_via_Lazy_values() => Check("""
        public static class Lz
        {
            private static readonly ConcurrentDictionary<string, Lazy<byte[]>> _c = new();
            public static byte[] Get(string p) => {|LEAK102:_c.GetOrAdd(p, k => new Lazy<byte[]>(() => File.ReadAllBytes(k)))|}.Value;
        }
        """);

    [Fact]
    public Task Async_memo_of_tasks() => Check("""
        public class AsyncCache
        {
            private static readonly ConcurrentDictionary<string, Task<string>> _c = new();
            public Task<string> Get(string url) => {|LEAK102:_c.GetOrAdd(url, u => Load(u))|};
            private static Task<string> Load(string u) => Task.FromResult(u);
        }
        """);

    [Fact]
    public Task Compiled_expressions_by_string_from_user() => Check("""
        public class Rules
        {
            private static readonly Dictionary<string, Func<int, bool>> _compiled = new();
            public bool Eval(string rule, int v)
            {
                if (!_compiled.TryGetValue(rule, out var f))
                {
                    f = Compile(rule);
                    {|LEAK102:_compiled.Add(rule, f)|};
                }

                return f(v);
            }

            private static Func<int, bool> Compile(string r) => x => x > r.Length;
        }
        """);

    [Fact]
    public Task Struct_key_with_reference_inside() => Check("""
        public readonly struct Key1
        {
            public readonly object Owner;
            public readonly int Id;
            public Key1(object o, int i)
            {
                Owner = o;
                Id = i;
            }
        }

        public class Attached
        {
            private static readonly Dictionary<Key1, string> _v = new();
            public void Set(object o, int i, string v)
            {
                {|LEAK102:_v[new Key1(o, i)] = v|};
            }
        }
        """);

    [Fact]
    public Task Object_keyed_extension_data() => Check("""
        public static class Extra
        {
            private static readonly Dictionary<object, Dictionary<string, object>> _data = new();
            public static void Set(object o, string n, object v)
            {
                if (!_data.TryGetValue(o, out var d))
                    {|LEAK102:_data[o] = d = new()|};
                d[n] = v;
            }
        }
        """);

    [Fact]
    public Task TryAdd_static_handler_per_request_id() => Check("""
        public class Correl
        {
            private static readonly ConcurrentDictionary<string, DateTime> _start = new();
            public void Begin(string id)
            {
                {|LEAK102:_start.TryAdd(id, DateTime.UtcNow)|};
            }

            public TimeSpan End(string id) => DateTime.UtcNow - _start[id];
        }
        """);

    [Fact]
    public Task Linked_list_of_delegates() => Check("""
        public class Sched
        {
            private static readonly LinkedList<Action> _jobs = new();
            public void Enqueue(Action job)
            {
                {|LEAK102:_jobs.AddLast(job)|};
            }

            public static void RunAll()
            {
                foreach (var j in _jobs)
                    j();
            }
        }
        """);

    [Fact]
    public Task Sorted_set_timestamps() => Check("""
        public class Rate
        {
            private static readonly SortedSet<long> _t = new();
            public void Hit()
            {
                {|LEAK102:_t.Add(DateTime.UtcNow.Ticks)|};
            }

            public static int N => _t.Count;
        }
        """);

    [Fact]
    public Task HashSet_union_with() => Check("""
        public class Seen2
        {
            private static readonly HashSet<string> _s = new();
            public void Merge(IEnumerable<string> ids)
            {
                {|LEAK102:_s.UnionWith(ids)|};
            }
        }
        """);

    [Fact]
    public Task ConcurrentBag_tasks() => Check("""
        public class Bg
        {
            private static readonly ConcurrentBag<Task> _tasks = new();
            public void Fire(Func<Task> f)
            {
                {|LEAK102:_tasks.Add(Task.Run(f))|};
            }

            public static Task All() => Task.WhenAll(_tasks);
        }
        """);

    [Fact]
    public Task List_of_cancellation_sources() => Check("""
        public class Cts
        {
            private static readonly List<CancellationTokenSource> _all = new();
            public CancellationToken New()
            {
                var c = new CancellationTokenSource();
                {|LEAK102:_all.Add(c)|};
                return c.Token;
            }

            public static void CancelAll()
            {
                foreach (var c in _all)
                    c.Cancel();
            }
        }
        """);

    [Fact]
    public Task String_builder_log_no() => Check("""
        public class KV
        {
            private static readonly SortedList<string, string> _m = new(StringComparer.Ordinal);
            public void Put(string k, string v)
            {
                {|LEAK102:_m[k] = v|};
            }
        }
        """);

    [Fact]
    public Task Hashtable() => Check("""
        public class HT
        {
            private static readonly Hashtable _m = Hashtable.Synchronized(new Hashtable());
            public object Get(string k)
            {
                var v = _m[k];
                if (v == null)
                {
                    v = new object ();
                    {|LEAK102:_m[k] = v|};
                }

                return v;
            }
        }
        """);

    [Fact]
    public Task GetValueRefOrAddDefault() => Check("""
        public static class Cnt
        {
            private static readonly Dictionary<string, int> _m = new();
            public static void Hit(string k)
            {
                {|LEAK102:System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_m, k, out _)|}++;
            }
        }
        """);

    [Fact]
    public Task Primary_constructor_instance() => Check("""
        public class Visitor(string name)
        {
            private static readonly List<string> _names = new();
            public void Visit()
            {
                {|LEAK102:_names.Add(name)|};
            }
        }
        """);

    [Fact]
    public Task Interface_default() => Check("""
        public class Imm
        {
            private static ImmutableHashSet<string> _s = ImmutableHashSet<string>.Empty;
            public void Add(string v)
            {
                _s = {|LEAK102:_s.Add(v)|};
            }
        }
        """);

    [Fact]
    public Task Immutable_dictionary_builder_style_SetItem() => Check("""
        public class Imm2
        {
            private static ImmutableDictionary<string, int> _s = ImmutableDictionary<string, int>.Empty;
            public void Add(string v)
            {
                _s = {|LEAK102:_s.SetItem(v, 1)|};
            }
        }
        """);

    [Fact]
    public Task Static_lambda_param_handler() => CheckProgram("""
        public static class Sub3
        {
            public static event Action<string>? Got;
            private static readonly List<string> _l = new();
            public static void Raise(string s) => Got?.Invoke(s);
            public static void Main()
            {
                Got += s => {|LEAK102:_l.Add(s)|};
            }
        }
        """);
}
