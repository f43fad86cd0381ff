using System;
using System.Threading;
using LeakLint.Analyzers.Flow;
using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Facts;

/// <summary>Methods in source that acquire for their caller: by result, inside a tuple, by <c>out</c>, behind an interface.</summary>
internal sealed partial class Ownership
{
    private bool CouldCarry(ITypeSymbol type) => _forms.Inside(type) is var inner && (_table.CouldCarry(inner) || _disposables.CouldCarry(inner) || _counted.CouldCarry(inner) || _guards.Includes(inner, default));

    private bool CouldContain(INamedTypeSymbol tuple)
    {
        foreach (var element in tuple.TupleElements)
        {
            if (CouldCarry(element.Type))
            {
                return true;
            }
        }

        return false;
    }

    private bool TryAcquireByFactory(IMethodSymbol method, CancellationToken cancellation, out Acquisition acquisition)
    {
        acquisition = default;

        if (method.DeclaringSyntaxReferences.IsEmpty)
        {
            return false;
        }

        // byte[] Borrow(int n) => pool.Rent(n);
        if (CouldCarry(method.ReturnType) && FreshResult(method, cancellation) is { } kind)
        {
            acquisition = new Acquisition(kind);
            return true;
        }

        if (Implementations.MayVary(method))
        {
            return false;
        }

        // (Stream, long) Open(string path)
        if (_forms.Inside(method.ReturnType) is INamedTypeSymbol { IsTupleType: true } tuple && CouldContain(tuple) && _summaries.FreshInside(method, this, cancellation) is { } inside)
        {
            acquisition = new Acquisition(inside.Kind, Inside: inside.Element);
            return true;
        }

        // void Borrow(out byte[] array, int n) => array = pool.Rent(n);
        foreach (var parameter in method.Parameters)
        {
            if (parameter.RefKind == RefKind.Out && CouldCarry(parameter.Type)
                && _summaries.FreshOut(method, parameter, this, cancellation, out var orNothing) is { } handedOut
                && (!orNothing || SaysWhether(method)))
            {
                acquisition = new Acquisition(handedOut, parameter.Ordinal, OnlyWhenTrue: orNothing);
                return true;
            }
        }

        return false;
    }

    // An interface or virtual member: all that may run are in sight, and all hand out the same. An override elsewhere may not.
    private ResourceKind? FreshResult(IMethodSymbol method, CancellationToken cancellation)
    {
        if (!Implementations.MayVary(method))
        {
            return _summaries.FreshResult(method, this, cancellation);
        }

        ResourceKind? agreed = null;
        if (!Implementations.IsOpen(method))
        {
            foreach (var implementation in _implementations.Of(method, cancellation))
            {
                if (_summaries.FreshResult(implementation, this, cancellation) is not { } one || (agreed is not null && agreed != one))
                {
                    return null;
                }

                agreed = one;
            }
        }

        return agreed;
    }

    private static bool SaysWhether(IMethodSymbol method) // bool TryOpen(out Stream? stream): null, and false
        => method.ReturnType.SpecialType == SpecialType.System_Boolean && method.Name.StartsWith("Try", StringComparison.Ordinal);
}
