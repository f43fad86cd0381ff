using System.Threading.Tasks;
using LeakLint.CodeFixes.Edits;
using Xunit;

namespace LeakLint.Tests.CodeFixes.Edits;

/// <summary>What surrounds the swapped uses: usings, names, comments, line ends.</summary>
public sealed class WeakSwapTextTests
{
    [Fact]
    public Task Using_goes_under_the_header_of_a_file_without_usings() => Swap.GivesAsync(
        Swap.WeakTable,
        """
        // Copyright.
        // All rights.

        // A node.
        class Node
        {
            private static readonly System.Collections.Generic.List<Node> _nodes = new();
            Node() => _nodes.Add(this);
        }
        """,
        """
        // Copyright.
        // All rights.

        using System.Runtime.CompilerServices;

        // A node.
        class Node
        {
            private static readonly ConditionalWeakTable<Node, object?> _nodes = new();
            Node() => _nodes.AddOrUpdate(this, null);
        }
        """);

    [Fact]
    public Task Using_goes_where_the_others_are() => Swap.GivesAsync(
        Swap.WeakTable,
        """
        namespace Shop
        {
            using System.Collections.Generic;
            using System.Text;

            class Node
            {
                private static readonly List<Node> _nodes = new();
                Node() => _nodes.Add(this);
            }
        }
        """,
        """
        namespace Shop
        {
            using System.Collections.Generic;
            using System.Runtime.CompilerServices;
            using System.Text;

            class Node
            {
                private static readonly ConditionalWeakTable<Node, object?> _nodes = new();
                Node() => _nodes.AddOrUpdate(this, null);
            }
        }
        """);

    [Fact]
    public Task Using_that_comes_first_takes_over_the_header() => Swap.GivesAsync(
        Swap.WeakReferences,
        "// Copyright.\nusing System.Collections.Generic;\n\nclass Node\n{\n    private static readonly Dictionary<int, Node> _nodes = new();\n    static bool Has(int id) => _nodes.ContainsKey(id);\n}",
        "// Copyright.\nusing System;\nusing System.Collections.Generic;\nusing System.Diagnostics.CodeAnalysis;\n\nclass Node\n{\n    private static readonly Dictionary<int, WeakReference<Node>> _nodes = new();\n    static bool Has(int id) => TryGetFromNodes(id, out _);\n\n    private static bool TryGetFromNodes(int key, [NotNullWhen(true)] out Node? value)\n    {\n        value = null;\n        return _nodes.TryGetValue(key, out var weak) && weak.TryGetTarget(out value);\n    }\n}");

    [Fact]
    public Task Type_of_the_same_name_makes_the_name_a_full_one() => Swap.GivesAsync(
        Swap.WeakValueDictionary,
        """
        using System.Collections.Generic;

        class WeakValueDictionary<K, V> { }

        class Node
        {
            private static readonly Dictionary<int, Node> _nodes = new Dictionary<int, Node>();
            Node() => _nodes.Add(1, this);
        }
        """,
        """
        using System.Collections.Generic;

        class WeakValueDictionary<K, V> { }

        class Node
        {
            private static readonly global::LeakLint.WeakValueDictionary<int, Node> _nodes = new global::LeakLint.WeakValueDictionary<int, Node>();
            Node() => _nodes.Add(1, this);
        }
        """);

    [Fact]
    public Task Members_that_are_there_keep_their_names() => Swap.GivesAsync(
        Swap.WeakReferences,
        """
        using System;
        using System.Collections.Generic;

        class Node
        {
            private static readonly Dictionary<int, Node> _nodes = new();
            static Node GetFromNodes(int weak) => _nodes[weak];
        }
        """,
        """
        using System;
        using System.Collections.Generic;

        class Node
        {
            private static readonly Dictionary<int, WeakReference<Node>> _nodes = new();
            static Node GetFromNodes(int weak) => GetFromNodes1(weak);

            private static Node GetFromNodes1(int key)
                => _nodes[key].TryGetTarget(out var value) ? value : throw new KeyNotFoundException();
        }
        """);

    [Fact]
    public Task Variable_that_is_there_keeps_its_name() => Swap.GivesAsync(
        Swap.WeakValueDictionary,
        """
        using System.Collections.Generic;
        using LeakLint;

        class Node
        {
            private static readonly Dictionary<int, Node> _nodes = new();
            static void Do(int node) { if (_nodes.ContainsKey(node)) { _nodes[node].ToString(); } }
        }
        """,
        """
        using System.Collections.Generic;
        using LeakLint;

        class Node
        {
            private static readonly WeakValueDictionary<int, Node> _nodes = new();
            static void Do(int node) { if (_nodes.TryGetValue(node, out var node1)) { node1.ToString(); } }
        }
        """);

