using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Flow;

/// <summary>What lambdas and local functions call that do not run where they stand.</summary>
internal static partial class NestedFunctions
{
    /// <summary>Whether a lambda, or a local function that cannot run in place, makes a call that <paramref name="matches"/>.</summary>
    public static bool AnyCall(ControlFlowGraph graph, System.Func<IInvocationOperation, bool> matches)
    {
        foreach (var function in graph.LocalFunctions)
        {
            if (!CanRunInPlace(function) && AnyCallIn(graph.GetLocalFunctionControlFlowGraph(function), matches))
            {
                return true;
            }
        }

        foreach (var root in Roots(graph))
        {
            foreach (var part in Parts(root))
            {
                if (part is IFlowAnonymousFunctionOperation lambda && AnyCallIn(graph.GetAnonymousFunctionControlFlowGraph(lambda), matches)
                    || part is IMethodReferenceOperation { Method: { MethodKind: MethodKind.LocalFunction } function }
                        && TryGetGraph(graph, function.OriginalDefinition, out var local) && AnyCallIn(local, matches))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool AnyCallIn(ControlFlowGraph body, System.Func<IInvocationOperation, bool> matches)
    {
        foreach (var operation in All(body))
        {
            if (operation is IInvocationOperation call && matches(call))
            {
                return true;
            }
        }

        return false;
    }
}
