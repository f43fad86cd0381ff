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
        return FlowValue.Unknown;
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
