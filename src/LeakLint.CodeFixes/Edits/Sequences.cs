using System.Collections.Immutable;
using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;

namespace LeakLint.CodeFixes.Edits;

/// <summary>
/// Questions about LINQ over a registry. Entries may vanish between two calls and come in no order, so a method that
/// looks at each entry that is alive is fine, and one that asks for a place or a number is not.
/// </summary>
internal static class Sequences
{
    private static readonly ImmutableHashSet<string> LookAtEach = ImmutableHashSet.Create(
        "All", "Average", "Cast", "Concat", "Distinct", "Except", "GroupBy", "GroupJoin", "Intersect", "Join", "Max", "MaxBy", "Min", "MinBy",
        "OfType", "Order", "OrderBy", "OrderByDescending", "OrderDescending", "Select", "SelectMany", "Sum", "ToArray", "ToDictionary", "ToHashSet",
        "ToList", "ToLookup", "Union", "Where");

    // With a condition they ask for a certain entry; without one, for the first, or whether there is any.
    private static readonly ImmutableHashSet<string> LookForOne = ImmutableHashSet.Create(
        "Any", "Count", "First", "FirstOrDefault", "LongCount", "Single", "SingleOrDefault");

    /// <summary>Whether the LINQ method, called on the collection, only looks at the entries that are alive.</summary>
    public static bool IsEnumeration(IMethodSymbol method, KnownTypes types, out Refusal refusal)
    {
        refusal = Refusal.PassedOn;
        if (types.Get("System.Linq.Enumerable") is not { } enumerable || !SymbolEqualityComparer.Default.Equals(method.ContainingType, enumerable))
        {
            return false;
        }

        if (LookAtEach.Contains(method.Name))
        {
            // "Select((entry, place) => …)" asks for places.
            refusal = Refusal.OrderMatters;
            return !TakesPlace(method);
        }

        if (LookForOne.Contains(method.Name))
        {
            refusal = Refusal.CountInLogic;
            return method.Parameters.Length > (method.ReducedFrom is null ? 1 : 0);
        }

        refusal = Refusal.OrderMatters;
        return false;
    }

    private static bool TakesPlace(IMethodSymbol method)
    {
        foreach (var parameter in method.Parameters)
        {
            if (parameter.Type is INamedTypeSymbol { DelegateInvokeMethod.Parameters: { Length: 2 } taken }
                && taken[1].Type.SpecialType == SpecialType.System_Int32
                && method.Name is "Select" or "SelectMany" or "Where")
            {
                return true;
            }
        }

        return false;
    }
}
