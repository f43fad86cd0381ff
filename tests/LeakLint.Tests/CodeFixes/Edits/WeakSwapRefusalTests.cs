using System.Threading.Tasks;
using LeakLint.CodeFixes.Edits;
using Xunit;

namespace LeakLint.Tests.CodeFixes.Edits;

/// <summary>What is not swapped, each with its reason.</summary>
public sealed class WeakSwapRefusalTests
{
    private static string Program(string declaration, string grow, string use) => $$"""
        using System;
        using System.Collections;
        using System.Collections.Concurrent;
        using System.Collections.Generic;
        using System.Linq;
        using System.Linq.Expressions;

        class Node : IDisposable
        {
            private static {{declaration}}

            public Node(string name)
            {
                {{grow}}
            }

            public void Dispose() { }

            {{use}}
        }

        class Other
        {
            public static Node? Kept;
        }
        """;

    private const string Map = "readonly Dictionary<string, Node> _nodes = new();";
    private const string List = "readonly List<Node> _nodes = new();";

    [Theory]
    [InlineData(nameof(Refusal.CountInLogic), "static bool IsEmpty() => _nodes.Count == 0;")]
    [InlineData(nameof(Refusal.CountInLogic), "static void Log() => Console.WriteLine(_nodes.Count);")]
    [InlineData(nameof(Refusal.CountInLogic), "static bool HasAny() => _nodes.Any();")]
    [InlineData(nameof(Refusal.CountInLogic), "static int N() => _nodes.Values.Count;")]
    [InlineData(nameof(Refusal.PassedOn), "static void Give() => Take(_nodes); static void Take(IDictionary<string, Node> all) { }")]
    [InlineData(nameof(Refusal.PassedOn), "static void Give() => Take(_nodes.Values); static void Take(IEnumerable<Node> all) { }")]
    [InlineData(nameof(Refusal.PassedOn), "static void Alias() { var all = _nodes; all.ToString(); }")]
    [InlineData(nameof(Refusal.PassedOn), "private static IEnumerable<Node> All() => _nodes.Values;")]
    [InlineData(nameof(Refusal.Exposed), "public static IReadOnlyDictionary<string, Node> All => _nodes;")]
    [InlineData(nameof(Refusal.Exposed), "internal static Dictionary<string, Node> All() { return _nodes; }")]
    [InlineData(nameof(Refusal.Locked), "static void Locked() { lock (_nodes) { } }")]
    [InlineData(nameof(Refusal.ByReference), "static void Ref() { Take(in _nodes); } static void Take(in Dictionary<string, Node> all) { }")]
    [InlineData(nameof(Refusal.ExpressionTree), "static Expression<Func<string, bool>> Tree() => key => _nodes.ContainsKey(key);")]
    [InlineData(nameof(Refusal.ExpressionTree), "static IQueryable<string> Tree(IQueryable<string> keys) => from k in keys where _nodes.ContainsKey(k) select k;")]
    [InlineData(nameof(Refusal.MemberWithoutEquivalent), "static int Cap() => _nodes.EnsureCapacity(100);")]
    [InlineData(nameof(Refusal.MemberWithoutEquivalent), "static Func<string, bool> Group() => _nodes.ContainsKey;")]
    [InlineData(nameof(Refusal.MemberWithoutEquivalent), "static string N() => nameof(_nodes.Count);")]
    [InlineData(nameof(Refusal.MemberWithoutEquivalent), "static Node? Find(string key) => _nodes.TryGetValue(value: out var n, key: key) ? n : null;")]
    [InlineData(nameof(Refusal.EntryMayVanish), "static Node Get(string key) { if (!_nodes.ContainsKey(key)) { throw new Exception(); } return _nodes[key]; }")]
    [InlineData(nameof(Refusal.EntryMayVanish), "static Node? Get(string key) { if (_nodes.ContainsKey(key.Trim())) { return _nodes[key.Trim()]; } return null; }")]
    [InlineData(nameof(Refusal.OrderMatters), "static KeyValuePair<string, Node> Last() => _nodes.Last();")]
    [InlineData(nameof(Refusal.OrderMatters), "static Node At(int i) => _nodes.Values.ElementAt(i);")]
    [InlineData(nameof(Refusal.OrderMatters), "static IEnumerable<string> Numbered() => _nodes.Values.Select((n, i) => i + n.ToString());")]
    [InlineData(nameof(Refusal.NoOtherOwner), "static void Fresh() => _nodes[\"\"] = new Node(\"\");")]
    [InlineData(nameof(Refusal.NoOtherOwner), "static void Fresh() { var made = new Node(\"\"); _nodes.Add(\"\", made); }")]
    [InlineData(nameof(Refusal.NoOtherOwner), "static void Made() => _nodes.Add(\"\", Make()); static Node Make() => new(\"\");")]
    [InlineData(nameof(Refusal.NoOtherOwner), "static void Disposable(Node given) => _nodes.Add(\"\", given);")]
    public async Task Use_of_a_map(string reason, string use)
    {
        await Swap.IsRefusedAsync(Swap.WeakValueDictionary, reason, Program(Map, "_nodes.Add(name, this);", use));
        await Swap.IsRefusedAsync(Swap.WeakReferences, reason, Program(Map, "_nodes.Add(name, this);", use));
    }

