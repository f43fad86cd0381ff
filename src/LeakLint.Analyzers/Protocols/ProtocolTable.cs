using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using LeakLint.Analyzers.Facts;
using LeakLint.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Protocols;

/// <summary>The protocols of one compilation, their members resolved: those whose types are not referenced drop out.</summary>
internal sealed class ProtocolTable
{
    private static readonly ConditionalWeakTable<Compilation, ProtocolTable> Cache = new();

    // By the member's name first: almost every call of a program is answered by one failed look-up.
    private readonly Dictionary<string, List<AcquireRow>> _acquires = [];
    private readonly Dictionary<string, List<ReleaseRow>> _releases = [];
    private readonly List<CarrierRow> _carriers = [];
    private readonly ConcurrentDictionary<Protocol, bool> _referenced = new();
    private readonly KnownTypes _types;
    private readonly Lazy<bool> _isEmpty;

    private ProtocolTable(KnownTypes types)
    {
        _types = types;
        _isEmpty = new(() => !BuiltInProtocols.All.Any(IsReferenced));
        foreach (var protocol in BuiltInProtocols.All)
        {
            foreach (var member in protocol.Acquires)
            {
                var acquisition = new Acquisition(protocol, member.OutParameter, member.OnlyWhenTrue, member.Place, AlsoResult: member.AlsoResult, ByNumber: member.ByNumber);
                Add(_acquires, member.Name, new(new(types, member.Type), member.On.Length == 0 ? null : new(types, member.On), acquisition));
            }

            foreach (var member in protocol.Releases)
            {
                Add(_releases, member.Name, new(new(types, member.Type), protocol, member.Parameter));
            }

            if (protocol.Carrier.Length > 0)
            {
                _carriers.Add(new(protocol, new(types, protocol.Carrier)));
            }
        }
    }

    /// <summary>Whether nothing in the compilation could acquire at all.</summary>
    public bool IsEmpty => _isEmpty.Value;

    public static ProtocolTable For(Compilation compilation) => Cache.GetValue(compilation, static c => new(KnownTypes.For(c)));

    /// <summary>What <paramref name="call"/>, a call to <paramref name="method"/>, acquires by the table; for a constructor there is no call.</summary>
    public bool TryAcquire(IMethodSymbol method, IInvocationOperation? call, out Acquisition acquisition)
    {
        if (_acquires.TryGetValue(method.Name, out var candidates))
        {
            foreach (var candidate in candidates)
            {
                if ((IsMemberOf(method, candidate.Type) || Implements(method, candidate.Type) || Hides(method, candidate.Type, (Protocol)candidate.Acquisition.Kind))
                    && (candidate.On is null || candidate.On.IsOrDerives(call?.Instance?.Type))
                    && (candidate.Acquisition is { IsOfPlace: true } or { OutParameter: >= 0 } || !method.ReturnsVoid || method.MethodKind == MethodKind.Constructor))
                {
                    acquisition = candidate.Acquisition.IsOfPlace ? Said(candidate.Acquisition, method, call) : candidate.Acquisition;
                    return true;
                }
            }
        }

        acquisition = default;
        return false;
    }

    /// <summary>Whether some row has a member of that name that holds an object which was there before.</summary>
    public bool IsNameOfHold(string name)
        => _acquires.TryGetValue(name, out var rows) && rows.Exists(static row => row.Acquisition.Place != Acquisition.NoPlace && row.IsReferenced);

    /// <summary>The names of the members that hold an object which was there before.</summary>
    public IEnumerable<string> NamesOfHolds
    {
        get
        {
            foreach (var rows in _acquires)
            {
                if (rows.Value.Exists(static row => row.Acquisition.Place != Acquisition.NoPlace))
                {
                    yield return rows.Key;
                }
            }
        }
    }

