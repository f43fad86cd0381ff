using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Flow;

/// <summary>
/// Resources that are held on an object which was there before: locks, semaphores, counts. Such an object is known by
/// the place that it stands in - <c>_gate</c>, <c>this</c>, <c>typeof(C)</c>, a local - and a place has a variable's bit,
/// so that the guards, joins and releases of values serve here as well.
/// </summary>
internal sealed partial class Transfer
{
    private FlowValue AcquirePlace(IOperation site, Resource resource, FlowValue result)
    {
        var acquisition = resource.Acquisition;
        var call = resource.Call;
        var place = acquisition.Place == Acquisition.Receiver ? call?.Instance : call is null ? null : ArgumentFor(call, acquisition.Place);
        var stands = acquisition.Member is { } member ? MemberPlace(place, member) : null;
        var bit = acquisition.Member is not null ? (stands is null ? 0 : MemberBit(place, stands)) : place is null ? 0 : PlaceBit(place, add: true);
        var isOpen = _subject.After is null ? _subject.IsReleasedInside(_graph, resource.Kind) : place is not null && VariableTable.Symbol(Unconverted(place)) is { } variable && Variables.Captured.Contains(variable);
        if (bit == 0 || isOpen)
        {
            // A place without a name, or one that a lambda releases: nobody can say when.
            EscapeAtOnce(resource, bit == 0 ? EscapeReason.PassedOn : EscapeReason.Captured);
            return result;
        }

        if (_subject.After is null && IsTakenBack(resource, bit))
        {
            return result;
        }

        resource.StandsIn = stands ?? PlaceOf(place!);
        var flag = acquisition.FlagParameter >= 0 && ArgumentFor(call!, acquisition.FlagParameter) is { } taken ? Variables.FindOrAdd(Variables.Resolve(taken)) : 0;
        if (flag != 0 && !acquisition.OnlyWhenTrue)
        {
            // Monitor.Enter(gate, ref taken): entered for certain when it comes back
            _state.Assign(flag, FlowValue.True);
            flag = 0;
        }

        var said = flag;
        if (said == 0 && acquisition.OnlyWhenTrue)
        {
            said = Variables.FindOrAdd(site);
            _state.Assign(said, FlowValue.Unknown);
            result = FlowValue.Of(said);
        }

        var facts = WithViews(_state.Known.WithoutCarriers.Assigned(bit, carries: true, isTrue: true, isFalse: false), place!);
        _state[resource.Index] = said == 0 ? ResourceState.Acquired(facts, certainly: true) : ResourceState.AcquiredIf(said, facts);
        return acquisition.AlsoResult ? FlowValue.Resource(resource.Bit, certainly: said == 0) : result;
    }

    // store.BeginWrite(): what stands in store._lock is held
    private Place? MemberPlace(IOperation? instance, ISymbol member)
    {
        var root = member.IsStatic || instance is null ? null : PlaceKey(instance, []);
        return root is null && !member.IsStatic ? null : new Place(root, member, Place.KeyOf(root, member));
    }

    private ulong MemberBit(IOperation? instance, Place place)
    {
        var operands = new List<ISymbol>(1);
        if (place.Root is not null)
        {
            PlaceKey(instance!, operands);
        }

        return Variables.OfComparison(PlacePrefix + place.Key, operands);
    }

    // Acquired, and undecided from the start.
    private void EscapeAtOnce(Resource resource, EscapeReason reason)
    {
        Histories[resource.Index].Escape ??= reason;
        _state[resource.Index] = ResourceState.Acquired(_state.Known.WithoutCarriers, certainly: true).Become(ResourceStatus.Escaped, inHeld: true, inHeldAfterThrow: false);
    }

    /// <summary>A value, and what is held on the place that it was read from.</summary>
    private FlowValue WithPlace(FlowValue value, IOperation operation)
    {
        if (!_subject.HasPlaces || PlaceBit(operation, add: false) is not (not 0 and var bit))
        {
            return value;
        }

        var held = _state.Read(bit);
        return FlowValue.Of(value.Variable, value.Is | held.Is, value.IsAfterThrow | held.IsAfterThrow, value.May | held.May);
    }

    // Unlock(); _owner.Unlock(): a method of the object whose field is held may release it.
    private void PassPlaces(IInvocationOperation call, ref bool releases)
    {
        if (!_subject.HasPlaces || call.IsImplicit)
        {
            return;
        }

        var receiver = call.Instance is null ? null : PlaceKey(call.Instance, []);
        foreach (var history in Histories)
        {
            if (history.Resource.StandsIn is not { Member: { } member } place || !_state[history.Resource.Index].IsHeld
                || (place.Root is not null && place.Root != receiver))
            {
                continue;
            }

            var passing = Ownership.OnMember(call, member, history.Resource.Kind, Cancellation);
            if (passing != Passing.Uses && PlaceBitOf(place) is var bit and not 0)
            {
                Pass(call, passing, history.Resource, _state.Read(bit), FlowValue.Unknown, ref releases);
            }
        }
    }

