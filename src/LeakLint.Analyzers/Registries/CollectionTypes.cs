using System.Collections.Generic;
using System.Threading;
using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Registries;

/// <summary>The framework's collections: how each is changed, and whether what is equal to an entry grows it again.</summary>
internal sealed class CollectionTypes(KnownTypes types)
{
    // Each add makes them longer, whatever is added.
    private static readonly string[] Sequences =
    {
        "System.Collections.ArrayList",
        "System.Collections.Queue",
        "System.Collections.Stack",
        "System.Collections.Concurrent.BlockingCollection`1",
        "System.Collections.Concurrent.ConcurrentBag`1",
        "System.Collections.Concurrent.ConcurrentQueue`1",
        "System.Collections.Concurrent.ConcurrentStack`1",
        "System.Collections.Generic.LinkedList`1",
        "System.Collections.Generic.List`1",
        "System.Collections.Generic.PriorityQueue`2",
        "System.Collections.Generic.Queue`1",
        "System.Collections.Generic.Stack`1",
        "System.Collections.ObjectModel.Collection`1",
        "System.Collections.ObjectModel.ObservableCollection`1",
    };

    // An equal key or element is kept once.
    private static readonly string[] Sets =
    {
        "System.Collections.Hashtable",
        "System.Collections.SortedList",
        "System.Collections.Concurrent.ConcurrentDictionary`2",
        "System.Collections.Generic.Dictionary`2",
        "System.Collections.Generic.HashSet`1",
        "System.Collections.Generic.OrderedDictionary`2",
        "System.Collections.Generic.SortedDictionary`2",
        "System.Collections.Generic.SortedList`2",
        "System.Collections.Generic.SortedSet`1",
        "System.Collections.Specialized.HybridDictionary",
        "System.Collections.Specialized.ListDictionary",
        "System.Collections.Specialized.NameValueCollection",
        "System.Collections.Specialized.OrderedDictionary",
    };

    private static readonly string[] SequenceFaces =
    {
        "System.Collections.IList",
        "System.Collections.Concurrent.IProducerConsumerCollection`1",
        "System.Collections.Generic.ICollection`1",
        "System.Collections.Generic.IList`1",
    };

    private static readonly string[] SetFaces =
    {
        "System.Collections.IDictionary",
        "System.Collections.Generic.IDictionary`2",
        "System.Collections.Generic.ISet`1",
    };

    private static readonly string[] ImmutableSequences =
    {
        "System.Collections.Immutable.IImmutableList`1",
        "System.Collections.Immutable.IImmutableQueue`1",
        "System.Collections.Immutable.IImmutableStack`1",
        "System.Collections.Immutable.ImmutableArray`1",
        "System.Collections.Immutable.ImmutableList`1",
        "System.Collections.Immutable.ImmutableQueue`1",
        "System.Collections.Immutable.ImmutableStack`1",
    };

    private static readonly string[] ImmutableSets =
    {
        "System.Collections.Immutable.IImmutableDictionary`2",
        "System.Collections.Immutable.IImmutableSet`1",
        "System.Collections.Immutable.ImmutableDictionary`2",
        "System.Collections.Immutable.ImmutableHashSet`1",
        "System.Collections.Immutable.ImmutableSortedDictionary`2",
        "System.Collections.Immutable.ImmutableSortedSet`1",
    };

    private static readonly string[] Caches =
    {
        "Microsoft.Extensions.Caching.Memory.IMemoryCache",
        "Microsoft.Extensions.Caching.Memory.MemoryCache",
    };

    private Dictionary<ISymbol, Entry>? _known;

    /// <summary>How a field of <paramref name="type"/> is changed; what a creation expression makes is judged by it too.</summary>
    public RegistryKind KindOf(ITypeSymbol? type)
    {
        switch (type)
        {
            case { TypeKind: TypeKind.Delegate }:
                return RegistryKind.Delegate;
            case IArrayTypeSymbol { Rank: 1 }:
                return RegistryKind.Replaced;
            case INamedTypeSymbol:
                return Known().TryGetValue(type.OriginalDefinition, out var known) ? known.Kind : RegistryKind.None;
            default:
                return RegistryKind.None;
        }
    }

    /// <summary>Whether an add of something equal to an entry makes a collection of <paramref name="type"/> no larger.</summary>
    public bool KeepsEqualOnce(ITypeSymbol type) => Known().TryGetValue(type.OriginalDefinition, out var known) && known.KeepsEqualOnce;

    private Dictionary<ISymbol, Entry> Known() => Volatile.Read(ref _known) ?? Resolve();

    private Dictionary<ISymbol, Entry> Resolve()
    {
        var found = new Dictionary<ISymbol, Entry>(SymbolEqualityComparer.Default);
        Resolve(Sequences, new(RegistryKind.Mutable, KeepsEqualOnce: false), found);
        Resolve(Sets, new(RegistryKind.Mutable, KeepsEqualOnce: true), found);
        Resolve(SequenceFaces, new(RegistryKind.Face, KeepsEqualOnce: false), found);
        Resolve(SetFaces, new(RegistryKind.Face, KeepsEqualOnce: true), found);
        Resolve(ImmutableSequences, new(RegistryKind.Replaced, KeepsEqualOnce: false), found);
        Resolve(ImmutableSets, new(RegistryKind.Replaced, KeepsEqualOnce: true), found);
        Resolve(Caches, new(RegistryKind.Cache, KeepsEqualOnce: true), found);
        Volatile.Write(ref _known, found);
        return found;
    }

    private void Resolve(string[] names, Entry entry, Dictionary<ISymbol, Entry> found)
    {
        foreach (var name in names)
        {
            if (types.Get(name) is { } type)
            {
                found[type] = entry;
            }
        }
    }

    private sealed record Entry(RegistryKind Kind, bool KeepsEqualOnce);
}
