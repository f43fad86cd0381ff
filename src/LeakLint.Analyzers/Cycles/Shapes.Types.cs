using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Cycles;

/// <content>Questions about types and methods that mean something here.</content>
internal sealed partial class Shapes
{
    /// <summary>A reference that does not keep its target: an edge into it ends there.</summary>
    public bool IsWeak(ITypeSymbol type)
    {
        var definition = type.OriginalDefinition;
        return Is(definition, _known.WeakReference)
            || Is(definition, _known.WeakReferenceOfT)
            || Is(definition, _known.WeakHandle)
            || Is(definition, _known.WeakValueDictionary)
            || Is(definition, _known.ConditionalWeakTable);
    }

    /// <summary>As <see cref="IsWeak"/>, or derived from such a type.</summary>
    public bool IsWeakOrBelow(ITypeSymbol type)
    {
        for (ITypeSymbol? t = type; t is not null; t = t.BaseType)
        {
            if (IsWeak(t))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A thread is no garbage while it runs.</summary>
    public bool IsThread(ITypeSymbol type) => Is(type, _known.Thread);

    public bool Exchanges(IMethodSymbol method)
        => (Is(method.ContainingType, _known.Interlocked) && method.Name is "Exchange" or "CompareExchange")
            || (Is(method.ContainingType, _known.Volatile) && method.Name is "Read" or "Write");

    public bool SuppressesFinalization(IMethodSymbol method)
        => method.Name == "SuppressFinalize" && Is(method.ContainingType, _known.GC);

    public bool Reregisters(IMethodSymbol method)
        => method.Name == "ReRegisterForFinalize" && Is(method.ContainingType, _known.GC);

    /// <summary>Whether the compilation knows counted handles at all.</summary>
    public bool HasCounted => _known.SharedHandle is not null;

    public bool IsCounted(ITypeSymbol? type) => Is(type?.OriginalDefinition, _known.SharedHandle);

    /// <summary>SharedHandle.Create(value, …)</summary>
    public bool MakesCounted(IMethodSymbol method)
        => method is { Name: "Create", IsStatic: true, Parameters.Length: > 0 }
            && IsCounted(method.ReturnType)
            && SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, _known.SharedHandle!.ContainingAssembly);

    public static ITypeSymbol? ValueTypeOf(INamedTypeSymbol handle) => handle.TypeArguments.Length == 1 ? handle.TypeArguments[0] : null;

    public bool EndsCount(IMethodSymbol method)
        => method.Name == "DangerousRelease" && Is(method.ContainingType, _known.SafeHandle);

    public bool IsCritical(ITypeSymbol type)
        => _known.CriticalFinalizerObject is { } critical && type is INamedTypeSymbol named && IsBelow(named, critical);

    private static bool Is(ITypeSymbol? type, INamedTypeSymbol? known) => known is not null && SymbolEqualityComparer.Default.Equals(type, known);
}
