using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Flow;

/// <summary>
/// A lock that the caller holds, or a <c>lock</c> statement around, may be given up for a while and taken back; and a
/// lock may be asked whether it is held.
/// </summary>
internal sealed partial class Transfer
{
    // Monitor.Exit(gate); try { Wait(); } finally { Monitor.Enter(gate); }: the second is no acquisition
    private bool IsTakenBack(Resource resource, ulong place)
    {
        var lent = Variables.FindKey(LentKey(resource.Kind, place));
        if (lent == 0 || (_state.Known.IsFalse & lent) != 0)
        {
            return false;
        }

        var isCertain = (_state.Known.IsTrue & lent) != 0;
        _state.Assign(lent, FlowValue.False);
        if (!isCertain)
        {
            EscapeAtOnce(resource, EscapeReason.Ambiguous);
        }

        return true;
    }

    // A release of what this method does not hold: its caller holds it, or a lock statement around it, and lends it.
    private void NoteLent(IInvocationOperation call, FlowValue receiver, FlowValue[] arguments)
    {
        if (!_subject.HasPlaces || call.IsImplicit || _subject.After is not null)
        {
            return;
        }

        foreach (var history in Histories)
        {
            var kind = history.Resource.Kind;
            if (!history.Resource.Acquisition.IsOfPlace)
            {
                continue;
            }

            if (call.Instance is { } instance && Ownership.OnReceiver(call, kind) == Passing.Releases)
            {
                Lend(instance, kind, receiver);
            }

            for (var i = 0; i < arguments.Length; i++)
            {
                if (call.Arguments[i].Parameter is { } parameter && Ownership.IsRelease(parameter, kind))
                {
                    Lend(call.Arguments[i].Value, kind, arguments[i]);
                }
            }
        }
    }

    // _socket.BeginReceive(data, OnReceived, this): who is given this object, or a method of it, may release what is held on its field
    private void HandOnWithHolder(IOperation given)
    {
        if (!_subject.HasPlaces)
        {
            return;
        }

        while (given is IDelegateCreationOperation or IConversionOperation)
        {
            given = given is IDelegateCreationOperation creation ? creation.Target : ((IConversionOperation)given).Operand;
        }

        if (given is not (IInstanceReferenceOperation or IMethodReferenceOperation { Instance: IInstanceReferenceOperation }))
        {
            return;
        }

        foreach (var history in Histories)
        {
            if (history.Resource is { Kind.IsHandedOnWithItsHolder: true, StandsIn: { Root: "this" } or { Key: "this" } } && PlaceBitOf(history.Resource.StandsIn) is var bit and not 0)
            {
                Settle(_state.Read(bit).Only(history.Resource.Bit), ResourceStatus.Escaped, EscapeReason.PassedOn);
            }
        }
    }

    private void Lend(IOperation place, ResourceKind kind, FlowValue value)
    {
        foreach (var history in Histories)
        {
            if (history.Resource.Kind == kind && (value.May & history.Resource.Bit) != 0)
            {
                return;
            }
        }

        if (PlaceBit(place, add: true) is var bit and not 0 && Variables.FindOrAdd(LentKey(kind, bit)) is var lent and not 0)
        {
            _state.Assign(lent, FlowValue.True);
        }
    }

    private static string LentKey(ResourceKind kind, ulong place) => "lent " + kind + " " + place.ToString(CultureInfo.InvariantCulture);

    // Monitor.IsEntered(gate), _lock.IsWriteLockHeld: the object tells whether it is held
    private bool AssumeProbe(IOperation condition, bool outcome, FlowState state)
    {
        var asked = condition switch
        {
            IInvocationOperation { Arguments: { Length: 1 } arguments } => arguments[0].Value,
            IPropertyReferenceOperation { Instance: { } instance } => instance,
            _ => null,
        };
        if (asked is null || PlaceBit(asked, add: false) is not (not 0 and var bit))
        {
            return true;
        }

        foreach (var history in Histories)
        {
            ref var resource = ref state[history.Resource.Index];
            if ((resource.MayCarry & bit) != 0 && Ownership.IsProbe(condition, history.Resource.Kind))
            {
                resource = resource.Probed(outcome);
                if (resource.Status == ResourceStatus.None)
                {
                    return false;
                }
            }
        }

        return true;
    }
}
