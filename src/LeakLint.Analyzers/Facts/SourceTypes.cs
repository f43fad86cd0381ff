using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Facts;

/// <summary>The types that a compilation declares, in the order of their places.</summary>
internal static class SourceTypes
{
    private static readonly ConditionalWeakTable<Compilation, List<INamedTypeSymbol>> Cache = new();

    /// <summary>Found once a compilation; nobody may change the list.</summary>
    public static List<INamedTypeSymbol> Of(Compilation compilation, CancellationToken cancellation)
    {
        if (!Cache.TryGetValue(compilation, out var types))
        {
            var found = Find(compilation, cancellation);
            types = Cache.GetValue(compilation, _ => found);
        }

        return types;
    }

    private static List<INamedTypeSymbol> Find(Compilation compilation, CancellationToken cancellation)
    {
        var types = new List<INamedTypeSymbol>();
        var open = new Stack<INamespaceOrTypeSymbol>();
        open.Push(compilation.Assembly.GlobalNamespace);
        while (open.Count > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            var next = open.Pop();
            if (next is INamespaceSymbol space)
            {
                foreach (var member in space.GetMembers())
                {
                    open.Push(member);
                }

                continue;
            }

            var type = (INamedTypeSymbol)next;
            if (type.DeclaringSyntaxReferences.Length > 0)
            {
                types.Add(type);
            }

            foreach (var nested in type.GetTypeMembers())
            {
                open.Push(nested);
            }
        }

        // The place of each is asked for once: a symbol makes its locations anew each time.
        var places = new Location[types.Count];
        for (var i = 0; i < places.Length; i++)
        {
            places[i] = types[i].Locations[0];
        }

        var sorted = types.ToArray();
        System.Array.Sort(places, sorted, Comparer<Location>.Create(Compare));
        return [.. sorted];
    }

    public static int Compare(Location left, Location right)
    {
        var byPath = string.CompareOrdinal(left.SourceTree?.FilePath, right.SourceTree?.FilePath);
        return byPath != 0 ? byPath : left.SourceSpan.CompareTo(right.SourceSpan);
    }
}
