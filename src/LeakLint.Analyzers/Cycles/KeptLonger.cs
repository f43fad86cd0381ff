using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading;
using LeakLint.Analyzers.Facts;
using LeakLint.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Cycles;

/// <summary>
/// Which finalizers always run: those of types that nobody can dispose. Where a Dispose suppresses the finalizer, an
/// object that is used as it should be costs no extra collection.
/// </summary>
internal static class KeptLonger
{
    /// <summary>The types whose finalizer uses no other finalizable object, and that no code takes off the queue.</summary>
    public static Dictionary<ISymbol, ImmutableArray<Touch>> Candidates(
        List<INamedTypeSymbol> finalizable, Dictionary<ISymbol, ImmutableArray<Touch>> touches, Shapes shapes, CancellationToken cancellation)
    {
        var candidates = new Dictionary<ISymbol, ImmutableArray<Touch>>(SymbolEqualityComparer.Default);
        foreach (var type in finalizable)
        {
            if (touches[type].IsEmpty
                && Finalization.FindFinalizer(type) is { } finalizer
                && shapes.CanFollow(finalizer.OriginalDefinition)
                && !IsDisposable(type)
                && !IsSuppressed(type, shapes, cancellation))
            {
                candidates[type] = [];
            }
        }

        return candidates;
    }

    private static bool IsDisposable(INamedTypeSymbol type)
    {
        foreach (var implemented in type.AllInterfaces)
        {
            if (implemented.SpecialType == SpecialType.System_IDisposable || implemented.Name == "IAsyncDisposable")
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsSuppressed(INamedTypeSymbol type, Shapes shapes, CancellationToken cancellation)
    {
        for (INamedTypeSymbol? t = type; t is { SpecialType: SpecialType.None }; t = t.BaseType)
        {
            foreach (var member in t.GetMembers())
            {
                foreach (var body in Bodies.For(shapes.Compilation).Of(member, cancellation))
                {
                    foreach (var operation in body.Descendants())
                    {
                        if (operation is IInvocationOperation call && shapes.SuppressesFinalization(call.TargetMethod))
                        {
                            return true;
                        }
                    }
                }
            }
        }

        return false;
    }
}
