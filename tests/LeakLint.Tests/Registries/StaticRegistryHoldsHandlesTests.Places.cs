using System.Threading.Tasks;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;
using Xunit;

namespace LeakLint.Tests.Registries;

/// <content>Wherever the registry, or the code that fills it, stands.</content>
public sealed partial class StaticRegistryHoldsHandlesTests
{
    [Fact]
    public Task An_auto_property_is_a_registry() => Check("""
        public class Node
        {
            private static List<Node> Nodes { get; } = new();

            public Node() => {|LEAK101:Nodes.Add(this)|};
        }
        """);

    [Theory]
    [InlineData("_nodes ??= new(); {|LEAK101:_nodes.Add(this)|};")]
    [InlineData("{|LEAK101:(_nodes ??= new()).Add(this)|};")]
    [InlineData("if (_nodes == null) { _nodes = new List<Node>(); } {|LEAK101:_nodes.Add(this)|};")]
    [InlineData("Interlocked.CompareExchange(ref _nodes, new List<Node>(), null); {|LEAK101:_nodes.Add(this)|};")]
    [InlineData("LazyInitializer.EnsureInitialized(ref _nodes); {|LEAK101:_nodes!.Add(this)|};")]
    [InlineData("_nodes ??= new(); var nodes = _nodes; {|LEAK101:nodes.Add(this)|};")]
    [InlineData("_nodes?{|LEAK101:.Add(this)|};")]
    public Task A_registry_made_on_first_use(string body) => Check($$"""
        public class Node
        {
            private static List<Node>? _nodes;

            public Node()
            {
                {{body}}
            }
        }
        """);

    [Fact]
    public Task A_registry_behind_Lazy() => Check("""
        public class Node
        {
            private static readonly Lazy<List<Node>> _nodes = new(() => new List<Node>());

            public Node() => {|LEAK101:_nodes.Value.Add(this)|};
        }
        """);

    [Fact]
    public Task A_registry_made_in_the_static_constructor() => Check("""
        public class Node
        {
            private static readonly List<Node> _nodes;

            static Node()
            {
                _nodes = new List<Node>();
            }

            public Node() => {|LEAK101:_nodes.Add(this)|};
        }
        """);

    [Fact]
    public Task A_generic_type() => Check("""
        public class Node<T>
        {
            private static readonly List<Node<T>> _nodes = new();

            public Node() => {|LEAK101:_nodes.Add(this)|};
        }
        """);

    [Fact]
    public Task A_record() => Check("""
        public record Node(string Name)
        {
            private static readonly List<Node> _nodes = new();

            public void Keep() => {|LEAK101:_nodes.Add(this)|};
        }
        """);

    [Fact]
    public Task A_record_entry_keeps_what_it_is_made_with() => Check("""
        public class Node
        {
            private static readonly List<Entry> _entries = new();

            public Node(string name) => {|LEAK101:_entries.Add(new Entry(name, this))|};

            private sealed record Entry(string Name, Node Node);
        }
        """);

    [Fact]
    public Task A_primary_constructor_type() => Check("""
        public class Node(string name)
        {
            private static readonly Dictionary<string, Node> _nodes = new();

            public void Publish() => {|LEAK101:_nodes.Add(name, this)|};
        }
        """);

    [Fact]
    public Task A_primary_constructor_parameter_captured_in_a_field_initializer() => Check("""
        public class Node(Stream stream)
        {
            private static readonly HashSet<Action> _flush = new();
            private readonly bool _kept = {|LEAK101:_flush.Add(() => stream.Flush())|};

            public bool Kept => _kept;
        }
        """);

    [Fact]
    public Task A_field_initializer_adds_a_fresh_disposable() => Check("""
        public class Node
        {
            private static readonly HashSet<Timer> _timers = new();
            private readonly bool _kept = {|LEAK101:_timers.Add(new Timer(static _ => { }))|};

            public bool Kept => _kept;
        }
        """);

    [Fact]
    public Task A_top_level_program_makes_nodes() => CheckProgram("""
        for (var i = 0; i < 10; i++)
        {
            new Node();
        }

        public class Node
        {
            private static readonly List<Node> _leaks = new();

            public Node() => {|LEAK101:_leaks.Add(this)|};
        }
        """);

    [Fact]
    public Task A_lambda_and_a_local_function_in_an_instance_method() => Check("""
        public class Node
        {
            private static readonly List<Node> _nodes = new();
            private static readonly List<Action> _late = new();

            public void Start()
            {
                Task.Run(() => {|LEAK101:_nodes.Add(this)|});
                Keep();

                void Keep() => {|LEAK101:_late.Add(Start)|};
            }
        }
        """);

    [Fact]
    public Task A_singletons_user_is_no_singleton() => Check("""
        public sealed class Node
        {
            private static readonly List<Node> _nodes = new();

            private Node() => {|LEAK101:_nodes.Add(this)|};

            public static Node Create() => new Node();
        }
        """);

    [Fact]
    public Task Each_registry_is_reported_once_at_its_first_proof() => Check("""
        public class Node
        {
            private static readonly List<Node> _nodes = new();
            private static readonly List<Action> _callbacks = new();

            public Node()
            {
                {|LEAK101:_nodes.Add(this)|};
                {|LEAK101:_callbacks.Add(Attach)|};
            }

            public void Attach()
            {
                _nodes.Add(this);
            }
        }
        """);
}
