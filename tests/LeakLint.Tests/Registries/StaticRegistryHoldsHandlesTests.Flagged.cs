using System.Threading.Tasks;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;
using Xunit;

namespace LeakLint.Tests.Registries;

/// <content>What is kept, and by which way it gets in.</content>
public sealed partial class StaticRegistryHoldsHandlesTests
{
    [Fact]
    public Task A_constructor_adds_this_to_a_list() => Check("""
        public class Node
        {
            private static readonly List<Node> _nodes = new();

            public Node() => {|LEAK101:_nodes.Add(this)|};
        }
        """);

    [Fact]
    public async Task The_message_names_field_thing_place_and_kind()
    {
        var test = With("""
            public class Node
            {
                private static readonly List<Node> {|#1:_nodes|} = new();

                public Node() => {|#0:_nodes.Add(this)|};
            }
            """);
        test.ExpectedDiagnostics.Add(new DiagnosticResult("LEAK101", Microsoft.CodeAnalysis.DiagnosticSeverity.Warning)
            .WithLocation(0)
            .WithLocation(1)
            .WithMessage("'_nodes' keeps every 'Node' that the constructor of 'Node' adds ('this'): nothing removes them"));
        await test.RunAsync();
    }

    [Fact]
    public Task An_instance_method_adds_this() => Check("""
        public class Node
        {
            private static List<Node> _nodes = new List<Node>();

            public void Attach()
            {
                lock (_nodes)
                {
                    {|LEAK101:_nodes.Add(this)|};
                }
            }
        }
        """);

    [Theory]
    [InlineData("HashSet<Node>", "Add(this)")]
    [InlineData("ISet<Node>", "Add(this)", "HashSet<Node>")]
    [InlineData("IList<Node>", "Add(this)", "List<Node>")]
    [InlineData("Queue<Node>", "Enqueue(this)")]
    [InlineData("Stack<Node>", "Push(this)")]
    [InlineData("LinkedList<Node>", "AddLast(this)")]
    [InlineData("LinkedList<Node>", "AddFirst(new LinkedListNode<Node>(this))")]
    [InlineData("ConcurrentBag<Node>", "Add(this)")]
    [InlineData("ConcurrentQueue<Node>", "Enqueue(this)")]
    [InlineData("ConcurrentStack<Node>", "Push(this)")]
    [InlineData("BlockingCollection<Node>", "Add(this)")]
    [InlineData("ArrayList", "Add(this)")]
    [InlineData("Hashtable", "Add(id, this)")]
    [InlineData("List<object>", "Add(this)")]
    [InlineData("List<Node>", "Insert(0, this)")]
    [InlineData("List<Node>", "AddRange(new[] { this })")]
    [InlineData("List<(string, Node)>", "Add((id, this))")]
    [InlineData("List<KeyValuePair<string, Node>>", "Add(new KeyValuePair<string, Node>(id, this))")]
    [InlineData("Dictionary<string, Node>", "Add(id, this)")]
    [InlineData("Dictionary<string, Node>", "TryAdd(id, this)")]
    [InlineData("Dictionary<Node, string>", "Add(this, id)")]
    [InlineData("SortedDictionary<string, Node>", "Add(id, this)")]
    [InlineData("SortedList<string, Node>", "Add(id, this)")]
    [InlineData("SortedSet<Node>", "Add(this)")]
    [InlineData("PriorityQueue<Node, int>", "Enqueue(this, 1)")]
    [InlineData("ConcurrentDictionary<string, Node>", "TryAdd(id, this)")]
    [InlineData("ConcurrentDictionary<string, Node>", "GetOrAdd(id, this)")]
    [InlineData("ConcurrentDictionary<string, Node>", "GetOrAdd(id, _ => this)")]
    [InlineData("ConcurrentDictionary<string, Node>", "AddOrUpdate(id, this, (_, old) => this)")]
    public Task Every_way_into_every_collection(string type, string add, string? made = null) => Check($$"""
        public class Node
        {
            private static readonly {{type}} _nodes = new {{made ?? type}}();

            public Node(string id) => {|LEAK101:_nodes.{{add}}|};
        }
        """);

    [Fact]
    public Task An_indexer_sets_this_by_a_key_from_a_parameter() => Check("""
        public class Node
        {
            private static readonly Dictionary<string, Node> _nodes = new();

            public Node(string name)
            {
                {|LEAK101:_nodes[name] = this|};
            }
        }
        """);

