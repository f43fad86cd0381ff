using System.Collections.Immutable;
using LeakLint.Analyzers.Configuration;
using LeakLint.Analyzers.Flow;

namespace LeakLint.Analyzers.Protocols;

/// <summary>
/// A pair of operations, acquire and release, and what carries the resource between them: one row of the table.
/// </summary>
/// <param name="name">What the row is called in documents and settings.</param>
/// <param name="acquired">The past participle for messages: "rented".</param>
/// <param name="released">The past participle for messages: "returned".</param>
internal sealed class Protocol(string name, string acquired, string released) : ResourceKind
{
    public string Name { get; } = name;

    public string Acquired { get; } = acquired;

    public string Released { get; } = released;

    public ImmutableArray<AcquireMember> Acquires { get; init; } = [];

    public ImmutableArray<ReleaseMember> Releases { get; init; } = [];

    /// <summary>Whether an object is held that was there before: a lock, a count.</summary>
    public bool IsHeldOnAnObject => Carrier.Length == 0 && !Acquires.IsEmpty && Acquires[0] is { Place: not Acquisition.NoPlace, AlsoResult: false };

    /// <summary>Members of the object that tell whether it is held: <c>Monitor.IsEntered(gate)</c>.</summary>
    public ImmutableArray<ProbeMember> Probes { get; init; } = [];

    /// <summary>The type of the resource, for factories in source: "T[]" for any array, "T*" for any address; a metadata name otherwise.</summary>
    public string Carrier { get; init; } = "";

    /// <summary>The resource is a number that native code understands: an address, a handle. Copies of it are the same resource.</summary>
    public bool IsNative { get; init; }

    /// <summary>The resource is an object that is released by its own <c>Dispose</c>, whatever its type.</summary>
    public bool IsDisposable { get; init; }

    /// <summary>Why a finding about such a resource is not proved; null when it is.</summary>
    public UndecidedReason? Doubt { get; init; }

    /// <summary>Whether <c>source.Token</c> and the like may need the resource for as long as they are in use.</summary>
    public bool PartsNeedIt { get; init; }

    /// <summary>Whether such a part is sure not to release it: a token cannot dispose its source.</summary>
    public bool PartsOnlyUseIt { get; init; }

    public override bool PartsKeepIt => PartsNeedIt;

    public override bool PartsCannotEndIt => PartsOnlyUseIt;

    /// <summary>What a constructor does with it when nothing else is known: an array is only used, a handle is handed over.</summary>
    public bool ConstructorsKeepIt { get; init; }

    /// <summary>Whether an exception that leaves it held is worth a warning: nothing else ever releases it.</summary>
    public bool ExceptionsMatter { get; init; }

    /// <summary>What a second release does.</summary>
    public SecondRelease SecondRelease { get; init; }

    /// <summary>Whether one object may be acquired several times, each with a release of its own.</summary>
    public bool IsCounted { get; init; }

    /// <summary>
    /// Nobody has to release it: it ends with what it was asked of, or the GC ends it. A method that releases it on one
    /// path is taken to owe it on all.
    /// </summary>
    public bool IsOptional { get; init; }

    /// <summary>Why a finding about one that no path releases is not proved; null when there is nothing to find.</summary>
    public UndecidedReason? OptionalReason { get; init; }

    /// <summary>Whether somebody else than who acquired it may release it: a count, a semaphore. A lock is left by its own thread.</summary>
    public bool IsTransferable { get; init; }

    /// <summary>Whether a callee that nobody can see into may release it: a count is passed on with its object.</summary>
    public bool GoesWithItsObject { get; init; }

    public override bool IsHandedOnWithItsHolder => GoesWithItsObject;

    public override bool IsEndedByItsHolder => IsDisposable;

    /// <summary>Whether it is gone when the object is disposed that it was acquired from. <c>using var bitmap = …; bitmap.LockBits(…)</c></summary>
    public bool EndsWithItsOwner { get; init; }

    /// <summary>Whether it is still held when the object that it is held on is disposed: a mutex of the system stays owned by its thread.</summary>
    public bool OutlivesItsObject { get; init; }

    /// <summary>What else needs it for as long as it is used, for the reader: slices, views, addresses.</summary>
    public string Views { get; init; } = "";

    /// <summary>Taught by a file of the user, as something that is given out and comes back: not a lock, not a count.</summary>
    public bool IsGivenOut { get; init; }

    /// <summary>Taught by attributes that give it a name.</summary>
    public bool IsNamedByUser { get; init; }

    public override string ToString() => Name;
}

/// <summary>A member that acquires.</summary>
/// <param name="Type">The metadata name of the type that declares it.</param>
/// <param name="Name">Its name.</param>
/// <param name="OutParameter">The ordinal of the <c>out</c> parameter that carries the resource; -1 for the result.</param>
/// <param name="OnlyWhenTrue">It acquires only when it returns <c>true</c>.</param>
/// <param name="Place">Where the object stands that is held: the ordinal of a parameter, -1 for the object of the call, -2 when the result carries a new one.</param>
/// <param name="On">The metadata name of the type of the object that it is called on, where a base declares the member. <c>mutex.WaitOne()</c></param>
/// <param name="AlsoResult">The result carries it too, beside the place. <c>MemoryHandle h = manager.Pin(); … manager.Unpin();</c></param>
/// <param name="ByNumber">It acquires only when the HRESULT that it returns says so.</param>
internal sealed record AcquireMember(
    string Type, string Name, int OutParameter = -1, bool OnlyWhenTrue = false, int Place = Acquisition.NoPlace, string On = "", bool AlsoResult = false, bool ByNumber = false)
{
    /// <summary>The name of a constructor.</summary>
    public const string Constructor = ".ctor";
}

/// <summary>What the second of two releases of one acquisition does.</summary>
internal enum SecondRelease
{
    /// <summary>It throws, or takes away what somebody else holds by now.</summary>
    Harmful,

    /// <summary>Nothing.</summary>
    Harmless,

    /// <summary>It answers another acquisition, where there is one; else it harms. LEAK303 counts those in sight.</summary>
    Counted,
}

/// <summary>A member that releases.</summary>
/// <param name="Type">The metadata name of the type that declares it.</param>
/// <param name="Name">Its name.</param>
/// <param name="Parameter">The ordinal of the parameter that takes the resource; -1 for the object it is called on.</param>
internal sealed record ReleaseMember(string Type, string Name, int Parameter = -1);

/// <summary>A method or property that tells whether a resource is held.</summary>
/// <param name="Type">The metadata name of the type that declares it.</param>
/// <param name="Name">Its name.</param>
internal sealed record ProbeMember(string Type, string Name);
