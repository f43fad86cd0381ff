using System.Threading.Tasks;
using LeakLint.CodeFixes.Edits;
using Xunit;

namespace LeakLint.Tests.CodeFixes.Edits;

/// <summary>Lists and maps that stay what they are and hold weak entries.</summary>
public sealed class WeakEntriesTests
{
    private static string Handles(string declaration, string grow, string use, string helpers = "") => $$"""
        using System;
        using System.Collections.Generic;
        using System.Linq;
        using LeakLint;

        sealed class Texture : IDisposable
        {
            public void Dispose() { }
        }

        class Cache
        {
            private static {{declaration}}
            private readonly SharedHandle<Texture> _own;

            public Cache(string key, SharedHandle<Texture> handle)
            {
                _own = handle;
                {{grow}}
            }

            {{use}}
        {{helpers}}}
        """;

    private const string AddToList = """

            // Entries whose value is gone are removed before the list grows.
            private static void AddToNodes(SharedHandle<Texture> value)
            {
                if (_nodes.Count == _nodes.Capacity)
                {
                    _nodes.RemoveAll(static weak => !weak.IsAlive);
                }

                _nodes.Add(value.ToWeak());
            }

        """;

    [Theory]
    [InlineData("_nodes.Add(handle.AddReference());", "AddToNodes(handle);")]
    [InlineData("_nodes.Add(_own.AddReference());", "AddToNodes(_own);")]
    [InlineData("_nodes.Add(_own);", "AddToNodes(_own);")]
    public Task List_of_handles_becomes_a_list_of_weak_handles(string grow, string newGrow)
        => Swap.GivesAsync(
            Swap.WeakHandleList,
            Handles("readonly List<SharedHandle<Texture>> _nodes = new List<SharedHandle<Texture>>();", grow, "int None() => 0;"),
            Handles("readonly List<WeakHandle<Texture>> _nodes = new List<WeakHandle<Texture>>();", newGrow, "int None() => 0;", AddToList));

    [Fact]
    public Task Loop_over_handles_takes_uses_and_disposes_each()
        => Swap.GivesAsync(
            Swap.WeakHandleList,
            Handles("readonly List<SharedHandle<Texture>> _nodes = new();", "_nodes.Add(handle.AddReference());", """
                public static void Show()
                    {
                        foreach (var texture in _nodes)
                        {
                            // Each.
                            Console.WriteLine(texture.Value);
                        }
                    }
                """),
            Handles("readonly List<WeakHandle<Texture>> _nodes = new();", "AddToNodes(handle);", """
                public static void Show()
                    {
                        foreach (var weak in _nodes)
                        {
                            if (!weak.TryAddReference(out var texture))
                            {
                                continue;
                            }

                            using (texture)
                            {
                                // Each.
                                Console.WriteLine(texture.Value);
                            }
                        }
                    }
                """, AddToList));

    [Fact]
    public Task Map_of_handles_becomes_a_map_of_weak_handles()
        => Swap.GivesAsync(
            Swap.WeakHandles,
            Handles("readonly Dictionary<string, SharedHandle<Texture>> _nodes = new();", "_nodes[key] = handle.AddReference();", "public static SharedHandle<Texture> Get(string key) => _nodes[key].AddReference();\n\n    public static bool Has(string key) => _nodes.ContainsKey(key);"),
            Handles("readonly Dictionary<string, WeakHandle<Texture>> _nodes = new();\n    private static int _nodesPruneAt = 16;", "SetInNodes(key, handle);", "public static SharedHandle<Texture> Get(string key) => GetFromNodes(key);\n\n    public static bool Has(string key) => HasInNodes(key);", """

                private static SharedHandle<Texture> GetFromNodes(string key)
                    => _nodes[key].TryAddReference(out var value) ? value : throw new KeyNotFoundException();

                private static bool HasInNodes(string key)
                    => _nodes.TryGetValue(key, out var weak) && weak.IsAlive;

                private static void SetInNodes(string key, SharedHandle<Texture> value)
                {
                    PruneNodes();
                    _nodes[key] = value.ToWeak();
                }

                // Removes the entries whose value was collected, each time there are twice as many entries.
                private static void PruneNodes()
                {
                    if (_nodes.Count < _nodesPruneAt)
                    {
                        return;
                    }

                    var dead = new List<string>();
                    foreach (var pair in _nodes)
                    {
                        if (!pair.Value.IsAlive)
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

            """));

