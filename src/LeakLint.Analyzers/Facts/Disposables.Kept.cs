using System.Threading;
using LeakLint.Analyzers.Protocols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Facts;

/// <content>Which disposables an object that keeps them in a field has to release.</content>
internal sealed partial class Disposables
{
    /// <summary>Whether an object may have to release what a field of this type holds.</summary>
    public bool MattersInField(ITypeSymbol? type)
        => type.Is(_types.Disposable)
            || (type is INamedTypeSymbol or ITypeParameterSymbol && IsDisposable(type) && (!_exempt.IncludesKept(type) || type.Is(_types.CancellationTokenSource)));

    /// <summary>What <c>new</c> acquires for an object that keeps the result in a field; null for nothing. What it is given is the asker's business.</summary>
    public Protocol? AcquiredToKeep(IObjectCreationOperation creation, CancellationToken cancellation)
    {
        if (creation is not { Type: INamedTypeSymbol type, Constructor: { } constructor } || !MattersInField(type))
        {
            return null;
        }

        if (type.Is(_types.CancellationTokenSource))
        {
            return HasTimer(creation) ? BuiltInProtocols.Created : null;
        }

        var givesItself = false;
        foreach (var argument in creation.Arguments)
        {
            if (argument.Parameter is { } parameter && OwnsNothing(parameter, argument.Value))
            {
                return null;
            }

            givesItself |= Values.Unwrap(argument.Value) is IInstanceReferenceOperation;
        }

        if (type.DeclaringSyntaxReferences.IsEmpty)
        {
            return Holds(type) ? BuiltInProtocols.Created : BuiltInProtocols.CreatedElsewhere;
        }

        if (type.IsValueType && creation.Arguments.IsEmpty && constructor.IsImplicitlyDeclared)
        {
            return null;
        }

        // A child that is given its parent may have joined it.
        if (givesItself && _publication.HappensIn(constructor, cancellation))
        {
            return BuiltInProtocols.HandedOnByItself;
        }

        return OtherForms.DerivesFrom(type, _types.SafeHandle) || _keptEvidence.Of(type, HoldsInField, cancellation)
            ? BuiltInProtocols.Created
            : BuiltInProtocols.NothingInSight;
    }

    /// <summary>What a call of .NET, or one that hands out nothing but an <c>IDisposable</c>, acquires for a field, beyond what the table of protocols knows.</summary>
    public Protocol? AcquiredToKeep(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        var result = _forms.Inside(method.OriginalDefinition.ReturnType);
        if (!MattersInField(_forms.Inside(method.ReturnType)) || OtherForms.IsLookUp(method.Name))
        {
            return null;
        }

        // IDisposable Subscribe(handler): all that can be done with it is to dispose it.
        if (result.Is(_types.Disposable) || result.Is(_types.AsyncDisposable))
        {
            return BuiltInProtocols.Handed;
        }

        // Console.OpenStandardOutput(): the process's own
        return Framework.Declares(method.ContainingType) && method.ContainingType.Name != "Console" && OtherForms.IsFactory(method.Name) && result is INamedTypeSymbol made && Holds(made) ? BuiltInProtocols.Created : null;
    }

    private bool HoldsInField(ITypeSymbol type) => !type.Is(_types.Disposable) && MattersInField(type) && Holds(type);
}
