using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Registries;

/// <summary>An array that is copied into a larger one by hand, with or without a new last element.</summary>
internal static class Widening
{
    /// <summary>
    /// <c>var larger = new Node[_nodes.Length + 1]; Array.Copy(_nodes, larger, _nodes.Length); larger[_nodes.Length] = this; _nodes = larger;</c>.
    /// <paramref name="last"/> is the assignment of a new element, if there is one.
    /// </summary>
    public static bool Reads(IOperation value, ISymbol registry, out ISimpleAssignmentOperation? last)
    {
        last = null;
        if (value is not ILocalReferenceOperation { Local: { } larger } reference || Values.LastGiven(reference) is not IArrayCreationOperation { DimensionSizes: { Length: 1 } sizes } || !Mentions(sizes[0], registry))
        {
            return false;
        }

        var copies = false;
        foreach (var operation in Values.RootOf(value).Descendants())
        {
            switch (operation)
            {
                case IInvocationOperation { TargetMethod.Name: "Copy" or "CopyTo" or "BlockCopy" } copy when Mentions(copy, registry) && Mentions(copy, larger):
                    copies = true;
                    break;
                case ISimpleAssignmentOperation { Target: IArrayElementReferenceOperation { ArrayReference: ILocalReferenceOperation target } } set when SymbolEqualityComparer.Default.Equals(target.Local, larger):
                    last = Mentions(set.Value, registry) ? last : set;
                    break;
            }
        }

        return copies;
    }

    private static bool Mentions(IOperation operation, ISymbol symbol)
    {
        foreach (var part in operation.DescendantsAndSelf())
        {
            if (part is IMemberReferenceOperation member && SymbolEqualityComparer.Default.Equals(member.Member.OriginalDefinition, symbol))
            {
                return true;
            }

            if (part is ILocalReferenceOperation local && (SymbolEqualityComparer.Default.Equals(local.Local, symbol) || (symbol is not ILocalSymbol && Values.LastGiven(local) is { } given && given is not ILocalReferenceOperation && Mentions(given, symbol))))
            {
                return true;
            }
        }

        return false;
    }
}
