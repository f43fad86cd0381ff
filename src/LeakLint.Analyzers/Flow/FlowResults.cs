using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace LeakLint.Analyzers.Flow;

/// <summary>
/// What is asked of a method at each of its acquisitions, answered by one analysis. An analyzer reports at the
/// operation it was called for and at no other: what it says elsewhere reaches no editor.
/// </summary>
internal sealed class FlowResults(IOwnership ownership)
{
    // The compiler hands out the same graph to all who ask about a body, and lets it go with the body.
    private readonly ConditionalWeakTable<ControlFlowGraph, FlowResult[]> _ofGraph = new();

    /// <summary>The function that the operation stands in, followed in one part or several; empty when it has no graph or acquires nothing.</summary>
    public FlowResult[] At(OperationAnalysisContext context)
    {
        var whole = context.GetControlFlowGraph();
        var graph = Function(context.Operation) is { } function ? NestedFunctions.Find(whole, function) : whole;
        if (graph is null)
        {
            return [];
        }

        if (!_ofGraph.TryGetValue(graph, out var known))
        {
            var results = FlowAnalysis.RunInParts(graph, ownership, context.CancellationToken);
            known = _ofGraph.GetValue(graph, _ => [.. results]);
        }

        return known;
    }

    /// <summary>Follows what a function releases from there on; false when that could not be followed, and nothing may be concluded.</summary>
    /// <param name="context">The callback of the body that the function is, or stands in.</param>
    /// <param name="function">The body, or a lambda or local function in it.</param>
    /// <param name="reversed">The ownership to which releases are what acquires.</param>
    /// <param name="after">Notes what happens.</param>
    public static bool Afterwards(OperationAnalysisContext context, IOperation function, IOwnership reversed, Aftermath after)
    {
        var whole = context.GetControlFlowGraph();
        var graph = function.Kind is OperationKind.AnonymousFunction or OperationKind.LocalFunction ? NestedFunctions.Find(whole, function) : whole;
        return graph is not null && FlowAnalysis.RunAfterwards(graph, reversed, after, context.CancellationToken);
    }

    private static IOperation? Function(IOperation operation)
    {
        for (var at = operation; at is not null; at = at.Parent)
        {
            if (at.Kind is OperationKind.AnonymousFunction or OperationKind.LocalFunction)
            {
                return at;
            }
        }

        return null;
    }
}
