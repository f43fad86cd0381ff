using System;

namespace LeakLint.Analyzers.Flow;

/// <summary>
/// One resource on the paths that lead to a place. The statuses say what may have become of it; the two sets of
/// facts say what is certain *provided that* it is held: one set for paths on which nothing threw since it was
/// acquired, one for the others. A path on which it is not held promises everything, so a join only intersects.
/// That is what makes guards work: with "held implies 'rented' carries it", the branch on which 'rented' is null
/// is one on which it is not held.
/// </summary>
internal readonly struct ResourceState : IEquatable<ResourceState>
{
    /// <summary>No path leads here.</summary>
    public static readonly ResourceState Bottom = new(ResourceStatus.None, HeldFacts.Vacuous, HeldFacts.Vacuous, 0);

    /// <summary>Not acquired yet.</summary>
    public static readonly ResourceState Initial = new(ResourceStatus.NotAcquired, HeldFacts.Vacuous, HeldFacts.Vacuous, 0);

    public ResourceState(ResourceStatus status, HeldFacts held, HeldFacts heldAfterThrow, ulong mayCarry)
    {
        Status = status;

        // One form for one meaning: without a path on which it is held, the facts are vacuous.
        Held = (status & ResourceStatus.Held) != 0 ? held : HeldFacts.Vacuous;
        HeldAfterThrow = (status & ResourceStatus.HeldAfterThrow) != 0 ? heldAfterThrow : HeldFacts.Vacuous;
        MayCarry = mayCarry;
    }

    public ResourceStatus Status { get; }

    /// <summary>What is certain when it is held and nothing threw since it was acquired.</summary>
    public HeldFacts Held { get; }

    /// <summary>What is certain when it is held and something threw since.</summary>
    public HeldFacts HeldAfterThrow { get; }

    /// <summary>The variables that may hold it or something that contains it.</summary>
    public ulong MayCarry { get; }

    public bool IsHeld => (Status & (ResourceStatus.Held | ResourceStatus.HeldAfterThrow)) != 0;

    public static ResourceState Join(in ResourceState left, in ResourceState right) => new(
        left.Status | right.Status,
        HeldFacts.Join(left.Held, right.Held),
        HeldFacts.Join(left.HeldAfterThrow, right.HeldAfterThrow),
        left.MayCarry | right.MayCarry);

    /// <summary>It has just been acquired; an earlier acquisition at the same place is forgotten.</summary>
    public static ResourceState Acquired(HeldFacts facts, bool certainly) => new(
        certainly ? ResourceStatus.Held : ResourceStatus.Held | ResourceStatus.NotAcquired, facts, HeldFacts.Vacuous, facts.Carriers);

    /// <summary>On the paths where it was held it now is <paramref name="now"/>; <paramref name="inHeld"/> and the other say which slots take part.</summary>
    public ResourceState Become(ResourceStatus now, bool inHeld, bool inHeldAfterThrow)
    {
        var gone = (inHeld ? ResourceStatus.Held : 0) | (inHeldAfterThrow ? ResourceStatus.HeldAfterThrow : 0);
        var left = Status & ~gone;
        return left == Status ? this : new ResourceState(left | now, Held, HeldAfterThrow, MayCarry);
    }

    /// <summary>Something threw on the way.</summary>
    public ResourceState AfterThrow()
    {
        if ((Status & ResourceStatus.Held) == 0)
        {
            return this;
        }

        var status = (Status & ~ResourceStatus.Held) | ResourceStatus.HeldAfterThrow;
        return new ResourceState(status, HeldFacts.Vacuous, HeldFacts.Join(Held, HeldAfterThrow), MayCarry);
    }

    /// <summary>The same statuses under other facts.</summary>
    public ResourceState With(HeldFacts held, HeldFacts heldAfterThrow, ulong mayCarry) => new(Status, held, heldAfterThrow, mayCarry);

    public bool Equals(ResourceState other)
        => Status == other.Status && Held.Equals(other.Held) && HeldAfterThrow.Equals(other.HeldAfterThrow) && MayCarry == other.MayCarry;

    public override bool Equals(object? obj) => obj is ResourceState other && Equals(other);

    public override int GetHashCode() => ((int)Status * 31) + MayCarry.GetHashCode();

    public override string ToString() => IsHeld ? $"{Status} {Held} after throw {HeldAfterThrow}" : Status.ToString();
}
