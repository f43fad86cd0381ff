using System.Collections.Generic;
using System.Collections.Immutable;
using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;

namespace LeakLint.CodeFixes.Edits;

/// <summary>
/// The strong collections that can be swapped, and what each of their members means there. The left half of the swap's
/// table: the right half is the <see cref="WeakForm"/>s, which answer each meaning or refuse it. A member that is
/// not in the table is refused.
/// </summary>
internal sealed class SourceCollection
{
    private static readonly ImmutableDictionary<string, CollectionUse> MapMembers = Table(
        ("Add/2", CollectionUse.AddPair),
        ("Add/1", CollectionUse.Unknown),
        ("TryAdd/2", CollectionUse.TryAddPair),
        ("SetItem/2", CollectionUse.SetPair),
        ("TryGetValue/2", CollectionUse.TryGet),
        ("ContainsKey/1", CollectionUse.HasKey),
        ("GetOrAdd/2", CollectionUse.GetOrAdd),
        ("GetOrAdd/3", CollectionUse.GetOrAddWithArgument),
        ("Keys", CollectionUse.Keys),
        ("Values", CollectionUse.Values),
        ("Count", CollectionUse.Count),
        ("IsEmpty", CollectionUse.Count));

    private static readonly ImmutableDictionary<string, CollectionUse> BagMembers = Table(
        ("Add/1", CollectionUse.Put),
        ("TryAdd/1", CollectionUse.Put),
        ("Enqueue/1", CollectionUse.Put),
        ("Push/1", CollectionUse.Put),
        ("AddLast/1", CollectionUse.Put),
        ("AddFirst/1", CollectionUse.Put),
        ("Contains/1", CollectionUse.Has),
        ("ToArray/0", CollectionUse.CopyToArray),
        ("Exists/1", CollectionUse.Exists),
        ("TrueForAll/1", CollectionUse.All),
        ("Count", CollectionUse.Count),
        ("Length", CollectionUse.Count),
        ("IsEmpty", CollectionUse.Count));

    private static readonly ImmutableArray<SourceCollection> All =
    [
        Map("System.Collections.Generic.Dictionary`2"),
        Map("System.Collections.Concurrent.ConcurrentDictionary`2"),
        Map("System.Collections.Generic.SortedDictionary`2", sorted: true),
        Map("System.Collections.Generic.SortedList`2", sorted: true),
        Map("System.Collections.Immutable.ImmutableDictionary`2", immutable: true),
        Map("System.Collections.Immutable.ImmutableSortedDictionary`2", immutable: true, sorted: true),
        Map("System.Collections.Generic.IDictionary`2"),
        Bag("System.Collections.Generic.List`1"),
        Bag("System.Collections.Generic.HashSet`1", unique: true),
        Bag("System.Collections.Generic.LinkedList`1"),
        Bag("System.Collections.Generic.Queue`1"),
        Bag("System.Collections.Generic.Stack`1"),
        Bag("System.Collections.Concurrent.ConcurrentBag`1"),
        Bag("System.Collections.Concurrent.ConcurrentQueue`1"),
        Bag("System.Collections.Concurrent.ConcurrentStack`1"),
        Bag("System.Collections.Immutable.ImmutableList`1", immutable: true),
        Bag("System.Collections.Immutable.ImmutableHashSet`1", immutable: true, unique: true),
        Bag("System.Collections.Immutable.ImmutableQueue`1", immutable: true),
        Bag("System.Collections.Immutable.ImmutableStack`1", immutable: true),
        Bag("System.Collections.Generic.ICollection`1"),
        Bag("System.Collections.Generic.IList`1"),
        Bag("System.Collections.Generic.ISet`1", unique: true),
    ];

    private readonly string _metadataName;
    private readonly ImmutableDictionary<string, CollectionUse> _members;

    private SourceCollection(string metadataName, ImmutableDictionary<string, CollectionUse> members)
    {
        _metadataName = metadataName;
        _members = members;
    }

    /// <summary>Keys with values, rather than elements.</summary>
    public bool IsMap => _members == MapMembers;

    /// <summary>Growing gives a new collection: <c>_all = _all.Add(x)</c>.</summary>
    public bool IsImmutable { get; private set; }

    /// <summary>Enumerates in the order of a comparer, and looks up by it.</summary>
    public bool IsSorted { get; private set; }

    /// <summary>An element is in it once; <c>Add</c> says whether it was new.</summary>
    public bool IsUnique { get; private set; }

    /// <summary>The table's row of a field's type; null when the table does not know the type.</summary>
    public static SourceCollection? Find(ITypeSymbol type, KnownTypes types)
    {
        foreach (var row in All)
        {
            if (types.Get(row._metadataName) is { } known && SymbolEqualityComparer.Default.Equals(known, type.OriginalDefinition))
            {
                return row;
            }
        }

        return null;
    }

    /// <summary>What a member of the collection means.</summary>
    public CollectionUse Meaning(ISymbol member)
    {
        var key = member is IMethodSymbol method ? method.Name + "/" + method.Parameters.Length : member.Name;
        return _members.TryGetValue(key, out var use) ? use : CollectionUse.Unknown;
    }

    private static SourceCollection Map(string metadataName, bool immutable = false, bool sorted = false)
        => new(metadataName, MapMembers) { IsImmutable = immutable, IsSorted = sorted };

    private static SourceCollection Bag(string metadataName, bool immutable = false, bool unique = false)
        => new(metadataName, BagMembers) { IsImmutable = immutable, IsUnique = unique };

    private static ImmutableDictionary<string, CollectionUse> Table(params (string Member, CollectionUse Use)[] rows)
    {
        var table = new Dictionary<string, CollectionUse>();
        foreach (var (member, use) in rows)
        {
            table.Add(member, use);
        }

        return table.ToImmutableDictionary();
    }
}