    // previous = node; where node.Gate is held, previous.Gate is the same lock, and may be left by that name
    private void NoteSecondName(ISimpleAssignmentOperation assignment)
    {
        if (!_subject.HasPlaces || _subject.After is not null || VariableTable.Symbol(Unconverted(assignment.Value)) is not { } symbol || Variables.ComparisonsOf(symbol) is not (not 0 and var bits)
            || VariableTable.Symbol(Unconverted(assignment.Target)) is { } target && AliasOf(target) is not null)
        {
            return;
        }

        foreach (var history in Histories)
        {
            ref var state = ref _state[history.Resource.Index];
            if (history.Resource.StandsIn is { Key.Length: > 0 } place && (PlaceBitOf(place) & bits) != 0 && state.IsHeld)
            {
                history.Escape ??= EscapeReason.Stored;
                state = state.Become(ResourceStatus.Escaped, inHeld: true, inHeldAfterThrow: false).Become(ResourceStatus.EscapedAfterThrow, inHeld: false, inHeldAfterThrow: true);
            }
        }
    }

    // Of several acquisitions of one place that are all held for certain, a release takes back the last. Where they
    // stand in different branches, it takes back whichever was made.
    private bool IsLastOf(Resource resource, FlowValue value, ulong held)
    {
        if ((held & resource.Bit) == 0)
        {
            return true;
        }

        foreach (var history in Histories)
        {
            var other = history.Resource;
            if (other.Acquisition.IsOfPlace && other.Order > resource.Order && other.Kind == resource.Kind && (value.Is & other.Bit) != 0 && (held & other.Bit) != 0)
            {
                return false;
            }
        }

        return true;
    }

    // The resources that are held here whichever way was taken.
    private ulong HeldForCertain()
    {
        ulong held = 0;
        foreach (var history in Histories)
        {
            held |= _state[history.Resource.Index].Status is ResourceStatus.Held ? history.Resource.Bit : 0;
        }

        return held;
    }

    private ulong PlaceBit(IOperation operation, bool add)
    {
        operation = Unconverted(operation);
        if (VariableTable.Symbol(operation) is { } symbol && AliasOf(symbol) is null)
        {
            return add ? Variables.FindOrAdd(symbol) : Variables.Find(symbol);
        }

        var operands = new List<ISymbol>(1);
        return PlaceKey(operation, operands) is { } key ? add ? Variables.OfComparison(PlacePrefix + key, operands) : Variables.FindKey(PlacePrefix + key) : 0;
    }

    private ulong PlaceBitOf(Place place) => Variables.FindKey(PlacePrefix + place.Key);

    private Place? PlaceOf(IOperation operation)
    {
        operation = Unconverted(operation);
        if (VariableTable.Symbol(operation) is { } symbol)
        {
            return AliasOf(symbol) is { } alias ? PlaceOf(alias) : new Place(null, null, "");
        }

        return operation is IMemberReferenceOperation { Member: var member } reference && PlaceKey(operation, []) is { } key
            ? new Place(reference.Instance is { } instance ? PlaceKey(instance, []) : null, member, key)
            : new Place(null, null, PlaceKey(operation, []) ?? "");
    }

    private string? PlaceKey(IOperation operation, List<ISymbol> operands)
    {
        operation = Unconverted(operation);
        switch (operation)
        {
            case IInstanceReferenceOperation:
                return "this";
            case ITypeOfOperation type:
                return "typeof " + type.TypeOperand.ToDisplayString();
            case IMemberReferenceOperation { Instance: null, Member: var member } and (IFieldReferenceOperation or IPropertyReferenceOperation { Arguments.IsEmpty: true }):
                return Place.KeyOf(null, member);
            case IMemberReferenceOperation { Instance: { } instance, Member: var member } and (IFieldReferenceOperation or IPropertyReferenceOperation { Arguments.IsEmpty: true })
                when PlaceKey(instance, operands) is { } whole:
                return Place.KeyOf(whole, member);
            case IArrayElementReferenceOperation { Indices.Length: 1 } element when PlaceKey(element.ArrayReference, operands) is { } array && Operand(element.Indices[0], operands) is { } index:
                return array + "[" + index + "]";
        }

        if (VariableTable.Symbol(operation) is not { } symbol)
        {
            return null;
        }

        if (AliasOf(symbol) is { } alias)
        {
            return PlaceKey(alias, operands);
        }

        operands.Add(symbol);
        return symbol.Name + "@" + (symbol.Locations.Length > 0 ? symbol.Locations[0].SourceSpan.Start : 0);
    }

    // var gate = _gate; and never another value: the local is a second name of the field
    private IOperation? AliasOf(ISymbol symbol)
        => symbol is ILocalSymbol local && _subject.AliasOf(_graph, local) is { } alias && PlaceKey(alias, []) is not null ? alias : null;

    private IOperation Unconverted(IOperation operation)
    {
        operation = Variables.Resolve(operation);
        while (operation is IConversionOperation { OperatorMethod: null } conversion)
        {
            operation = Variables.Resolve(conversion.Operand);
        }

        return operation;
    }

    public const string PlacePrefix = "place ";
}
