using System.Collections.Generic;
using LeakLint.Analyzers.Protocols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Facts;

/// <summary>A call that releases something.</summary>
/// <param name="Call">The call.</param>
/// <param name="Protocol">By which protocol.</param>
/// <param name="Parameter">The ordinal of the parameter that takes what is released; -1 for the object of the call.</param>
/// <param name="Subject">The expression that names what is released, or whose member is; the call itself for a static member.</param>
/// <param name="Member">The field or property of the subject that is released, or a static one; null where it is the subject itself. <c>store.EndWrite()</c></param>
internal sealed record Release(IInvocationOperation Call, Protocol Protocol, int Parameter, IOperation Subject, ISymbol? Member = null)
{
    /// <summary>The key of the place that is released; null where it has none.</summary>
    public string? Key { get; } = Member is null ? StablePlaces.Key(Subject) : StablePlaces.Key(Subject, Member);

    /// <summary>What a reader calls it.</summary>
    public string Name => Member is not null && (Subject == Call || Subject.IsImplicit) ? Member.Name : Values.Unwrap(Subject).Syntax.ToString();

    /// <summary>Whether an object is held that was there before: locks, semaphores, counts.</summary>
    public bool IsOfPlace => !Protocol.Acquires.IsEmpty && Protocol.Acquires[0].Place != Flow.Acquisition.NoPlace;
}

/// <summary>The operations of one function, and of no function inside it.</summary>
internal static class Functions
{
    /// <summary>The lambda, local function or member that <paramref name="operation"/> stands in.</summary>
    public static IOperation Around(IOperation operation)
    {
        var at = operation;
        while (at.Parent is { } parent)
        {
            at = parent;
            if (at.Kind is OperationKind.AnonymousFunction or OperationKind.LocalFunction)
            {
                return at;
            }
        }

        return at;
    }

    /// <summary>All operations below <paramref name="root"/> in reading order; of the functions inside it only they themselves.</summary>
    public static IEnumerable<IOperation> Operations(IOperation root)
    {
        var pending = new Stack<IOperation>();
        Push(root, pending);
        while (pending.Count > 0)
        {
            var operation = pending.Pop();
            yield return operation;
            if (operation.Kind is not (OperationKind.AnonymousFunction or OperationKind.LocalFunction))
            {
                Push(operation, pending);
            }
        }
    }

    private static void Push(IOperation operation, Stack<IOperation> pending)
    {
        foreach (var child in operation.ChildOperations.Reverse())
        {
            pending.Push(child);
        }
    }
}