    [Theory]
    [InlineData(nameof(Refusal.CountInLogic), "static int N() => _nodes.Count;")]
    [InlineData(nameof(Refusal.MemberWithoutEquivalent), "static Node First() => _nodes[0];")]
    [InlineData(nameof(Refusal.MemberWithoutEquivalent), "static void Sort() => _nodes.Sort();")]
    [InlineData(nameof(Refusal.MemberWithoutEquivalent), "static void More(Node[] more) => _nodes.AddRange(more);")]
    [InlineData(nameof(Refusal.MemberWithoutEquivalent), "static void Add(Node n) => _nodes?.Add(n);")]
    [InlineData(nameof(Refusal.PassedOn), "static string Show() => string.Join(\",\", _nodes);")]
    [InlineData(nameof(Refusal.OrderMatters), "static Node Last() => _nodes.Last();")]
    [InlineData(nameof(Refusal.OrderMatters), "static IEnumerable<Node> Back() => _nodes.AsEnumerable().Reverse();")]
    [InlineData(nameof(Refusal.Locked), "static void Locked() { lock (_nodes) { } }")]
    public async Task Use_of_a_bag(string reason, string use)
    {
        await Swap.IsRefusedAsync(Swap.WeakSet, reason, Program(List, "_nodes.Add(this);", use));
        await Swap.IsRefusedAsync(Swap.WeakTable, reason, Program(List, "_nodes.Add(this);", use));
    }

    [Theory]
    [InlineData(nameof(Refusal.NotInTable), "readonly ArrayList _nodes = new();", "_nodes.Add(this);")]
    [InlineData(nameof(Refusal.NotInTable), "readonly ICollection<Node> _nodes = new System.Collections.ObjectModel.ObservableCollection<Node>();", "_nodes.Add(this);")]
    [InlineData(nameof(Refusal.ValueType), "readonly List<(Node, int)> _nodes = new();", "_nodes.Add((this, 1));")]
    [InlineData(nameof(Refusal.ValueType), "readonly List<object> _nodes = new();", "_nodes.Add(1);")]
    [InlineData(nameof(Refusal.Delegate), "readonly List<Action> _nodes = new();", "_nodes.Add(Dispose);")]
    [InlineData(nameof(Refusal.Delegate), "readonly List<object> _nodes = new();", "_nodes.Add((Action)(() => Dispose()));")]
    [InlineData(nameof(Refusal.InitialContents), "readonly List<Node> _nodes = new() { new Node(\"\") };", "_nodes.Add(this);")]
    [InlineData(nameof(Refusal.InitialContents), "readonly List<Node> _nodes = new(Array.Empty<Node>());", "_nodes.Add(this);")]
    [InlineData(nameof(Refusal.InitialContents), "readonly List<Node> _nodes = Enumerable.Empty<Node>().ToList();", "_nodes.Add(this);")]
    [InlineData(nameof(Refusal.InitialContents), "readonly List<Node> _nodes = [new Node(\"\")];", "_nodes.Add(this);")]
    [InlineData(nameof(Refusal.SharedDeclaration), "readonly List<Node> _nodes = new(), _more = new();", "_nodes.Add(this);")]
    [InlineData(nameof(Refusal.EqualityMatters), "readonly HashSet<Node> _nodes = new(EqualityComparer<Node>.Default);", "_nodes.Add(this);")]
    [InlineData(nameof(Refusal.EqualityMatters), "readonly HashSet<Exception> _nodes = new(); private class E : Exception { E() { _nodes.Add(this); } public override bool Equals(object? o) => true; public override int GetHashCode() => 0; }", "")]
    [InlineData(nameof(Refusal.PassedOn), "readonly Queue<Node> _nodes = new();", "var other = _nodes; other.Enqueue(this);")]
    public async Task Declaration_or_growth_of_a_bag(string reason, string declaration, string grow)
    {
        await Swap.IsRefusedAsync(Swap.WeakSet, reason, Program(declaration, grow, ""));
        await Swap.IsRefusedAsync(Swap.WeakTable, reason, Program(declaration, grow, ""));
    }

