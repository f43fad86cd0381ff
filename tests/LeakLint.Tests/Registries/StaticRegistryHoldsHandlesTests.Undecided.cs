using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;
using Xunit;

namespace LeakLint.Tests.Registries;

public sealed partial class StaticRegistryHoldsHandlesTests
{
    [Theory]
    [InlineData("public static List<Node> All => {|LEAK002:_nodes|};")]
    [InlineData("public static ICollection<Node> All() { return {|LEAK002:_nodes|}; }")]
    [InlineData("public static Func<List<Node>> All = () => {|LEAK002:_nodes|};")]
    [InlineData("public static void Fill(Action<List<Node>> fill) => fill({|LEAK002:_nodes|});")]
    [InlineData("public static void Sweep() => Sweeper.Sweep({|LEAK002:_nodes|});")]
    [InlineData("public static void Sweep() => {|LEAK002:_nodes|}.Prune();")]
    [InlineData("public static void Sweep() => Sweeper.Sweep(ref {|LEAK002:_nodes|});")]
    [InlineData("public static void Sweep() => new Sweeper({|LEAK002:_nodes|});")]
    [InlineData("private List<Node>? _peers; public void Join() => {|LEAK002:_peers = _nodes|};")]
    [InlineData("private readonly List<Node> _peers = {|LEAK002:_nodes|};")]
    [InlineData("public static void Get(out object all) => {|LEAK002:all = _nodes|};")]
    [InlineData("public static object All => (1, {|LEAK002:_nodes|});")]
    [InlineData("public static void Close() { foreach (var node in {|LEAK002:_nodes|}) node.Dispose(); }")]
    [InlineData("public static void Close() => {|LEAK002:_nodes.ForEach(n => n.Dispose())|};")]
    public Task It_leaves_sight(string member) => Check($$"""
        public class Node : IDisposable
        {
            private static List<Node> _nodes = new();

            public Node() => _nodes.Add(this);

            public void Dispose() { }

            {{member}}
        }

        public class Sweeper
        {
            public Sweeper(List<Node> nodes) { }
            public static void Sweep(List<Node> nodes) => Kept = nodes;
            public static List<Node>? Kept;
            public static void Sweep(ref List<Node> nodes) { }
        }

        public static class Extensions
        {
            public static void Prune(this List<Node> nodes) => Sweeper.Kept = nodes;
        }
        """);

    [Fact]
    public async Task The_reason_is_told_by_name_and_in_words()
    {
        var test = With("""
            public static class Plugins
            {
                private static readonly List<Action> _plugins = new();

                public static void Register(Action plugin) => {|#0:_plugins.Add(plugin)|};
            }
            """);
        test.ExpectedDiagnostics.Add(new DiagnosticResult("LEAK002", DiagnosticSeverity.Info)
            .WithLocation(0)
            .WithMessage("Not decided whether '_plugins' leaks: what it holds comes from its callers, who may mean to keep it"));
        await test.RunAsync();
    }

    [Theory]
    [InlineData("Timer")]
    [InlineData("Action")]
    [InlineData("SharedHandle<object>")]
    public Task A_static_method_keeps_what_its_callers_give_it(string type) => Check($$"""
        public static class Plugins
        {
            private static readonly Dictionary<string, {{type}}> _plugins = new();

            public static void Register(string name, {{type}} plugin) => {|LEAK002:_plugins[name] = plugin|};
        }
        """);

    [Fact]
    public Task A_static_method_keeps_closures_over_what_its_callers_give_it() => Check("""
        public static class Plugins
        {
            private static readonly List<Action> _plugins = new();

            public static void Register(IDisposable plugin) => {|LEAK002:_plugins.Add(() => plugin.Dispose())|};
        }
        """);

    [Fact]
    public Task A_static_cache_of_disposables_keyed_by_a_parameter() => Check("""
        public static class Logs
        {
            private static readonly ConcurrentDictionary<string, FileStream> _logs = new();

            public static FileStream Open(string path) => {|LEAK102:_logs.GetOrAdd(path, p => new FileStream(p, FileMode.Append))|};
        }
        """);

    // A layout that is new to the program keeps the instance that brought it; equal layouts share it.
    [Fact]
    public Task The_first_instance_of_each_value_is_kept_and_shared() => Check("""
        public class Layout
        {
            private static readonly Dictionary<Key, Layout> _layouts = new();
            private readonly Key _key;

            public Layout(params int[] columns)
            {
                lock (_layouts)
                {
                    var key = new Key(columns.Length);
                    if (_layouts.TryGetValue(key, out var known))
                    {
                        _key = known._key;
                    }
                    else
                    {
                        _key = key;
                        {|LEAK002:_layouts[key] = this|};
                    }
                }
            }

            public int Columns => _key.Columns;

            private sealed record Key(int Columns);
        }
        """);

    [Fact]
    public Task A_cache_of_disposables_keyed_by_what_the_instance_is() => Check("""
        public class Pattern
        {
            private static readonly Dictionary<string, Timer> _timers = new();

            public int Width { get; init; }

            public Timer Get()
            {
                if (!_timers.TryGetValue("w" + Width, out var timer))
                {
                    timer = new Timer(static _ => { });
                    {|LEAK002:_timers.Add("w" + Width, timer)|};
                }

                return timer;
            }
        }
        """);

