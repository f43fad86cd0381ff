using System.Collections.Generic;
using System.Threading;
using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Facts;

/// <summary>The types that a compilation declares, in the order of their places.</summary>
internal static class SourceTypes
{
    public static List<INamedTypeSymbol> Of(Compilation compilation, CancellationToken cancellation)
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

        types.Sort(static (left, right) => Compare(left.Locations[0], right.Locations[0]));
        return types;
    }

    public static int Compare(Location left, Location right)
    {
        var byPath = string.CompareOrdinal(left.SourceTree?.FilePath, right.SourceTree?.FilePath);
        return byPath != 0 ? byPath : left.SourceSpan.CompareTo(right.SourceSpan);
    }
}