    [Theory]
    [InlineData("ImmutableList<Node>", "_nodes = _nodes.Add(this)")]
    [InlineData("ImmutableArray<Node>", "_nodes = _nodes.Add(this)")]
    [InlineData("ImmutableHashSet<Node>", "_nodes = _nodes.Add(this)")]
    [InlineData("ImmutableQueue<Node>", "_nodes = _nodes.Enqueue(this)")]
    [InlineData("ImmutableStack<Node>", "_nodes = _nodes.Push(this)")]
    public Task An_immutable_collection_is_replaced_by_a_larger_one(string type, string update)
    {
        var assignedCall = update.Substring("_nodes = ".Length);
        return Check($$"""
            public class Node
            {
                private static {{type}} _nodes = {{type}}.Empty;

                public Node() => _nodes = {|LEAK101:{{assignedCall}}|};
            }
            """);
    }

    [Fact]
    public Task An_immutable_dictionary_is_replaced_by_a_larger_one() => Check("""
        public class Node
        {
            private static ImmutableDictionary<string, Node> _nodes = ImmutableDictionary<string, Node>.Empty;

            public Node(string name) => _nodes = {|LEAK101:_nodes.SetItem(name, this)|};
        }
        """);

    [Fact]
    public Task An_immutable_collection_grows_through_Interlocked() => Check("""
        public class Node
        {
            private static ImmutableList<Node> _nodes = ImmutableList<Node>.Empty;

            public Node()
            {
                ImmutableList<Node> old, larger;
                do
                {
                    old = Volatile.Read(ref _nodes);
                    larger = {|LEAK101:old.Add(this)|};
                }
                while (Interlocked.CompareExchange(ref _nodes, larger, old) != old);
            }
        }
        """);

    [Theory]
    [InlineData("ImmutableInterlocked.Update(ref _nodes, static (all, node) => all.Add(node), this)")]
    [InlineData("ImmutableInterlocked.Update(ref _nodes, all => {|LEAK101:all.Add(this)|})", false)]
    public Task An_immutable_collection_grows_through_ImmutableInterlocked(string update, bool whole = true) => Check($$"""
        public class Node
        {
            private static ImmutableList<Node> _nodes = ImmutableList<Node>.Empty;

            public Node() => {{(whole ? "{|LEAK101:" + update + "|}" : update)}};
        }
        """);

    [Theory]
    [InlineData("_nodes.Append(this)", ".ToArray()")]
    [InlineData("[.. _nodes, this]", "")]
    public Task An_array_is_replaced_by_a_larger_one(string larger, string rest) => Check($$"""
        public class Node
        {
            private static Node[] _nodes = [];

            public Node() => _nodes = {|LEAK101:{{larger}}|}{{rest}};
        }
        """);

    [Fact]
    public Task A_static_delegate_takes_a_handler_of_this() => Check("""
        public class Node
        {
            private static Action? _changed;

            public Node() => {|LEAK101:_changed += OnChanged|};

            public static void Raise() => _changed?.Invoke();

            private void OnChanged() { }
        }
        """);

    [Fact]
    public Task A_static_delegate_is_combined_by_hand() => Check("""
        public class Node
        {
            private static Action? _changed;

            public Node() => _changed = (Action?){|LEAK101:Delegate.Combine(_changed, new Action(OnChanged))|};

            private void OnChanged() { }
        }
        """);

    [Theory]
    [InlineData("Close")]
    [InlineData("() => Close()")]
    [InlineData("delegate { Close(); }")]
    [InlineData("() => Console.WriteLine(name + _count)")]
    [InlineData("() => peer.Close()")]
    public Task A_list_of_callbacks_takes_a_delegate_over_an_instance(string callback) => Check($$"""
        public class Node
        {
            private static readonly List<Action> _callbacks = new();
            private int _count;

            public Node(string name, Node peer) => {|LEAK101:_callbacks.Add({{callback}})|};

            public void Close() => _count++;

            public static void Run()
            {
                foreach (var callback in _callbacks) callback();
            }
        }
        """);

    [Fact]
    public Task A_closure_in_a_static_method_over_what_only_an_instance_hands_over() => Check("""
        public class Node
        {
            private static readonly List<Action> _callbacks = new();

            public Node() => Track(this);

            private static void Track(Node node) => {|LEAK101:_callbacks.Add(() => node.Close())|};

            private void Close() { }
        }
        """);

