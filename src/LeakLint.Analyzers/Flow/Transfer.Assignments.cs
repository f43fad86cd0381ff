using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Flow;

/// <summary>Where values go: locals, captures, fields, elements.</summary>
internal sealed partial class Transfer
{
    private FlowValue VisitAssignment(ISimpleAssignmentOperation assignment)
    {
        VisitPlace(assignment.Target);
        var value = Visit(assignment.Value);
        if (assignment.IsRef)
        {
            // ref var r = ref buffer; another name for the place, not followed
            Settle(Read(assignment.Value), ResourceStatus.Escaped, EscapeReason.ByReference);
            return FlowValue.Unknown;
        }

        if (TryPointInto(assignment, value))
        {
            return FlowValue.Unknown;
        }

        NoteSecondName(assignment);
        var result = Assign(assignment.Target, value);
        if (assignment.Parent is not IExpressionStatementOperation && Variables.Resolve(assignment.Target) is IParameterReferenceOperation { Parameter: { RefKind: RefKind.Out } handedOut })
        {
            // new Lease(a = pool.Rent(n)): what is handed out goes elsewhere as well
            _subject.HandedOut[handedOut.Ordinal] = null;
        }

        return result;
    }

    // x += 1; x++; the old value is gone, the new one is nothing that matters
    private FlowValue VisitOverwrite(IOperation operation, IOperation target, IOperation? value)
    {
        VisitPlace(target);

        // address += 4: still in the same block
        var kept = IsAddress(target.Type) ? FlowValue.Containing(Read(target).May) : FlowValue.Unknown;
        if (value is not null)
        {
            Visit(value);
        }

        if (operation.Type?.TypeKind == TypeKind.Delegate && value is not null)
        {
            return FlowValue.Unknown;
        }

        MayThrow(operation);
        return Assign(target, kept);
    }

    // &handle: whoever has the address may release what is there, or put something else there
    private FlowValue VisitAddress(IAddressOfOperation address)
    {
        var value = Visit(address.Reference);
        if (VariableTable.Symbol(address.Reference) is not null)
        {
            Settle(value, ResourceStatus.Escaped, EscapeReason.ByReference);
        }

        return FlowValue.Unknown;
    }

    private static bool IsPlace(IOperation operation)
        => operation is ILocalReferenceOperation or IParameterReferenceOperation or IMemberReferenceOperation or IArrayElementReferenceOperation;

    private FlowValue VisitCapture(IFlowCaptureOperation capture)
    {
        // The capture of a place, for an assignment that comes later, reads nothing that matters.
        var value = capture.Value.Type is INamedTypeSymbol { IsTupleType: true } tuple ? VisitTuple(capture, tuple) : Visit(capture.Value);
        if (IsPlace(capture.Value))
        {
            Variables.AddTarget(capture.Id, capture.Value);
        }

        SetVariable(capture, value, isCapture: true);
        return value;
    }

    private FlowValue Assign(IOperation target, FlowValue value)
    {
        var place = Variables.Resolve(target);
        if (place is IFlowCaptureReferenceOperation)
        {
            SetVariable(place, value, isCapture: true);
            return value;
        }

        if (VariableTable.Symbol(place) is { } symbol)
        {
            if (IsSeen(symbol, place.Syntax))
            {
                Settle(value, ResourceStatus.Escaped, EscapeReason.Captured);
                return value;
            }

            if (symbol is IParameterSymbol { RefKind: RefKind.Out or RefKind.Ref } parameter)
            {
                if (parameter.RefKind == RefKind.Out && _state.IsReachable)
                {
                    // C# sees to it that it is assigned before the method returns, so what every assignment puts there comes out.
                    var kind = ReturnedKind(value);
                    if (value.May == 0 && value.IsFalseIn(HeldFacts.Nothing) && CanBeNothing(parameter.Type))
                    {
                        _subject.HandedOutNothing |= 1UL << (parameter.Ordinal & 63);
                        return value;
                    }

                    _subject.HandedOut[parameter.Ordinal] = !_subject.HandedOut.TryGetValue(parameter.Ordinal, out var before) || before == kind ? kind : null;
                }

                // stream.Dispose(); stream = Reopen(); what was known of the one before is not true of this one
                Settle(value, ResourceStatus.Transferred, EscapeReason.Stored);
                Forget(Variables.ComparisonsOf(symbol) | Variables.Find(place));
                return value;
            }

            Forget(Variables.ComparisonsOf(symbol));
            SetVariable(place, value, isCapture: false);
            return value;
        }

        if (_subject.After is not null)
        {
            ForgetPlace(place, value);
        }

        // _file = File.OpenRead(path); until its constructor is done, nobody has the object that owns it now
        if (Variables.FollowsFields && place is IFieldReferenceOperation { Instance: IInstanceReferenceOperation })
        {
            SetVariable(place, value, isCapture: false);
            return value;
        }

        if (value.May != 0 && place is IArrayElementReferenceOperation { ArrayReference: var array } && TryCollect(array, value))
        {
            return value;
        }

        var isLent = value.May != 0 && place is IPropertyReferenceOperation { Property: var property } && Ownership.IsLentTo(property);
        if (place is not IDiscardOperation && !isLent)
        {
            Settle(value, BelongsToAnObject(place) ? ResourceStatus.Transferred : ResourceStatus.Escaped, EscapeReason.Stored);
        }

        return value;
    }

    private void SetVariable(IOperation variable, FlowValue value, bool isCapture)
    {
        // Captures are many; only those get a bit that carry something or repeat what a variable with a bit says.
        var matters = value.May != 0 || value.Variable != 0
            || (!isCapture && value.IsConstant && variable.Type is { } type && (type.SpecialType == SpecialType.System_Boolean || CanBeNothing(type)))
            || (isCapture && value.IsConstant && variable.Type?.SpecialType == SpecialType.System_Boolean);
        var bit = matters ? Variables.FindOrAdd(variable) : Variables.Find(variable);
        if (bit != 0)
        {
            Variables.Answers |= (value.Variable & Variables.Answers) != 0 ? bit : 0;
            NoteDropped(bit, value);
            _state.Assign(bit, value);
        }
    }

    private void SetVariable(object key, FlowValue value)
    {
        var bit = value.May != 0 || value.Variable != 0 || value.IsConstant ? Variables.FindOrAdd(key) : Variables.Find(key);
        if (bit != 0)
        {
            _state.Assign(bit, value);
        }
    }

    private void Forget(ulong variables)
    {
        for (; variables != 0; variables &= variables - 1)
        {
            _state.Assign(variables & (~variables + 1), FlowValue.Unknown);
        }
    }
}
