using System.Collections.Generic;
using System.Threading;
using LeakLint.Analyzers.Flow;
using LeakLint.Analyzers.Protocols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Facts;

/// <content>The other side: what releases, and on what.</content>
internal sealed partial class Ownership
{
    /// <summary>What a call releases by itself: by the table, or by its <c>Dispose</c>; null for nothing.</summary>
    public Release? ReleaseOf(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (_table.TryRelease(method, out var protocol, out var parameter))
        {
            var subject = parameter < 0 ? call.Instance : ArgumentFor(call, parameter);
            return subject is null ? null : new Release(call, protocol, parameter, subject);
        }

        return call.Instance is { } instance && method.Parameters.IsEmpty && method.Name is "Dispose" or "DisposeAsync" or "Close"
            && _disposables.IsDisposable(instance.Type) && OnReceiver(call, BuiltInProtocols.Created) == Passing.Releases
            ? new Release(call, BuiltInProtocols.Created, -1, instance)
            : null;
    }

    /// <summary>What a method of the program releases that a call gives it, by one of <paramref name="protocols"/>; null for nothing.</summary>
    public Release? ReleaseOf(IInvocationOperation call, HashSet<Protocol> protocols, CancellationToken cancellation)
    {
        if (call.TargetMethod.DeclaringSyntaxReferences.IsEmpty || call.TargetMethod.MethodKind is MethodKind.LocalFunction or MethodKind.DelegateInvoke)
        {
            return null;
        }

        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter is not { RefKind: RefKind.None } parameter)
            {
                continue;
            }

            foreach (var protocol in protocols)
            {
                if (_table.CouldCarry(parameter.Type, protocol) && OnArgument(call, parameter, protocol, cancellation) == Passing.Releases)
                {
                    return new Release(call, protocol, parameter.Ordinal, argument.Value);
                }
            }
        }

        return null;
    }

    /// <summary>Whether a call enters, or counts up, the object in the given place: <c>_gate.Wait()</c>, <c>Monitor.Enter(gate)</c>.</summary>
    public bool EntersOn(IInvocationOperation call, int place, ResourceKind kind)
        => _table.TryAcquire(call.TargetMethod, call, out var acquisition) && acquisition.IsOfPlace && acquisition.Place == place && acquisition.Kind == kind;

    /// <summary>The argument of a call for the parameter of that ordinal; null for none.</summary>
    public static IOperation? ArgumentFor(IInvocationOperation call, int ordinal)
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

    /// <summary>Whether something of this type could be a resource at all.</summary>
    public bool CouldBeHeld(ITypeSymbol type) => type is { SpecialType: SpecialType.None or SpecialType.System_Object or SpecialType.System_IDisposable or SpecialType.System_IntPtr or SpecialType.System_UIntPtr }
        && (type.SpecialType is not SpecialType.None || CouldCarry(type) || _disposables.IsDisposable(type));
}
