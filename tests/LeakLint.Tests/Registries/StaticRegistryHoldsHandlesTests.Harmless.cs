using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Registries;

/// <content>What has a bound, or is no registry.</content>
public sealed partial class StaticRegistryHoldsHandlesTests
{
    [Theory]
    [InlineData("if (_nodes.Count < 100) _nodes.Add(this);")]
    [InlineData("if (_nodes.Count >= 100) return; _nodes.Add(this);")]
    [InlineData("var n = _nodes.Count; if (n < 100) _nodes.Add(this);")]
    [InlineData("if (_count++ < 100) _nodes.Add(this);")]
    [InlineData("if (Interlocked.Increment(ref _count) > 100) return; _nodes.Add(this);")]
    public Task A_count_is_checked_near_the_add(string body) => Check($$"""
        public class Node
        {
            private static readonly List<Node> _nodes = new();
            private static int _count;

            public Node()
            {
                {{body}}
            }

            public static int Count => _count;
        }
        """);

    [Theory]
    [InlineData("Type", "GetType()")]
    [InlineData("Type", "typeof(Node)")]
    [InlineData("string", "\"main\"")]
    [InlineData("string", "GetType().FullName!")]
    [InlineData("string", "day.ToString()")]
    [InlineData("DayOfWeek", "day")]
    [InlineData("bool", "day == DayOfWeek.Monday")]
    [InlineData("(Type, DayOfWeek)", "(GetType(), day)")]
    [InlineData("System.Globalization.CultureInfo", "System.Globalization.CultureInfo.CurrentCulture")]
    [InlineData("System.Text.Encoding", "System.Text.Encoding.UTF8")]
    [InlineData("System.Reflection.MethodInfo", "method")]
    public Task Keyed_by_a_bounded_domain(string key, string value) => Check($$"""
        public class Node : IDisposable
        {
            private static readonly Dictionary<{{key}}, Node> _nodes = new();
            private static readonly Dictionary<{{key}}, Timer> _timers = new();
            private static readonly Dictionary<{{key}}, Action> _callbacks = new();

            public Node(DayOfWeek day, System.Reflection.MethodInfo method)
            {
                _nodes[{{value}}] = this;
                _timers[{{value}}] = new Timer(static _ => { });
                _callbacks[{{value}}] = Dispose;
            }

            public void Dispose() { }
        }
        """);

    [Fact]
    public Task A_cache_of_compiled_delegates_keyed_by_type() => Check("""
        public class Mapper
        {
            private static readonly ConcurrentDictionary<Type, Func<object, object>> _getters = new();
            private readonly string _name;

            public Mapper(string name) => _name = name;

            public object Get(object item) => _getters.GetOrAdd(item.GetType(), t => Compile(t))(item);

            private Func<object, object> Compile(Type type) => o => o.ToString() + _name + type;
        }
        """);

    [Fact]
    public Task A_delegate_or_an_array_that_is_never_assigned_again() => Check("""
        public class Node
        {
            private static readonly Action _nothing = () => { };
            private static readonly Node?[] _slots = new Node?[4];
            private static ImmutableList<Node> None { get; } = ImmutableList<Node>.Empty;

            public Node(int slot)
            {
                _slots[slot] = this;
                _nothing();
                Larger = None.Add(this);
            }

            public ImmutableList<Node> Larger { get; }
        }
        """);

    [Fact]
    public Task A_constant_table_that_is_only_read() => Check("""
        public class Parser
        {
            private static readonly Dictionary<string, Func<Parser, int>> _commands = new()
            {
                ["a"] = p => p.A(),
                ["b"] = p => p.A() + 1,
            };

            private static readonly IDisposable[] _owned = [new Timer(static _ => { }), new MemoryStream()];

            public int Run(string name) => _commands.TryGetValue(name, out var command) ? command(this) : _owned.Length;

            private int A() => 1;
        }
        """);

    [Fact]
    public Task An_empty_sentinel() => Check("""
        public class Node
        {
            private static readonly List<Node> _none = new();
            private readonly List<Node> _children = _none;

            public Node? Parent { get; init; }

            public int Count => _children.Count;
        }
        """);

    [Fact]
    public Task An_object_pool_behind_a_bag() => Check("""
        public sealed class Buffer : IDisposable
        {
            private static readonly ConcurrentBag<Buffer> _pool = new();

            public static Buffer Rent() => _pool.TryTake(out var buffer) ? buffer : new Buffer();

            public void Dispose() => _pool.Add(this);
        }
        """);

