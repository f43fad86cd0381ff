using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Flow;

/// <summary>Calls: who acquires, who releases, who takes over, and what comes back.</summary>
internal sealed partial class Transfer
{
    private FlowValue VisitCall(IInvocationOperation call)
    {
        var receiver = call.Instance is { } instance ? Visit(instance) : FlowValue.Unknown;
        if (call.TargetMethod.MethodKind == MethodKind.LocalFunction && TryInline(call, out var inlined))
        {
            return inlined;
        }

        var arguments = VisitArguments(call.Arguments);
        var releases = false;
        var result = FlowValue.Unknown;
        if (receiver.May != 0)
        {
            result = PassReceiver(call, receiver, ref releases);
        }

        result = PassArguments(call.TargetMethod, call.Instance, call.Arguments, arguments, result, ref releases);

        // A release is taken to succeed: what it may throw says that the program is already broken.
        if (!releases)
        {
            MayThrow();
        }

        result = Acquire(call, result);
        if (Ownership.NeverReturns(call.TargetMethod))
        {
            _state = _lattice.Bottom.Copy();
        }

        return result;
    }

    private FlowValue VisitCreation(IObjectCreationOperation creation)
    {
        var arguments = VisitArguments(creation.Arguments);
        var releases = false;
        var result = FlowValue.Unknown;
        if (creation.Constructor is { } constructor)
        {
            result = PassArguments(constructor, receiver: null, creation.Arguments, arguments, result, ref releases);
        }

        MayThrow();
        result = FlowValue.Containing(result.May);
        return Acquire(creation, result.May == 0 ? FlowValue.True : result);
    }

    private FlowValue[] VisitArguments(ImmutableArray<IArgumentOperation> arguments)
    {
        var values = new FlowValue[arguments.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var value = arguments[i].Value;
            if (arguments[i].Parameter?.RefKind == RefKind.Out)
            {
                VisitPlace(value);
            }
            else
            {
                values[i] = Visit(value);
            }
        }

        return values;
    }

    private FlowValue PassReceiver(IInvocationOperation call, FlowValue receiver, ref bool releases)
    {
        var result = FlowValue.Unknown;
        foreach (var history in Histories)
        {
            var kind = history.Resource.Kind;
            if ((receiver.May & history.Resource.Bit) != 0)
            {
                var passing = Ownership.OnReceiver(call, kind);

                // What the resource itself hands out is not the resource; what contains it may hand it out.
                if (passing == Passing.Borrows && ((receiver.Is | receiver.IsAfterThrow) & history.Resource.Bit) != 0)
                {
                    passing = Passing.Uses;
                }

                result = Pass(passing, history.Resource, receiver, result, ref releases);
            }
        }

        return result;
    }

    private FlowValue PassArguments(
        IMethodSymbol callee, IOperation? receiver, ImmutableArray<IArgumentOperation> arguments, FlowValue[] values, FlowValue result, ref bool releases)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (arguments[i].Parameter is not { } parameter)
            {
                Settle(values[i], ResourceStatus.Escaped, EscapeReason.PassedOn);
                continue;
            }

            foreach (var history in Histories)
            {
                if ((values[i].May & history.Resource.Bit) != 0)
                {
                    var passing = Ownership.OnArgument(callee, parameter, history.Resource.Kind, Cancellation);
                    if (passing == Passing.Stores && receiver is not null && BelongsToAnObject(receiver))
                    {
                        passing = Passing.Takes;
                    }

                    result = Pass(passing, history.Resource, values[i], result, ref releases);
                    if (parameter.RefKind == RefKind.Ref && passing != Passing.Releases)
                    {
                        Settle(values[i].Only(history.Resource.Bit), ResourceStatus.Escaped, EscapeReason.ByReference);
                    }
                }
            }

