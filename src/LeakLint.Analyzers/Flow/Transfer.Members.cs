using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Flow;

/// <summary>Fields, properties and elements: what an object contains, and to whom a place belongs.</summary>
internal sealed partial class Transfer
{
    private FlowValue VisitField(IFieldReferenceOperation field)
    {
        if (IsNull(field))
        {
            return FlowValue.False;
        }

        NoteUseOfPlace(field);

        if (field.Instance is { } instance)
        {
            var whole = Visit(instance);
            var part = PartOf(whole, field.Type);
            if (part.May != 0)
            {
                return field.Field.ContainingType.IsTupleType ? Element(field, part) : part;
            }
        }

        return Read(field);
    }

    // opened.Stream, opened.Item1: of a tuple that a factory made it is known which element is the resource
    private FlowValue Element(IFieldReferenceOperation field, FlowValue part)
    {
        var tuple = (INamedTypeSymbol)field.Field.ContainingType;
        ulong same = 0, other = 0;
        foreach (var history in Histories)
        {
            var inside = history.Resource.Acquisition.Inside;
            if (inside >= 0 && (part.May & history.Resource.Bit) != 0 && inside < tuple.TupleElements.Length
                && SymbolEqualityComparer.Default.Equals(tuple.OriginalDefinition, (history.Resource.Call?.TargetMethod.ReturnType is INamedTypeSymbol { IsTupleType: false, TypeArguments: { Length: 1 } given } ? given[0] : history.Resource.Call?.TargetMethod.ReturnType)?.OriginalDefinition))
            {
                var isIt = SymbolEqualityComparer.Default.Equals(tuple.TupleElements[inside].CorrespondingTupleField ?? tuple.TupleElements[inside], field.Field.CorrespondingTupleField ?? field.Field);
                same |= isIt ? history.Resource.Bit : 0;
                other |= isIt ? 0 : history.Resource.Bit;
            }
        }

        return FlowValue.Of(0, same, same, part.May & ~other);
    }

    // lease.Array, all[i], e.Current: what the object contains may come out of it
    private FlowValue VisitMember(IOperation member)
    {
        NoteUseOfPlace(member);
        var whole = FlowValue.Unknown;
        var isFirst = true;
        foreach (var operand in member.ChildOperations)
        {
            var value = Visit(operand);
            whole = isFirst ? value : whole;
            isFirst = false;
        }

        if (member is IPropertyReferenceOperation { Property: var property } && whole.May != 0 && Ownership.HandsOutItself(property))
        {
            // OpenAsync().Result: of a task that fails nothing comes out
            return whole;
        }

        MayThrow(member);
        return Acquire(member, PartOf(whole, member.Type));
    }

    // What the resource itself hands out (handle.Value, array.Length) is not the resource, though it may need it.
    private FlowValue PartOf(FlowValue whole, ITypeSymbol? type)
    {
        if (whole.May == 0)
        {
            return FlowValue.Unknown;
        }

        var contained = whole.May & ~(whole.Is | whole.IsAfterThrow);
        foreach (var history in Histories)
        {
            contained |= history.Resource.Kind.PartsKeepIt ? whole.May & history.Resource.Bit : 0;
        }

        return contained == 0 ? FlowValue.Unknown : FlowValue.Containing(contained & MaskOfHolders(type));
    }

    // The parts of a place that are evaluated before what is assigned to it: the object, the index.
    private void VisitPlace(IOperation target)
    {
        switch (target)
        {
            case IFieldReferenceOperation { Instance: { } instance }:
                Visit(instance);
                break;
            case IPropertyReferenceOperation or IArrayElementReferenceOperation:
                VisitOperands(target);
                break;
        }
    }

    // _field = x; holder.Buffer = x; _buffers[i] = x; _buffers.Add(x): the object whose field it is owns it now.
    private static bool BelongsToAnObject(IOperation place) => place switch
    {
        IFieldReferenceOperation or IPropertyReferenceOperation { Arguments.IsEmpty: true } => true,
        IPropertyReferenceOperation { Instance: { } indexed } => BelongsToAnObject(indexed),
        IArrayElementReferenceOperation element => BelongsToAnObject(element.ArrayReference),
        _ => false,
    };

    // The resources that something of this type could refer to.
    private ulong MaskOfHolders(ITypeSymbol? type)
    {
        ulong mask = 0;
        foreach (var history in Histories)
        {
            if (Ownership.CanHold(type, history.Resource.Kind))
            {
                mask |= history.Resource.Bit;
            }
        }

        return mask;
    }
}
