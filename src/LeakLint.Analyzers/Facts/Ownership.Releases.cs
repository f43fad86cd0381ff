using System.Collections.Concurrent;
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
    /// <summary>What a call releases by itself: as attributes, the user's files and the table say, or by its <c>Dispose</c>; null for nothing.</summary>
    public Release? ReleaseOf(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if ((_annotated.ReleaseBy(method) ?? Taught.ReleaseBy(method)) is var (taught, place))
        {
            return new Place(call, method, place).Of(taught);
        }

        if (_table.TryRelease(method, out var protocol, out var parameter))
        {
            return new Place(call, method, parameter).Of(protocol);
        }

        if (_counted.ReleaseBy(method) is var (counted, where))
        {
            return new Place(call, method, where).Of(counted);
        }

        return call.Instance is { } instance && method.Parameters.IsEmpty && method.Name is "Dispose" or "DisposeAsync" or "Close"
            && _disposables.IsDisposable(instance.Type) && OnReceiver(call, BuiltInProtocols.Created) == Passing.Releases
            ? new Release(call, BuiltInProtocols.Created, -1, instance)
            : null;
    }

    /// <summary>Whether the semaphore is a signal: one side waits, the other releases.</summary>
    public bool IsSignal(IOperation place) => _signals.Is(place);

    /// <summary>The member that counts up an object of the type: <c>Retain</c>; null where it has no count.</summary>
    public string? CountedUpBy(ITypeSymbol type, CancellationToken cancellation) => _counted.RaisedBy(type, cancellation);

    /// <summary>What says by an attribute that the value is somebody else's: the reference to a parameter, or the call that gave it; null where nothing does.</summary>
    public IOperation? LentBy(IOperation value, CancellationToken cancellation)
    {
        value = Values.Unwrap(value);
        if (value is IParameterReferenceOperation { Parameter: { ContainingSymbol: IMethodSymbol method } parameter })
        {
            return _annotated.Lends(method, parameter.Ordinal) ? value : null;
        }

        if (value is not ILocalReferenceOperation || !_annotated.AreInSight || Origins.Of(value, cancellation) is not { Count: > 0 } origins)
        {
            return null;
        }

        foreach (var origin in origins)
        {
            if (origin is not IInvocationOperation { TargetMethod: var giver } || !_annotated.GivesBorrowed(giver))
            {
                return null;
            }
        }

        return origins[0];
    }

    /// <summary>The names of members that release by what the user's files, attributes and counts say.</summary>
    public IEnumerable<string> TaughtReleaseNames => [.. Taught.Names, .. _annotated.ReleaseNames, .. _counted.ReleaseNames];

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

    /// <summary>What a method of the program releases for its caller, one half of a pair; null for nothing. <c>store.EndWrite()</c></summary>
    public Release? HalfReleaseOf(IInvocationOperation call, CancellationToken cancellation)
    {
        var method = call.TargetMethod.ReducedFrom ?? call.TargetMethod;
        if (_leaving.Of(method, this, cancellation) is not { } half)
        {
            return null;
        }

        return half.Member is not null
            ? new Release(call, half.Protocol, half.Parameter, call.Instance ?? call, half.Member)
            : ArgumentFor(call, half.Parameter) is { } given ? new Release(call, half.Protocol, half.Parameter, given) : null;
    }

    /// <summary>Whether the code names methods of the program that take a lock for their caller, and others that leave one, as far as names tell.</summary>
    public bool MayPairHalvesIn(SyntaxNode code, CancellationToken cancellation) => _leaving.MayPairIn(code.SyntaxTree, code.Span, cancellation);

    /// <summary>Whether a call enters, or counts up, the object in the given place: <c>_gate.Wait()</c>, <c>Monitor.Enter(gate)</c>.</summary>
    public bool EntersOn(IInvocationOperation call, int place, ResourceKind kind)
        => (_annotated.TryAcquire(call, out var acquisition) == true || Taught.TryAcquire(call, _types, out acquisition) || _table.TryAcquire(call.TargetMethod, call, out acquisition) || _counted.TryAcquire(call, default, out acquisition))
            && acquisition.IsOfPlace && acquisition.Place == place && acquisition.Kind == kind;

    /// <summary>Whether the end of an object of that type matters to who still works with it: not where the program's own <c>Dispose</c> shows that it does nothing.</summary>
    public bool EndsAtDispose(ITypeSymbol type, CancellationToken cancellation)
    {
        for (var at = type; at is not null; at = at.BaseType)
        {
            if (at.DeclaringSyntaxReferences.IsEmpty)
            {
                return at.TypeKind == TypeKind.Interface || at.SpecialType == SpecialType.None && at.Name != "ValueType" || type is INamedTypeSymbol named && _disposables.Holds(named, cancellation);
            }
        }

        return true;
    }

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

    /// <summary>Whether something of this type can be disposed.</summary>
    public bool CouldBeDisposed(ITypeSymbol? type) => type is { SpecialType: SpecialType.System_IDisposable } || _disposables.IsDisposable(type);

    /// <summary>Whether something of this type could be a resource at all.</summary>
    public bool CouldBeHeld(ITypeSymbol type) => _couldBeHeld.TryGetValue(type, out var known) ? known : _couldBeHeld[type] = CouldBe(type);

    // Asked of every assignment to a field, by two rules.
    private readonly ConcurrentDictionary<ITypeSymbol, bool> _couldBeHeld = new(SymbolEqualityComparer.Default);

    private bool CouldBe(ITypeSymbol type) => type is { SpecialType: SpecialType.None or SpecialType.System_Object or SpecialType.System_IDisposable or SpecialType.System_IntPtr or SpecialType.System_UIntPtr }
        && (type.SpecialType is not SpecialType.None || CouldCarry(type) || _disposables.IsDisposable(type));

    // What the call is made on (-1), or is given for a parameter. item.GiveBack(pool): the object of an extension is its first argument
    private readonly record struct Place(IInvocationOperation Call, IMethodSymbol Method, int Parameter)
    {
        public Release? Of(Protocol protocol)
            => (Parameter < 0 && !Method.IsExtensionMethod ? Call.Instance : ArgumentFor(Call, System.Math.Max(Parameter, 0))) is { } subject
                ? new Release(Call, protocol, Parameter < 0 && Method.IsExtensionMethod ? 0 : Parameter, subject)
                : null;
    }
}
