using System;

namespace LeakLint.Analyzers.Flow;

/// <summary>
/// One resource on the paths that lead to a place. The statuses say what may have become of it; three sets of facts
/// say what is certain *provided that* it is held and nothing threw since it was acquired; that it is held and
/// something threw; that it is not held. Every path belongs to one of the three, and a path of one promises
/// everything to the others, so a join only intersects.
/// That is what makes guards work: with "held implies 'rented' carries it", the branch on which 'rented' is null
/// is one on which it is not held; and with "not held implies 'n' is small", a branch on which 'n' is large is one
/// on which it is held, and 'rented' therefore not null.
/// </summary>
internal readonly struct ResourceState : IEquatable<ResourceState>
{
    private const ResourceStatus AnyHeld = ResourceStatus.Held | ResourceStatus.HeldAfterThrow;

    /// <summary>No path leads here.</summary>
    public static readonly ResourceState Bottom = new(ResourceStatus.None, HeldFacts.Vacuous, HeldFacts.Vacuous, 0);

    /// <summary>Not acquired yet.</summary>
    public static readonly ResourceState Initial = new(ResourceStatus.NotAcquired, HeldFacts.Vacuous, HeldFacts.Vacuous, 0);

    public ResourceState(ResourceStatus status, HeldFacts held, HeldFacts heldAfterThrow, ulong mayCarry)
        : this(status, held, heldAfterThrow, HeldFacts.Nothing, mayCarry, 0)
    {
    }

    private ResourceState(ResourceStatus status, HeldFacts held, HeldFacts heldAfterThrow, HeldFacts notHeld, ulong mayCarry, int thrownAt)
    {
        Status = status;

        // One form for one meaning: without a path that keeps a promise, the facts are vacuous.
        Held = (status & ResourceStatus.Held) != 0 ? held : HeldFacts.Vacuous;
        HeldAfterThrow = (status & ResourceStatus.HeldAfterThrow) != 0 ? heldAfterThrow : HeldFacts.Vacuous;
        NotHeld = (status & ~AnyHeld) != 0 ? notHeld : HeldFacts.Vacuous;
        MayCarry = mayCarry;
        ThrownAt = (status & ResourceStatus.HeldAfterThrow) != 0 ? thrownAt : 0;
    }

    public ResourceStatus Status { get; }

    /// <summary>What is certain when it is held and nothing threw since it was acquired.</summary>
    public HeldFacts Held { get; }

    /// <summary>What is certain when it is held and something threw since.</summary>
    public HeldFacts HeldAfterThrow { get; }

    /// <summary>What is certain when it is not held: not yet, or no longer.</summary>
    public HeldFacts NotHeld { get; }

    /// <summary>The variables that may hold it or something that contains it.</summary>
    public ulong MayCarry { get; }

    /// <summary>Where the first of the throws stands after which it is held; 0 when nobody expects any of them to happen.</summary>
    public int ThrownAt { get; }

    public bool IsHeld => (Status & AnyHeld) != 0;

    /// <summary>What is certain about variables whatever became of it.</summary>
    public HeldFacts Certain => HeldFacts.Join(HeldFacts.Join(Held.WithoutCarriers, HeldAfterThrow.WithoutCarriers), NotHeld);

    public static ResourceState Join(in ResourceState left, in ResourceState right) => new(
        left.Status | right.Status,
        HeldFacts.Join(left.Held, right.Held),
        HeldFacts.Join(left.HeldAfterThrow, right.HeldAfterThrow),
        HeldFacts.Join(left.NotHeld, right.NotHeld),
        left.MayCarry | right.MayCarry,
        First(left.ThrownAt, right.ThrownAt));

    /// <summary>It has just been acquired; an earlier acquisition at the same place is forgotten.</summary>
    public static ResourceState Acquired(HeldFacts facts, bool certainly) => new(
        certainly ? ResourceStatus.Held : ResourceStatus.Held | ResourceStatus.NotAcquired, facts, HeldFacts.Vacuous, facts.Carriers);

    /// <summary>It has just been acquired, provided that <paramref name="said"/> is true.</summary>
    public static ResourceState AcquiredIf(ulong said, HeldFacts facts) => new(
        ResourceStatus.Held | ResourceStatus.NotAcquired, facts.Tested(said, true), HeldFacts.Vacuous, facts.Tested(said, false), facts.Carriers, 0);

    /// <summary>On the paths where it was held it now is <paramref name="now"/>; <paramref name="inHeld"/> and the other say which slots take part.</summary>
    public ResourceState Become(ResourceStatus now, bool inHeld, bool inHeldAfterThrow)
    {
        inHeld &= (Status & ResourceStatus.Held) != 0;
        inHeldAfterThrow &= (Status & ResourceStatus.HeldAfterThrow) != 0;
        if (!inHeld && !inHeldAfterThrow)
        {
            return this;
        }

        var notHeld = NotHeld;
        if (now != ResourceStatus.None)
        {
            notHeld = inHeld ? HeldFacts.Join(notHeld, Held.WithoutCarriers) : notHeld;
            notHeld = inHeldAfterThrow ? HeldFacts.Join(notHeld, HeldAfterThrow.WithoutCarriers) : notHeld;
        }

        var gone = (inHeld ? ResourceStatus.Held : 0) | (inHeldAfterThrow ? ResourceStatus.HeldAfterThrow : 0);
        return new ResourceState((Status & ~gone) | now, Held, HeldAfterThrow, notHeld, MayCarry, ThrownAt);
    }

    /// <summary>Something threw on the way, at the given place; 0 for a throw that nobody expects, and then nobody expects what follows.</summary>
    public ResourceState AfterThrow(int at)
    {
        if ((Status & ResourceStatus.Held) == 0)
        {
            return at == 0 ? ThrownUnexpectedly() : this;
        }

        var status = (Status & ~ResourceStatus.Held) | ResourceStatus.HeldAfterThrow;
        return new ResourceState(status, HeldFacts.Vacuous, HeldFacts.Join(Held, HeldAfterThrow), NotHeld, MayCarry, at == 0 ? 0 : First(ThrownAt, at));
    }

    /// <summary>As it is, but nobody expects the throw to happen.</summary>
    public ResourceState ThrownUnexpectedly() => new(Status, Held, HeldAfterThrow, NotHeld, MayCarry, 0);

    /// <summary>A test of <paramref name="variable"/> came out as <paramref name="outcome"/>: the paths on which it could not are gone.</summary>
    public ResourceState Tested(ulong variable, bool outcome) => Only(
        Held.Allows(variable, outcome),
        HeldAfterThrow.Allows(variable, outcome),
        NotHeld.Allows(variable, outcome),
        Held.Tested(variable, outcome),
        HeldAfterThrow.Tested(variable, outcome),
        NotHeld.Tested(variable, outcome));

    /// <summary>What escaped on the way here is released by this method after all.</summary>
    public ResourceState Reclaimed()
    {
        const ResourceStatus Gone = ResourceStatus.Escaped | ResourceStatus.EscapedAfterThrow;
        return (Status & Gone) == 0 ? this : new((Status & ~Gone) | ResourceStatus.Released, Held, HeldAfterThrow, NotHeld, MayCarry, ThrownAt);
    }

    /// <summary>Of an earlier round of a loop as well: what became of the object that the same place acquired before.</summary>
    public ResourceState Beside(ResourceStatus earlier)
        => earlier == ResourceStatus.None ? this : new(Status | earlier, Held, HeldAfterThrow, HeldFacts.Join(NotHeld, Held.WithoutCarriers), MayCarry, ThrownAt);

    /// <summary>As it is, in a collection as well.</summary>
    public ResourceState CollectedIn(ulong variables) => new(Status, Held, HeldAfterThrow, NotHeld, MayCarry | variables, ThrownAt);

    /// <summary>Asked whether it is held, the resource itself said so, or not.</summary>
    public ResourceState Probed(bool isHeld) => Only(isHeld, isHeld, !isHeld, Held, HeldAfterThrow, NotHeld);

    /// <summary>What is certain on every path is certain in every slot; a slot that it contradicts has no path.</summary>
    public ResourceState Given(in HeldFacts known) => Only(
        !Held.Contradicts(known), !HeldAfterThrow.Contradicts(known), !NotHeld.Contradicts(known), Held.And(known), HeldAfterThrow.And(known), NotHeld.And(known));

    /// <summary>A variable got a new value.</summary>
    public ResourceState Assigned(ulong variable, in FlowValue value, ulong bit) => new(
        Status,
        Held.Assigned(variable, (value.Is & bit) != 0, value.IsTrueIn(Held), value.IsFalseIn(Held)),
        HeldAfterThrow.Assigned(variable, (value.IsAfterThrow & bit) != 0, value.IsTrueIn(HeldAfterThrow), value.IsFalseIn(HeldAfterThrow)),
        NotHeld.Assigned(variable, carries: false, value.IsTrueIn(NotHeld), value.IsFalseIn(NotHeld)),
        (value.May & bit) != 0 ? MayCarry | variable : MayCarry & ~variable,
        ThrownAt);

    private ResourceState Only(bool inHeld, bool inHeldAfterThrow, bool inNotHeld, HeldFacts held, HeldFacts heldAfterThrow, HeldFacts notHeld)
    {
        var left = Status
            & ~(inHeld ? 0 : ResourceStatus.Held)
            & ~(inHeldAfterThrow ? 0 : ResourceStatus.HeldAfterThrow)
            & (inNotHeld ? ~ResourceStatus.None : AnyHeld);
        return new ResourceState(left, held, heldAfterThrow, notHeld, MayCarry, ThrownAt);
    }

    private static int First(int left, int right) => left == 0 || right == 0 ? left + right : Math.Min(left, right);

    public bool Equals(ResourceState other) => Status == other.Status
        && Held.Equals(other.Held) && HeldAfterThrow.Equals(other.HeldAfterThrow) && NotHeld.Equals(other.NotHeld)
        && MayCarry == other.MayCarry && ThrownAt == other.ThrownAt;

    public override bool Equals(object? obj) => obj is ResourceState other && Equals(other);

    public override int GetHashCode() => ((int)Status * 31) + MayCarry.GetHashCode();

    public override string ToString() => IsHeld ? $"{Status} {Held} after throw {HeldAfterThrow} else {NotHeld}" : Status.ToString();
}
