using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Flow;

/// <summary>
/// Lambdas and local functions. A lambda may run any time and any number of times, so a resource in a variable that
/// it captures escapes, but where it is lent and does no more than use it. A local function that is only ever called runs where it is called.
/// </summary>
internal static partial class NestedFunctions
{
    /// <summary>
    /// Marks what lambdas, and local functions that are more than just called, can see; and, in a lambda or local
    /// function itself, the variables of the function around it.
    /// </summary>
    public static void MarkCaptured(ControlFlowGraph graph, FlowSubject subject)
    {
        var variables = subject.Variables;
        MarkInside(graph, subject);
        var function = graph.OriginalOperation switch
        {
            ILocalFunctionOperation local => local.Symbol,
            IAnonymousFunctionOperation lambda => lambda.Symbol,
            IFlowAnonymousFunctionOperation lambda => lambda.Symbol,
            _ => null,
        };
        if (function is null)
        {
            return;
        }

        foreach (var operation in All(graph))
        {
            if (VariableTable.Symbol(operation) is { } symbol && !IsDeclaredIn(symbol, function))
            {
                variables.Capture(symbol);
            }
        }
    }

    private static void MarkInside(ControlFlowGraph graph, FlowSubject subject)
    {
        foreach (var root in Roots(graph))
        {
            Mark(graph, root, subject);
        }

        foreach (var function in graph.LocalFunctions)
        {
            if (!CanRunInPlace(function))
            {
                AddAll(graph.GetLocalFunctionControlFlowGraph(function), subject.Variables);
            }
            else
            {
                MarkInside(graph.GetLocalFunctionControlFlowGraph(function), subject);
            }
        }
    }

    /// <summary>The variables that a lambda reads or writes and does not own, one reference each.</summary>
    public static IEnumerable<IOperation> VariablesOf(ControlFlowGraph graph, IFlowAnonymousFunctionOperation lambda)
    {
        foreach (var operation in All(graph.GetAnonymousFunctionControlFlowGraph(lambda)))
        {
            if (VariableTable.Symbol(operation) is not null)
            {
                yield return operation;
            }
        }
    }

    /// <summary>The graph of a lambda or local function of the original tree, somewhere inside <paramref name="graph"/>; null when it is not there.</summary>
    public static ControlFlowGraph? Find(ControlFlowGraph graph, IOperation function)
    {
        foreach (var inner in Inside(graph))
        {
            if (inner.OriginalOperation.Syntax == function.Syntax || inner.OriginalOperation == function)
            {
                return inner;
            }

            if (Find(inner, function) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>The graph of a local function that can be run where it is called.</summary>
    public static bool TryGetGraph(ControlFlowGraph graph, IMethodSymbol function, out ControlFlowGraph body)
    {
        body = graph;
        if (!CanRunInPlace(function))
        {
            return false;
        }

        for (var around = graph; around is not null; around = around.Parent)
        {
            foreach (var declared in around.LocalFunctions)
            {
                if (SymbolEqualityComparer.Default.Equals(declared, function))
                {
                    body = around.GetLocalFunctionControlFlowGraph(declared);
                    return true;
                }
            }
        }

        return false;
    }

    private static void Mark(ControlFlowGraph graph, IOperation operation, FlowSubject subject)
    {
        foreach (var part in Parts(operation))
        {
            if (part is IFlowAnonymousFunctionOperation lambda)
            {
                var inner = graph.GetAnonymousFunctionControlFlowGraph(lambda);
                var isLent = subject.After is null && LentLambdas.IsLent(lambda, subject.Ownership, subject.Cancellation);
                foreach (var variable in VariablesOf(graph, lambda))
                {
                    if (!isLent || LentLambdas.MayEscape(variable, inner, subject))
                    {
                        Capturing.Mark(VariableTable.Symbol(variable)!, lambda, graph, subject);
                    }
                }
            }
            else if (part is IMethodReferenceOperation { Method: { MethodKind: MethodKind.LocalFunction } function }
                && TryGetGraph(graph, function.OriginalDefinition, out var local))
            {
                AddAll(local, subject.Variables);
            }
        }
    }

    private static bool IsDeclaredIn(ISymbol variable, IMethodSymbol function)
    {
        for (var at = variable.ContainingSymbol; at is IMethodSymbol; at = at.ContainingSymbol)
        {
            if (SymbolEqualityComparer.Default.Equals(at, function))
            {
                return true;
            }
        }

        return false;
    }

    // An async function or an iterator runs later, in parts.
    private static bool CanRunInPlace(IMethodSymbol function) => !function.IsAsync
        && function.ReturnType.OriginalDefinition.SpecialType is not (
            SpecialType.System_Collections_IEnumerable or SpecialType.System_Collections_Generic_IEnumerable_T
            or SpecialType.System_Collections_IEnumerator or SpecialType.System_Collections_Generic_IEnumerator_T);

    private static void AddAll(ControlFlowGraph body, VariableTable variables)
    {
        foreach (var operation in All(body))
        {
            if (VariableTable.Symbol(operation) is { } symbol)
            {
                variables.Capture(symbol);
            }
        }
    }

    /// <summary>Every operation of a function, those of the functions inside it included.</summary>
    public static IEnumerable<IOperation> All(ControlFlowGraph body)
    {
        foreach (var root in Roots(body))
        {
            foreach (var part in Parts(root))
            {
                yield return part;
            }
        }

        foreach (var inside in Inside(body))
        {
            foreach (var part in All(inside))
            {
                yield return part;
            }
        }
    }

    private static IEnumerable<ControlFlowGraph> Inside(ControlFlowGraph graph)
    {
        foreach (var function in graph.LocalFunctions)
        {
            yield return graph.GetLocalFunctionControlFlowGraph(function);
        }

        foreach (var root in Roots(graph))
        {
            foreach (var part in Parts(root))
            {
                if (part is IFlowAnonymousFunctionOperation lambda)
                {
                    yield return graph.GetAnonymousFunctionControlFlowGraph(lambda);
                }
            }
        }
    }

    private static IEnumerable<IOperation> Roots(ControlFlowGraph graph)
    {
        foreach (var block in graph.Blocks)
        {
            foreach (var operation in block.Operations)
            {
                yield return operation;
            }

            if (block.BranchValue is { } value)
            {
                yield return value;
            }
        }
    }

    private static IEnumerable<IOperation> Parts(IOperation operation)
    {
        var pending = new Stack<IOperation>();
        pending.Push(operation);
        while (pending.Count > 0)
        {
            var part = pending.Pop();
            yield return part;
            foreach (var child in part.ChildOperations)
            {
                pending.Push(child);
            }
        }
    }
}
