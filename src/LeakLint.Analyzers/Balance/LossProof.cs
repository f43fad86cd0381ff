using System.Collections.Immutable;
using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Balance;

/// <summary>
/// Whether an assignment to a field of the same object loses what the field held. It is proved where the function itself put it there or
/// uses it before, where the constructor filled the field, and where the assignment's own function runs again; and where nothing on
/// the way, in the function or in another one that may have run in between, releases it or asks whether it is there.
/// </summary>
internal sealed class LossProof(OwnedField field, FieldState state, KnownTypes types)
{
    /// <summary>What the field held; null where it is not proved that it is lost.</summary>
    /// <param name="write">The assignment.</param>
    /// <param name="containing">The member whose code it is.</param>
    public FieldOrigin? Of(in FieldWrite write, ISymbol containing)
    {
        var function = Functions.Around(write.At);
        var way = WayToWrite.Read(write.At, function, state);
        if (InTheFunction(write, function) is { } earlier)
        {
            return earlier;
        }

        if (way.IsGuarded || way.IsSettled || way.IsInCatch || IsConstructing(containing) || HasAnotherName(way, write.At, function) || IsReleasedBy(containing, function))
        {
            return null;
        }

        var others = Others(containing);
        var isNothing = (write.Origin.From & Origins.Acquired) == 0;
        if (isNothing)
        {
            // LEAK308 says it where nobody releases it at all.
            return (way.FindsIt || way.ExpectsIt && !way.AsksState) && field.Releases.Count > 0 && others != OtherReleases.MayHaveRun && containing is IMethodSymbol method && !state.IsEnd(method) ? Other(write) : null;
        }

        if ((way.FindsIt || way.ExpectsIt) && others != OtherReleases.MayHaveRun)
        {
            return Other(write);
        }

        if (way.AsksState)
        {
            return null;
        }

        if (others == OtherReleases.None && Filled() is { } filled && RunsLater(containing, function))
        {
            return filled;
        }

        return (others == OtherReleases.None || others == OtherReleases.EmptyIt && containing is IMethodSymbol { MethodKind: MethodKind.PropertySet }) && new RunsAgain(state, types).Does(containing, write.At)
            ? Other(write)
            : null;
    }

    // _file = Open(a); … _file = Open(b);   while (…) { _file = Open(next); … }
    private FieldOrigin? InTheFunction(FieldWrite write, IOperation function)
    {
        foreach (var other in field.Writes)
        {
            if ((other.Origin.From & ~Origins.Nothing) == Origins.Acquired && other.Origin.Protocol is { Doubt: null } && !FieldLosses.IsSame(other.At, write.At) && other.At.Syntax.SyntaxTree == write.At.Syntax.SyntaxTree
                && other.At.Syntax.SpanStart < write.At.Syntax.SpanStart && Functions.Around(other.At) == function && BlockAfter(other.At, write.At) is { } block && !IsReleasedBetween(other.At, write.At)
                && (write.Origin.From & Origins.Acquired) != 0)
            {
                var between = WayToWrite.Read(write.At, block, state, after: other.At);
                if (!between.IsGuarded && !between.IsSettled && !HasAnotherName(between, write.At, function))
                {
                    return other.Origin;
                }
            }
        }

        return (write.Origin.From & Origins.Acquired) != 0 && Round(write.At) ? write.Origin : null;
    }

    // var old = _pipe; _pipe = null; old.Run();
    private static bool HasAnotherName(WayToWrite way, IOperation write, IOperation function)
    {
        if (way.SecondNames.Count > 0)
        {
            foreach (var operation in function.Descendants())
            {
                if (operation is ILocalReferenceOperation { Local: var local } && operation.Syntax.SpanStart > write.Syntax.Span.End && way.SecondNames.Contains(local))
                {
                    return true;
                }
            }
        }

        return false;
    }

    // The block in which the one is a statement, and the other stands in a later one.
    private static IOperation? BlockAfter(IOperation first, IOperation second)
        => first.Parent is IExpressionStatementOperation { Parent: IBlockOperation block } && block.Syntax.Span.Contains(second.Syntax.Span) ? block : null;