    [Theory]
    [InlineData("_nodes.Add(key, handle.AddReference());", "_nodes.Add(key, handle);")]
    [InlineData("_nodes.TryAdd(key, _own);", "_nodes.TryAdd(key, _own);")]
    [InlineData("_nodes[key] = handle.AddReference(); // counted", "_nodes.Set(key, handle); // counted")]
    public Task Growth_of_a_map_of_handles_as_a_handle_registry(string grow, string newGrow)
        => Swap.GivesAsync(
            Swap.HandleRegistry,
            Handles("readonly Dictionary<string, SharedHandle<Texture>> _nodes = new(StringComparer.Ordinal);", grow, "int None() => 0;"),
            Handles("readonly HandleRegistry<string, Texture> _nodes = new(StringComparer.Ordinal);", newGrow, "int None() => 0;"));

    [Theory]
    [InlineData("SharedHandle<Texture> Get(string key) => _nodes[key].AddReference();", "SharedHandle<Texture> Get(string key) => _nodes.TryGet(key, out var handle) ? handle : throw new KeyNotFoundException();")]
    [InlineData("int Get(string key) { using var h = _nodes[key].AddReference(); return 1; }", "int Get(string key) { using var h = _nodes.TryGet(key, out var handle) ? handle : throw new KeyNotFoundException(); return 1; }")]
    [InlineData("SharedHandle<Texture> Get(string key) => _nodes.GetOrAdd(key, k => SharedHandle.Create(new Texture())).AddReference();", "SharedHandle<Texture> Get(string key) => _nodes.GetOrAdd(key, k => new Texture());")]
    [InlineData("void All() { foreach (var key in _nodes.Keys) { } }", "void All() { foreach (var key in _nodes.Keys()) { } }")]
    [InlineData("List<string> All() => _nodes.Keys.ToList();", "List<string> All() => _nodes.Keys().ToList();")]
    [InlineData("string Show() => $\"{_nodes.Count}\";", "string Show() => $\"{_nodes.Count}\";")]
    public Task Use_of_a_map_of_handles_on_a_handle_registry(string use, string newUse)
        => Swap.GivesAsync(
            Swap.HandleRegistry,
            Handles("readonly System.Collections.Concurrent.ConcurrentDictionary<string, SharedHandle<Texture>> _nodes = new();", "", use),
            Handles("readonly HandleRegistry<string, Texture> _nodes = new();", "", newUse));

    [Theory]
    [InlineData(nameof(Refusal.MemberWithoutEquivalent), "bool Has(string key) => _nodes.ContainsKey(key);")]
    [InlineData(nameof(Refusal.MemberWithoutEquivalent), "SharedHandle<Texture> Get(string key) => _nodes[key];")]
    [InlineData(nameof(Refusal.MemberWithoutEquivalent), "void All() { foreach (var h in _nodes.Values) { } }")]
    [InlineData(nameof(Refusal.NoOtherOwner), "SharedHandle<Texture> Get(string key) => _nodes.GetOrAdd(key, k => SharedHandle.Create(new Texture()));")]
    public Task Map_of_handles_is_no_handle_registry(string reason, string use)
        => Swap.IsRefusedAsync(Swap.HandleRegistry, reason, Handles("readonly System.Collections.Concurrent.ConcurrentDictionary<string, SharedHandle<Texture>> _nodes = new();", "", use));

    [Theory]
    [InlineData(nameof(Refusal.NoOtherOwner), "_nodes.Add(handle);", "")]
    [InlineData(nameof(Refusal.NoOtherOwner), "_nodes.Add(SharedHandle.Create(new Texture()));", "")]
    [InlineData(nameof(Refusal.NoOtherOwner), "_nodes.Add(SharedHandle.Create(new Texture()).AddReference());", "")]
    [InlineData(nameof(Refusal.NoOtherOwner), "var made = SharedHandle.Create(new Texture()); _nodes.Add(made.AddReference());", "")]
    [InlineData(nameof(Refusal.MemberWithoutEquivalent), "_nodes.Add(_own);", "static SharedHandle<Texture> First() => _nodes[0];")]
    [InlineData(nameof(Refusal.MemberWithoutEquivalent), "_nodes.Add(_own);", "static List<SharedHandle<Texture>> All() => _nodes.Where(h => !h.IsDisposed).ToList();")]
    public Task List_of_handles_is_refused(string reason, string grow, string use)
        => Swap.IsRefusedAsync(Swap.WeakHandleList, reason, Handles("readonly List<SharedHandle<Texture>> _nodes = new();", grow, use));

    [Theory]
    [InlineData(nameof(Refusal.MemberWithoutEquivalent), "static SharedHandle<Texture> Get(string key) => _nodes[key];")]
    [InlineData(nameof(Refusal.MemberWithoutEquivalent), "static Texture? Get(string key) => _nodes.TryGetValue(key, out var h) ? h.Value : null;")]
    [InlineData(nameof(Refusal.EntryMayVanish), "static SharedHandle<Texture>? Get(string key) => _nodes.ContainsKey(key) ? _nodes[key].AddReference() : null;")]
    public Task Map_of_handles_is_refused(string reason, string use)
        => Swap.IsRefusedAsync(Swap.WeakHandles, reason, Handles("readonly Dictionary<string, SharedHandle<Texture>> _nodes = new();", "_nodes[key] = _own;", use));

