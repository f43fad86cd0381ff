using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Flow;

/// <summary>What is left of the resources when an operation throws.</summary>
internal sealed partial class Transfer
{
    // The call that was visited last, with what it was given: its await may throw in its stead.
    private (IOperation Call, ImmutableArray<IArgumentOperation> Arguments, FlowValue[] Values, FlowValue Receiver) _called;

    private void MayThrow(IOperation operation)
    {
        if (_state.IsReachable)
        {
            Throws(Thrown(operation, _state.HoldsAnything && Ownership.IsLikelyToThrow(operation, Cancellation)));
        }
    }

    /// <summary>A call, or the await of one: what its callee has released by then, or has not made, is not lost.</summary>
    private void MayThrow(IOperation operation, ImmutableArray<IArgumentOperation> arguments, FlowValue[] values, FlowValue receiver)
    {
        if (!_state.IsReachable)
        {
            return;
        }

        ulong notNull = 0;
        for (var i = 0; i < values.Length; i++)
        {
            notNull |= (values[i].Is | values[i].IsAfterThrow) != 0 && arguments[i].Parameter is { Ordinal: < 64 and var ordinal } ? 1UL << ordinal : 0;
        }

        var isLikely = _state.HoldsAnything && Ownership.IsLikelyToThrow(operation, Cancellation, notNull);
        var thrown = Thrown(operation, isLikely);
        var callee = Resource.Awaited(operation) switch
        {
            IInvocationOperation call => call.TargetMethod,
            IObjectCreationOperation creation => creation.Constructor,
            _ => null,
        };
        if (isLikely && callee is not null)
        {
            if (receiver.Is != 0 && callee.Name == "GetResult" && Ownership.IsFramework(callee))
            {
                // Of a task that fails nothing comes out: OpenAsync().GetAwaiter().GetResult()
                Become(thrown, receiver.Is, ResourceStatus.NotAcquired);
            }
            else if (!callee.DeclaringSyntaxReferences.IsEmpty)
            {
                ReleaseWhenThrown(callee, operation is IAwaitOperation, receiver.May, -1, thrown);
                for (var i = 0; i < values.Length; i++)
                {
                    if (arguments[i].Parameter is { } parameter)
                    {
                        ReleaseWhenThrown(callee, operation is IAwaitOperation, values[i].May, parameter.Ordinal, thrown);
                    }
                }
            }
        }

        Throws(thrown);
    }

    private void ReleaseWhenThrown(IMethodSymbol callee, bool isAwaited, ulong given, int parameter, FlowState thrown)
    {
        if (given != 0 && !Ownership.LosesWhenItThrows(callee, parameter, isAwaited, Cancellation))
        {
            Become(thrown, given, ResourceStatus.Released);
        }
    }

    private FlowState Thrown(IOperation operation, bool isLikely)
        => isLikely && _subject.After is not null ? _state.Copy() : _state.AfterThrow(isLikely ? _subject.ThrowerAt(operation) : 0);

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
}