    /// <summary>Whether <paramref name="method"/> releases such a resource in the given parameter, or the object it is called on (-1).</summary>
    public bool IsRelease(IMethodSymbol method, int parameter, ResourceKind kind)
    {
        if (_releases.TryGetValue(method.Name, out var candidates))
        {
            foreach (var candidate in candidates)
            {
                if (candidate.Protocol == kind && candidate.Parameter == parameter && Releases(method, candidate))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Whether <paramref name="method"/> releases a resource of any protocol of the table; <c>Dispose</c> left out.</summary>
    public bool IsAnyRelease(IMethodSymbol method)
    {
        if (!method.Name.StartsWith("Dispose", System.StringComparison.Ordinal) && _releases.TryGetValue(method.Name, out var candidates))
        {
            foreach (var candidate in candidates)
            {
                if (Releases(method, candidate))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Where the object stands that <paramref name="method"/> leaves, if it leaves one that was there before: -1 for the object it is called on; null when it leaves none.</summary>
    public int? ReleasesPlace(IMethodSymbol method)
    {
        if (_releases.TryGetValue(method.Name, out var candidates))
        {
            foreach (var candidate in candidates)
            {
                if (candidate.Protocol.IsHeldOnAnObject && Releases(method, candidate))
                {
                    return candidate.Parameter;
                }
            }
        }

        return null;
    }

    /// <summary>What a call to <paramref name="method"/> releases by the table, and where that stands: a parameter, or the object of the call (-1). What is disposed is left out.</summary>
    public bool TryRelease(IMethodSymbol method, out Protocol protocol, out int parameter)
    {
        if (_releases.TryGetValue(method.Name, out var candidates))
        {
            foreach (var candidate in candidates)
            {
                if (!candidate.Protocol.IsDisposable && !method.Name.StartsWith("Dispose", System.StringComparison.Ordinal) && Releases(method, candidate))
                {
                    (protocol, parameter) = (candidate.Protocol, candidate.Parameter);
                    return true;
                }
            }
        }

        protocol = null!;
        parameter = -1;
        return false;
    }

    /// <summary>The names of the members that release something.</summary>
    public IEnumerable<string> ReleaseNames
    {
        get
        {
            foreach (var rows in _releases)
            {
                if (rows.Value.Exists(row => row.Type.Symbol is not null && IsReferenced(row.Protocol)))
                {
                    yield return rows.Key;
                }
            }
        }
    }

    /// <summary>The names of the members that leave an object which was there before: locks, counts.</summary>
    public IEnumerable<string> NamesOfLeaving
    {
        get
        {
            foreach (var releases in _releases)
            {
                foreach (var release in releases.Value)
                {
                    if (release.Protocol.IsHeldOnAnObject && !release.Protocol.IsDisposable && !releases.Key.StartsWith("Dispose", StringComparison.Ordinal))
                    {
                        yield return releases.Key;
                        break;
                    }
                }
            }
        }
    }

    /// <summary>Whether <paramref name="member"/> tells whether such a resource is held.</summary>
    public bool IsProbe(ISymbol member, Protocol protocol)
    {
        foreach (var probe in protocol.Probes)
        {
            if (probe.Name == member.Name && SymbolEqualityComparer.Default.Equals(member.ContainingType?.OriginalDefinition, _types.Get(probe.Type)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether <paramref name="member"/> tells whether anything is held.</summary>
    public bool IsAnyProbe(ISymbol member)
    {
        foreach (var protocol in BuiltInProtocols.All)
        {
            if (!protocol.Probes.IsEmpty && IsProbe(member, protocol))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether something of this type could itself be a resource of some protocol: what a factory in source might hand out.</summary>
    public bool CouldCarry(ITypeSymbol? type)
    {
        foreach (var row in _carriers)
        {
            if (Carries(row, type))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether something of this type could itself be a resource of that protocol.</summary>
    public bool CouldCarry(ITypeSymbol? type, Protocol protocol)
    {
        foreach (var row in _carriers)
        {
            if (row.Protocol == protocol && Carries(row, type))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The protocol by which something of this type is released, whoever acquired it; null when there is none, or more than one.</summary>
    public Protocol? CarriedBy(ITypeSymbol? type)
    {
        Protocol? only = null;
        foreach (var row in _carriers)
        {
            if (Carries(row, type))
            {
                if (only is not null)
                {
                    return null;
                }

                only = row.Protocol;
            }
        }

        return only;
    }

    private bool Carries(CarrierRow row, ITypeSymbol? type) => row.Protocol.Carrier switch
    {
        "T[]" => type is IArrayTypeSymbol,
        "T*" => type is { TypeKind: TypeKind.Pointer } or { SpecialType: SpecialType.System_IntPtr or SpecialType.System_UIntPtr },
        _ => row.Carrier.Is(type),
    } && IsReferenced(row.Protocol);

    private bool Releases(IMethodSymbol method, ReleaseRow row) => IsMemberOf(method, row.Type) && IsReferenced(row.Protocol);

    // What the program cannot acquire, it does not release by that protocol either.
    private bool IsReferenced(Protocol protocol)
    {
        if (!_referenced.TryGetValue(protocol, out var isReferenced))
        {
            foreach (var member in protocol.Acquires)
            {
                isReferenced = isReferenced || (_types.Get(member.Type) is not null && (member.On.Length == 0 || _types.Get(member.On) is not null));
            }

            _referenced[protocol] = isReferenced;
        }

        return isReferenced;
    }

    // bool TryEnter(o), void TryEnter(o, ref bool taken), Task<bool> WaitAsync(timeout)
    private static Acquisition Said(in Acquisition acquisition, IMethodSymbol method, IInvocationOperation? call)
    {
        var result = method.ReturnType is INamedTypeSymbol { TypeArguments.Length: 1 } task ? task.TypeArguments[0] : method.ReturnType;
        foreach (var parameter in method.Parameters)
        {
            if (parameter.RefKind == RefKind.Ref && parameter.Type.SpecialType == SpecialType.System_Boolean)
            {
                return acquisition with { FlagParameter = parameter.Ordinal, OnlyWhenTrue = method.Name.StartsWith("Try", StringComparison.Ordinal) };
            }
        }

        // mutex.WaitOne(), mutex.WaitOne(Timeout.Infinite): true or never
        return acquisition with { OnlyWhenTrue = result.SpecialType == SpecialType.System_Boolean && !WaitsForEver(call) };
    }

    private static bool WaitsForEver(IInvocationOperation? call)
    {
        foreach (var argument in call?.Arguments ?? [])
        {
            if (argument.Parameter is { Type.SpecialType: SpecialType.System_Int32 } or { Type.Name: "TimeSpan" })
            {
                return argument.Value is { ConstantValue: { HasValue: true, Value: -1 } } or IFieldReferenceOperation { Field.Name: "InfiniteTimeSpan" };
            }
        }

        return call is { TargetMethod.Name: "WaitOne" };
    }

    private static void Add<T>(Dictionary<string, List<T>> table, string name, T row)
    {
        if (!table.TryGetValue(name, out var rows))
        {
            table.Add(name, rows = []);
        }

        rows.Add(row);
    }

    // class Subject<T> : IObservable<T> { public IDisposable Subscribe(IObserver<T> observer) … }
    private static bool Implements(IMethodSymbol method, NamedType face)
    {
        if (method.IsStatic)
        {
            return false;
        }

        foreach (var implemented in method.ContainingType?.AllInterfaces ?? [])
        {
            if (face.Is(implemented))
            {
                foreach (var member in implemented.GetMembers(method.Name))
                {
                    if (SymbolEqualityComparer.Default.Equals(method.ContainingType!.FindImplementationForInterfaceMember(member), method))
                    {
                        return true;
                    }
                }
            }
        }

        return false;
    }

    // class SqlCommand : DbCommand { public new SqlDataReader ExecuteReader() … }
    private static bool Hides(IMethodSymbol method, NamedType type, Protocol protocol)
        => protocol.IsDisposable && protocol.Carrier.Length == 0 && method is { IsStatic: false, IsOverride: false } && type.IsOrDerives(method.ContainingType?.BaseType);

    // The member itself, or an override of it in a type of the user's.
    private static bool IsMemberOf(IMethodSymbol method, NamedType type)
    {
        for (IMethodSymbol? at = method; at is not null; at = at.OverriddenMethod)
        {
            if (type.Is(at.ContainingType))
            {
                return true;
            }
        }

        return false;
    }

    // Classes: lists of value types are code that every compiler's process has to compile anew.
    private sealed record AcquireRow(NamedType Type, NamedType? On, Acquisition Acquisition)
    {
        public bool IsReferenced => Type.Symbol is not null && (On is null || On.Symbol is not null);
    }

    private sealed record ReleaseRow(NamedType Type, Protocol Protocol, int Parameter);

    private sealed record CarrierRow(Protocol Protocol, NamedType Carrier);
}