    [Theory]
    [InlineData("SharedHandle.Create(image)")]
    [InlineData("handle.AddReference()")]
    [InlineData("new SharedHandle<object>()")]
    [InlineData("handle")]
    public Task A_counted_handle_is_kept_for_every_instance(string stored) => Check($$"""
        public class Session
        {
            private static readonly List<SharedHandle<object>> _kept = new();

            public Session(object image, SharedHandle<object> handle) => {|LEAK101:_kept.Add({{stored}})|};
        }
        """);

    [Fact]
    public Task A_counted_handle_is_acquired_by_a_static_method_for_every_call() => Check("""
        public static class Images
        {
            private static readonly ConcurrentDictionary<string, SharedHandle<object>> _images = new();

            public static SharedHandle<object> Get(string path) =>
                {|LEAK101:_images.GetOrAdd(path, p => SharedHandle.Create<object>(p))|}.AddReference();
        }
        """);

    [Fact]
    public Task A_fresh_finalizable_is_kept_for_every_instance() => Check("""
        public class Native { ~Native() { } }
        public sealed class Block : Native { }

        public class Session
        {
            private static readonly Queue<Native> _blocks = new();

            public void Open()
            {
                var block = new Block();
                {|LEAK101:_blocks.Enqueue(block)|};
            }
        }
        """);

    [Fact]
    public Task A_fresh_disposable_is_kept_for_every_instance() => Check("""
        public class Session
        {
            private static readonly Dictionary<string, FileStream> _logs = new();

            public Session(string path)
            {
                {|LEAK101:_logs[path] = new FileStream(path, FileMode.Append)|};
            }
        }
        """);

    [Fact]
    public Task A_fresh_disposable_behind_a_failed_lookup_in_an_instance_method() => Check("""
        public class Session
        {
            private static readonly Dictionary<string, Timer> _timers = new();

            public Timer TimerFor(string name)
            {
                if (!_timers.TryGetValue(name, out var timer))
                {
                    timer = new Timer(static _ => { });
                    {|LEAK101:_timers.Add(name, timer)|};
                }

                return timer;
            }
        }
        """);

    [Fact]
    public Task A_static_factory_keeps_every_object_of_its_own_type_that_it_makes() => Check("""
        public sealed class Connection : IDisposable
        {
            private static readonly ConcurrentBag<Connection> _open = new();

            public static Connection Open()
            {
                var connection = new Connection();
                {|LEAK101:_open.Add(connection)|};
                return connection;
            }

            public void Dispose() { }
        }
        """);

    [Fact]
    public Task A_static_helper_adds_what_the_constructor_hands_over() => Check("""
        public class Node
        {
            private static readonly List<Node> _nodes = new();

            public Node() => Track(this);

            private static void Track(Node node)
            {
                if (node is null) throw new ArgumentNullException(nameof(node));
                {|LEAK101:_nodes.Add(node)|};
            }
        }
        """);

    [Fact]
    public Task A_test_of_the_registry_itself_limits_nothing() => Check("""
        public class Node
        {
            private static readonly List<Node> _nodes = new();

            public Node()
            {
                if (_nodes.Count > 0) Console.WriteLine(_nodes.Count);
                if (!_nodes.Contains(this)) {|LEAK101:_nodes.Add(this)|};
            }

            public static int Count => _nodes.Count;

            public static string Describe()
            {
                var text = string.Join(", ", _nodes) + nameof(_nodes);
                for (var i = 0; i < _nodes.Count; i++) text += _nodes[i];
                return text + _nodes.Where(n => n != null).Count() + $"{_nodes.Count}";
            }
        }
        """);

    [Theory]
    [InlineData("public static IReadOnlyList<Node> All => _nodes;")]
    [InlineData("public static IEnumerable<Node> All() { return _nodes; }")]
    [InlineData("public static IReadOnlyCollection<Node> All => _nodes.AsReadOnly();")]
    [InlineData("public static Node[] All => _nodes.ToArray();")]
    [InlineData("public static List<Node> All => new List<Node>(_nodes);")]
    [InlineData("public static Node? First => _nodes.FirstOrDefault();")]
    [InlineData("public static List<Node> All => [.. _nodes];")]
    public Task What_can_only_be_read_is_no_way_out(string member) => Check($$"""
        public class Node
        {
            private static readonly List<Node> _nodes = new();

            public Node() => {|LEAK101:_nodes.Add(this)|};

            {{member}}
        }
        """);
}
