using System;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Flow;

/// <summary>What a callee does with the resources that it is given.</summary>
internal sealed partial class Transfer
{
    private FlowValue PassReceiver(IInvocationOperation call, FlowValue receiver, ref bool releases)
    {
        var result = FlowValue.Unknown;
        var held = _subject.HasPlaces ? HeldForCertain() : 0;
        foreach (var history in Histories)
        {
            var kind = history.Resource.Kind;
            if ((receiver.May & history.Resource.Bit) != 0)
            {
                var passing = Ownership.OnReceiver(call, kind);
                if (passing != Passing.Releases && MayBeEmptied(history, receiver, call.TargetMethod) && !IsElement(history, call.Instance!))
                {
                    passing = Passing.Unknown;
                }

                // reader.ReadAll(): a method of what holds the resource may be its end
                if (passing is Passing.Uses or Passing.Borrows && kind.IsEndedByItsHolder && !IsElement(history, call.Instance!) && !call.TargetMethod.DeclaringSyntaxReferences.IsEmpty && Ownership.MayRelease(call.TargetMethod, kind))
                {
                    passing = Passing.Unknown;
                }

                // What the resource itself hands out is not the resource; what contains it may hand it out.
                if (passing == Passing.Borrows && !kind.PartsKeepIt && IsItself(receiver, history.Resource))
                {
                    passing = Passing.Uses;
                }

                if (passing != Passing.Releases || IsLastOf(history.Resource, receiver, held))
                {
                    result = Pass(call, passing, history.Resource, receiver, result, ref releases);
                }
            }
        }

        return result;
    }

    private FlowValue PassArguments(
        IOperation call, ImmutableArray<IArgumentOperation> arguments, FlowValue[] values, FlowValue from, FlowValue result, ref bool releases)
    {
        var receiver = (call as IInvocationOperation)?.Instance;
        for (var i = 0; i < values.Length; i++)
        {
            if (arguments[i].Parameter is not { } parameter)
            {
                Settle(values[i], ResourceStatus.Escaped, EscapeReason.PassedOn);
                continue;
            }

            var held = _subject.HasPlaces ? HeldForCertain() : 0;
            HandOnWithHolder(arguments[i].Value);
            foreach (var history in Histories)
            {
                if ((values[i].May & history.Resource.Bit) != 0)
                {
                    var passing = MayBeEmptied(history, values[i], (IMethodSymbol)parameter.ContainingSymbol) ? Passing.Unknown
                        : Ownership.OnArgument(call, parameter, history.Resource.Kind, Cancellation);
                    if (passing == Passing.Stores && receiver is not null && BelongsToAnObject(receiver))
                    {
                        passing = Passing.Takes;
                    }

                    if (passing == Passing.Unknown && history.Resource.Kind.PartsCannotEndIt && call is IInvocationOperation && IsPart(history, values[i]))
                    {
                        passing = Passing.Uses;
                    }

                    if (passing != Passing.Releases || IsLastOf(history.Resource, values[i], held))
                    {
                        result = Pass(call, passing, history.Resource, values[i], result, ref releases);
                    }

                    if (parameter.RefKind == RefKind.Ref && passing != Passing.Releases && !(history.Resource.Kind.PartsCannotEndIt && IsPart(history, values[i])))
                    {
                        Settle(values[i].Only(history.Resource.Bit), ResourceStatus.Escaped, EscapeReason.ByReference);
                    }
                }
            }

            if (parameter.RefKind is RefKind.Ref or RefKind.Out)
            {
                // The callee may have put anything there; queue.TryDequeue(out a): something of what it contains.
                Assign(arguments[i].Value, parameter.RefKind == RefKind.Out ? PartOf(from, parameter.Type) : FlowValue.Unknown);
            }
        }

        return result;
    }

    private static bool IsItself(FlowValue value, Resource resource) => ((value.Is | value.IsAfterThrow) & resource.Bit) != 0;

    private FlowValue Pass(IOperation call, Passing passing, Resource resource, FlowValue value, FlowValue result, ref bool releases)
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
            case Passing.Wraps:
                return FlowValue.Of(0, result.Is | only.Is, result.IsAfterThrow | only.IsAfterThrow, result.May | only.May);
            case Passing.Releases:
                // Releasing something that merely contains it (a lease) may or may not release it as well.
                releases = true;
                var released = Histories[resource.Index];
                released.LastRelease = Math.Max(released.LastRelease, call.Syntax.SpanStart);
                if (_subject.After is { } after && _state.IsReachable && IsReleasedFor(resource, only))
                {
                    after.Released(call, resource);
                }

                Settle(only, ResourceStatus.Released, EscapeReason.Ambiguous);
                return result;
            case Passing.Stores:
                if (call is not IInvocationOperation { Instance: { } collection } || !TryCollect(collection, only, isBeingMade: call.IsImplicit))
                {
                    Settle(only, ResourceStatus.Escaped, EscapeReason.Stored);
                }

                return result;
            case Passing.Takes:
                Settle(only, ResourceStatus.Transferred, EscapeReason.PassedOn);
                return result;
            case Passing.EndsIfTrue or Passing.EndsIfFalse:
                var answer = EndIf(call, passing == Passing.EndsIfTrue, resource, only);
                return result.May == 0 ? answer : result;
            default:
                Settle(only, ResourceStatus.Escaped, EscapeReason.PassedOn);
                return result;
        }
    }
}
