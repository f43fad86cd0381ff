using System;
using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Flow;

/// <summary>Events: what a handler captures goes with it, and the object that raises the event goes to the handler.</summary>
internal sealed partial class Transfer
{
    private FlowValue VisitStore(IEventAssignmentOperation subscription)
    {
        Settle(Visit(subscription.HandlerValue), ResourceStatus.Escaped, EscapeReason.Stored);
        if (subscription is { Adds: true, EventReference: IEventReferenceOperation { Instance: { } sender } } && Read(Variables.Resolve(sender)) is { May: not 0 } raised)
        {
            LetHandlerEnd(raised, subscription.HandlerValue);
        }

        MayThrow(subscription);
        if (_subject.HasPlaces)
        {
            HoldHandler(subscription);
        }

        return FlowValue.Unknown;
    }

    // source.Changed += OnChanged: the handler is held on the event, known by both, until source.Changed -= OnChanged
    private void HoldHandler(IEventAssignmentOperation subscription)
    {
        var operands = new List<ISymbol>(2);
        var key = HandlerKey(subscription, operands);
        if (!subscription.Adds)
        {
            if (key is not null && Variables.FindKey(PlacePrefix + key) is var left and not 0)
            {
                var value = _state.Read(left);
                NoteRelease(value, subscription);
                Settle(value, ResourceStatus.Released, EscapeReason.Ambiguous);
            }
        }
        else if (_state.IsReachable && _subject.Acquisitions.TryGetValue(subscription, out var resource))
        {
            if (key is null || Variables.OfComparison(PlacePrefix + key, operands) is not (not 0 and var bit))
            {
                EscapeAtOnce(resource, EscapeReason.PassedOn);
                return;
            }

            resource.StandsIn = new Place(null, null, key);
            _state[resource.Index] = ResourceState.Acquired(_state.Known.WithoutCarriers.Assigned(bit, carries: true, isTrue: true, isFalse: false), certainly: true);
        }
    }

    private void NoteRelease(FlowValue value, IOperation release)
    {
        foreach (var history in Histories)
        {
            if ((value.May & history.Resource.Bit) != 0)
            {
                history.LastRelease = Math.Max(history.LastRelease, release.Syntax.SpanStart);
            }
        }
    }

    private string? HandlerKey(IEventAssignmentOperation subscription, List<ISymbol> operands)
    {
        if (Unconverted(subscription.EventReference) is not IEventReferenceOperation { Event: var handled, Instance: var instance })
        {
            return null;
        }

        var handler = Unconverted(subscription.HandlerValue);
        while (handler is IDelegateCreationOperation creation)
        {
            handler = Unconverted(creation.Target);
        }

        var publisher = instance is null ? Place.KeyOf(null, handled) : PlaceKey(instance, operands) is { } whole ? Place.KeyOf(whole, handled) : null;
        var added = handler is IMethodReferenceOperation { Method: var method, Instance: var of }
            ? (of is null ? "" : PlaceKey(of, operands) ?? "?") + method.ToDisplayString()
            : PlaceKey(handler, operands);
        return publisher is null || added is null ? null : publisher + " += " + added;
    }

    // process.Exited += OnExited; whoever handles an event gets the object that raises it, and may release it: ((Process)sender).Dispose()
    private void LetHandlerEnd(FlowValue raised, IOperation handler)
    {
        while (handler is IDelegateCreationOperation or IConversionOperation)
        {
            handler = handler is IDelegateCreationOperation creation ? creation.Target : ((IConversionOperation)handler).Operand;
        }

        switch (handler)
        {
            case IMethodReferenceOperation { Method: { Parameters.IsEmpty: false } method }:
                foreach (var history in Histories)
                {
                    if ((raised.May & history.Resource.Bit) != 0 && Ownership.OnArgument(handler, method.Parameters[0], history.Resource.Kind, Cancellation) is not (Passing.Uses or Passing.Borrows))
                    {
                        Settle(raised.Only(history.Resource.Bit), ResourceStatus.Escaped, EscapeReason.PassedOn);
                    }
                }

                break;
            case IFlowAnonymousFunctionOperation { Symbol.Parameters: { IsEmpty: false } parameters, Syntax: var lambda } when !parameters[0].IsDiscard && Mentions(lambda, parameters[0].Name):
                Settle(raised, ResourceStatus.Escaped, EscapeReason.PassedOn);
                break;
        }
    }

    private static bool Mentions(SyntaxNode code, string name)
    {
        foreach (var node in code.DescendantNodes())
        {
            if (node is IdentifierNameSyntax { Identifier.ValueText: var text } && text == name)
            {
                return true;
            }
        }

        return false;
    }
}
