using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Xunit;

namespace LeakLint.Tests.CodeFixes.Registries;

/// <summary>From the warning to the repaired program: which ways are offered in which order, and what they make of whole files.</summary>
public sealed class StaticRegistryHoldsHandlesFixTests
{
    private const string Map = """
        #nullable enable
        using System.Collections.Generic;

        // The nodes of a session.
        public class Node
        {
            // By name.
            private static readonly Dictionary<string, Node> Nodes = new Dictionary<string, Node>(); // all of them

            public Node(string name)
            {
                // Known from now on.
                {|LEAK101:Nodes.Add(name, this)|}; // once
            }

            public static Node? Find(string name) => Nodes.ContainsKey(name) ? Nodes[name] : null;

            public static IEnumerable<string> Names()
            {
                foreach (var name in Nodes.Keys)
                {
                    yield return name; // in no order
                }
            }
        }
        """;

    private const string List = """
        using System.Collections.Generic;

        public class Node
        {
            private static readonly List<Node> _nodes = new();

            public Node() => {|LEAK101:_nodes.Add(this)|};

            public static void Wake()
            {
                foreach (var node in _nodes)
                {
                    node.ToString();
                }
            }
        }
        """;

    [Fact]
    public Task Map_with_the_runtime_package() => new RegistryFixTest(runtime: true)
    {
        TestCode = Map,
        FixedCode = """
            #nullable enable
            using System.Collections.Generic;
            using LeakLint;

            // The nodes of a session.
            public class Node
            {
                // By name.
                private static readonly WeakValueDictionary<string, Node> Nodes = new WeakValueDictionary<string, Node>(); // all of them

                public Node(string name)
                {
                    // Known from now on.
                    Nodes.Add(name, this); // once
                }

                public static Node? Find(string name) => Nodes.TryGetValue(name, out var node) ? node : null;

                public static IEnumerable<string> Names()
                {
                    foreach (var (name, _) in Nodes)
                    {
                        yield return name; // in no order
                    }
                }
            }
            """,
    }.RunAsync();

    [Fact]
    public Task List_with_the_runtime_package() => new RegistryFixTest(runtime: true)
    {
        TestCode = List,
        FixedCode = """
            using System.Collections.Generic;
            using LeakLint;

            public class Node
            {
                private static readonly WeakSet<Node> _nodes = new();

                public Node() => _nodes.Add(this);

                public static void Wake()
                {
                    foreach (var node in _nodes)
                    {
                        node.ToString();
                    }
                }
            }
            """,
    }.RunAsync();

    [Theory]
    [InlineData(false, 0, "LEAK101")]
    [InlineData(true, 1, "LEAK101:weak-bcl")]
    public Task Map_without_the_runtime_package(bool runtime, int index, string key) => new RegistryFixTest(runtime)
    {
        CodeActionIndex = index,
        CodeActionEquivalenceKey = key,
        TestCode = Map,
        FixedCode = """
            #nullable enable
            using System;
            using System.Collections.Generic;
            using System.Diagnostics.CodeAnalysis;

            // The nodes of a session.
            public class Node
            {
                // By name.
                private static readonly Dictionary<string, WeakReference<Node>> Nodes = new Dictionary<string, WeakReference<Node>>(); // all of them
                private static int NodesPruneAt = 16;

                public Node(string name)
                {
                    // Known from now on.
                    AddToNodes(name, this); // once
                }

                public static Node? Find(string name) => TryGetFromNodes(name, out var node) ? node : null;

                public static IEnumerable<string> Names()
                {
                    foreach (var (name, _) in LiveInNodes())
                    {
                        yield return name; // in no order
                    }
                }

                private static void AddToNodes(string key, Node value)
                {
                    PruneNodes();
                    if (Nodes.TryGetValue(key, out var old) && !old.TryGetTarget(out _))
                    {
                        Nodes.Remove(key);
                    }

                    Nodes.Add(key, new WeakReference<Node>(value));
                }

                private static IEnumerable<KeyValuePair<string, Node>> LiveInNodes()
                {
                    foreach (var pair in Nodes)
                    {
                        if (pair.Value.TryGetTarget(out var value))
                        {
                            yield return new KeyValuePair<string, Node>(pair.Key, value);
                        }
                    }
                }

                private static bool TryGetFromNodes(string key, [NotNullWhen(true)] out Node? value)
                {
                    value = null;
                    return Nodes.TryGetValue(key, out var weak) && weak.TryGetTarget(out value);
                }

                // Removes the entries whose value was collected, each time there are twice as many entries.
                private static void PruneNodes()
                {
                    if (Nodes.Count < NodesPruneAt)
                    {
                        return;
                    }

                    var dead = new List<string>();
                    foreach (var pair in Nodes)
                    {
                        if (!pair.Value.TryGetTarget(out _))
                        {
                            dead.Add(pair.Key);
                        }
                    }

                    foreach (var key in dead)
                    {
                        Nodes.Remove(key);
                    }

                    NodesPruneAt = Nodes.Count * 2 + 16;
                }
            }
            """,
    }.RunAsync();

