using System.Threading.Tasks;
using LeakLint.CodeFixes.Edits;
using Xunit;

namespace LeakLint.Tests.CodeFixes.Edits;

/// <summary>Each source collection, and each of its members that has an equivalent, on each weak form.</summary>
public sealed class WeakSwapMappingTests
{
    private static string Program(string declaration, string grow, string use) => $$"""
        using System;
        using System.Collections.Concurrent;
        using System.Collections.Generic;
        using System.Collections.Immutable;
        using System.Diagnostics.CodeAnalysis;
        using System.Linq;
        using System.Runtime.CompilerServices;
        using LeakLint;

        class Node
        {
            private static {{declaration}}

            public string Name { get; }

            public Node(string name)
            {
                Name = name;
                {{grow}}
            }

            public static {{use}}
        }
        """;

    private const string NoUse = "void Nothing() { }";

    [Theory]
    [InlineData("readonly Dictionary<string, Node> _nodes = new Dictionary<string, Node>();", "_nodes.Add(name, this);", "readonly WeakValueDictionary<string, Node> _nodes = new WeakValueDictionary<string, Node>();", "_nodes.Add(name, this);")]
    [InlineData("readonly Dictionary<string, Node> _nodes = new();", "_nodes[name] = this;", "readonly WeakValueDictionary<string, Node> _nodes = new();", "_nodes[name] = this;")]
    [InlineData("readonly Dictionary<string, Node> _nodes = new(16, StringComparer.Ordinal);", "_nodes.TryAdd(name, this);", "readonly WeakValueDictionary<string, Node> _nodes = new(StringComparer.Ordinal);", "_nodes.TryAdd(name, this);")]
    [InlineData("readonly Dictionary<string, Node> _nodes = [];", "_nodes.Add(name, this);", "readonly WeakValueDictionary<string, Node> _nodes = new();", "_nodes.Add(name, this);")]
    [InlineData("readonly IDictionary<string, Node> _nodes = new Dictionary<string, Node> { };", "_nodes.Add(name, this);", "readonly WeakValueDictionary<string, Node> _nodes = new WeakValueDictionary<string, Node>();", "_nodes.Add(name, this);")]
    [InlineData("readonly ConcurrentDictionary<string, Node> _nodes = new(4, 31);", "_nodes.TryAdd(name, this);", "readonly WeakValueDictionary<string, Node> _nodes = new();", "_nodes.TryAdd(name, this);")]
    [InlineData("readonly ConcurrentDictionary<string, Node> _nodes = new();", "_nodes.GetOrAdd(name, this);", "readonly WeakValueDictionary<string, Node> _nodes = new();", "_nodes.GetOrAdd(name, _ => this);")]
    [InlineData("readonly SortedDictionary<int, Node> _nodes = new();", "_nodes.Add(1, this);", "readonly WeakValueDictionary<int, Node> _nodes = new();", "_nodes.Add(1, this);")]
    [InlineData("ImmutableDictionary<string, Node> _nodes = ImmutableDictionary<string, Node>.Empty;", "_nodes = _nodes.Add(name, this);", "WeakValueDictionary<string, Node> _nodes = new();", "_nodes.Add(name, this);")]
    [InlineData("ImmutableDictionary<string, Node> _nodes = ImmutableDictionary<string, Node>.Empty;", "_nodes = _nodes.SetItem(name, this);", "WeakValueDictionary<string, Node> _nodes = new();", "_nodes[name] = this;")]
    [InlineData("ImmutableDictionary<string, Node> _nodes = ImmutableDictionary<string, Node>.Empty;", "ImmutableInterlocked.TryAdd(ref _nodes, name, this);", "WeakValueDictionary<string, Node> _nodes = new();", "_nodes.TryAdd(name, this);")]
    [InlineData("Dictionary<string, Node>? _nodes;", "_nodes ??= new Dictionary<string, Node>(); _nodes.Add(name, this);", "WeakValueDictionary<string, Node>? _nodes;", "_nodes ??= new WeakValueDictionary<string, Node>(); _nodes.Add(name, this);")]
    [InlineData("Dictionary<string, Node> _nodes { get; } = new();", "Node._nodes.Add(name, this);", "WeakValueDictionary<string, Node> _nodes { get; } = new();", "Node._nodes.Add(name, this);")]
    public Task Map_becomes_a_weak_value_dictionary(string declaration, string grow, string newDeclaration, string newGrow)
        => Swap.GivesAsync(Swap.WeakValueDictionary, Program(declaration, grow, NoUse), Program(newDeclaration, newGrow, NoUse));

