using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Xunit;

namespace LeakLint.Tests.CodeFixes.Registries;

/// <content>Where the project does not have the runtime package.</content>
public sealed partial class StaticRegistryHoldsHandlesFixTests
{
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
}