    [Fact]
    public Task List_without_the_runtime_package_where_nullable_is_off() => new RegistryFixTest
    {
        TestCode = List,
        FixedCode = """
            using System.Collections.Generic;
            using System.Runtime.CompilerServices;

            public class Node
            {
                private static readonly ConditionalWeakTable<Node, object> _nodes = new();

                public Node() => _nodes.AddOrUpdate(this, null);

                public static void Wake()
                {
                    foreach (var (node, _) in _nodes)
                    {
                        node.ToString();
                    }
                }
            }
            """,
    }.RunAsync();

    [Fact]
    public Task Concurrent_map_without_the_runtime_package() => new RegistryFixTest
    {
        TestCode = """
            #nullable enable
            using System.Collections.Concurrent;
            using System.Linq;

            namespace Shop
            {
                public class Node
                {
                    private static readonly ConcurrentDictionary<int, Node> _nodes = new();

                    public Node(int id)
                    {
                        if (!{|LEAK101:_nodes.TryAdd(id, this)|})
                        {
                            {|#0:_nodes[id] = this|};
                        }
                    }

                    public static Node Get(int id) => _nodes[id];

                    public static Node[] All() => _nodes.Values.ToArray();
                }
            }
            """,
        FixedCode = """
            #nullable enable
            using System;
            using System.Collections.Concurrent;
            using System.Collections.Generic;
            using System.Linq;

            namespace Shop
            {
                public class Node
                {
                    private static readonly ConcurrentDictionary<int, WeakReference<Node>> _nodes = new();
                    private static int _nodesPruneAt = 16;

                    public Node(int id)
                    {
                        if (!TryAddToNodes(id, this))
                        {
                            SetInNodes(id, this);
                        }
                    }

                    public static Node Get(int id) => GetFromNodes(id);

                    public static Node[] All() => LiveInNodes().Select(pair => pair.Value).ToArray();

                    private static Node GetFromNodes(int key)
                        => _nodes[key].TryGetTarget(out var value) ? value : throw new KeyNotFoundException();

                    private static IEnumerable<KeyValuePair<int, Node>> LiveInNodes()
                    {
                        foreach (var pair in _nodes)
                        {
                            if (pair.Value.TryGetTarget(out var value))
                            {
                                yield return new KeyValuePair<int, Node>(pair.Key, value);
                            }
                        }
                    }

                    private static void SetInNodes(int key, Node value)
                    {
                        PruneNodes();
                        _nodes[key] = new WeakReference<Node>(value);
                    }

                    private static bool TryAddToNodes(int key, Node value)
                    {
                        PruneNodes();
                        var added = new WeakReference<Node>(value);
                        while (!_nodes.TryAdd(key, added))
                        {
                            if (_nodes.TryGetValue(key, out var old))
                            {
                                if (old.TryGetTarget(out _))
                                {
                                    return false;
                                }

                                if (_nodes.TryUpdate(key, added, old))
                                {
                                    return true;
                                }
                            }
                        }

                        return true;
                    }

                    // Removes the entries whose value was collected, each time there are twice as many entries.
                    private static void PruneNodes()
                    {
                        if (_nodes.Count < _nodesPruneAt)
                        {
                            return;
                        }

                        foreach (var pair in _nodes)
                        {
                            if (!pair.Value.TryGetTarget(out _))
                            {
                                ((ICollection<KeyValuePair<int, WeakReference<Node>>>)_nodes).Remove(pair);
                            }
                        }

                        _nodesPruneAt = _nodes.Count * 2 + 16;
                    }
                }
            }
            """,
    }.RunAsync();

