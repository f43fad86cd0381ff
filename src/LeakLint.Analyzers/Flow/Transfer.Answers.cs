using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Flow;

/// <summary>Methods that tell by their answer what became of a resource: <c>if (!TryKeep(stream)) stream.Dispose();</c></summary>
internal sealed partial class Transfer
{
    // return true;   return added;
    private void NoteAnswer(IOperation answer)
    {
        if (_state.IsReachable)
        {
            foreach (var history in Histories)
            {
                history.SaidAt(answer.ConstantValue is { HasValue: true, Value: bool said } ? said : null, _state[history.Resource.Index].Status);
            }
        }
    }

    // What was held before is held still if the call says otherwise, and has another owner, or none, if it says so.
    private FlowValue EndIf(IOperation call, bool outcome, Resource resource, FlowValue value)
    {
        var said = Variables.FindOrAdd(call);
        var isIt = ((value.Is | value.IsAfterThrow) & resource.Bit) != 0;
        if (said == 0 || !isIt)
        {
            Settle(value, ResourceStatus.Escaped, EscapeReason.PassedOn);
            return FlowValue.Unknown;
        }

        _state.Assign(said, FlowValue.Unknown);
        ref var state = ref _state[resource.Index];
        var (inHeld, inHeldAfterThrow) = ((value.Is & resource.Bit) != 0, (value.IsAfterThrow & resource.Bit) != 0);
        var ended = state.Become(ResourceStatus.Transferred, inHeld, inHeldAfterThrow).Tested(said, outcome);
        state = ResourceState.Join(state.Tested(said, !outcome), ended);
        return FlowValue.Of(said);
    }

    // if (!await TryKeepAsync(stream)): the answer of the call is that of its await
    private FlowValue Answered(IAwaitOperation wait, FlowValue value)
    {
        if (value.Variable == 0 || wait.Type?.SpecialType != SpecialType.System_Boolean || Variables.FindOrAdd(wait) is not (not 0 and var said))
        {
            return value;
        }

        _state.Assign(said, value);
        return FlowValue.Of(said);
    }

    // hr < 0, hr != 0, hr == S_OK: the bit of the number, and what the outcome says of the call, if anything
    private ulong AnswerIn(IBinaryOperation comparison, bool outcome, out bool? success)
    {
        success = null;
        var (other, kind) = (comparison.RightOperand, comparison.OperatorKind);
        var bit = AnswerBit(comparison.LeftOperand);
        if (bit == 0)
        {
            bit = AnswerBit(comparison.RightOperand);
            other = comparison.LeftOperand;
            kind = kind switch
            {
                BinaryOperatorKind.GreaterThan => BinaryOperatorKind.LessThan,
                BinaryOperatorKind.LessThanOrEqual => BinaryOperatorKind.GreaterThanOrEqual,
                BinaryOperatorKind.LessThan or BinaryOperatorKind.GreaterThanOrEqual => BinaryOperatorKind.None,
                _ => kind,
            };
        }

        success = Says(kind, other, outcome);
        return bit;
    }

    // hr is < 0, hr is 0
    private static bool AssumeAnswer(ulong answer, IPatternOperation pattern, bool outcome, FlowState state)
    {
        var success = pattern switch
        {
            IConstantPatternOperation { Value: var number } => Says(BinaryOperatorKind.Equals, number, outcome),
            IRelationalPatternOperation { OperatorKind: var kind, Value: var number } => Says(kind, number, outcome),
            _ => null,
        };
        return success is not { } said || state.Test(answer, said);
    }

    // var ok = hr >= 0;
    private FlowValue VisitAnswer(IBinaryOperation comparison)
    {
        VisitOperands(comparison);
        return AnswerIn(comparison, outcome: true, out var success) is var bit and not 0 && success is { } said
            ? said ? FlowValue.Of(bit) : FlowValue.Of(bit).Not()
            : FlowValue.Unknown;
    }

    // hr == E_NOINTERFACE says that it failed; that it is another number says nothing.
    private static bool? Says(BinaryOperatorKind kind, IOperation other, bool outcome)
    {
        var isOfFailure = other.ConstantValue is { HasValue: true, Value: not 0 };
        return kind switch
        {
            BinaryOperatorKind.LessThan => !outcome,
            BinaryOperatorKind.GreaterThanOrEqual => outcome,
            BinaryOperatorKind.Equals => isOfFailure ? outcome ? false : null : outcome,
            BinaryOperatorKind.NotEquals => isOfFailure ? outcome ? null : false : !outcome,
            _ => null,
        };
    }

    private ulong AnswerBit(IOperation number)
    {
        number = Unconverted(number);
        return Variables.Find(number is ISimpleAssignmentOperation { Target: var target } ? target : number) & Variables.Answers;
    }

    // Marshal.ThrowExceptionForHR(hr): it succeeded, where the method goes on. Succeeded(hr): nobody can say what that tells.
    private bool TakeAnswer(IInvocationOperation call, FlowValue[] arguments)
    {
        ulong given = 0;
        foreach (var argument in arguments)
        {
            given |= argument.Variable & Variables.Answers;
        }

        if (given == 0 || !_state.IsReachable)
        {
            return false;
        }

        if (Ownership.ThrowsUnlessSuccess(call.TargetMethod))
        {
            var failed = _state.Copy();
            if (failed.Test(given, false))
            {
                Throws(failed.AfterThrow(_subject.ThrowerAt(call)));
            }

            if (!_state.Test(given, true))
            {
                _state = _lattice.Bottom.Copy();
            }

            return true;
        }

        foreach (var history in Histories)
        {
            if (history.Resource.Acquisition.ByNumber && _state[history.Resource.Index].IsHeld)
            {
                history.Escape ??= EscapeReason.PassedOn;
                _state[history.Resource.Index] = _state[history.Resource.Index].Become(ResourceStatus.Escaped, inHeld: true, inHeldAfterThrow: false).Become(ResourceStatus.EscapedAfterThrow, inHeld: false, inHeldAfterThrow: true);
            }
        }

        return false;
    }
}