    [Fact]
    public Task An_object_pool_behind_slots() => Check("""
        public sealed class Buffer : IDisposable
        {
            private static readonly Buffer?[] _pool = new Buffer?[8];

            public static Buffer Rent(int slot) => Interlocked.Exchange(ref _pool[slot], null) ?? new Buffer();

            public void Dispose() => _pool[GetHashCode() & 7] = this;
        }
        """);

    [Theory]
    [InlineData("public")]
    [InlineData("protected")]
    public Task A_field_that_other_types_can_reach(string access) => Check($$"""
        public class Node
        {
            {{access}} static readonly List<Node> _nodes = new();

            public Node() => _nodes.Add(this);
        }
        """);

    [Fact]
    public Task An_instance_field() => Check("""
        public class Node
        {
            private readonly List<Node> _nodes = new();

            public Node() => _nodes.Add(this);
        }
        """);

    [Fact]
    public Task A_thread_static_field() => Check("""
        public class Node
        {
            [ThreadStatic]
            private static List<Node>? _nodes;

            public Node() => (_nodes ??= new()).Add(this);
        }
        """);

    [Theory]
    [InlineData("public static readonly Node Instance = new Node();")]
    [InlineData("public static Node Instance { get; } = new Node();")]
    [InlineData("private static readonly Lazy<Node> _instance = new(() => new Node()); public static Node Instance => _instance.Value;")]
    [InlineData("private static Node? _instance; public static Node Instance => _instance ??= new Node();")]
    [InlineData("private static Node? _instance; public static Node Instance { get { if (_instance == null) { _instance = new Node(); } return _instance; } }")]
    [InlineData("private static class Holder { internal static readonly Node Value = new Node(); } public static Node Instance => Holder.Value;")]
    public Task A_singleton_adds_itself(string instance) => Check($$"""
        public sealed class Node
        {
            private static readonly List<Node> _nodes = new();
            private static Action? _changed;
            {{instance}}

            private Node()
            {
                _nodes.Add(this);
                _changed += OnChanged;
            }

            private void OnChanged() => _changed?.Invoke();
        }
        """);

    [Fact]
    public Task An_enumeration_of_constants_in_the_shape_of_a_class() => Check("""
        public sealed class Color
        {
            private static readonly Dictionary<string, Color> _all = new();
            public static readonly Color Red = new("red");
            public static readonly Color Blue = new("blue");

            private Color(string name) => _all.Add(name, this);

            public static Color Parse(string name) => _all[name];
        }
        """);

    [Fact]
    public Task Nameof_is_no_use() => Check("""
        public class Node
        {
            private static readonly List<Node> _nodes = new();

            public string Name => nameof(_nodes);
        }
        """);

    [Fact]
    public Task A_slot_of_a_list_is_set() => Check("""
        public class Node
        {
            private static readonly List<Node?> _slots = new() { null, null };

            public void Take(int slot) => _slots[slot] = this;
        }
        """);

    [Fact]
    public Task A_type_of_the_program_is_called_like_a_collection() => Check("""
        public class List<T>
        {
            public void Add(T item) { }
        }

        public class Node
        {
            private static readonly List<Node> _nodes = new();

            public Node() => _nodes.Add(this);
        }
        """);

    [Fact]
    public Task A_lock_and_comparisons_are_no_adds() => Check("""
        public class Node
        {
            private static readonly List<Node> _nodes = new();

            public bool Knows
            {
                get
                {
                    lock (_nodes) return _nodes != null && _nodes.Contains(this) && ReferenceEquals(_nodes, this);
                }
            }
        }
        """);

    [Fact]
    public Task A_test_fixture_keeps_what_its_tests_make() => Check("""
        namespace Xunit
        {
            public class FactAttribute : Attribute { }
        }

        namespace Tests
        {
            public class NodeTests
            {
                private static readonly List<IDisposable> _made = new();

                [Xunit.Fact]
                public void Works() => _made.Add(new Timer(static _ => { }));
            }
        }
        """);

    [Fact]
    public Task The_removal_is_in_a_query_of_the_same_field() => Check("""
        public class Node
        {
            private static Node[] _nodes = [];

            public Node() => _nodes = [.. _nodes, this];

            public void Close() => _nodes = _nodes.Where(n => n != this).ToArray();
        }
        """);
}