            if (parameter.RefKind is RefKind.Ref or RefKind.Out)
            {
                // The callee may have put anything there.
                Assign(arguments[i].Value, FlowValue.Unknown);
            }
        }

        return result;
    }

    private FlowValue Pass(Passing passing, Resource resource, FlowValue value, FlowValue result, ref bool releases)
    {
        var only = value.Only(resource.Bit);
        switch (passing)
        {
            case Passing.Uses:
                return result;
            case Passing.Borrows:
                return FlowValue.Containing(result.May | only.May);
            case Passing.Returns:
                return result.May == 0 ? FlowValue.Of(0, only.Is, only.IsAfterThrow, only.May) : FlowValue.Containing(result.May | only.May);
            case Passing.Releases:
                // Releasing something that merely contains it (a lease) may or may not release it as well.
                releases = true;
                Settle(only, ResourceStatus.Released, EscapeReason.Ambiguous);
                return result;
            case Passing.Stores:
                Settle(only, ResourceStatus.Escaped, EscapeReason.Stored);
                return result;
            case Passing.Takes:
                Settle(only, ResourceStatus.Transferred, EscapeReason.PassedOn);
                return result;
            default:
                Settle(only, ResourceStatus.Escaped, EscapeReason.PassedOn);
                return result;
        }
    }

    private FlowValue Acquire(IOperation operation, FlowValue result)
    {
        if (!_state.IsReachable || !_subject.Acquisitions.TryGetValue(operation, out var resource))
        {
            return result;
        }

        var acquisition = resource.Acquisition;
        var target = acquisition.OutParameter >= 0 && operation is IInvocationOperation call
            ? ArgumentFor(call, acquisition.OutParameter)
            : null;
        if (target is null)
        {
            _state[resource.Index] = ResourceState.Acquired(_state.Known.WithoutCarriers, certainly: true);
            return FlowValue.Resource(resource.Bit, certainly: true);
        }

        // TryAdd(out var handle): held exactly when the call says true
        var said = acquisition.OnlyWhenTrue ? Variables.FindOrAdd(operation) : 0;
        if (said != 0)
        {
            _state.Assign(said, FlowValue.Unknown);
        }

        var facts = _state.Known.WithoutCarriers;
        _state[resource.Index] = said == 0 ? ResourceState.Acquired(facts, certainly: true) : ResourceState.AcquiredIf(said, facts);
        Assign(target, FlowValue.Resource(resource.Bit, certainly: said == 0));
        return said == 0 ? result : FlowValue.Of(said);
    }

    private static IOperation? ArgumentFor(IInvocationOperation call, int ordinal)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter?.Ordinal == ordinal)
            {
                return argument.Value;
            }
        }

        return null;
    }

    private FlowValue VisitConversion(IConversionOperation conversion)
    {
        var value = Visit(conversion.Operand);
        if (!conversion.IsImplicit && !conversion.Conversion.IsIdentity)
        {
            MayThrow();
        }

        // (object)handle is the handle; (Span<byte>)array is a view of the array
        var isSame = conversion.OperatorMethod is null
            && (conversion.Conversion.IsIdentity || conversion.Conversion.IsReference || conversion.Conversion.IsNullable || conversion.Type is { IsReferenceType: true });
        return isSame || value.May == 0 ? value : FlowValue.Containing(value.May & MaskOfHolders(conversion.Type));
    }

    private FlowValue VisitAwait(IAwaitOperation wait)
    {
        var value = Visit(wait.Operation);
        MayThrow();
        return value.Is != 0 ? value : FlowValue.Containing(value.May & MaskOfHolders(wait.Type));
    }

    // A local function that is only ever called runs here and now, in the state of its caller.
    private bool TryInline(IInvocationOperation call, out FlowValue result)
    {
        result = FlowValue.Unknown;
        var function = call.TargetMethod.OriginalDefinition;
        if (!NestedFunctions.TryGetGraph(_graph, function, out var graph) || Contains(_calling, function))
        {
            return false;
        }

        var arguments = VisitArguments(call.Arguments);
        for (var i = 0; i < arguments.Length; i++)
        {
            if (call.Arguments[i].Parameter is { RefKind: RefKind.None } parameter)
            {
                SetVariable(parameter, arguments[i]);
            }
            else
            {
                Settle(arguments[i], ResourceStatus.Escaped, EscapeReason.ByReference);
                Assign(call.Arguments[i].Value, FlowValue.Unknown);
            }
        }

        var exits = new NestedExits();
        var transfer = new Transfer(graph, _subject, _calling.Push(function), exits);
        var solver = new ForwardAnalysis<FlowState>(GraphShape.Of(graph), _lattice, transfer, _subject.Budget);
        if (!solver.Solve(_state))
        {
            GaveUp = GaveUp.OutOfSteps;
        }

        GaveUp = GaveUp == GaveUp.No ? transfer.GaveUp : GaveUp;
        if (exits.Thrown is { } thrown)
        {
            _thrown = _thrown is null ? thrown : FlowState.Join(_thrown, thrown);
        }

        _state = (exits.Returned ?? _lattice.Bottom).Copy();
        result = exits.Value;
        return true;
    }

    private static bool Contains(ImmutableStack<IMethodSymbol> calling, IMethodSymbol function)
    {
        foreach (var caller in calling)
        {
            if (SymbolEqualityComparer.Default.Equals(caller, function))
            {
                return true;
            }
        }

        return false;
    }
}

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
