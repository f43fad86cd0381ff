using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Flow;

/// <summary>
/// Resources that a method gathers in an array or list of its own, to release them together:
/// <c>for (…) { blocks[i] = Alloc(); } … foreach (var b in blocks) Free(b);</c> The collection carries them; what is
/// released out of it counts for all, and where it goes they go.
/// </summary>
internal sealed partial class Transfer
{
    // blocks[i] = x;   blocks.Add(x);   new List<T> { x }: false when the collection is not a local of this method.
    private bool TryCollect(IOperation collection, FlowValue value, bool isBeingMade = false)
    {
        collection = Unconverted(collection);
        var bit = VariableTable.Symbol(collection) is ILocalSymbol local && !Variables.Captured.Contains(local) && AliasOf(local) is null ? Variables.FindOrAdd(local)
            : isBeingMade && collection is IFlowCaptureReferenceOperation ? Variables.FindOrAdd(collection)
            : 0;
        if (bit == 0)
        {
            return false;
        }

        // What merely may be a resource, or contains one, is nobody's element.
        if (value.May != (value.Is | value.IsAfterThrow))
        {
            return false;
        }

        foreach (var history in Histories)
        {
            if ((value.May & history.Resource.Bit) != 0)
            {
                ref var resource = ref _state[history.Resource.Index];
                history.Collections |= bit;
                resource = resource.CollectedIn(bit);
            }
        }

        return true;
    }

    // vectors[i].Base = pin.AddrOfPinnedObject(): where the local array or struct goes, what it points into is needed
    private bool TryPointInto(ISimpleAssignmentOperation assignment, FlowValue value)
    {
        var place = Variables.Resolve(assignment.Target);
        if (value.May == 0 || VariableTable.Symbol(place) is not null || !Ownership.OnlyPointsInto(assignment.Value))
        {
            return false;
        }

        while (place is IArrayElementReferenceOperation or IFieldReferenceOperation { Field.ContainingType.IsValueType: true, Instance: not null })
        {
            place = Unconverted(place is IArrayElementReferenceOperation element ? element.ArrayReference : ((IFieldReferenceOperation)place).Instance!);
        }

        if (VariableTable.Symbol(place) is not ILocalSymbol local || Variables.Captured.Contains(local) || AliasOf(local) is not null || Variables.FindOrAdd(local) is not (not 0 and var bit))
        {
            return false;
        }

        foreach (var history in Histories)
        {
            if ((value.May & history.Resource.Bit) != 0)
            {
                ref var resource = ref _state[history.Resource.Index];
                resource = resource.CollectedIn(bit);
            }
        }

        return true;
    }

    // Whether what is passed on only points into the resource: not the array of the handles themselves, but one of what they pin.
    private static bool IsPart(ResourceHistory history, FlowValue value)
        => !IsItself(value, history.Resource) && (!history.IsContained || (value.Variable != 0 && (history.Collections & value.Variable) == 0));

    // The earlier rounds of a loop are in the collection still.
    private ResourceState KeepCollected(ResourceState acquired, Resource resource)
    {
        var collections = Histories[resource.Index].Collections & _state[resource.Index].MayCarry;
        return collections == 0 ? acquired : acquired.CollectedIn(collections);
    }

    // all[i].Read(): what is called on one of them empties nothing.
    private bool IsElement(ResourceHistory history, IOperation value)
        => SymbolEqualityComparer.Default.Equals(Unconverted(value).Type, history.Resource.Site.Type);

    // A collection that is handed to code which may empty it: list.ForEach(Free), FreeAll(list).
    private bool MayBeEmptied(ResourceHistory history, FlowValue value, IMethodSymbol callee)
    {
        if (!history.IsContained || ((value.Is | value.IsAfterThrow) & history.Resource.Bit) != 0)
        {
            return false;
        }

        if (!Ownership.IsFramework(callee))
        {
            return !Ownership.IsNative(callee);
        }

        foreach (var parameter in callee.Parameters)
        {
            if (parameter.Type.TypeKind == TypeKind.Delegate)
            {
                return true;
            }
        }

        return false;
    }
}
