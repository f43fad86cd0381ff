using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Flow;

/// <summary>Calls: who acquires, who releases, who takes over, and what comes back.</summary>
internal sealed partial class Transfer
{
    private FlowValue VisitCall(IInvocationOperation call)
    {
        var receiver = call.Instance is { } instance ? WithPlace(Visit(instance), instance) : FlowValue.Unknown;
        var isSpokenFor = call.TargetMethod.MethodKind == MethodKind.LocalFunction && Ownership.SaysItself(call.TargetMethod);
        if (call.TargetMethod.MethodKind == MethodKind.LocalFunction && !isSpokenFor && TryInline(call, out var inlined))
        {
            return Acquire(call, inlined);
        }

        var arguments = VisitArguments(call.Arguments);
        if (call.TargetMethod.MethodKind == MethodKind.LocalFunction && !isSpokenFor)
        {
            // async, an iterator, or calling itself: it may do anything with what it is given
            foreach (var argument in arguments)
            {
                Settle(argument, ResourceStatus.Escaped, EscapeReason.PassedOn);
            }
        }

        NoteLent(call, receiver, arguments);
        var releases = false;
        var result = FlowValue.Unknown;
        if (receiver.May != 0)
        {
            result = PassReceiver(call, receiver, ref releases);
        }

        result = PassArguments(call, call.Arguments, arguments, receiver, result, ref releases);

        if (receiver.Variable != 0 && receiver.May == 0 && call.TargetMethod.Name == "ConfigureAwait")
        {
            result = receiver;
        }

        PassPlaces(call, ref releases);
        PassFields(call);
        ForgetCount(call);

        if (_subject.After is not null && !releases)
        {
            ForgetWhatMayChange(call);
        }

        if (Variables.Answers != 0 && TakeAnswer(call, arguments))
        {
            return result;
        }

        // A release is taken to succeed: what it may throw says that the program is already broken.
        if (!releases)
        {
            _called = call.TargetMethod.DeclaringSyntaxReferences.IsEmpty ? _called : (call, call.Arguments, arguments, receiver);
            MayThrow(call, call.Arguments, arguments, receiver);
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
        if (creation.Constructor is not null)
        {
            result = PassArguments(creation, creation.Arguments, arguments, FlowValue.Unknown, result, ref releases);
        }

        MayThrow(creation, creation.Arguments, arguments, FlowValue.Unknown);

        // new GCHandle(): nothing yet
        var made = creation is { Type.IsValueType: true, Arguments.IsEmpty: true, Constructor: null or { IsImplicitlyDeclared: true } } ? FlowValue.False : FlowValue.True;
        return Acquire(creation, result.May == 0 ? made : result);
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
                values[i] = WithPlace(Visit(value), value);
            }
        }

        return values;
    }

    private FlowValue Acquire(IOperation operation, FlowValue result)
    {
        if (!_state.IsReachable || !_subject.Acquisitions.TryGetValue(operation, out var resource))
        {
            return result;
        }

        var acquisition = resource.Acquisition;
        if (acquisition.IsOfPlace)
        {
            return AcquirePlace(operation, resource, result);
        }

        var target = acquisition.OutParameter >= 0 && resource.Call is { } call
            ? ArgumentFor(call, acquisition.OutParameter)
            : null;
        if (target is null)
        {
            NoteLostWhenThrown(operation, resource);
            var before = LostInLoop(operation, resource);
            _state[resource.Index] = KeepCollected(ResourceState.Acquired(_state.Known.WithoutCarriers, certainly: true), resource).Beside(before);
            if (acquisition.IsContained)
            {
                return FlowValue.Containing(resource.Bit | result.May);
            }

            return FlowValue.Resource(resource.Bit, certainly: true).Around(result.May);
        }

        // TryAdd(out var handle): held exactly when the call says true
        var said = acquisition.OnlyWhenTrue || acquisition.ByNumber ? Variables.FindOrAdd(operation) : 0;
        if (said != 0)
        {
            Variables.Answers |= acquisition.ByNumber ? said : 0;
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
            MayThrow(conversion);
        }

        if (value.May == 0)
        {
            return value;
        }

        // (IntPtr)handle: the operator is a method
        if (conversion.OperatorMethod is { } method)
        {
            return PassOperand(conversion, method.Parameters[0], value);
        }

        // (object)handle is the handle; (byte*)address is the address; (Span<byte>)array is a view of the array. What the
        // compiler converts as a whole (T? h = b ? x : null) has its type already.
        var isSame = conversion.Conversion.IsIdentity || SymbolEqualityComparer.Default.Equals(conversion.Type, conversion.Operand.Type) || conversion.Conversion.IsReference || conversion.Conversion.IsNullable || conversion.Type is { IsReferenceType: true }
            || (IsAddress(conversion.Type) && IsAddress(conversion.Operand.Type));
        // (IPEndPoint)client.Client.RemoteEndPoint: what was inside may be no more than data by its type
        return isSame && (value.Is | value.IsAfterThrow) != 0 ? value : isSame && value.May == (value.May & MaskOfHolders(conversion.Type)) ? value : FlowValue.Containing(value.May & MaskOfHolders(conversion.Type));
    }

    private FlowValue PassOperand(IConversionOperation conversion, IParameterSymbol operand, FlowValue value)
    {
        ulong same = 0;
        foreach (var history in Histories)
        {
            if ((value.May & history.Resource.Bit) != 0 && Ownership.OnArgument(conversion, operand, history.Resource.Kind, Cancellation) == Passing.Returns)
            {
                same |= history.Resource.Bit;
            }
        }

        return same == value.May ? value : FlowValue.Containing(value.May & (same | MaskOfHolders(conversion.Type)));
    }

    // byte*, void*, IntPtr, nuint
    private static bool IsAddress(ITypeSymbol? type) => type is { TypeKind: TypeKind.Pointer } or { SpecialType: SpecialType.System_IntPtr or SpecialType.System_UIntPtr };

    private FlowValue VisitAwait(IAwaitOperation wait)
    {
        var value = Visit(wait.Operation);
        if (_called.Call is not null && _called.Call == Resource.Awaited(wait))
        {
            MayThrow(wait, _called.Arguments, _called.Values, _called.Receiver);
        }
        else
        {
            MayThrow(wait);
        }

        if (_subject.After is not null)
        {
            ForgetWhatMayChange(wait);
        }

        return Acquire(wait, value.Is != 0 ? value : value.May == 0 ? Answered(wait, value) : FlowValue.Containing(value.May & MaskOfHolders(wait.Type)));
    }
}
