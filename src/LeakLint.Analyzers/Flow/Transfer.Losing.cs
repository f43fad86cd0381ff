using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Flow;

/// <summary>
/// What is lost while the method goes on: the last variable that held it gets another value, in the same statement list or
/// in the next round of a loop. <c>for (…) { f = Open(i); if (f.Length > 0) break; }</c> A value that a statement still has in its hands
/// is not lost, so the question is asked when the statement is done.
/// </summary>
internal sealed partial class Transfer
{
    // The variable is about to get another value.
    private void NoteDropped(ulong variable, in FlowValue value)
    {
        foreach (var history in Histories)
        {
            ref var resource = ref _state[history.Resource.Index];
            var isCarried = (resource.Status & ResourceStatus.Held) != 0 && (resource.Held.Carriers & variable) != 0;
            _dropped |= isCarried && (value.May & history.Resource.Bit) == 0 ? history.Resource.Bit : 0;
        }
    }

    private void LoseWhatWasDropped(IOperation statement)
    {
        if (_dropped == 0)
        {
            return;
        }

        foreach (var history in Histories)
        {
            ref var resource = ref _state[history.Resource.Index];
            if ((_dropped & history.Resource.Bit) == 0 || history.Resource.Acquisition.IsOfPlace || (resource.Status & ResourceStatus.Held) == 0 || IsNamed(resource.Held.Carriers | resource.MayCarry, except: 0))
            {
                continue;
            }

            history.LostAt(statement.Syntax.GetLocation(), resource.Status);
            resource = resource.Become(ResourceStatus.Lost, inHeld: true, inHeldAfterThrow: false);
        }

        _dropped = 0;
    }

    // f = Open(i), once more: what the round before left in 'f' is lost, where nothing else holds it.
    private ResourceStatus LostInLoop(IOperation site, Resource resource)
    {
        ref var before = ref _state[resource.Index];
        if ((before.Status & ResourceStatus.Held) == 0 || Assigned(site) is not { } assignment || TargetOf(assignment) is not (not 0 and var target)
            || (before.Held.Carriers & target) == 0 || IsNamed(before.Held.Carriers | before.MayCarry, except: target) || OneRound.Comes(assignment.Syntax))
        {
            return before.Status & ResourceStatus.Lost;
        }

        Histories[resource.Index].LostAt(assignment.Syntax.GetLocation(), before.Status);
        return ResourceStatus.Lost;
    }

    // try { f = Open(i); Use(f); break; } catch (IOException) { }, in a loop: what the round before left in 'f' when it threw
    private void NoteLostWhenThrown(IOperation site, Resource resource)
    {
        ref var before = ref _state[resource.Index];
        if (before.ThrownAt != 0 && Assigned(site) is { } assignment && TargetOf(assignment) is var target and not 0
            && (before.HeldAfterThrow.Carriers & target) != 0 && !IsNamed(before.HeldAfterThrow.Carriers | before.MayCarry, except: target))
        {
            Histories[resource.Index].LostWhenThrown(before.ThrownAt);
        }
    }

    // The variable that is given another value, of which that value is not made; 0 for none.
    private ulong TargetOf(ISimpleAssignmentOperation assignment)
        => VariableTable.Symbol(Variables.Resolve(assignment.Target)) is { } variable && !Reads(assignment.Value, variable) ? Variables.Find(variable) : 0;

    // A variable that is out of its scope names nothing, and no more does what the compiler captured for an expression that is done.
    private bool IsNamed(ulong carriers, ulong except)
    {
        var names = carriers & ~except;
        if (names == 0 || _nested is not null)
        {
            return names != 0;
        }

        return (names & ~(Variables.Scoped & ~VariablesInScope())) != 0;
    }

    private ulong VariablesInScope()
    {
        ulong inScope = 0;
        for (var region = _graph.Blocks[_block].EnclosingRegion; region is not null; region = region.EnclosingRegion)
        {
            foreach (var local in region.Locals)
            {
                inScope |= Variables.Find(local);
            }

            foreach (var capture in region.CaptureIds)
            {
                inScope |= Variables.Find((object)capture);
            }
        }

        return inScope;
    }

    // x = (T)await Open(), x = new Wrapper(Open()): the assignment that the statement is
    private static ISimpleAssignmentOperation? Assigned(IOperation site)
    {
        for (var at = site.Parent; at is not null; at = at.Parent)
        {
            if (at is ISimpleAssignmentOperation assignment)
            {
                return assignment;
            }

            if (at is not (IConversionOperation or IAwaitOperation or IArgumentOperation or IObjectCreationOperation or IInvocationOperation or IParenthesizedOperation))
            {
                return null;
            }
        }

        return null;
    }

    private static bool Reads(IOperation value, ISymbol variable)
    {
        foreach (var part in value.DescendantsAndSelf())
        {
            if (VariableTable.Symbol(part) is { } symbol && SymbolEqualityComparer.Default.Equals(symbol, variable))
            {
                return true;
            }
        }

        return false;
    }
}
