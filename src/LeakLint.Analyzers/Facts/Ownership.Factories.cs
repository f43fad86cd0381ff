using System;
using System.Threading;
using LeakLint.Analyzers.Flow;
using LeakLint.Analyzers.Protocols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

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

    private bool TryAcquireByFactory(IMethodSymbol method, SyntaxTree tree, CancellationToken cancellation, out Acquisition acquisition)
    {
        acquisition = default;

        if (method.DeclaringSyntaxReferences.IsEmpty)
        {
            return false;
        }

        // byte[] Borrow(int n) => pool.Rent(n);
        if (CouldCarry(method.ReturnType) && FreshResult(method, tree, cancellation) is { } kind)
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
    private ResourceKind? FreshResult(IMethodSymbol method, SyntaxTree tree, CancellationToken cancellation)
    {
        if (!Implementations.MayVary(method))
        {
            return _summaries.FreshResult(method, this, cancellation);
        }

        ResourceKind? agreed = null;
        if (!Implementations.IsOpen(method) || (CreatesByName(method.Name) && (_settings.ConventionsOff(tree) & Convention.CreatingNames) == 0))
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

    // private readonly Func<string, Stream> _open = path => File.OpenRead(path);   _open(path)
    private Protocol? Delegated(IInvocationOperation call, CancellationToken cancellation)
    {
        if (call is not { TargetMethod.MethodKind: MethodKind.DelegateInvoke, Instance: IFieldReferenceOperation { Field: { IsReadOnly: true, DeclaredAccessibility: Accessibility.Private } field } }
            || !_disposables.CouldCarry(call.Type) || IsSetInConstructor(field, cancellation))
        {
            return null;
        }

        foreach (var initializer in _bodies.Of(field, cancellation))
        {
            if (initializer is ISymbolInitializerOperation { Value: var value } && Values.Unwrap(value) is IDelegateCreationOperation { Target: var target })
            {
                var made = target switch
                {
                    IAnonymousFunctionOperation { Body.Operations: { Length: 1 } statements } when statements[0] is IReturnOperation { ReturnedValue: { } returned } => Values.Unwrap(returned),
                    _ => null,
                };
                return made is IInvocationOperation or IObjectCreationOperation && TryAcquire(made, cancellation, out var acquisition) && acquisition is { IsOfPlace: false, OutParameter: < 0, IsContained: false, Kind: Protocol { IsDisposable: true, Doubt: null } protocol }
                    ? protocol
                    : null;
            }
        }

        return null;
    }

    private bool IsSetInConstructor(IFieldSymbol field, CancellationToken cancellation)
    {
        foreach (var constructor in field.ContainingType.Constructors)
        {
            foreach (var body in _bodies.Of(constructor, cancellation))
            {
                foreach (var operation in body.Descendants())
                {
                    if (operation is IAssignmentOperation { Target: IFieldReferenceOperation { Field: var set } } && SymbolEqualityComparer.Default.Equals(set, field))
                    {
                        return true;
                    }
                }
            }
        }

        return false;
    }

    private static bool CreatesByName(string name)
    {
        foreach (var prefix in CreatingPrefixes)
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static readonly string[] CreatingPrefixes = ["Create", "Open", "New", "Connect", "Make", "Accept"];

    private static bool SaysWhether(IMethodSymbol method) // bool TryOpen(out Stream? stream): null, and false
        => method.ReturnType.SpecialType == SpecialType.System_Boolean && method.Name.StartsWith("Try", StringComparison.Ordinal);
}