    [Theory]
    [InlineData("bool Has(string key) => _nodes.ContainsKey(key);", "bool Has(string key) => _nodes.TryGetValue(key, out _);")]
    [InlineData("Node? Find(string key) => _nodes.TryGetValue(key, out var found) ? found : null;", "Node? Find(string key) => _nodes.TryGetValue(key, out var found) ? found : null;")]
    [InlineData("Node? Find(string key) => _nodes.ContainsKey(key) ? _nodes[key] : null;", "Node? Find(string key) => _nodes.TryGetValue(key, out var node) ? node : null;")]
    [InlineData("void Do(string key) { if (key != null && _nodes.ContainsKey(key)) { _nodes[key].ToString(); } }", "void Do(string key) { if (key != null && _nodes.TryGetValue(key, out var node)) { node.ToString(); } }")]
    [InlineData("Node Get(string key) => _nodes[key];", "Node Get(string key) => _nodes[key];")]
    [InlineData("void All() { foreach (var n in _nodes.Values) { n.ToString(); } }", "void All() { foreach (var (_, n) in _nodes) { n.ToString(); } }")]
    [InlineData("void All() { foreach (Node n in _nodes.Values) n.ToString(); }", "void All() { foreach ((_, Node n) in _nodes) n.ToString(); }")]
    [InlineData("void All() { foreach (var k in _nodes.Keys) k.ToString(); }", "void All() { foreach (var (k, _) in _nodes) k.ToString(); }")]
    [InlineData("void All() { foreach (var pair in _nodes) pair.Value.ToString(); }", "void All() { foreach (var pair in _nodes) pair.Value.ToString(); }")]
    [InlineData("void All() { foreach (var (k, n) in _nodes) n.ToString(); }", "void All() { foreach (var (k, n) in _nodes) n.ToString(); }")]
    [InlineData("List<Node> All() => _nodes.Values.ToList();", "List<Node> All() => _nodes.Select(pair => pair.Value).ToList();")]
    [InlineData("List<Node> All() => [.. _nodes.Values];", "List<Node> All() => [.. _nodes.Select(pair => pair.Value)];")]
    [InlineData("Node[] All() => (from n in _nodes.Values where n.Name != null select n).ToArray();", "Node[] All() => (from n in _nodes.Select(pair => pair.Value) where n.Name != null select n).ToArray();")]
    [InlineData("bool Any() => _nodes.Any(pair => pair.Value.Name == null);", "bool Any() => _nodes.Any(pair => pair.Value.Name == null);")]
    [InlineData("string Show() => $\"{_nodes.Count} nodes\";", "string Show() => $\"{_nodes.ApproximateCount} nodes\";")]
    [InlineData("string Name2() => nameof(_nodes);", "string Name2() => nameof(_nodes);")]
    [InlineData("bool Made() => _nodes != null && _nodes is not null;", "bool Made() => _nodes != null && _nodes is not null;")]
    public Task Use_of_a_map_on_a_weak_value_dictionary(string use, string newUse)
        => Swap.GivesAsync(
            Swap.WeakValueDictionary,
            Program("readonly Dictionary<string, Node> _nodes = new();", "_nodes.Add(name, this);", use),
            Program("readonly WeakValueDictionary<string, Node> _nodes = new();", "_nodes.Add(name, this);", newUse));