    [Fact]
    public Task Disposable_type_unregisters_first() => new RegistryFixTest(runtime: true)
    {
        TestCode = """
            using System;
            using System.Collections.Generic;

            public sealed class Node : IDisposable
            {
                private static readonly List<Node> _nodes = new();

                public Node() => {|LEAK101:_nodes.Add(this)|};

                public void Dispose()
                {
                    // Last words.
                    Console.WriteLine("gone");
                }
            }
            """,
        FixedCode = """
            using System;
            using System.Collections.Generic;

            public sealed class Node : IDisposable
            {
                private static readonly List<Node> _nodes = new();

                public Node() => _nodes.Add(this);

                public void Dispose()
                {
                    _nodes.Remove(this);
                    // Last words.
                    Console.WriteLine("gone");
                }
            }
            """,
    }.RunAsync();

    [Fact]
    public Task Weak_can_be_preferred_to_unregistering()
    {
        var test = new RegistryFixTest(runtime: true)
        {
            TestCode = """
                using System;
                using System.Collections.Generic;

                public sealed class Node : IDisposable
                {
                    private static readonly Dictionary<int, Node> _nodes = new();
                    private readonly int _id;

                    public Node(int id)
                    {
                        _id = id;
                        {|LEAK101:_nodes.Add(id, this)|};
                    }

                    public void Dispose() => Console.WriteLine(_id);
                }
                """,
            FixedCode = """
                using System;
                using System.Collections.Generic;
                using LeakLint;

                public sealed class Node : IDisposable
                {
                    private static readonly WeakValueDictionary<int, Node> _nodes = new();
                    private readonly int _id;

                    public Node(int id)
                    {
                        _id = id;
                        _nodes.Add(id, this);
                    }

                    public void Dispose() => Console.WriteLine(_id);
                }
                """,
        };
        test.TestState.AnalyzerConfigFiles.Add(("/.editorconfig", "root = true\n[*.cs]\nleaklint.LEAK101.preferred_fix = weak\n"));
        return test.RunAsync();
    }

    [Fact]
    public Task Two_registries_in_one_statement() => new RegistryFixTest
    {
        TestCode = """
            using System.Collections.Generic;

            public class Node
            {
                private static readonly HashSet<Node> _first = new();
                private static readonly HashSet<Node> _second = new();

                public Node()
                {
                    if ({|LEAK101:_first.Add(this)|} && {|LEAK101:_second.Add(this)|})
                    {
                        System.Console.WriteLine();
                    }
                }
            }
            """,
        FixedCode = """
            using System.Collections.Generic;
            using System.Runtime.CompilerServices;

            public class Node
            {
                private static readonly ConditionalWeakTable<Node, object> _first = new();
                private static readonly ConditionalWeakTable<Node, object> _second = new();

                public Node()
                {
                    if (_first.TryAdd(this, null) && _second.TryAdd(this, null))
                    {
                        System.Console.WriteLine();
                    }
                }
            }
            """,
    }.RunAsync();

    [Fact]
    public Task What_cannot_be_repaired_does_not_stop_the_rest() => new RegistryFixTest
    {
        TestCode = """
            using System;
            using System.Collections.Generic;

            public class Counted
            {
                private static readonly List<Counted> _all = new();

                public Counted() => {|LEAK101:_all.Add(this)|};

                public static int Count => _all.Count;
            }

            public class Node
            {
                private static readonly List<Node> _nodes = new();

                public Node() => {|LEAK101:_nodes.Add(this)|};
            }

            public class Last : IDisposable
            {
                private static readonly List<Last> _all = new();

                public Last() => {|LEAK101:_all.Add(this)|};

                public void Dispose() { }
            }
            """,
        FixedState =
        {
            MarkupHandling = Microsoft.CodeAnalysis.Testing.MarkupMode.Allow,
            Sources =
            {
                """
                using System;
                using System.Collections.Generic;
                using System.Runtime.CompilerServices;

                public class Counted
                {
                    private static readonly List<Counted> _all = new();

                    public Counted() => {|LEAK101:_all.Add(this)|};

                    public static int Count => _all.Count;
                }

                public class Node
                {
                    private static readonly ConditionalWeakTable<Node, object> _nodes = new();

                    public Node() => _nodes.AddOrUpdate(this, null);
                }

                public class Last : IDisposable
                {
                    private static readonly List<Last> _all = new();

                    public Last() => _all.Add(this);

                    public void Dispose()
                    {
                        _all.Remove(this);
                    }
                }
                """,
            },
        },
    }.RunAsync();