    [Fact]
    public Task Alias_of_the_collection_is_spelt_out() => Swap.GivesAsync(
        Swap.WeakValueDictionary,
        """
        using LeakLint;
        using Map = System.Collections.Generic.Dictionary<int, Node>;

        class Node
        {
            private static readonly Map _nodes = new Map();
            Node() => _nodes.Add(1, this);
        }
        """,
        """
        using LeakLint;
        using Map = System.Collections.Generic.Dictionary<int, Node>;

        class Node
        {
            private static readonly WeakValueDictionary<int, Node> _nodes = new WeakValueDictionary<int, Node>();
            Node() => _nodes.Add(1, this);
        }
        """);

    [Fact]
    public Task Field_of_a_generic_type() => Swap.GivesAsync(
        Swap.WeakReferences,
        """
        using System;
        using System.Collections.Generic;

        class Node<T> where T : notnull
        {
            private static readonly Dictionary<T, Node<T>> _nodes = new();
            Node(T key) => _nodes[key] = this;
            static Node<int> First() => Node<int>._nodes[1];
        }
        """,
        """
        using System;
        using System.Collections.Generic;

        class Node<T> where T : notnull
        {
            private static readonly Dictionary<T, WeakReference<Node<T>>> _nodes = new();
            private static int _nodesPruneAt = 16;
            Node(T key) => SetInNodes(key, this);
            static Node<int> First() => Node<int>.GetFromNodes(1);

            private static Node<T> GetFromNodes(T key)
                => _nodes[key].TryGetTarget(out var value) ? value : throw new KeyNotFoundException();

            private static void SetInNodes(T key, Node<T> value)
            {
                PruneNodes();
                _nodes[key] = new WeakReference<Node<T>>(value);
            }

            // Removes the entries whose value was collected, each time there are twice as many entries.
            private static void PruneNodes()
            {
                if (_nodes.Count < _nodesPruneAt)
                {
                    return;
                }

                var dead = new List<T>();
                foreach (var pair in _nodes)
                {
                    if (!pair.Value.TryGetTarget(out _))
                    {
                        dead.Add(pair.Key);
                    }
                }

                foreach (var key in dead)
                {
                    _nodes.Remove(key);
                }

                _nodesPruneAt = _nodes.Count * 2 + 16;
            }
        }
        """);

    [Fact]
    public Task Windows_line_ends_stay_windows_line_ends() => Swap.GivesAsync(
        Swap.WeakHandleList,
        """
        using System.Collections.Generic;
        using LeakLint;
        class Textures
        {
            private static readonly List<SharedHandle<string>> _nodes = new();
            static void Add(SharedHandle<string> s) => _nodes.Add(s.AddReference());
            static void All()
            {
                foreach (var s in _nodes)
                    s.ToString();
            }
        }
        """.ReplaceLineEndings("\r\n"),
        """
        using System.Collections.Generic;
        using LeakLint;
        class Textures
        {
            private static readonly List<WeakHandle<string>> _nodes = new();
            static void Add(SharedHandle<string> s) => AddToNodes(s);
            static void All()
            {
                foreach (var weak in _nodes)
                {
                    if (!weak.TryAddReference(out var s))
                    {
                        continue;
                    }

                    using (s)
                    {
                        s.ToString();
                    }
                }
            }

            // Entries whose value is gone are removed before the list grows.
            private static void AddToNodes(SharedHandle<string> value)
            {
                if (_nodes.Count == _nodes.Capacity)
                {
                    _nodes.RemoveAll(static weak => !weak.IsAlive);
                }

                _nodes.Add(value.ToWeak());
            }
        }
        """.ReplaceLineEndings("\r\n"));

    [Fact]
    public Task Tabs_stay_tabs() => Swap.GivesAsync(
        Swap.WeakValueDictionary,
        "using System.Collections.Generic;\nusing LeakLint;\nclass Node\n{\n\tprivate static readonly Dictionary<int, Node> _nodes = new();\n\tstatic void All()\n\t{\n\t\tforeach (var node in _nodes.Values)\n\t\t\tnode.ToString();\n\t}\n}",
        "using System.Collections.Generic;\nusing LeakLint;\nclass Node\n{\n\tprivate static readonly WeakValueDictionary<int, Node> _nodes = new();\n\tstatic void All()\n\t{\n\t\tforeach (var pair in _nodes)\n\t\t{\n\t\t\tvar node = pair.Value;\n\t\t\tnode.ToString();\n\t\t}\n\t}\n}",
        Abilities.All & ~Abilities.PairsDeconstruct);

    [Fact]
    public Task Registry_that_disposes_what_it_holds_owns_it() => Swap.IsRefusedAsync(
        Swap.WeakTable,
        nameof(Refusal.OwnedByRegistry),
        """
        using System;
        using System.Collections.Generic;

        class Node : IDisposable
        {
            private static readonly List<Node> _nodes = new();
            Node() => _nodes.Add(this);
            static void End() { foreach (var node in _nodes) node.Dispose(); }
            public void Dispose() { }
        }
        """);
}
