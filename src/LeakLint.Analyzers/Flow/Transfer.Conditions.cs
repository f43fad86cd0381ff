using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Flow;

/// <summary>
/// What a branch teaches. A test of a flag, a null test in any of its forms, and a comparison whose operands do not
/// change all rule out the paths on which they came out otherwise.
/// </summary>
internal sealed partial class Transfer
{
    public bool TryTake(FlowEdge edge, FlowState state, out FlowState taken)
    {
        taken = state;
        if (!state.IsReachable)
        {
            return false;
        }

        if (edge.When is not { } outcome || _graph.Blocks[edge.From].BranchValue is not { } condition)
        {
            return true;
        }

        taken = state.Copy();
        if (!Assume(condition, outcome, taken))
        {
            return false;
        }

        if (_subject.After is not null)
        {
            NoteCondition(edge, condition, state, taken);
        }

        return true;
    }

    private bool Assume(IOperation condition, bool outcome, FlowState state)
    {
        if (condition.ConstantValue is { HasValue: true, Value: bool constant })
        {
            return constant == outcome;
        }

        if (Ownership.TryPresence(condition, out var subject, out var whenTrue))
        {
            return AssumeNull(subject!, outcome != whenTrue, state);
        }

        switch (condition)
        {
            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not:
                return Assume(not.Operand, !outcome, state);
            case IParenthesizedOperation parenthesized:
                return Assume(parenthesized.Operand, outcome, state);
            case IConversionOperation { OperatorMethod: null } conversion:
                return Assume(conversion.Operand, outcome, state);
            case IIsNullOperation { IsImplicit: true } test when outcome && IsOfUsing(test.Syntax) && CarriesAny(test.Operand, state):
                // using (var view = resource.View()): the compiler's test is no statement that it may be null
                return false;
            case IIsNullOperation test:
                return AssumeNull(test.Operand, outcome, state);
            case IIsPatternOperation test:
                return AssumePattern(test, test.Pattern, outcome, state);
            case IIsTypeOperation { ValueOperand: var operand }:
                // "x is T": when it is, x is not null
                return !outcome || AssumeNull(operand, isNull: false, state);
            case IBinaryOperation binary:
                return AssumeComparison(binary, outcome, state);
            default:
                if (outcome && condition is IPropertyReferenceOperation asked)
                {
                    AssumeOver(asked, state);
                }

                if (_subject.HasPlaces && !AssumeProbe(condition, outcome, state))
                {
                    return false;
                }

                return AssumeFlag(condition, outcome, state);
        }
    }

    // if (token.IsCancellationRequested): what was registered with it has run, and holds nothing any more
    private void AssumeOver(IPropertyReferenceOperation asked, FlowState state)
    {
        foreach (var history in Histories)
        {
            if (Ownership.IsOver(asked.Property, history.Resource.Kind)
                && asked.Instance is { } given && history.Resource.Call?.Instance is { } source && source.Syntax.IsEquivalentTo(given.Syntax))
            {
                ref var resource = ref state[history.Resource.Index];
                resource = resource.Become(ResourceStatus.Released, true, true);
            }
        }
    }

    private bool AssumeComparison(IBinaryOperation binary, bool outcome, FlowState state)
    {
        if (binary.OperatorKind is BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals)
        {
            var equal = outcome == (binary.OperatorKind == BinaryOperatorKind.Equals);
            if (IsNull(binary.RightOperand))
            {
                return AssumeNull(binary.LeftOperand, equal, state);
            }

            if (IsNull(binary.LeftOperand))
            {
                return AssumeNull(binary.RightOperand, equal, state);
            }

            if (binary.RightOperand.ConstantValue is { HasValue: true, Value: bool right })
            {
                return Assume(binary.LeftOperand, equal == right, state);
            }
        }

        if (Variables.Answers != 0 && AnswerIn(binary, outcome, out var success) is var answer and not 0)
        {
            return success is not { } said || state.Test(answer, said);
        }

        var negated = false;
        var operands = new List<ISymbol>(2);
        if (ComparisonKey(binary, operands, ref negated) is not { } key || !_subject.IsRepeated(key))
        {
            return true;
        }

        return AssumeAnswer(binary, key, operands, outcome != negated, state);
    }

