using System.Collections.Generic;
using System.Collections.Immutable;
using LeakLint.Analyzers.Facts;
using LeakLint.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Balance;

/// <summary>
/// What a function has done and asked by the time it gives a field another value: read off the conditions and statements
/// that every way there must pass. A question about the field itself is a guard, unless it says that something is there.
/// </summary>
internal sealed class WayToWrite
{
    private readonly FieldState _state;
    private readonly HashSet<ILocalSymbol> _copies = new(SymbolEqualityComparer.Default);

    private WayToWrite(FieldState state) => _state = state;

    /// <summary>Whether a condition knows what the field holds: <c>if (_timer is null) _timer = …</c></summary>
    public bool IsGuarded { get; private set; }

    /// <summary>Whether a condition asks the object's state, which may know: <c>if (_isRunning) return;</c></summary>
    public bool AsksState { get; private set; }

    /// <summary>Whether the field is sure to hold something: <c>if (_timer != null) { … }</c>, <c>_timer.Stop();</c></summary>
    public bool FindsIt { get; private set; }

    /// <summary>Whether the author expects that it may hold something: <c>_timer?.Stop();</c></summary>
    public bool ExpectsIt { get; private set; }

    /// <summary>Whether something on the way releases it, gives it another value, or calls a method that does.</summary>
    public bool IsSettled { get; private set; }

    /// <summary>The locals that got what the field held, on the way: <c>var old = _timer;</c></summary>
    public ICollection<ILocalSymbol> SecondNames => _copies;

    /// <summary>Whether it stands where an exception is dealt with.</summary>
    public bool IsInCatch { get; private set; }

    /// <summary>
    /// Reads the way to <paramref name="write"/> from the beginning of <paramref name="from"/>, which contains it; or from behind
    /// <paramref name="after"/>, where that is given.
    /// </summary>
    public static WayToWrite Read(IOperation write, IOperation from, FieldState state, IOperation? after = null)
    {
        var way = new WayToWrite(state);
        if (write is ISimpleAssignmentOperation { Value: var value })
        {
            way.ReadUses(value);
        }

        for (var at = write; at != from && at.Parent is { } parent; at = parent)
        {
            switch (parent)
            {
                case IBlockOperation block:
                    way.ReadBefore(block.Operations, at, after);
                    break;
                case ISwitchCaseOperation section:
                    way.ReadBefore(section.Body, at, after);
                    break;
                case IConditionalOperation choice when choice.Condition != at:
                    way.Assume(choice.Condition, choice.WhenTrue == at);
                    break;
                case IWhileLoopOperation { ConditionIsTop: true, Condition: { } condition } when condition != at:
                    way.Assume(condition, value: true);
                    break;
                case IForLoopOperation { Condition: { } condition } when condition != at:
                    way.Assume(condition, value: true);
                    break;
                case ISwitchOperation choice when choice.Value != at:
                    way.Ask(choice.Value);
                    break;
                case ISwitchExpressionOperation choice when choice.Value != at:
                    way.Ask(choice.Value);
                    break;
                case ICoalesceOperation either when either.WhenNull == at:
                    way.Ask(either.Value);
                    break;
                case ICoalesceAssignmentOperation:
                    way.IsGuarded = true;
                    break;
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr } both when both.RightOperand == at:
                    way.Assume(both.LeftOperand, both.OperatorKind == BinaryOperatorKind.ConditionalAnd);
                    break;
                case ICatchClauseOperation:
                    way.IsInCatch = true;
                    break;
                case ITryOperation attempt when attempt.Finally == at:
                    way.ReadStatement(attempt.Body);
                    break;
            }
        }

