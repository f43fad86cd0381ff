using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Flow;

/// <summary>What only matters when the analysis looks at what was released: see <see cref="Aftermath"/>.</summary>
internal sealed partial class Transfer
{
    // Released on every path that comes here, or on one where no condition since then could have told the difference.
    private bool IsReleasedFor(Resource resource, FlowValue value)
        => (value.Is & resource.Bit) != 0
            || (value.IsAfterThrow & resource.Bit) != 0 && _state[resource.Index].Status == ResourceStatus.HeldAfterThrow;

    private FlowValue ReadUsed(IOperation variable)
    {
        var value = Read(variable);
        if (_subject.After is not null)
        {
            NoteUse(variable, value);
        }

        return value;
    }

    // A field or property, known by its place.
    private void NoteUseOfPlace(IOperation member)
    {
        if (_subject.After is not null && PlaceBit(member, add: false) is var bit and not 0)
        {
            NoteUse(member, _state.Read(bit));
        }
    }

    private void NoteUse(IOperation operation, FlowValue value)
    {
        if (value.May == 0 || !_state.IsReachable)
        {
            return;
        }

        foreach (var history in Histories)
        {
            if ((value.May & history.Resource.Bit) != 0 && IsReleasedFor(history.Resource, value))
            {
                _subject.After!.Used(operation, history.Resource);
            }
        }
    }

    // What the released variable holds is also held by its views, and by its second names.
    private HeldFacts WithViews(HeldFacts facts, IOperation place)
    {
        if (_subject.After is { } after && VariableTable.Symbol(Unconverted(place)) is { } symbol)
        {
            foreach (var view in after.ViewsOf(symbol))
            {
                if (!Variables.Captured.Contains(view) && Variables.FindOrAdd(view) is var bit and not 0)
                {
                    facts = facts.Assigned(bit, carries: true, isTrue: true, isFalse: false);
                }
            }
        }

        return facts;
    }

    // A condition that could have come out otherwise may know of the release; but that a loop around the release goes on
    // for another round does not.
    private void NoteCondition(FlowEdge edge, IOperation condition, FlowState before, FlowState taken)
    {
        // using (x) { ... }, foreach: the compiler's own test
        if (condition is IIsNullOperation { IsImplicit: true } && (IsOfUsing(condition.Syntax) || condition.Syntax is CommonForEachStatementSyntax || condition.Syntax.Parent is CommonForEachStatementSyntax))
        {
            return;
        }

        var staysInLoop = IsNearer(edge);
        FlowState? other = null;
        foreach (var history in Histories)
        {
            ref var resource = ref taken[history.Resource.Index];
            if ((resource.Status & ResourceStatus.Held) == 0 || (staysInLoop && IsOfLoopAround(condition, history.Resource.Site)))
            {
                continue;
            }

            if (other is null)
            {
                other = before.Copy();
                if (!Assume(condition, edge.When == false, other))
                {
                    return;
                }
            }

            if ((other[history.Resource.Index].Status & ResourceStatus.Held) != 0)
            {
                resource = resource.AfterThrow(0);
            }
        }
    }

    // Of the two ways on, the body of a loop comes first in the text, the way out after it.
    private bool IsNearer(FlowEdge edge)
    {
        var block = _graph.Blocks[edge.From];
        var one = block.ConditionalSuccessor?.Destination?.Ordinal ?? int.MaxValue;
        var other = block.FallThroughSuccessor?.Destination?.Ordinal ?? int.MaxValue;
        return edge.To >= 0 && edge.To == System.Math.Min(one, other);
    }

    private static bool IsOfLoopAround(IOperation condition, IOperation site)
        => condition.Syntax.FirstAncestorOrSelf<StatementSyntax>() is { } statement and (WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax or CommonForEachStatementSyntax)
            && statement.Span.Contains(site.Syntax.Span);

    // _buffer = x: what was released is there no more, nor what stood below it.
    private void ForgetPlace(IOperation place, FlowValue value)
    {
        if (place is not (IFieldReferenceOperation or IPropertyReferenceOperation { Arguments.IsEmpty: true }))
        {
            return;
        }

        var member = ((IMemberReferenceOperation)place).Member;
        foreach (var (key, bit) in Variables.Places)
        {
            if (Names(key, member))
            {
                _state.Assign(bit, FlowValue.Unknown);
            }
        }

        if (PlaceBit(place, add: false) is var own and not 0)
        {
            _state.Assign(own, value);
        }
    }

    // Code that is not .NET's own may give fields another value, and so may others while this method waits.
    private void ForgetWhatMayChange(IOperation operation)
    {
        if (operation is IInvocationOperation call && (call.IsImplicit || (Ownership.IsFramework(call.TargetMethod) && call.TargetMethod.MethodKind != MethodKind.DelegateInvoke)))
        {
            return;
        }

        foreach (var history in Histories)
        {
            if (history.Resource.StandsIn is { Member: { } member } place && PlaceBitOf(place) is var bit and not 0
                && (history.Resource.Acquisition.Member is not null // store.EndWrite(): any code that knows the store may begin again
                    || (operation is not IInvocationOperation { TargetMethod: { MethodKind: not MethodKind.DelegateInvoke } callee }
                        ? member is not IFieldSymbol { IsReadOnly: true }
                        : _subject.After!.MayChange(callee, member))))
            {
                _state.Assign(bit, FlowValue.Unknown);
            }
        }
    }

    private static bool Names(string key, ISymbol member)
    {
        var name = "." + member.Name;
        var at = key.IndexOf(name, System.StringComparison.Ordinal);
        return at >= 0 && (at + name.Length == key.Length || key[at + name.Length] is '.' or '[');
    }
}
