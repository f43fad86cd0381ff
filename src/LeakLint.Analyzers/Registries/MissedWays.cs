using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Registries;

/// <summary>
/// Ways out of the member that adds, on which the entry stays though it should not: a wait for the answer that ends by its
/// time, and a return or throw that comes before the member's own removal.
/// </summary>
internal sealed class MissedWays(KnownTypes types, Lookups lookups)
{
    /// <summary>The way that <paramref name="add"/> of <paramref name="key"/> (and <paramref name="value"/>) misses in its own member.</summary>
    public MissedWay Of(IOperation add, IOperation? key, IOperation? value, ISymbol registry)
    {
        if (key is null || FunctionOf(add) is not { } body)
        {
            return MissedWay.None;
        }

        var removes = false;
        foreach (var operation in body.Descendants())
        {
            if (IsRemoval(operation, registry))
            {
                removes = true;
                if (operation.Syntax.SpanStart > add.Syntax.Span.End && FunctionOf(operation) == body && LeavesBefore(operation, add, key, body, registry))
                {
                    return MissedWay.EarlyExit;
                }
            }
        }

        return !removes && value is not null && CallsNothingOfItsType(body, add) && WaitsForTime(value, add, body) ? MissedWay.TimeOut : MissedWay.None;
    }

    // _pending.TryAdd(id, answer); ... if (!sent) return false; ... _pending.TryRemove(id, out _);
    private bool LeavesBefore(IOperation removal, IOperation add, IOperation key, IOperation body, ISymbol registry)
    {
        if (!IsPlain(removal, body) || !RemovesKey(removal, key) || IsInLoop(add, body) || IsConditional(add, body) || GivesUpAfter(removal))
        {
            return false;
        }

        foreach (var operation in body.Descendants())
        {
            if (operation is (IReturnOperation { IsImplicit: false } or IThrowOperation)
                && operation.Syntax.SpanStart > add.Syntax.Span.End
                && operation.Syntax.Span.End < removal.Syntax.SpanStart
                && FunctionOf(operation) == body
                && GivesUp(operation)
                && !IsCaughtOrFinally(operation, body, registry)
                && !IsRemovedOnTheWay(operation, body, registry))
            {
                return true;
            }
        }

        return false;
    }

    // The removal stands on the straight way: in no branch, no catch, no finally, no lambda.
    private static bool IsPlain(IOperation operation, IOperation body)
    {
        for (var child = operation; child != body && child.Parent is { } parent; child = parent)
        {
            switch (parent)
            {
                case ITryOperation tried when tried.Finally == child:
                case ICatchClauseOperation or ILoopOperation or ISwitchCaseOperation or IAnonymousFunctionOperation or ILocalFunctionOperation:
                case IConditionalOperation conditional when conditional.Condition != child:
                    return false;
            }
        }

        return true;
    }

    private static bool IsConditional(IOperation operation, IOperation body)
    {
        for (var child = operation; child != body && child.Parent is { } parent; child = parent)
        {
            if (parent is IConditionalOperation conditional && conditional.Condition != child || parent is ISwitchCaseOperation or ICatchClauseOperation)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsInLoop(IOperation operation, IOperation body)
    {
        for (var outer = operation.Parent; outer is not null && outer != body; outer = outer.Parent)
        {
            if (outer is ILoopOperation)
            {
                return true;
            }
        }

        return false;
    }

    // A finally or a catch around the exit may remove.
    private bool IsCaughtOrFinally(IOperation exit, IOperation body, ISymbol registry)
    {
        for (var outer = exit.Parent; outer is not null && outer != body; outer = outer.Parent)
        {
            if (outer is ITryOperation tried && (HasRemoval(tried.Finally, registry) || (exit is IThrowOperation && tried.Catches.Length > 0)))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsRemovedOnTheWay(IOperation exit, IOperation body, ISymbol registry)
    {
        for (var child = exit; child != body && child.Parent is { } parent; child = parent)
        {
            // if (!_pending.TryRemove(id, out _)) return; and a branch that removes before it leaves
            if (parent is IConditionalOperation conditional && (HasRemoval(conditional.Condition, registry) || HasRemoval(child, registry) || HasOwnCall(child)))
            {
                return true;
            }

            if (parent is IBlockOperation block && HasEarlier(block, child, registry))
            {
                return true;
            }
        }

        return false;
    }

    private bool HasEarlier(IBlockOperation block, IOperation until, ISymbol registry)
    {
        if (block.Parent is IMethodBodyOperation or IBlockOperation { Parent: null } or null)
        {
            return false;
        }

        foreach (var statement in block.Operations)
        {
            if (statement == until)
            {
                return false;
            }

            if (HasRemoval(statement, registry) || HasOwnCall(statement))
            {
                return true;
            }
        }

        return false;
    }

    // return false, return null, throw; a plain return where something was not so. What succeeds may mean to leave it in.
    private static bool GivesUp(IOperation exit) => exit switch
    {
        IThrowOperation => true,
        IReturnOperation { ReturnedValue: { } returned } => Values.Unwrap(returned) is { ConstantValue: { HasValue: true, Value: null or false } } or IDefaultValueOperation,
        _ => exit.Parent is IConditionalOperation conditional && IsNegative(conditional.Condition)
            || exit.Parent is IBlockOperation { Parent: IConditionalOperation around } && IsNegative(around.Condition),
    };

    private static bool IsNegative(IOperation condition) => Values.Unwrap(condition) is
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Not }
        or IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals, RightOperand.ConstantValue: { HasValue: true, Value: null or false } }
        or IIsPatternOperation { Pattern: IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: null or false } } };