    [Theory]
    [InlineData("Node Get(string key) => _nodes.GetOrAdd(key, k => new Node(k));", "Node Get(string key) => _nodes.GetOrAdd(key, k => new Node(k));")]
    [InlineData("Node Get(string key, int n) => _nodes.GetOrAdd(key, (k, a) => new Node(k + a), n);", "Node Get(string key, int n) => _nodes.GetOrAdd(key, n, (k, a) => new Node(k + a));")]
    [InlineData("Node Get(string key) { var made = _nodes.GetOrAdd(key, static k => new Node(k)); return made; }", "Node Get(string key) { var made = _nodes.GetOrAdd(key, static k => new Node(k)); return made; }")]
    public Task Get_or_add_that_gives_the_value_away(string use, string newUse)
        => Swap.GivesAsync(
            Swap.WeakValueDictionary,
            Program("readonly ConcurrentDictionary<string, Node> _nodes = new();", "", use),
            Program("readonly WeakValueDictionary<string, Node> _nodes = new();", "", newUse));

    [Theory]
    [InlineData("readonly List<Node> _nodes = new List<Node>(4);", "_nodes.Add(this);", "new List<Node>", "new WeakSet<Node>()", "_nodes.Add(this);")]
    [InlineData("readonly HashSet<Node> _nodes = new();", "_nodes.Add(this);", "", "new()", "_nodes.Add(this);")]
    [InlineData("readonly HashSet<Node> _nodes = new();", "if (!_nodes.Add(this)) { throw new Exception(); }", "", "new()", "if (!_nodes.Add(this)) { throw new Exception(); }")]
    [InlineData("readonly HashSet<Node> _nodes = new(ReferenceEqualityComparer.Instance);", "_nodes.Add(this);", "", "new()", "_nodes.Add(this);")]
    [InlineData("readonly LinkedList<Node> _nodes = new();", "_nodes.AddLast(this);", "", "new()", "_nodes.Add(this);")]
    [InlineData("readonly Queue<Node> _nodes = new();", "_nodes.Enqueue(this);", "", "new()", "_nodes.Add(this);")]
    [InlineData("readonly Stack<Node> _nodes = new();", "_nodes.Push(this);", "", "new()", "_nodes.Add(this);")]
    [InlineData("readonly ConcurrentBag<Node> _nodes = [];", "_nodes.Add(this);", "", "new()", "_nodes.Add(this);")]
    [InlineData("readonly ConcurrentQueue<Node> _nodes = new();", "_nodes.Enqueue(this);", "", "new()", "_nodes.Add(this);")]
    [InlineData("readonly ConcurrentStack<Node> _nodes = new();", "_nodes.Push(this);", "", "new()", "_nodes.Add(this);")]
    [InlineData("readonly ICollection<Node> _nodes = new List<Node>();", "_nodes.Add(this);", "", "new WeakSet<Node>()", "_nodes.Add(this);")]
    [InlineData("readonly IList<Node> _nodes = new List<Node>();", "_nodes.Add(this);", "", "new WeakSet<Node>()", "_nodes.Add(this);")]
    [InlineData("readonly ISet<Node> _nodes = new HashSet<Node>();", "_nodes.Add(this);", "", "new WeakSet<Node>()", "_nodes.Add(this);")]
    [InlineData("ImmutableList<Node> _nodes = ImmutableList<Node>.Empty;", "_nodes = _nodes.Add(this);", "", "new()", "_nodes.Add(this);")]
    [InlineData("ImmutableHashSet<Node> _nodes = ImmutableHashSet<Node>.Empty;", "_nodes = _nodes.Add(this);", "", "new()", "_nodes.Add(this);")]
    [InlineData("ImmutableQueue<Node> _nodes = ImmutableQueue<Node>.Empty;", "_nodes = _nodes.Enqueue(this);", "", "new()", "_nodes.Add(this);")]
    public async Task Bag_becomes_a_weak_set(string declaration, string grow, string _, string created, string newGrow)
    {
        var modifier = declaration.StartsWith("readonly", System.StringComparison.Ordinal) ? "readonly " : "";
        await Swap.GivesAsync(Swap.WeakSet, Program(declaration, grow, NoUse), Program(modifier + "WeakSet<Node> _nodes = " + created + ";", newGrow, NoUse));
        await Swap.GivesAsync(
            Swap.WeakTable,
            Program(declaration, grow, NoUse),
            Program(
                modifier + "ConditionalWeakTable<Node, object?> _nodes = " + created.Replace("WeakSet<Node>", "ConditionalWeakTable<Node, object?>") + ";",
                newGrow.Contains("if") ? newGrow.Replace(".Add(this)", ".TryAdd(this, null)") : newGrow.Replace(".Add(this)", ".AddOrUpdate(this, null)"),
                NoUse));
    }