    [Theory]
    [InlineData(nameof(Refusal.EqualityMatters), "readonly SortedDictionary<string, Node> _nodes = new();", "_nodes.Add(name, this);", "")]
    [InlineData(nameof(Refusal.EqualityMatters), "readonly SortedDictionary<int, Node> _nodes = new(Comparer<int>.Default);", "_nodes.Add(1, this);", "")]
    [InlineData(nameof(Refusal.OrderMatters), "readonly SortedDictionary<int, Node> _nodes = new();", "_nodes.Add(1, this);", "static void All() { foreach (var n in _nodes.Values) { } }")]
    [InlineData(nameof(Refusal.NoOtherOwner), "readonly ConcurrentDictionary<string, Node> _nodes = new();", "_nodes.GetOrAdd(name, k => new Node(k));", "")]
    [InlineData(nameof(Refusal.NoOtherOwner), "readonly ConcurrentDictionary<string, Node> _nodes = new();", "_nodes.GetOrAdd(name, k => new Node(k)).ToString();", "")]
    [InlineData(nameof(Refusal.MemberWithoutEquivalent), "readonly ConcurrentDictionary<string, Node> _nodes = new();", "_nodes.AddOrUpdate(name, this, (_, _) => this);", "")]
    public Task Declaration_or_growth_of_a_map(string reason, string declaration, string grow, string use)
        => Swap.IsRefusedAsync(Swap.WeakValueDictionary, reason, Program(declaration, grow, use));

    [Fact]
    public Task Bag_is_no_weak_value_dictionary() => Swap.IsRefusedAsync(Swap.WeakValueDictionary, nameof(Refusal.NoWeakForm), Program(List, "_nodes.Add(this);", ""));

    [Fact]
    public Task Map_is_no_weak_set() => Swap.IsRefusedAsync(Swap.WeakSet, nameof(Refusal.NoWeakForm), Program(Map, "_nodes.Add(name, this);", ""));

    [Theory]
    [InlineData("public static readonly Dictionary<string, Node> _nodes = new();", "")]
    [InlineData("internal static readonly Dictionary<string, Node> _nodes = new();", "[assembly: System.Runtime.CompilerServices.InternalsVisibleTo(\"Friend\")]")]
    public Task What_other_projects_can_reach(string declaration, string attribute) => Swap.IsRefusedAsync(Swap.WeakValueDictionary, nameof(Refusal.Exposed), $$"""
        using System.Collections.Generic;

        {{attribute}}

        public class Node
        {
            {{declaration}}

            public Node(string name) => _nodes.Add(name, this);
        }
        """);

    // Its readers hold earlier states: nothing can take dead entries out of those.
    [Theory]
    [InlineData("ImmutableDictionary")]
    [InlineData("ImmutableSortedDictionary")]
    public Task An_immutable_map_does_not_become_one_of_weak_entries(string map) => Swap.IsRefusedAsync(Swap.WeakReferences, nameof(Refusal.NoWeakForm), $$"""
        using System.Collections.Immutable;

        class Node
        {
            private static {{map}}<string, Node> _nodes = {{map}}<string, Node>.Empty;

            public Node(string name) => _nodes = _nodes.SetItem(name, this);
        }
        """);
}
