using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Facts;

/// <summary>Whether a type is one that the compiler's references define; a generic one in any construction.</summary>
internal static class TypeIdentity
{
    /// <summary>Whether <paramref name="type"/> is <paramref name="known"/>; false where either is missing.</summary>
    public static bool Is(this ITypeSymbol? type, INamedTypeSymbol? known)
        => known is not null && SymbolEqualityComparer.Default.Equals(type?.OriginalDefinition, known);

    /// <summary>Whether <paramref name="type"/> is one of the four tasks of .NET: Task, ValueTask, with or without a result.</summary>
    public static bool IsTask(this ITypeSymbol? type, KnownTypes types)
        => type.Is(types.Task) || type.Is(types.TaskOfT) || type.Is(types.ValueTask) || type.Is(types.ValueTaskOfT);
}
