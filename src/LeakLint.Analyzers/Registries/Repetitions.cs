using System;
using System.Threading;
using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Registries;

/// <summary>
/// Handlers that are added more often than they are taken out: in a loop, by the constructor and again by a method, by a method
/// that runs more than once in the life of one object. One <c>-=</c> takes out one of them. Proved only where nothing but a
/// teardown takes the handler out, and where no condition stands before the second <c>+=</c>.
/// </summary>
internal sealed class Repetitions(Sight sight, Handlers handlers, Publishers publishers, TeardownProof proof)
{
    /// <summary>Why <paramref name="added"/> happens more often than its end; null if nothing shows that it does.</summary>
    public string? Why(Subscription added, Handler handler, Publisher publisher, ISymbol member, CancellationToken cancellation)
    {
        if (handler is not { Kind: HandlerKind.Method, Target: null, Stored: null, KeepsThis: true, Method.MethodKind: not MethodKind.LocalFunction }
            || publisher.Root is null && !added.Event.IsStatic || publisher.Path.Length > 0)
        {
            return null;
        }

        var loop = LoopAround(added.Operation);
        if (loop is null && (member is not IMethodSymbol { MethodKind: MethodKind.Ordinary, IsStatic: false } || !IsUnconditional(added.Operation)))
        {
            return null;
        }

        if (!OnlyTeardownsTakeOut(added, handler, cancellation))
        {
            return null;
        }

        return loop is not null ? "each turn of the loop adds it again, and a '-=' takes out one"
            : IsAddedByConstructor(added, handler, publisher, cancellation) && proof.OfMember(member, cancellation) >= Running.Alive ? "the constructor has added it already, and a '-=' takes out one"
            : RunsAgain((IMethodSymbol)member, cancellation) ? "each call of '" + member.Name + "' adds it again, and a '-=' takes out one"
            : null;
    }

    // The loop in which it stands, if neither the publisher nor the way there changes in it.
    private static ILoopOperation? LoopAround(IOperation added)
    {
        var child = added;
        for (var at = added.Parent; at is IExpressionStatementOperation or IBlockOperation or ILoopOperation; child = at, at = at.Parent)
        {
            switch (at)
            {
                case IBlockOperation block:
                    // … += H; break;
                    foreach (var statement in block.Operations)
                    {
                        if (statement is IBranchOperation or IReturnOperation or IConditionalOperation && MayLeave(statement))
                        {
                            return null;
                        }
                    }

                    break;
                case IForEachLoopOperation or IForLoopOperation:
                    return (ILoopOperation)at;
                case ILoopOperation:
                    return null;
            }
        }

        return null;
    }

    private static bool MayLeave(IOperation statement)
    {
        foreach (var operation in statement.DescendantsAndSelf())
        {
            if (operation is IBranchOperation or IReturnOperation)
            {
                return true;
            }
        }

        return false;
    }

    // A statement of the body itself, and nothing leaves before it.
    private static bool IsUnconditional(IOperation added)
    {
        if (added.Parent is not IExpressionStatementOperation { Parent: IBlockOperation { Parent: IMethodBodyOperation or IConstructorBodyOperation } block } statement)
        {
            return added.Parent is IExpressionStatementOperation { Parent: IBlockOperation { IsImplicit: true } };
        }

        foreach (var earlier in block.Operations)
        {
            if (earlier == statement)
            {
                return true;
            }

            if (earlier is IConditionalOperation or ISwitchOperation or ITryOperation && MayLeave(earlier))
            {
                return false;
            }
        }

        return true;
    }

