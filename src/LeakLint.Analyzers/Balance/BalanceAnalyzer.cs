using System.Collections.Generic;
using LeakLint.Analyzers.Facts;
using LeakLint.Analyzers.Flow;
using LeakLint.Analyzers.Protocols;
using LeakLint.Analyzers.Reporting;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Balance;

/// <summary>
/// The Balance family: what is acquired must be released. Looks at calls only; a method pays for a graph when one
/// of its calls acquires, and pays once.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class BalanceAnalyzer() : FamilyAnalyzer(BalanceRules.Descriptors)
{
    private protected override bool IsRelevant(KnownTypes types) => types.ArrayPool is not null || types.SharedHandle is not null;

    private protected override void Register(CompilationStartAnalysisContext start, KnownTypes types)
    {
        if (ProtocolTable.For(start.Compilation).IsEmpty)
        {
            return;
        }

        var ownership = new Ownership(start.Compilation);
        start.RegisterOperationAction(context => OnCall(context, ownership), OperationKind.Invocation);
    }

    private static void OnCall(OperationAnalysisContext context, Ownership ownership)
    {
        if (context.IsGeneratedCode
            || !ownership.TryAcquire(context.Operation, context.CancellationToken, out _)
            || !IsFirst(context, ownership, out var function))
        {
            return;
        }

        var graph = context.GetControlFlowGraph();
        if ((function is null ? graph : NestedFunctions.Find(graph, function)) is { } own
            && FlowAnalysis.Run(own, ownership, context.CancellationToken) is { } result)
        {
            foreach (var history in result.Resources)
            {
                BalanceRules.Judge(new BalanceFacts(history, result.GaveUp), context.ReportDiagnostic);
            }
        }
    }

    // One analysis answers for all that a function acquires: the first of its acquisitions asks for it.
    private static bool IsFirst(OperationAnalysisContext context, Ownership ownership, out IOperation? function)
    {
        function = context.Operation;
        var root = context.Operation;
        while (function is not null && !IsFunction(function))
        {
            root = function;
            function = function.Parent;
        }

        // In reading order, with a stack of its own: expressions may be nested deeper than the thread's stack.
        var pending = new Stack<IOperation>();
        pending.Push(function ?? root);
        while (pending.Count > 0)
        {
            var operation = pending.Pop();
            if (operation is IInvocationOperation && ownership.TryAcquire(operation, context.CancellationToken, out _))
            {
                return operation == context.Operation;
            }

            foreach (var child in operation.ChildOperations.Reverse())
            {
                if (!IsFunction(child))
                {
                    pending.Push(child);
                }
            }
        }

        return false;
    }

    private static bool IsFunction(IOperation operation) => operation.Kind is OperationKind.AnonymousFunction or OperationKind.LocalFunction;
}