    [Theory]
    [InlineData("bool Has(Node n) => _nodes.Contains(n);", "bool Has(Node n) => _nodes.Contains(n);", "bool Has(Node n) => _nodes.TryGetValue(n, out _);")]
    [InlineData("void All() { foreach (var n in _nodes) { n.ToString(); } }", "void All() { foreach (var n in _nodes) { n.ToString(); } }", "void All() { foreach (var (n, _) in _nodes) { n.ToString(); } }")]
    [InlineData("void All() { foreach (Node n in _nodes) { n.ToString(); } }", "void All() { foreach (Node n in _nodes) { n.ToString(); } }", "void All() { foreach ((Node n, _) in _nodes) { n.ToString(); } }")]
    [InlineData("Node[] All() => _nodes.ToArray();", "Node[] All() => _nodes.ToArray();", "Node[] All() => _nodes.Select(pair => pair.Key).ToArray();")]
    [InlineData("List<Node> All() => _nodes.ToList();", "List<Node> All() => _nodes.ToList();", "List<Node> All() => _nodes.Select(pair => pair.Key).ToList();")]
    [InlineData("Node[] All() => [.. _nodes];", "Node[] All() => [.. _nodes];", "Node[] All() => [.. _nodes.Select(pair => pair.Key)];")]
    [InlineData("bool Any() => _nodes.Exists(n => n.Name == \"\");", "bool Any() => _nodes.Any(n => n.Name == \"\");", "bool Any() => _nodes.Select(pair => pair.Key).Any(n => n.Name == \"\");")]
    [InlineData("bool All() => _nodes.TrueForAll(n => n.Name == \"\");", "bool All() => _nodes.All(n => n.Name == \"\");", "bool All() => _nodes.Select(pair => pair.Key).All(n => n.Name == \"\");")]
    [InlineData("Node? Find(string k) => _nodes.FirstOrDefault(n => n.Name == k);", "Node? Find(string k) => _nodes.FirstOrDefault(n => n.Name == k);", "Node? Find(string k) => _nodes.Select(pair => pair.Key).FirstOrDefault(n => n.Name == k);")]
    [InlineData("string Show() => $\"{_nodes.Count}\";", "string Show() => $\"{_nodes.ApproximateCount}\";", null)]
    public async Task Use_of_a_bag(string use, string onSet, string? onTable)
    {
        const string Old = "readonly List<Node> _nodes = new();";
        const string Add = "_nodes.Add(this);";
        await Swap.GivesAsync(Swap.WeakSet, Program(Old, Add, use), Program("readonly WeakSet<Node> _nodes = new();", Add, onSet));
        if (onTable is null)
        {
            await Swap.IsRefusedAsync(Swap.WeakTable, nameof(Refusal.MemberWithoutEquivalent), Program(Old, Add, use));
        }
        else
        {
            await Swap.GivesAsync(Swap.WeakTable, Program(Old, Add, use), Program("readonly ConditionalWeakTable<Node, object?> _nodes = new();", "_nodes.AddOrUpdate(this, null);", onTable));
        }
    }
}
