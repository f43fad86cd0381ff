using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Facts;

/// <summary>Questions about finalizers: which types have one, and which method it is.</summary>
internal static class Finalization
{
    /// <summary>Whether instances are put on the finalization queue: the type declares or inherits <c>~T()</c>.</summary>
    public static bool IsFinalizable(ITypeSymbol type) => FindFinalizer(type) is not null;

    /// <summary>
    /// The finalizer that runs for instances of <paramref name="type"/>, its own or the nearest inherited one;
    /// null when there is none. <c>object.Finalize</c> does not count: the runtime skips it.
    /// </summary>
    public static IMethodSymbol? FindFinalizer(ITypeSymbol type)
    {
        for (var t = type; t is { SpecialType: not SpecialType.System_Object, TypeKind: TypeKind.Class }; t = t.BaseType)
        {
            foreach (var member in t.GetMembers(WellKnownMemberNames.DestructorName))
            {
                if (member is IMethodSymbol { MethodKind: MethodKind.Destructor } finalizer)
                {
                    return finalizer;
                }
            }
        }

        return null;
    }
}