    private const string Handles = """
        #nullable enable
        using System;
        using System.Collections.Generic;
        using LeakLint;

        public sealed class Texture : IDisposable
        {
            public void Dispose() { }
        }

        public sealed class Sprite
        {
            private static readonly List<SharedHandle<Texture>> _used = [];

            public Sprite(SharedHandle<Texture> texture) => {|LEAK101:_used.Add(texture.AddReference())|};
        }
        """;

    [Fact]
    public Task Counted_handles_become_weak_handles() => new RegistryFixTest(runtime: true)
    {
        TestCode = Handles,
        FixedCode = """
            #nullable enable
            using System;
            using System.Collections.Generic;
            using LeakLint;

            public sealed class Texture : IDisposable
            {
                public void Dispose() { }
            }

            public sealed class Sprite
            {
                private static readonly List<WeakHandle<Texture>> _used = [];

                public Sprite(SharedHandle<Texture> texture) => AddToUsed(texture);

                // Entries whose value is gone are removed before the list grows.
                private static void AddToUsed(SharedHandle<Texture> value)
                {
                    if (_used.Count == _used.Capacity)
                    {
                        _used.RemoveAll(static weak => !weak.IsAlive);
                    }

                    _used.Add(value.ToWeak());
                }
            }
            """,
    }.RunAsync();

    [Fact]
    public Task Delegates_are_not_held_weakly() => new RegistryFixTest
    {
        TestCode = """
            using System;
            using System.Collections.Generic;

            public class Node
            {
                private static readonly List<Action> _handlers = new();

                public Node() => {|LEAK101:_handlers.Add(Run)|};

                private void Run() { }
            }
            """,
        FixedState = { MarkupHandling = Microsoft.CodeAnalysis.Testing.MarkupMode.Allow },
    }.RunAsync();

    [Fact]
    public Task Every_project_and_file_of_a_solution()
    {
        var test = new RegistryFixTest { NumberOfFixAllInProjectIterations = 2, NumberOfFixAllInDocumentIterations = 3 };
        test.TestState.Sources.Add(Adding("A", "{|LEAK101:_nodes.Add(this)|}", "List<A>", "using System.Collections.Generic;"));
        test.TestState.Sources.Add(Adding("B", "{|LEAK101:_nodes.Add(this)|}", "List<B>", "using System.Collections.Generic;"));
        test.TestState.AdditionalProjects["Other"].Sources.Add(Adding("C", "{|LEAK101:_nodes.Add(this)|}", "List<C>", "using System.Collections.Generic;"));
        test.TestState.AdditionalProjects["Other"].DocumentationMode = DocumentationMode.None;
        const string Usings = "using System.Collections.Generic;\nusing System.Runtime.CompilerServices;";
        test.FixedState.Sources.Add(Adding("A", "_nodes.AddOrUpdate(this, null)", "ConditionalWeakTable<A, object>", Usings));
        test.FixedState.Sources.Add(Adding("B", "_nodes.AddOrUpdate(this, null)", "ConditionalWeakTable<B, object>", Usings));
        test.FixedState.AdditionalProjects["Other"].Sources.Add(Adding("C", "_nodes.AddOrUpdate(this, null)", "ConditionalWeakTable<C, object>", Usings));
        test.FixedState.AdditionalProjects["Other"].DocumentationMode = DocumentationMode.None;
        return test.RunAsync();

        static string Adding(string name, string add, string type, string usings) => $$"""
            {{usings}}

            public class {{name}}
            {
                private static readonly {{type}} _nodes = new();

                public {{name}}() => {{add}};
            }
            """.ReplaceLineEndings("\n");
    }
}
