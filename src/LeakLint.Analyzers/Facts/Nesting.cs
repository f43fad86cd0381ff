using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Facts;

/// <summary>Types inside types.</summary>
internal static class Nesting
{
    /// <summary>The type that is declared in no other type: all code that can see its private members is in it.</summary>
    public static INamedTypeSymbol Outermost(INamedTypeSymbol type)
    {
        while (type.ContainingType is { } container)
        {
            type = container;
        }

        return type.OriginalDefinition;
    }
}
