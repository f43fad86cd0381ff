namespace LeakLint.Analyzers.Flow;

/// <summary>How a local function that was run in place came back.</summary>
internal sealed class NestedExits
{
    private bool _returnsOften;

    public FlowState? Returned { get; private set; }

    public FlowState? Thrown { get; private set; }

    public FlowValue Value { get; private set; }

    public void Leave(ExitKind exit, FlowState state)
    {
        if (exit is ExitKind.Return or ExitKind.Abandoned)
        {
            Returned = Returned is null ? state : FlowState.Join(Returned, state);
        }
        else
        {
            Thrown = Thrown is null ? state : FlowState.Join(Thrown, state);
        }
    }

    // The value of a single return is known exactly; of several, only what it may contain.
    public void Returns(FlowValue value)
    {
        Value = _returnsOften ? FlowValue.Containing(Value.May | value.May) : value;
        _returnsOften = true;
    }
}
