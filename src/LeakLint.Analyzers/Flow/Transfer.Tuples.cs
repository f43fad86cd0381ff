using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Flow;

/// <summary>
/// Tuples that are put together and taken apart at once. The compiler's captures of a tuple, one for each branch of
/// <c>(a, b) = big ? (x, y) : (null, null)</c>, keep its parts apart; any other tuple is something that contains them.
/// </summary>
internal sealed partial class Transfer
{
    // (a, b) = (b, a);  var (x, y) = pair;
    private FlowValue VisitDeconstruction(IDeconstructionAssignmentOperation deconstruction)
    {
        var target = Variables.Resolve(deconstruction.Target);
        var source = WithoutConversion(deconstruction.Value);
        if (target is ITupleOperation targets && Parts(source, targets.Elements.Length) is { } parts)
        {
            for (var i = 0; i < parts.Length; i++)
            {
                AssignPart(targets.Elements[i], parts[i]);
            }

            return FlowValue.Unknown;
        }

        var whole = Visit(deconstruction.Value);
        var handedOut = Histories.FirstOrDefault(h => h.Resource.Acquisition.Inside >= 0 && h.Resource.Site == source);
        if (handedOut is not null && target is ITupleOperation pair && handedOut.Resource.Acquisition.Inside < pair.Elements.Length)
        {
            // var (stream, length) = Open(path);
            for (var i = 0; i < pair.Elements.Length; i++)
            {
                AssignPart(pair.Elements[i], i == handedOut.Resource.Acquisition.Inside ? FlowValue.Resource(handedOut.Resource.Bit, certainly: true) : FlowValue.Containing(whole.May & ~handedOut.Resource.Bit));
            }

            return FlowValue.Unknown;
        }

        AssignPart(target, FlowValue.Containing(whole.May));
        return FlowValue.Unknown;
    }

    // return (stream, length);
    private FlowValue VisitReturned(ITupleOperation tuple, int block)
    {
        ulong may = 0;
        FreshElement? inside = null;
        for (var i = 0; i < tuple.Elements.Length; i++)
        {
            var value = Visit(tuple.Elements[i]);
            may |= value.May;
            inside ??= ReturnedKind(value) is { } kind ? new FreshElement(kind, i) : null;
        }

        _subject.ReturnedInside[block] = inside;
        return FlowValue.Containing(may);
    }

    // All parts are evaluated before the first one is assigned.
    private FlowValue[]? Parts(IOperation source, int count)
    {
        switch (source)
        {
            case ITupleOperation tuple when tuple.Elements.Length == count:
                var values = new FlowValue[count];
                for (var i = 0; i < count; i++)
                {
                    values[i] = Visit(tuple.Elements[i]);
                }

                return values;
            case IFlowCaptureReferenceOperation capture:
                var captured = new FlowValue[count];
                for (var i = 0; i < count; i++)
                {
                    var bit = Variables.Find((object)(capture.Id, i));
                    captured[i] = bit == 0 ? FlowValue.Unknown : _state.Read(bit);
                }

                return captured;
            default:
                return null;
        }
    }

    private FlowValue VisitTuple(IFlowCaptureOperation capture, INamedTypeSymbol type)
    {
        var tuple = WithoutConversion(capture.Value) as ITupleOperation;
        var may = tuple is null ? Visit(capture.Value).May : 0;
        for (var i = 0; i < type.TupleElements.Length; i++)
        {
            var part = tuple is null ? FlowValue.Containing(may) : Visit(tuple.Elements[i]);
            may |= tuple is null ? 0 : part.May;
            SetVariable((object)(capture.Id, i), part);
        }

        return FlowValue.Containing(may);
    }

    private static IOperation WithoutConversion(IOperation value)
    {
        while (value is IConversionOperation { IsImplicit: true } conversion)
        {
            value = conversion.Operand;
        }

        return value;
    }

    private void AssignPart(IOperation target, FlowValue value)
    {
        target = Variables.Resolve(target);
        if (target is ITupleOperation tuple)
        {
            foreach (var element in tuple.Elements)
            {
                AssignPart(element, FlowValue.Containing(value.May));
            }
        }
        else if (target is not IDiscardOperation)
        {
            Assign(target, value);
        }
    }
}