    // if (Take()) return true;  _taken.Remove(id);  return false;
    private static bool GivesUpAfter(IOperation removal)
    {
        IOperation statement = removal;
        while (statement.Parent is { } parent and not IBlockOperation)
        {
            statement = parent;
        }

        if (statement.Parent is not IBlockOperation block)
        {
            return false;
        }

        var isAfter = false;
        foreach (var operation in block.Operations)
        {
            if (isAfter)
            {
                return operation is IThrowOperation or IExpressionStatementOperation { Operation: IThrowOperation }
                    || (operation is IReturnOperation { ReturnedValue: not null } && GivesUp(operation));
            }

            isAfter = operation == statement;
        }

        return false;
    }

    // Forget(id); return false;
    private static bool HasOwnCall(IOperation? statement)
    {
        if (statement is not null)
        {
            foreach (var operation in statement.DescendantsAndSelf())
            {
                if (operation is IInvocationOperation { TargetMethod: { } method } && method.Locations[0].IsInSource)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private bool HasRemoval(IOperation? within, ISymbol registry)
    {
        if (within is not null)
        {
            foreach (var operation in within.DescendantsAndSelf())
            {
                if (IsRemoval(operation, registry))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private bool IsRemoval(IOperation operation, ISymbol registry) =>
        operation is IInvocationOperation { Instance: { } instance } call
        && CollectionMembers.EffectOf(call.TargetMethod.Name) == MemberEffect.Shrinks
        && lookups.IsRegistry(instance, registry);

    private static bool RemovesKey(IOperation removal, IOperation key)
    {
        var added = Values.Unwrap(key);
        return removal is IInvocationOperation { Arguments: { IsEmpty: false } arguments }
            && (added, Values.Unwrap(arguments[0].Value)) switch
            {
                (ILocalReferenceOperation one, ILocalReferenceOperation other) => SymbolEqualityComparer.Default.Equals(one.Local, other.Local),
                (IParameterReferenceOperation one, IParameterReferenceOperation other) => SymbolEqualityComparer.Default.Equals(one.Parameter, other.Parameter),
                _ => false,
            };
    }

    // Nothing of the program that is called after the add could remove: Send(id) may be anything, so only what is plainly no removal is let pass.
    private static bool CallsNothingOfItsType(IOperation body, IOperation add)
    {
        foreach (var operation in body.Descendants())
        {
            if (operation.Syntax.SpanStart > add.Syntax.Span.End
                && operation is IInvocationOperation { TargetMethod: { } method }
                && method.MethodKind != MethodKind.LocalFunction
                && method.Locations[0].IsInSource
                && CollectionMembers.IsNamedLikeRemoval(method.Name))
            {
                return false;
            }
        }

        return true;
    }

    // await Task.WhenAny(answer.Task, Task.Delay(timeout)), answer.Task.WaitAsync(timeout), answer.Task.Wait(timeout)
    private bool WaitsForTime(IOperation value, IOperation add, IOperation body)
    {
        var kept = Values.Unwrap(value) as ILocalReferenceOperation;
        if (kept is null)
        {
            return false;
        }

        foreach (var operation in body.Descendants())
        {
            if (operation is IInvocationOperation call
                && operation.Syntax.SpanStart > add.Syntax.Span.End
                && Mentions(call, kept.Local)
                && IsTimed(call))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsTimed(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        switch (method.Name)
        {
            case "WaitAsync" or "Wait" when method.ContainingType.IsTask(types) && TakesTime(method):
            case "WaitOne" or "Wait" when TakesTime(method) && Framework.Declares(method.ContainingType):
                return true;
            case "WhenAny" when method.ContainingType.Is(types.Task):
                foreach (var operation in call.Descendants())
                {
                    if (operation is IInvocationOperation { TargetMethod: { Name: "Delay" } delay } && delay.ContainingType.Is(types.Task))
                    {
                        return true;
                    }

                    if (operation is ILocalReferenceOperation local && Values.LastGiven(local) is IInvocationOperation { TargetMethod: { Name: "Delay" } given } && given.ContainingType.Is(types.Task))
                    {
                        return true;
                    }
                }

                return false;
            default:
                return false;
        }
    }

    private static bool TakesTime(IMethodSymbol method)
    {
        foreach (var parameter in method.Parameters)
        {
            if (parameter.Type is { Name: "TimeSpan", ContainingNamespace.Name: "System" } || (parameter.Type.SpecialType == SpecialType.System_Int32 && parameter.Name.StartsWith("milliseconds", System.StringComparison.Ordinal)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Mentions(IOperation operation, ILocalSymbol local)
    {
        foreach (var part in operation.Descendants())
        {
            if (part is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, local))
            {
                return true;
            }
        }

        return false;
    }

    // The member's body, or the lambda or local function that the operation stands in.
    private static IOperation? FunctionOf(IOperation operation)
    {
        for (var child = operation; ; child = child.Parent)
        {
            if (child is IAnonymousFunctionOperation or ILocalFunctionOperation || child.Parent is null)
            {
                return child;
            }
        }
    }
}
