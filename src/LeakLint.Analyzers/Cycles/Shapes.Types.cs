using System.Threading;
using LeakLint.Analyzers.Facts;
using LeakLint.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Cycles;

/// <content>Questions about types and methods that mean something here.</content>
internal sealed partial class Shapes
{
    /// <summary>A reference that does not keep its target: an edge into it ends there.</summary>
    public bool IsWeak(ITypeSymbol type)
    {
        var definition = type.OriginalDefinition;
        return definition.Is(_known.WeakReference)
            || definition.Is(_known.WeakReferenceOfT)
            || definition.Is(_known.WeakHandle)
            || definition.Is(_known.WeakValueDictionary)
            || definition.Is(_known.ConditionalWeakTable);
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
    public bool IsThread(ITypeSymbol type) => type.Is(_known.Thread);

    public bool Exchanges(IMethodSymbol method)
        => (method.ContainingType.Is(_known.Interlocked) && method.Name is "Exchange" or "CompareExchange")
            || (method.ContainingType.Is(_known.Volatile) && method.Name is "Read" or "Write");

    public bool SuppressesFinalization(IMethodSymbol method)
        => method.Name == "SuppressFinalize" && method.ContainingType.Is(_known.GC);

    public bool Reregisters(IMethodSymbol method)
        => method.Name == "ReRegisterForFinalize" && method.ContainingType.Is(_known.GC);

    /// <summary>Whether the compilation knows counted handles at all.</summary>
    public bool HasCounted => _known.SharedHandle is not null;

    public bool IsCounted(ITypeSymbol? type) => type.Is(_known.SharedHandle);

    /// <summary>SharedHandle.Create(value, …)</summary>
    public bool MakesCounted(IMethodSymbol method)
        => method is { Name: "Create", IsStatic: true, Parameters.Length: > 0 }
            && IsCounted(method.ReturnType)
            && SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, _known.SharedHandle!.ContainingAssembly);

    public static ITypeSymbol? ValueTypeOf(INamedTypeSymbol handle) => handle.TypeArguments.Length == 1 ? handle.TypeArguments[0] : null;

    public bool EndsCount(IMethodSymbol method)
        => method.Name == "DangerousRelease" && method.ContainingType.Is(_known.SafeHandle);

    /// <summary>Whether objects of <paramref name="type"/> take a count of a handle when they are made: until they give it back, that handle is not released, whoever is finalized first.</summary>
    public bool TakesCountWhenMade(INamedTypeSymbol type, CancellationToken cancellation)
    {
        foreach (var constructor in type.InstanceConstructors)
        {
            foreach (var body in Bodies.For(Compilation).Of(constructor.OriginalDefinition, cancellation))
            {
                foreach (var operation in body.DescendantsAndSelf())
                {
                    if (operation is IInvocationOperation { TargetMethod: { Name: "DangerousAddRef" } method } && method.ContainingType.Is(_known.SafeHandle))
                    {
                        return true;
                    }
                }
            }
        }

        return false;
    }

    public bool IsCritical(ITypeSymbol type)
        => _known.CriticalFinalizerObject is { } critical && type is INamedTypeSymbol named && IsBelow(named, critical);
}
