using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Flow;

/// <summary>Where the analysis of a resource ends: released, handed over, or gone where nobody can follow.</summary>
internal sealed partial class Transfer
{
    // What a factory hands out; null for anything but a resource that it still holds.
    private ResourceKind? ReturnedKind(FlowValue value)
    {
        foreach (var history in Histories)
        {
            if ((value.Is & history.Resource.Bit) != 0 && _state[history.Resource.Index].Status == ResourceStatus.Held)
            {
                return history.Resource.Kind;
            }
        }

        return null;
    }

    // token.Register(handle.Dispose): a method group holds its object as a lambda holds what it captures
    private FlowValue VisitMethodGroup(IOperation instance)
    {
        Settle(Visit(instance), ResourceStatus.Escaped, EscapeReason.Captured);
        return FlowValue.Unknown;
    }

    // pointer(a), thing.Anything(a): nobody knows what is called
    private FlowValue VisitBlindCall(IOperation call)
    {
        Settle(FlowValue.Containing(VisitOperands(call)), ResourceStatus.Escaped, EscapeReason.PassedOn);
        return FlowValue.Unknown;
    }

    // new[] { a }, [a]: what goes into a collection comes out where nobody can follow
    private FlowValue VisitCollection(IOperation collection)
    {
        Settle(FlowValue.Containing(VisitOperands(collection)), ResourceStatus.Escaped, EscapeReason.Stored);
        return FlowValue.True;
    }

    // The consumer may stop here: what is held now is released by nobody but a finally.
    private FlowValue VisitYield(IReturnOperation yield)
    {
        if (yield.ReturnedValue is { } value)
        {
            Settle(Visit(value), ResourceStatus.Transferred, EscapeReason.PassedOn);
        }

        _abandoned = _abandoned is null ? _state.Copy() : FlowState.Join(_abandoned, _state);
        return FlowValue.Unknown;
    }

    // Where a local function stands in the text says nothing about when it is run.
    private bool IsSeen(ISymbol variable, SyntaxNode place) => _calling.IsEmpty ? Variables.IsCapturedAt(variable, place) : Variables.Captured.Contains(variable);

    // What a lambda captures was marked before; a resource in such a variable escapes here, or where the variable gets it later.
    private FlowValue VisitLambda(IFlowAnonymousFunctionOperation lambda)
    {
        foreach (var captured in NestedFunctions.VariablesOf(_graph, lambda))
        {
            if (Variables.Captured.Contains(VariableTable.Symbol(captured)!))
            {
                Settle(Read(captured), ResourceStatus.Escaped, EscapeReason.Captured);
            }
        }

        return FlowValue.Unknown;
    }

    /// <summary>
    /// The resources that a value is, or may contain, are settled: released, transferred or escaped. A value that
    /// only may be a resource cannot settle it for certain; then nobody can say.
    /// </summary>
    private void Settle(FlowValue value, ResourceStatus now, EscapeReason otherwise, bool toCaller = false)
    {
        if (value.May == 0)
        {
            return;
        }

        for (var i = 0; i < Histories.Length; i++)
        {
            var bit = 1UL << i;
            if ((value.May & bit) == 0)
            {
                continue;
            }

            ref var resource = ref _state[i];
            var history = Histories[i];
            switch (now)
            {
                case ResourceStatus.Released:
                    history.IsReleasedSomewhere = true;
                    // native.Put(p); … Free(p): who releases it here owned it all the while, whoever was given it in between.
                    resource = resource.Reclaimed();

                    // What comes out of a collection of the method's own stands for all that is in it.
                    var isElement = history.IsContained;
                    resource = resource.Become(now, isElement || (value.Is & bit) != 0, isElement || (value.IsAfterThrow & bit) != 0);
                    break;
                case ResourceStatus.Transferred:
                    // A new owner of something that contains the resource owns the resource as well.
                    history.IsKeptSomewhere |= !toCaller && resource.IsHeld;
                    resource = resource.Become(now, inHeld: true, inHeldAfterThrow: true);
                    break;
            }

            if ((resource.Status & ResourceStatus.Held) != 0)
            {
                history.Escape ??= otherwise;
            }

            resource = resource
                .Become(ResourceStatus.Escaped, inHeld: true, inHeldAfterThrow: false)
                .Become(ResourceStatus.EscapedAfterThrow, inHeld: false, inHeldAfterThrow: true);
        }
    }
}
