using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Registries;

/// <summary>Who may do what with a registry that is given away: nothing through a read-only view, nothing in the framework's readers.</summary>
internal static class OutOfSight
{
    /// <summary>Whether <paramref name="method"/> is the framework's, not a package's: what a package does with a collection is out of sight.</summary>
    public static bool IsFromFramework(IMethodSymbol method)
    {
        for (var space = method.ContainingNamespace; space is { IsGlobalNamespace: false }; space = space.ContainingNamespace)
        {
            if (space is { Name: "System", ContainingNamespace.IsGlobalNamespace: true })
            {
                return !method.Locations[0].IsInSource;
            }
        }

        return false;
    }

    /// <summary><c>Monitor.Enter(_nodes)</c>, <c>GC.KeepAlive(_nodes)</c>, <c>ReferenceEquals(_nodes, x)</c>: passed on, and nothing happens to it.</summary>
    public static bool IsHarmless(IArgumentOperation argument, KnownTypes types) =>
        argument.Parameter is { Type.SpecialType: SpecialType.System_Object }
        && argument.Parent is IInvocationOperation { TargetMethod.ContainingType: { } type }
        && (type.SpecialType is SpecialType.System_Object or SpecialType.System_String
            || type.Is(types.Monitor) || type.Is(types.GC) || type.Is(types.Volatile) || type.Is(types.Get("System.Diagnostics.Debug"))
            || type.Is(types.Get("System.Diagnostics.Trace")) || type.Is(types.Get("System.ArgumentNullException")) || type.Is(types.Get("System.Console")));

    /// <summary>Types whose members cannot take anything out: <c>IReadOnlyList</c>, <c>IEnumerable</c>.</summary>
    public static bool IsReadOnlyView(ITypeSymbol? type) =>
        type is INamedTypeSymbol { TypeKind: TypeKind.Interface } face
        && (face.OriginalDefinition.SpecialType is SpecialType.System_Collections_Generic_IEnumerable_T or SpecialType.System_Collections_IEnumerable
                or SpecialType.System_Collections_Generic_IReadOnlyList_T or SpecialType.System_Collections_Generic_IReadOnlyCollection_T
            || (face.Name is "IReadOnlyDictionary" or "IReadOnlySet" && face.ContainingNamespace is { Name: "Generic", ContainingNamespace.Name: "Collections" }));

    /// <summary>Whether the loop releases what it goes through.</summary>
    public static bool ReleasesElements(IForEachLoopOperation loop) => MayRelease(loop.Body);

    /// <summary>Whether <paramref name="body"/> releases something.</summary>
    public static bool MayRelease(IOperation body)
    {
        foreach (var operation in body.Descendants())
        {
            if (operation is IInvocationOperation { TargetMethod.Name: "Dispose" or "DisposeAsync" or "Release" or "Close" or "Free" or "Kill" or "Stop" } or IUsingOperation)
            {
                return true;
            }
        }

        return false;
    }
}
