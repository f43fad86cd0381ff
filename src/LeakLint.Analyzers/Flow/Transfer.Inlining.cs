using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Flow;

/// <summary>Local functions that are only ever called run where they are called.</summary>
internal sealed partial class Transfer
{
    // A local function that is only ever called runs here and now, in the state of its caller.
    private bool TryInline(IInvocationOperation call, out FlowValue result)
    {
        result = FlowValue.Unknown;
        var function = call.TargetMethod.OriginalDefinition;
        if (!NestedFunctions.TryGetGraph(_graph, function, out var graph) || Contains(_calling, function))
        {
            return false;
        }

        var arguments = VisitArguments(call.Arguments);
        for (var i = 0; i < arguments.Length; i++)
        {
            if (call.Arguments[i].Parameter is { RefKind: RefKind.None } parameter)
            {
                SetVariable(parameter, arguments[i]);
            }
            else
            {
                Settle(arguments[i], ResourceStatus.Escaped, EscapeReason.ByReference);
                Assign(call.Arguments[i].Value, FlowValue.Unknown);
            }
        }

        var exits = new NestedExits();
        var transfer = new Transfer(graph, _subject, _calling.Push(function), exits);
        var solver = new ForwardAnalysis<FlowState>(GraphShape.Of(graph), _lattice, transfer, _subject.Budget);
        if (!solver.Solve(_state))
        {
            GaveUp = GaveUp.OutOfSteps;
        }

        GaveUp = GaveUp == GaveUp.No ? transfer.GaveUp : GaveUp;
        if (exits.Thrown is { } thrown)
        {
            Throws(thrown.AfterThrow(Ownership.IsLikelyToThrow(call, Cancellation) ? _subject.ThrowerAt(call) : 0));
        }

        _state = (exits.Returned ?? _lattice.Bottom).Copy();
        result = exits.Value;
        return true;
    }

    private static bool Contains(ImmutableStack<IMethodSymbol> calling, IMethodSymbol function)
    {
        foreach (var caller in calling)
        {
            if (SymbolEqualityComparer.Default.Equals(caller, function))
            {
                return true;
            }
        }

        return false;
    }
}
