using System.Collections.Generic;
using System.Threading;
using LeakLint.Analyzers.Flow;
using LeakLint.Analyzers.Protocols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Facts;

/// <summary>
/// Ownership turned round, for <see cref="Aftermath"/>: a release is what "acquires", on the place that it releases; to
/// release there once more is what "releases". Nobody takes over what is gone; only who acquires anew on the same object
/// ends its being gone.
/// </summary>
internal sealed class AfterRelease(Ownership living, Dictionary<SyntaxNode, Release> releases) : IOwnership
{
    public bool TryAcquire(IOperation operation, CancellationToken cancellation, out Acquisition acquisition)
    {
        if (operation is IInvocationOperation && releases.TryGetValue(operation.Syntax, out var release))
        {
            acquisition = new Acquisition(release.Protocol, Place: release.Parameter, Member: release.Member);
            return true;
        }

        acquisition = default;
        return false;
    }

    public Passing OnReceiver(IInvocationOperation call, ResourceKind kind)
        => releases.TryGetValue(call.Syntax, out var release) ? release.Protocol == kind && release.Parameter < 0 && release.Member is null ? Passing.Releases : Passing.Uses
            : living.EntersOn(call, Acquisition.Receiver, kind) ? Passing.Takes
            : living.OnReceiver(call, kind) == Passing.Returns ? Passing.Returns
            : Passing.Uses;

    public Passing OnArgument(IOperation call, IParameterSymbol parameter, ResourceKind kind, CancellationToken cancellation)
        => releases.TryGetValue(call.Syntax, out var release) && call is IInvocationOperation ? release.Protocol == kind && release.Parameter == parameter.Ordinal ? Passing.Releases : Passing.Uses
            : call is IInvocationOperation invocation && living.EntersOn(invocation, parameter.Ordinal, kind) ? Passing.Takes
            : Passing.Uses;

    public bool IsRelease(IParameterSymbol parameter, ResourceKind kind) => living.IsRelease(parameter, kind);

    public bool IsProbe(IOperation condition, ResourceKind kind) => false;

    public bool IsOver(IPropertySymbol property, ResourceKind kind) => false;

    public Passing OnMember(IInvocationOperation call, ISymbol member, ResourceKind kind, CancellationToken cancellation)
        => releases.TryGetValue(call.Syntax, out var release) && release.Protocol == kind && SymbolEqualityComparer.Default.Equals(release.Member, member.OriginalDefinition) ? Passing.Releases : Passing.Uses;

    public bool IsLentTo(IPropertySymbol property) => true;

    public bool CanHold(ITypeSymbol? type, ResourceKind kind) => false;

    public bool IsFramework(IMethodSymbol callee) => living.IsFramework(callee);

    public bool IsLikelyToThrow(IOperation operation, CancellationToken cancellation, ulong notNull = 0) => living.IsLikelyToThrow(operation, cancellation, notNull);

    public bool LosesWhenItThrows(IMethodSymbol callee, int parameter, bool isAwaited, CancellationToken cancellation) => true;

    public bool HandsOutItself(IPropertySymbol property) => living.HandsOutItself(property);

    // handle.IsAllocated, safe.IsClosed: what was released says so itself. A nullable still has its value.
    public bool TryPresence(IOperation condition, out IOperation? subject, out bool whenTrue)
    {
        var asked = living.TryPresence(condition, out subject, out whenTrue);
        if (asked && condition is IPropertyReferenceOperation { Property.Name: not "HasValue" })
        {
            whenTrue = !whenTrue;
        }

        return asked;
    }

    public bool CanBeCancelled(IOperation thrower) => living.CanBeCancelled(thrower);

    public bool ThrowsUnlessSuccess(IMethodSymbol callee) => living.ThrowsUnlessSuccess(callee);

    public bool NeverReturns(IMethodSymbol callee) => living.NeverReturns(callee);

    public DelegateRun OnDelegate(IMethodSymbol callee, IParameterSymbol parameter, CancellationToken cancellation) => living.OnDelegate(callee, parameter, cancellation);

    public bool IsNative(IMethodSymbol callee) => living.IsNative(callee);

    public bool OnlyPointsInto(IOperation value) => living.OnlyPointsInto(value);

    public bool MayRelease(IMethodSymbol callee, ResourceKind kind) => false;

    public bool IsProgrammersFault(ITypeSymbol? exception) => living.IsProgrammersFault(exception);

    public bool SaysItself(IMethodSymbol callee) => living.SaysItself(callee);
}