    // Neither a "-=" elsewhere, nor a release by another name.
    private bool OnlyTeardownsTakeOut(Subscription added, Handler handler, CancellationToken cancellation)
    {
        var isTakenOut = false;
        foreach (var node in Mentions.Of(sight.Compilation, Mentions.Role.Taken, added.Event.Name, cancellation))
        {
            if (sight.Bodies.At(node, cancellation) is not { } operation)
            {
                return false;
            }

            if (Subscription.TakenOut(operation) is not { } taken || !added.IsOfOneEvent(taken.Event))
            {
                continue;
            }

            if (handler.MayBe(handlers.Of(taken.Value, cancellation)))
            {
                isTakenOut = true;
                if (sight.Bodies.MemberAround(node, cancellation) is not IMethodSymbol method || !proof.Members.Includes(method))
                {
                    return false;
                }
            }
        }

        return isTakenOut;
    }

    private bool IsAddedByConstructor(Subscription added, Handler handler, Publisher publisher, CancellationToken cancellation)
    {
        foreach (var node in Mentions.Of(sight.Compilation, Mentions.Role.Added, added.Event.Name, cancellation))
        {
            if (node != added.Operation.Syntax
                && sight.Bodies.MemberAround(node, cancellation) is IMethodSymbol { MethodKind: MethodKind.Constructor, ContainingType: var type }
                && SymbolEqualityComparer.Default.Equals(type, sight.Bodies.MemberAround(added.Operation.Syntax, cancellation)?.ContainingType)
                && sight.Bodies.At(node, cancellation) is { } operation
                && Subscription.Added(operation) is { } other
                && added.IsOfOneEvent(other.Event)
                && IsUnconditional(operation)
                && (added.Event.IsStatic || publishers.Of(other.Instance, cancellation) is { Root: { } root, Path: "" } && SymbolEqualityComparer.Default.Equals(root, publisher.Root))
                && handlers.Of(other.Value, cancellation) is { Kind: HandlerKind.Method, Target: null, KeepsThis: true } same && SymbolEqualityComparer.Default.Equals(same.Method, handler.Method))
            {
                return true;
            }
        }

        return false;
    }

    // v.Refresh(); v.Refresh();   foreach (…) v.Refresh();   timer.Tick += Refresh;
    private bool RunsAgain(IMethodSymbol method, CancellationToken cancellation)
    {
        IInvocationOperation? first = null;
        foreach (var use in sight.UsesOf(method, cancellation))
        {
            switch (use)
            {
                case IInvocationOperation call when call.Instance is { } instance && NameOf(instance) is { } name:
                    if (LoopAround(call) is { } loop && !IsDeclaredIn(name, loop)
                        || first is not null && first.Parent?.Parent == call.Parent?.Parent && first.Parent is IExpressionStatementOperation && SymbolEqualityComparer.Default.Equals(NameOf(first.Instance!), name))
                    {
                        return true;
                    }

                    first = call;
                    break;
                case IMethodReferenceOperation group when IsHandlerOfMany(group):
                    return true;
            }
        }

        return false;
    }

    private static ISymbol? NameOf(IOperation instance) => instance switch
    {
        ILocalReferenceOperation local => local.Local,
        IFieldReferenceOperation field => field.Field,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IInstanceReferenceOperation self => self.Type,
        _ => null,
    };

    private static bool IsDeclaredIn(ISymbol name, IOperation loop)
        => name.DeclaringSyntaxReferences is { Length: > 0 } places && places[0].SyntaxTree == loop.Syntax.SyntaxTree && loop.Syntax.Span.Contains(places[0].Span);

    // Events that are raised again and again by what they are.
    private static bool IsHandlerOfMany(IMethodReferenceOperation group)
    {
        IOperation? at = group.Parent;
        while (at is IDelegateCreationOperation or IConversionOperation)
        {
            at = at.Parent;
        }

        return at is IEventAssignmentOperation { Adds: true, EventReference: IEventReferenceOperation { Event.Name: var name } }
            && (name is "Click" or "Tick" or "Elapsed" or "TextChanged" or "SelectionChanged" or "PropertyChanged" or "CollectionChanged" || name.EndsWith("Changed", StringComparison.Ordinal) && name != "DataContextChanged" && name != "ParentChanged");
    }
}
