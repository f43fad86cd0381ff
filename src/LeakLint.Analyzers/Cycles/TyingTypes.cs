using System;
using System.Collections.Generic;
using System.Threading;
using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Cycles;

/// <summary>Which types may tie objects of other types together.</summary>
internal static class TyingTypes
{
    /// <summary>
    /// The types whose code may close a circle through an object of one of <paramref name="named"/>: those types and
    /// their bases, every finalizable type (the peer is one), and whatever makes one of them, as a factory does. Text
    /// is enough to leave the others alone.
    /// </summary>
    public static IEnumerable<INamedTypeSymbol> ThatMayTie(
        IEnumerable<ISymbol> named, List<INamedTypeSymbol> finalizable, List<INamedTypeSymbol> types, CancellationToken cancellation)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var bases = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var peer in finalizable)
        {
            bases.Add(peer);
        }

        foreach (var symbol in named)
        {
            for (var t = (INamedTypeSymbol?)symbol; t is { SpecialType: SpecialType.None }; t = t.BaseType)
            {
                bases.Add(t.OriginalDefinition);
            }

            names.Add("new " + symbol.Name);
        }

        var mentions = new Dictionary<SyntaxTree, List<int>>();
        foreach (var type in types)
        {
            cancellation.ThrowIfCancellationRequested();
            if (bases.Contains(type) || Mentions(type, names, mentions, cancellation))
            {
                yield return type;
            }
        }
    }

    private static bool Mentions(
        INamedTypeSymbol type, HashSet<string> names, Dictionary<SyntaxTree, List<int>> mentions, CancellationToken cancellation)
    {
        foreach (var reference in type.DeclaringSyntaxReferences)
        {
            if (!mentions.TryGetValue(reference.SyntaxTree, out var places))
            {
                mentions[reference.SyntaxTree] = places = Places(reference.SyntaxTree, names, cancellation);
            }

            foreach (var place in places)
            {
                if (reference.Span.Contains(place))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static List<int> Places(SyntaxTree tree, HashSet<string> names, CancellationToken cancellation)
    {
        var text = tree.GetText(cancellation).ToString();
        var places = new List<int>();
        foreach (var name in names)
        {
            for (var at = text.IndexOf(name, StringComparison.Ordinal); at >= 0; at = text.IndexOf(name, at + name.Length, StringComparison.Ordinal))
            {
                places.Add(at);
            }
        }

        return places;
    }
}
