using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Registries;

/// <content>Keys of which there are only so many.</content>
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
}
