using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Cycles;

/// <summary>
/// The framework's collections, which keep what is added to them: every type of <c>System.Collections</c> and the
/// namespaces below it. <c>ConditionalWeakTable</c> lives elsewhere and keeps nothing by itself.
/// </summary>
internal static class Containers
{
    public static bool IsContainer(INamedTypeSymbol? type)
    {
        if (type is null || type.DeclaringSyntaxReferences.Length > 0)
        {
            return false;
        }

        for (var space = type.ContainingNamespace; space is { IsGlobalNamespace: false }; space = space.ContainingNamespace)
        {
            if (space is { Name: "Collections", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } })
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a property of a collection is a collection of the same elements, or a place among them.</summary>
    public static bool IsView(string member) => member is "Values" or "Keys" or "First" or "Last" or "Next" or "Previous";

    /// <summary>Whether a call gives the elements of its first argument again, some or all.</summary>
    public static bool Repeats(IMethodSymbol method)
        => method is { IsStatic: true, ContainingType: { Name: "Enumerable" or "ImmutableArray" or "ImmutableList" } type, Name: "ToArray" or "ToList" or "ToHashSet" or "ToImmutableArray" or "ToImmutableList" or "AsEnumerable" or "Cast" or "OfType" or "Where" or "Reverse" or "Skip" or "Take" or "Distinct" or "OrderBy" or "OrderByDescending" }
            && Framework.Declares(type);

    /// <summary>Whether a member of a collection keeps its arguments.</summary>
    public static bool Adds(string member) => member is "Add" or "AddAfter" or "AddBefore" or "AddFirst" or "AddLast" or "AddOrUpdate"
        or "Enqueue" or "GetOrAdd" or "Insert" or "Push" or "SetItem" or "TryAdd" or "TryUpdate";

    /// <summary>Whether a member of a collection lets its argument go, or everything when it has none.</summary>
    public static bool Removes(string member) => member is "Clear" or "Remove" or "TryRemove";
}
