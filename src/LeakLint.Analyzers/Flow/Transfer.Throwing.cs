using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Flow;

/// <summary>What is left of the resources when an operation throws.</summary>
internal sealed partial class Transfer
{
    // Of a task that fails nothing comes out: what the operation would have given does not exist.
    private void MayThrow(IOperation operation, ulong given = 0)
    {
        if (!_state.IsReachable)
        {
            return;
        }

        var isLikely = _state.HoldsAnything && Ownership.IsLikelyToThrow(operation, Cancellation);
        var thrown = isLikely && _subject.After is not null ? _state.Copy() : _state.AfterThrow(isLikely ? _subject.ThrowerAt(operation) : 0);
        Become(thrown, given, ResourceStatus.NotAcquired);
        Throws(thrown);
    }

    private void Throws(FlowState thrown) => _thrown = _thrown is null ? thrown : FlowState.Join(_thrown, thrown);

    private static void Become(FlowState state, ulong resources, ResourceStatus now)
    {
        for (var i = 0; resources != 0; i++, resources >>= 1)
        {
            if ((resources & 1) != 0)
            {
                state[i] = state[i].Become(now, inHeld: true, inHeldAfterThrow: true);
            }
        }
    }

    // OpenAsync().GetAwaiter().GetResult()
    private ulong GivenBy(IInvocationOperation call, FlowValue receiver)
        => receiver.May != 0 && call.TargetMethod.Name == "GetResult" && Ownership.IsFramework(call.TargetMethod) ? receiver.Is : 0;
}
