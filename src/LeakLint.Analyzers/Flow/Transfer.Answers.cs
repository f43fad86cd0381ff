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
}
