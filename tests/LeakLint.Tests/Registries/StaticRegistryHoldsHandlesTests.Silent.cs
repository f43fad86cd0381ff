using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Registries;

/// <content>What is let go elsewhere, or put in once.</content>
public sealed partial class StaticRegistryHoldsHandlesTests
{
    [Theory]
    [InlineData("_nodes.Remove(this);")]
    [InlineData("_nodes.Clear();")]
    [InlineData("_nodes?.Clear();")]
    [InlineData("_nodes.RemoveAll(n => n.IsClosed);")]
    [InlineData("try { Console.WriteLine(); } finally { _nodes.Remove(this); }")]
    [InlineData("Task.Run(() => _nodes.Remove(this));")]
    [InlineData("Forget(); void Forget() { lock (_nodes) _nodes.Remove(this); }")]
    [InlineData("_nodes = new List<Node>();")]
    [InlineData("_nodes = null!;")]
    [InlineData("_nodes = _nodes.Where(n => !n.IsClosed).ToList();")]
    [InlineData("Interlocked.Exchange(ref _nodes, new List<Node>());")]
    [InlineData("(_nodes, var old) = (new List<Node>(), _nodes); old.Clear();")]
    [InlineData("var nodes = _nodes; nodes.Remove(this);")]
    [InlineData("List<Node> nodes; nodes = _nodes; var again = nodes; again.Clear();")]
    [InlineData("if (_nodes is { Count: > 100 }) _nodes.RemoveAt(0);")]
    public Task Something_lets_go_in_another_method(string body) => Check($$"""
        public class Node
        {
            private static List<Node> _nodes = new();

            public Node() => _nodes.Add(this);

            public bool IsClosed { get; private set; }

            public void Close()
            {
                IsClosed = true;
                {{body}}
            }
        }
        """);

    [Theory]
    [InlineData("ConcurrentDictionary<Node, int>", "TryAdd(this, 0)", "TryRemove(this, out _)")]
    [InlineData("Queue<Node>", "Enqueue(this)", "Dequeue()")]
    [InlineData("ConcurrentQueue<Node>", "Enqueue(this)", "TryDequeue(out _)")]
    [InlineData("Stack<Node>", "Push(this)", "Pop()")]
    [InlineData("LinkedList<Node>", "AddLast(this)", "RemoveFirst()")]
    [InlineData("ConcurrentBag<Node>", "Add(this)", "TryTake(out _)")]
    [InlineData("BlockingCollection<Node>", "Add(this)", "Take()")]
    [InlineData("HashSet<Node>", "Add(this)", "ExceptWith(new[] { this })")]
    public Task Each_collections_own_way_to_let_go(string type, string add, string remove) => Check($$"""
        public class Node
        {
            private static readonly {{type}} _nodes = new();

            public Node() => _nodes.{{add}};

            public void Close() => _nodes.{{remove}};
        }
        """);

    [Theory]
    [InlineData("_nodes = _nodes.Remove(this)")]
    [InlineData("_nodes = ImmutableList<Node>.Empty")]
    [InlineData("ImmutableInterlocked.Update(ref _nodes, static (all, node) => all.Remove(node), this)")]
    [InlineData("Interlocked.Exchange(ref _nodes, ImmutableList<Node>.Empty)")]
    public Task An_immutable_collection_is_replaced_by_a_smaller_one(string update) => Check($$"""
        public class Node
        {
            private static ImmutableList<Node> _nodes = ImmutableList<Node>.Empty;

            public Node() => _nodes = _nodes.Add(this);

            public void Close() => {{update}};
        }
        """);

    [Fact]
    public Task A_static_delegate_is_unsubscribed_by_a_helper_of_the_instance() => Check("""
        public class Node
        {
            private static Action? _changed;

            public Node() => _changed += OnChanged;

            public void Close() => Unhook();

            private void Unhook() => _changed -= OnChanged;

            private void OnChanged() { }
        }
        """);

    [Fact]
    public Task Custom_event_accessors_over_a_static_delegate() => Check("""
        public static class Bus
        {
            private static EventHandler? _changed;

            public static event EventHandler Changed
            {
                add => _changed += value;
                remove => _changed -= value;
            }
        }
        """);

    [Fact]
    public Task A_static_delegate_is_one_slot_when_it_is_assigned() => Check("""
        public class Node
        {
            private static Action? _current;

            public void Focus() => _current = OnKey;

            private void OnKey() => _current?.Invoke();
        }
        """);

    [Fact]
    public Task Once_in_the_static_constructor() => Check("""
        public sealed class Codec : IDisposable
        {
            private static readonly List<Codec> _codecs = new();

            static Codec()
            {
                _codecs.Add(new Codec());
                Fill();
            }

            private static void Fill()
            {
                for (var i = 0; i < 3; i++) Put(new Codec());
            }

            private static void Put(Codec codec) => _codecs.Add(codec);

            public void Dispose() { }
        }
        """);

    [Fact]
    public Task Once_in_a_module_initializer() => Check("""
        public sealed class Codec : IDisposable
        {
            private static readonly List<Codec> _codecs = new();

            [ModuleInitializer]
            internal static void Fill() => _codecs.Add(new Codec());

            public void Dispose() { }
        }
        """);

    [Fact]
    public Task Once_in_Main() => CheckProgram("""
        public static class Program
        {
            private static readonly List<FileStream> _open = new();

            public static void Main(string[] args)
            {
                foreach (var path in args) _open.Add(new FileStream(path, FileMode.Open));
            }
        }
        """);

    [Fact]
    public Task Once_in_the_one_instance_that_Main_makes() => CheckProgram("""
        public class Program
        {
            private static readonly List<Timer> _timers = new();
            private static readonly List<Program> _programs = new();

            public static void Main() => new Program().Run();

            private void Run()
            {
                _timers.Add(new Timer(static _ => { }));
                _programs.Add(this);
            }
        }
        """);

    [Fact]
    public Task Once_in_top_level_statements() => CheckProgram("""
        _open.Add(new FileStream("log.txt", FileMode.Append));

        public partial class Program
        {
            private static readonly List<FileStream> _open = new();
        }
        """);

    [Fact]
    public Task Once_in_a_Lazy() => Check("""
        public sealed class Codec : IDisposable
        {
            private static readonly List<Codec> _codecs = new();
            private static readonly Lazy<Codec> _default = new(() =>
            {
                var codec = new Codec();
                _codecs.Add(codec);
                return codec;
            });

            public static Codec Default => _default.Value;

            public void Dispose() { }
        }
        """);

    [Theory]
    [InlineData("if (!_hooked) { _hooked = true; _exit += OnExit; }")]
    [InlineData("if (_hooked) return; _hooked = true; _exit += OnExit;")]
    [InlineData("lock (_sync) { if (_hooked) { return; } _exit += OnExit; _hooked = true; }")]
    [InlineData("if (Interlocked.Exchange(ref _once, 1) == 0) _exit += OnExit;")]
    [InlineData("if (Interlocked.CompareExchange(ref _once, 1, 0) != 0) return; _exit += OnExit;")]
    [InlineData("if (_first == null) { _first = this; _exit += OnExit; }")]
    [InlineData("if (_exit == null) _exit += OnExit;")]
    public Task Once_behind_a_guard(string body) => Check($$"""
        public class Node
        {
            private static readonly object _sync = new();
            private static bool _hooked;
            private static int _once;
            private static Node? _first;
            private static Action? _exit;

            public Node()
            {
                {{body}}
            }

            public static bool IsHooked => _hooked && _once == 1 && _first != null;

            private void OnExit() => _exit?.Invoke();
        }
        """);
}
