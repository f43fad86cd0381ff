using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Registries;

/// <content>What is filled once, or by whom the collection is for.</content>
public sealed partial class StaticCollectionOnlyGrowsTests
{
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
    public Task Instance_collections() => Check("""
        public class Inst
        {
            private readonly List<string> _l = new();
            public void Add(string s) => _l.Add(s);
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
}