    [Fact]
    public Task Keyed_by_a_property_that_each_derived_type_answers() => Check("""
        public abstract class Codec
        {
            private static readonly Dictionary<string, Codec> _codecs = new();

            protected Codec() => {|LEAK002:_codecs[Name] = this|};

            public abstract string Name { get; }
        }
        """);

    [Fact]
    public Task A_static_method_keeps_a_foreign_disposable_that_it_makes() => Check("""
        public static class Workers
        {
            private static readonly List<Timer> _timers = new();

            public static void Start(int count)
            {
                for (var i = 0; i < count; i++) {|LEAK002:_timers.Add(new Timer(static _ => { }))|};
            }
        }
        """);

    [Fact]
    public Task The_stored_object_comes_from_a_call() => Check("""
        public class Session
        {
            private static readonly List<FileStream> _files = new();

            public Session(string path) => {|LEAK102:_files.Add(File.OpenRead(path))|};
        }
        """);

    [Fact]
    public Task The_stored_object_is_a_field_of_the_instance() => Check("""
        public class Session
        {
            private static readonly List<Timer> _timers = new();
            private readonly Timer _timer = new(static _ => { });

            public Session() => {|LEAK102:_timers.Add(_timer)|};
        }
        """);

    [Fact]
    public Task The_add_depends_on_a_switch_that_is_set_elsewhere() => Check("""
        public class Node
        {
            private static readonly List<Node> _nodes = new();

            public static bool IsTracking { get; set; }

            public Node()
            {
                if (IsTracking) {|LEAK002:_nodes.Add(this)|};
            }
        }
        """);

    [Fact]
    public Task The_add_stands_in_a_lambda_of_a_static_initializer() => Check("""
        public sealed class Codec : IDisposable
        {
            private static readonly List<Codec> _codecs = new();
            public static readonly Func<Codec> Make = () =>
            {
                var codec = new Codec();
                {|LEAK002:_codecs.Add(codec)|};
                return codec;
            };

            public void Dispose() { }
        }
        """);

    [Fact]
    public Task Instances_in_sight_are_constants_but_others_could_be_made() => Check("""
        public class Color
        {
            private static readonly List<Color> _all = new();
            public static readonly Color Red = new("red");

            public Color(string name) => {|LEAK002:_all.Add(this)|};
        }
        """);

    [Fact]
    public Task A_table_of_interned_instances() => Check("""
        public sealed class Name
        {
            private static readonly Dictionary<string, Name> _names = new();

            private Name(string text) => {|LEAK002:_names[text] = this|};

            public static Name Get(string text) => _names.TryGetValue(text, out var name) ? name : new Name(text);
        }
        """);

    [Theory]
    [InlineData("IList<Node> _nodes = new Bounded();")]
    [InlineData("IList<Node> _nodes = Bounded.Make();")]
    [InlineData("List<Node> _nodes = new Sparse();")]
    public Task The_collection_behind_it_is_not_the_frameworks(string field) => Check($$"""
        public class Node
        {
            private static readonly {{field}}

            public Node() => {|LEAK002:_nodes.Add(this)|};
        }

        public class Sparse : List<Node> { }

        public class Bounded : System.Collections.ObjectModel.Collection<Node>
        {
            public static IList<Node> Make() => new Bounded();
        }
        """);

    [Fact]
    public async Task Half_typed_code_is_silent()
    {
        var test = With("""
            public class Node
            {
                private static readonly List<Node> _nodes = new();

                public Node()
                {
                    _nodes.Add(this);
                    _nodes.
                }
            }
            """);
        test.CompilerDiagnostics = CompilerDiagnostics.None;
        test.DisabledDiagnostics.Add("LEAK002");
        await test.RunAsync();
    }

    [Theory]
    [InlineData("private static readonly List<Missing> _nodes = new();", "_nodes.Add(this)")]
    [InlineData("private static readonly Missing _nodes = new();", "_nodes.Add(this)")]
    [InlineData("private static readonly List<Node _nodes = new();", "_nodes.Add(this")]
    [InlineData("private static readonly Dictionary<string, Node> _nodes = new();", "_nodes[] = this")]
    [InlineData("private static readonly Dictionary<string, Node> _nodes = new();", "_nodes.Add(nobody, )")]
    [InlineData("private static Action _nodes", "_nodes += Missing")]
    [InlineData("private static List<Node> _nodes { get; set", "_nodes.Add(this); } } class")]
    [InlineData("private static List<Node> _nodes = _nodes;", "var x = _nodes; x = x; x.Add(x)")]
    [InlineData("private static ImmutableList<Node> _nodes = _nodes;", "var x = x; _nodes = x; _nodes = _nodes = _nodes")]
    public async Task Broken_code_breaks_nothing(string field, string body)
    {
        var test = With($$"""
            public class Node
            {
                {{field}}

                public Node(string name)
                {
                    {{body}};
                }
            }
            """);
        test.CompilerDiagnostics = CompilerDiagnostics.None;
        test.DisabledDiagnostics.Add("LEAK002");
        test.DisabledDiagnostics.Add("LEAK101");
        await test.RunAsync();
    }
}