    [Fact]
    public async Task Handle_is_never_held_by_a_weak_reference()
    {
        var list = Handles("readonly List<SharedHandle<Texture>> _nodes = new();", "_nodes.Add(_own);", "");
        var map = Handles("readonly Dictionary<string, SharedHandle<Texture>> _nodes = new();", "_nodes[key] = _own;", "");
        await Swap.IsRefusedAsync(Swap.WeakSet, nameof(Refusal.NoWeakForm), list);
        await Swap.IsRefusedAsync(Swap.WeakTable, nameof(Refusal.NoWeakForm), list);
        await Swap.IsRefusedAsync(Swap.WeakList, nameof(Refusal.NoWeakForm), list);
        await Swap.IsRefusedAsync(Swap.WeakValueDictionary, nameof(Refusal.NoWeakForm), map);
        await Swap.IsRefusedAsync(Swap.WeakReferences, nameof(Refusal.NoWeakForm), map);
    }

    private static string Nodes(string declaration, string grow, string use, string helpers = "") => $$"""
        using System;
        using System.Collections.Generic;
        using System.Linq;

        class Node
        {
            private static {{declaration}}

            public Node() => {{grow}};

            static {{use}}
        {{helpers}}}
        """;

    private const string AddToReferences = """

            // Entries whose value is gone are removed before the list grows.
            private static void AddToNodes(Node value)
            {
                if (_nodes.Count == _nodes.Capacity)
                {
                    _nodes.RemoveAll(static weak => !weak.TryGetTarget(out _));
                }

                _nodes.Add(new WeakReference<Node>(value));
            }

            private static IEnumerable<Node> LiveInNodes()
            {
                foreach (var weak in _nodes)
                {
                    if (weak.TryGetTarget(out var value))
                    {
                        yield return value;
                    }
                }
            }

        """;

    [Theory]
    [InlineData("bool Has(Node n) => _nodes.Contains(n);", "bool Has(Node n) => LiveInNodes().Contains(n);")]
    [InlineData("void All() { foreach (var n in _nodes) { } }", "void All() { foreach (var n in LiveInNodes()) { } }")]
    [InlineData("Node[] All() => _nodes.ToArray();", "Node[] All() => LiveInNodes().ToArray();")]
    [InlineData("Node[] All() => _nodes.Where(n => n != null).ToArray();", "Node[] All() => LiveInNodes().Where(n => n != null).ToArray();")]
    [InlineData("bool Any() => Node._nodes.Exists(n => n != null);", "bool Any() => Node.LiveInNodes().Any(n => n != null);")]
    public Task List_of_weak_references(string use, string newUse)
        => Swap.GivesAsync(
            Swap.WeakList,
            Nodes("readonly List<Node> _nodes = new(8);", "_nodes.Add(this)", use),
            Nodes("readonly List<WeakReference<Node>> _nodes = new(8);", "AddToNodes(this)", newUse, AddToReferences));

    [Fact]
    public Task Weak_table_that_cannot_be_enumerated_is_refused_for_a_loop()
        => Swap.IsRefusedAsync(
            Swap.WeakTable,
            nameof(Refusal.MemberWithoutEquivalent),
            Nodes("readonly List<Node> _nodes = new(8);", "_nodes.Add(this)", "void All() { foreach (var n in _nodes) { } }"),
            Abilities.All & ~Abilities.WeakTableEnumerates);

    [Fact]
    public Task Pairs_that_cannot_be_deconstructed_are_named()
        => Swap.GivesAsync(
            Swap.WeakValueDictionary,
            "using System.Collections.Generic;\nusing LeakLint;\nclass Node\n{\n    private static readonly Dictionary<int, Node> _nodes = new();\n    Node() => _nodes.Add(1, this);\n    static void All()\n    {\n        foreach (var n in _nodes.Values)\n            n.ToString(); // each\n    }\n}",
            "using System.Collections.Generic;\nusing LeakLint;\nclass Node\n{\n    private static readonly WeakValueDictionary<int, Node> _nodes = new();\n    Node() => _nodes.Add(1, this);\n    static void All()\n    {\n        foreach (var pair in _nodes)\n        {\n            var n = pair.Value;\n            n.ToString(); // each\n        }\n    }\n}",
            Abilities.All & ~Abilities.PairsDeconstruct);
}
