using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Flow;

/// <summary>The ways out of a method, and what a constructor's fields hold until it is done.</summary>
internal sealed partial class Transfer
{
    // What its author expected, a try with typed handlers catches; what takes a token may be cancelled beside that.
    public FlowState PassedHandlers(FlowState state, bool cancellationIsCaught)
    {
        var passed = state.Copy();
        for (var i = 0; i < Histories.Length; i++)
        {
            if (_subject.Thrower(passed[i].ThrownAt) is { } thrower && (cancellationIsCaught || !Ownership.CanBeCancelled(thrower)))
            {
                passed[i] = passed[i].ThrownUnexpectedly();
            }
        }

        return passed;
    }

    public void Leave(int block, ExitKind exit, FlowState state)
    {
        if (_nested is not null)
        {
            _nested.Leave(exit, state);
            return;
        }

        if (exit == ExitKind.Return && Variables.Fields != 0)
        {
            state = Constructed(state);
        }

        Location? location = null;
        for (var i = 0; i < Histories.Length; i++)
        {
            location ??= exit == ExitKind.Exception ? Location.None : _exits.Of(block, exit);
            Histories[i].LeftAt(location.SourceSpan.Start, exit, location, state[i]);
        }
    }

    // The constructor is done: somebody has the object, and with it what its fields hold.
    private FlowState Constructed(FlowState state)
    {
        var done = state.Copy();
        for (var i = 0; i < Histories.Length; i++)
        {
            ref var resource = ref done[i];
            resource = resource.Become(ResourceStatus.Transferred, ((resource.Held.Carriers | resource.MayCarry) & Variables.Fields) != 0, ((resource.HeldAfterThrow.Carriers | resource.MayCarry) & Variables.Fields) != 0);
        }

        return done;
    }

    // catch { Dispose(); throw; }: a method of the object may release what its fields hold
    private void PassFields(IInvocationOperation call)
    {
        if (Variables.Fields == 0 || call.Instance is not IInstanceReferenceOperation)
        {
            return;
        }

        foreach (var history in Histories)
        {
            ref var resource = ref _state[history.Resource.Index];
            if (resource.IsHeld && ((resource.Held.Carriers | resource.HeldAfterThrow.Carriers | resource.MayCarry) & Variables.Fields) != 0
                && (IsInHandler() || Ownership.MayRelease(call.TargetMethod, history.Resource.Kind)))
            {
                Settle(FlowValue.Containing(history.Resource.Bit), ResourceStatus.Escaped, EscapeReason.PassedOn);
            }
        }
    }

    private bool IsInHandler()
    {
        for (var region = _graph.Blocks[_block].EnclosingRegion; region is not null; region = region.EnclosingRegion)
        {
            if (region.Kind is ControlFlowRegionKind.Catch or ControlFlowRegionKind.Finally or ControlFlowRegionKind.Filter)
            {
                return true;
            }
        }

        return false;
    }
}