    private bool AssumeNull(IOperation operand, bool isNull, FlowState state)
    {
        switch (operand)
        {
            case IConversionOperation { OperatorMethod: null } conversion
                when conversion.Operand.Type is { IsValueType: false } || conversion.Conversion.IsNullable || IsAddress(conversion.Operand.Type):
                return AssumeNull(conversion.Operand, isNull, state);
            case IParenthesizedOperation parenthesized:
                return AssumeNull(parenthesized.Operand, isNull, state);
            case ISimpleAssignmentOperation assignment:
                // (x = y) != null says it of both
                return AssumeNull(assignment.Target, isNull, state) && AssumeNull(assignment.Value, isNull, state);
            case IInvocationOperation:
                return AssumeNullAgain(operand, isNull, state);
            default:
                var bit = _subject.After is not null && PlaceBit(operand, add: false) is var place and not 0 ? place
                    : operand is IFlowCaptureReferenceOperation ? Variables.Find(operand) : Variables.FindOrAdd(operand);
                if (bit == 0)
                {
                    return AssumeNullAgain(operand, isNull, state);
                }

                var possible = state.Test(bit, !isNull);
                if (possible && isNull)
                {
                    LoseWhatItMayBe(bit, state);
                }

                return possible;
        }
    }

    // (a, n) = pair; if (a != null) …: it is null, it may have been what carried the resource, and no other variable
    // does for certain. Then nobody can say whether there is anything to release.
    private void LoseWhatItMayBe(ulong variable, FlowState state)
    {
        foreach (var history in Histories)
        {
            ref var resource = ref state[history.Resource.Index];
            if ((resource.MayCarry & variable) == 0 || history.Resource.Acquisition.Inside == Acquisition.Elements || (history.Collections & ~variable) == history.Collections && history.Collections != 0)
            {
                // An element that is null, or an enumerator that has no end of its own, says nothing of those in the collection.
                continue;
            }

            var named = ~Variables.Unnamed;
            if ((resource.Status & ResourceStatus.Held) != 0 && (resource.Held.Carriers & named) == 0)
            {
                history.Escape ??= EscapeReason.Ambiguous;
            }

            resource = resource
                .Become(ResourceStatus.Escaped, inHeld: (resource.Held.Carriers & named) == 0, inHeldAfterThrow: false)
                .Become(ResourceStatus.EscapedAfterThrow, inHeld: false, inHeldAfterThrow: (resource.HeldAfterThrow.Carriers & named) == 0);
        }
    }

    private static bool IsNull(IOperation operation) => operation switch
    {
        { ConstantValue: { HasValue: true, Value: null } } => true,
        { ConstantValue: { HasValue: true, Value: 0 or 0u or 0L or 0UL }, Type: var type } when IsAddress(type) => true,
        IConversionOperation conversion when IsAddress(conversion.Type) && conversion.Operand.ConstantValue is { HasValue: true, Value: 0 } => true,
        IConversionOperation conversion => IsNull(conversion.Operand),
        IDefaultValueOperation { Type: { } type } => CanBeNothing(type),
        IFieldReferenceOperation { Field: { Name: "Zero", IsStatic: true, ContainingType.SpecialType: SpecialType.System_IntPtr or SpecialType.System_UIntPtr } } => true,
        _ => false,
    };

    // Whether default(T) says that nothing is held: references, addresses, handles that are structs. No number does.
    private static bool CanBeNothing(ITypeSymbol type)
        => type.IsReferenceType || IsAddress(type) || type is { TypeKind: TypeKind.Struct, SpecialType: SpecialType.None };
}