        return way;
    }

    private void ReadBefore(ImmutableArray<IOperation> statements, IOperation at, IOperation? after)
    {
        foreach (var statement in statements)
        {
            if (statement == at)
            {
                return;
            }

            if (after is null || statement.Syntax.SpanStart > after.Syntax.SpanStart)
            {
                ReadStatement(statement);
            }
        }
    }

    private void ReadStatement(IOperation statement)
    {
        foreach (var operation in Functions.Operations(statement))
        {
            Note(operation);
        }

        Note(statement);
        if (Leaves(statement))
        {
            switch (statement)
            {
                case IConditionalOperation choice:
                    // What is done where the way ends does not lie on it.
                    var leavesWhenTrue = Leaves(choice.WhenTrue);
                    Assume(choice.Condition, choice.WhenFalse is { } otherwise ? !leavesWhenTrue && Leaves(otherwise) : false);
                    ReadUses(choice.Condition);
                    if ((leavesWhenTrue ? choice.WhenFalse : choice.WhenTrue) is { } stays)
                    {
                        ReadUses(stays, isConditional: true);
                    }

                    return;
                default:
                    foreach (var operation in Functions.Operations(statement))
                    {
                        if (operation is IConditionalOperation inner && Leaves(inner))
                        {
                            Ask(inner.Condition);
                        }
                    }

                    break;
            }
        }

        ReadUses(statement);
    }

    // Something that gives the field another value, or a second name.
    private void Note(IOperation operation)
    {
        switch (operation)
        {
            case IInvocationOperation call when _state.Settles(call):
                IsSettled = true;
                break;
            case IInvocationOperation call when _state.MayRefuse(call):
                AsksState = true;
                break;
            case IAssignmentOperation assignment when _state.Is(assignment.Target):
            case IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument when _state.Is(argument.Value):
                IsSettled = true;
                break;
            case IVariableDeclaratorOperation { Symbol: var local } declarator when declarator.GetVariableInitializer() is { Value: var value } && _state.Is(Values.Unwrap(value)):
                _copies.Add(local);
                break;
        }
    }

    private void ReadUses(IOperation code, bool isConditional = false)
    {
        foreach (var operation in code.DescendantsAndSelf())
        {
            if (IsIt(operation))
            {
                ExpectsIt |= !IsTested(operation) && !IsTarget(operation) && operation.Parent is not INameOfOperation;
                FindsIt |= !isConditional && IsReached(operation) && IsAlwaysRun(operation, code);
            }
        }
    }

    private static bool IsTarget(IOperation reference) => reference.Parent is IAssignmentOperation assignment && assignment.Target == reference;

    // _timer.Stop(), _buffer.Length, _buffer[0]: it would throw if nothing were there
    private static bool IsReached(IOperation reference)
        => reference.Parent switch
        {
            IInvocationOperation call => call.Instance == reference && !call.TargetMethod.IsExtensionMethod,
            IMemberReferenceOperation part => part.Instance == reference,
            IArrayElementReferenceOperation element => element.ArrayReference == reference,
            _ => false,
        } && reference.Type is { IsReferenceType: true };

    private static bool IsAlwaysRun(IOperation operation, IOperation code)
    {
        for (var at = operation; at != code && at.Parent is { } parent; at = parent)
        {
            if (parent is IConditionalOperation choice && choice.Condition != at
                || parent is ILoopOperation or ICatchClauseOperation or IAnonymousFunctionOperation or ILocalFunctionOperation or ISwitchOperation or ISwitchExpressionOperation or IConditionalAccessOperation
                || parent is IBinaryOperation both && both.RightOperand == at)
            {
                return false;
            }
        }

        return true;
    }

    private void Ask(IOperation condition) => Assume(condition, value: null);

    // The condition comes out as 'value' on the way; null where nobody can say.
    private void Assume(IOperation condition, bool? value)
    {
        switch (condition)
        {
            case IParenthesizedOperation inner:
                Assume(inner.Operand, value);
                return;
            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not:
                Assume(not.Operand, !value);
                return;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both when value == true:
                Assume(both.LeftOperand, value);
                Assume(both.RightOperand, value);
                return;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr } either when value == false:
                Assume(either.LeftOperand, value);
                Assume(either.RightOperand, value);
                return;
        }

        if (Mentions(condition))
        {
            if (NullTest(condition) is { } isNull)
            {
                FindsIt |= value is { } outcome && outcome != isNull;
                IsGuarded |= value is not { } known || known == isNull;
            }
            else if (!IsOnlyReached(condition))
            {
                IsGuarded = true;
            }
        }
        else
        {
            AsksState |= _state.IsAskedBy(condition);
        }
    }

    // The outcome that says that nothing is there; null for any other question.
    private bool? NullTest(IOperation condition)
    {
        switch (condition)
        {
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } comparison
                when IsIt(Values.Unwrap(comparison.LeftOperand)) && IsNull(comparison.RightOperand) || IsIt(Values.Unwrap(comparison.RightOperand)) && IsNull(comparison.LeftOperand):
                return comparison.OperatorKind == BinaryOperatorKind.Equals;
            case IIsPatternOperation { Pattern: IConstantPatternOperation { Value: var value } } test when IsIt(Values.Unwrap(test.Value)) && IsNull(value):
                return true;
            case IIsPatternOperation { Pattern: INegatedPatternOperation { Pattern: IConstantPatternOperation { Value: var value } } } test when IsIt(Values.Unwrap(test.Value)) && IsNull(value):
                return false;
            case IIsPatternOperation { Pattern: IRecursivePatternOperation { PropertySubpatterns.IsEmpty: true, DeconstructionSubpatterns.IsEmpty: true } or IDeclarationPatternOperation } test when IsIt(Values.Unwrap(test.Value)):
                return false;
            default:
                return null;
        }
    }

    private static bool IsNull(IOperation value) => Values.Unwrap(value).ConstantValue is { HasValue: true, Value: null };

    private static bool IsTested(IOperation reference)
    {
        var at = reference.Parent;
        while (at is IConversionOperation or IParenthesizedOperation)
        {
            at = at.Parent;
        }

        return at is IBinaryOperation or IIsPatternOperation;
    }

    private bool IsOnlyReached(IOperation condition)
    {
        foreach (var operation in condition.DescendantsAndSelf())
        {
            if (IsIt(operation) && !IsReached(operation))
            {
                return false;
            }
        }

        return true;
    }

    private bool Mentions(IOperation code)
    {
        foreach (var operation in code.DescendantsAndSelf())
        {
            if (IsIt(operation))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsIt(IOperation operation) => _state.Is(operation) || operation is ILocalReferenceOperation { Local: var local } && _copies.Contains(local);

    /// <summary>Whether the way may end in the statement: by a return, a throw, or a jump out of it.</summary>
    public static bool Leaves(IOperation statement)
    {
        if (statement is IReturnOperation or IThrowOperation or IBranchOperation)
        {
            return true;
        }

        foreach (var operation in Functions.Operations(statement))
        {
            if (operation is IReturnOperation or IThrowOperation { Parent: IExpressionStatementOperation or IBlockOperation or IConditionalOperation or null }
                || operation is IBranchOperation { Target.Name: var _ } jump && !IsInside(jump, statement))
            {
                return true;
            }
        }

        return false;
    }

    // break and continue of a loop, or of a switch, that lies in the statement itself
    private static bool IsInside(IBranchOperation jump, IOperation statement)
    {
        for (var at = jump.Parent; at is not null; at = at.Parent)
        {
            if (at is ILoopOperation or ISwitchOperation && jump.BranchKind is BranchKind.Break or BranchKind.Continue)
            {
                return true;
            }

            if (at == statement)
            {
                return false;
            }
        }

        return false;
    }
}