    private bool IsReleasedBetween(IOperation first, IOperation second)
        => field.Releases.Exists(release => release.At.Syntax.SyntaxTree == first.Syntax.SyntaxTree
            && (release.At.Syntax.SpanStart > first.Syntax.SpanStart && release.At.Syntax.SpanStart < second.Syntax.SpanStart
                || release.At is IInvocationOperation { Instance: ILocalReferenceOperation } && Values.RootOf(release.At) == Values.RootOf(first)));

    // Each round of a loop puts another one there, and none takes one away.
    private bool Round(IOperation write)
    {
        for (var at = write; at.Parent is { } parent; at = parent)
        {
            switch (parent)
            {
                case IForEachLoopOperation or IForLoopOperation or IWhileLoopOperation:
                    return Repeats(write, at) && !IsAsked(parent) && !IsReleasedIn(parent) && IsFree(WayToWrite.Read(write, at, state));
                case IBlockOperation or IExpressionStatementOperation or IUsingOperation or ILockOperation:
                case ITryOperation attempt when attempt.Body == at:
                    break;
                default:
                    return false;
            }
        }

        return false;

        static bool IsFree(WayToWrite way) => !way.IsGuarded && !way.IsSettled && !way.AsksState;
    }

    private bool IsAsked(IOperation loop)
    {
        var condition = loop switch { IWhileLoopOperation round => round.Condition, IForLoopOperation round => round.Condition, _ => null };
        if (condition is not null)
        {
            foreach (var operation in condition.DescendantsAndSelf())
            {
                if (state.Is(operation))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private bool IsReleasedIn(IOperation loop)
    {
        if (field.Releases.Exists(r => r.At.Syntax.SyntaxTree == loop.Syntax.SyntaxTree && loop.Syntax.Span.Contains(r.At.Syntax.Span)) || field.Writes.FindAll(w => w.At.Syntax.SyntaxTree == loop.Syntax.SyntaxTree && loop.Syntax.Span.Contains(w.At.Syntax.Span)).Count > 1)
        {
            return true;
        }

        foreach (var operation in loop.Descendants())
        {
            if (operation is IInvocationOperation call && state.Settles(call))
            {
                return true;
            }
        }

        return false;
    }

    // No statement behind it ends the loop whatever happens; but one of a try whose catch goes on does not, where something in between may throw.
    private static bool Repeats(IOperation write, IOperation body)
    {
        for (var at = write; at != body.Parent && at.Parent is { } parent; at = parent)
        {
            if (parent is IBlockOperation block)
            {
                var isBehind = false;
                var mayThrow = false;
                foreach (var statement in block.Operations)
                {
                    mayThrow |= isBehind && Calls(statement);
                    if (isBehind && (statement is IReturnOperation or IThrowOperation or IBranchOperation { BranchKind: BranchKind.Break or BranchKind.GoTo } || EndsBySaying(statement, body.Parent)))
                    {
                        return mayThrow && parent.Parent is ITryOperation { Catches: { IsEmpty: false } catches } && GoesOn(catches);
                    }

                    isBehind |= statement == at;
                }
            }
        }

        return true;
    }

    // while (!opened) { …; opened = true; }
    private static bool EndsBySaying(IOperation statement, IOperation? loop)
    {
        if (statement is not IExpressionStatementOperation { Operation: ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var flag }, Value.ConstantValue: { HasValue: true, Value: bool } } })
        {
            return false;
        }

        var condition = loop switch { IWhileLoopOperation round => round.Condition, IForLoopOperation round => round.Condition, _ => null };
        foreach (var operation in condition?.DescendantsAndSelf() ?? [])
        {
            if (operation is ILocalReferenceOperation asked && SymbolEqualityComparer.Default.Equals(asked.Local, flag))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Calls(IOperation statement)
    {
        foreach (var operation in statement.DescendantsAndSelf())
        {
            if (operation is IInvocationOperation or IObjectCreationOperation or IAwaitOperation or IThrowOperation)
            {
                return true;
            }
        }

        return false;
    }

    private static bool GoesOn(ImmutableArray<ICatchClauseOperation> catches)
    {
        foreach (var handler in catches)
        {
            if (!WayToWrite.Leaves(handler.Handler))
            {
                return true;
            }
        }

        return false;
    }

    // The function itself, or what it calls, or a handler that it hangs up, releases it: then it may be released when the function runs again.
    private bool IsReleasedBy(ISymbol containing, IOperation function)
    {
        if (field.Releases.Exists(r => FieldState.Same(r.Member, containing)))
        {
            return true;
        }

        foreach (var operation in Values.RootOf(function).Descendants())
        {
            if (operation is IInvocationOperation call && (state.Settles(call) || IsEndOfTheKind(call)) || operation is IMethodReferenceOperation { Method: var handler } && field.Releases.Exists(r => FieldState.Same(r.Member, handler)))
            {
                return true;
            }
        }

        return false;
    }

    // timer.Elapsed += (sender, _) => ((Timer)sender).Dispose();
    private bool IsEndOfTheKind(IInvocationOperation call)
        => call is { TargetMethod.Name: "Dispose" or "DisposeAsync" or "Close", Instance: { Type: { } type } instance } && instance is not IMemberReferenceOperation && SymbolEqualityComparer.Default.Equals(type, field.Type);

    private static bool IsConstructing(ISymbol containing) => containing is IMethodSymbol { MethodKind: MethodKind.Constructor or MethodKind.StaticConstructor } or IFieldSymbol or IPropertySymbol;

    private OtherReleases Others(ISymbol containing)
    {
        var others = OtherReleases.None;
        foreach (var release in field.Releases)
        {
            if (release.Member is IMethodSymbol method && !FieldState.Same(method, containing) && !state.IsEnd(method))
            {
                var empties = field.Writes.Exists(w => FieldState.Same(w.Member, method));
                others = !empties ? OtherReleases.MayHaveRun : others == OtherReleases.None ? OtherReleases.EmptyIt : others;
            }
        }

        return others;
    }

    // Where the constructor or the initializer certainly puts one there, or calls a method that does.
    private FieldOrigin? Filled()
    {
        foreach (var write in field.Writes)
        {
            if ((write.Origin.From & ~Origins.Nothing) == Origins.Acquired && write.Origin.Protocol is { Doubt: null }
                && (IsConstructing(write.Member) ? write.At is ISymbolInitializerOperation || IsStatementOfAll(write.At) : IsStatementOfAll(write.At) && IsCalledToConstruct(write.Member)))
            {
                return write.Origin;
            }
        }

        return null;
    }

    private bool IsCalledToConstruct(ISymbol member)
    {
        foreach (var (caller, at) in member is IMethodSymbol { MethodKind: MethodKind.Ordinary } method ? state.CallsOf(method) : [])
        {
            if (IsConstructing(caller) && at is IInvocationOperation && IsStatementOfAll(at))
            {
                return true;
            }
        }

        return false;
    }

    // A statement of the body itself: it runs whenever the body does.
    private static bool IsStatementOfAll(IOperation operation)
        => operation.Parent is IExpressionStatementOperation { Parent: IBlockOperation { Parent: IMethodBodyBaseOperation or null } };

    // After the constructor, that is; and no caller prepares it.
    private bool RunsLater(ISymbol containing, IOperation function)
    {
        if (function is IAnonymousFunctionOperation or ILocalFunctionOperation || containing is not IMethodSymbol method)
        {
            return false;
        }

        if (method.DeclaredAccessibility != Accessibility.Private || method.MethodKind is MethodKind.ExplicitInterfaceImplementation)
        {
            return true;
        }

        var again = new RunsAgain(state, types);
        foreach (var (caller, at) in state.CallsOf(method))
        {
            if (!IsConstructing(caller) && !again.IsPrepared(caller, at))
            {
                return true;
            }
        }

        return false;
    }

    // One that was acquired elsewhere, where there is one; else the same in the run before.
    private FieldOrigin Other(FieldWrite write)
    {
        foreach (var other in field.Writes)
        {
            if ((other.Origin.From & Origins.Acquired) != 0 && other.Origin.Protocol is { Doubt: null } && !FieldLosses.IsSame(other.At, write.At))
            {
                return other.Origin;
            }
        }

        return write.Origin.Protocol is null ? field.Origin : write.Origin;
    }

    /// <summary>What other methods, that may run in between, do with the field.</summary>
    private enum OtherReleases
    {
        None,

        /// <summary>They release it and empty it: what is there is held.</summary>
        EmptyIt,

        /// <summary>They release it.</summary>
        MayHaveRun,
    }
}
