using System;

namespace LeakLint.Analyzers.Flow;

/// <summary>
/// What is certain about variables, as sets with one bit a variable: which carry the resource, which are true or
/// not null, which are false or null. The vacuous facts (every bit set) belong to no path at all.
/// </summary>
internal readonly struct HeldFacts(ulong carriers, ulong isTrue, ulong isFalse) : IEquatable<HeldFacts>
{
    /// <summary>Promises everything, because there is no path on which it would have to keep it.</summary>
    public static readonly HeldFacts Vacuous = new(ulong.MaxValue, ulong.MaxValue, ulong.MaxValue);

    /// <summary>Promises nothing.</summary>
    public static readonly HeldFacts Nothing = new(0, 0, 0);

    /// <summary>The variables that hold the resource itself.</summary>
    public ulong Carriers { get; } = carriers;

    /// <summary>The variables that are true, or not null.</summary>
    public ulong IsTrue { get; } = isTrue;

    /// <summary>The variables that are false, or null.</summary>
    public ulong IsFalse { get; } = isFalse;

    /// <summary>The same facts, of something that no variable carries yet, or any longer; what carried it is still not null.</summary>
    public HeldFacts WithoutCarriers => new(0, IsTrue | Carriers, IsFalse);

    public static HeldFacts Join(in HeldFacts left, in HeldFacts right)
        => new(left.Carriers & right.Carriers, left.IsTrue & right.IsTrue, left.IsFalse & right.IsFalse);

    /// <summary>Whether a test of <paramref name="variable"/> can come out as <paramref name="outcome"/>.</summary>
    public bool Allows(ulong variable, bool outcome) => outcome
        ? (IsFalse & variable) == 0
        : ((IsTrue | Carriers) & variable) == 0;

    /// <summary>Whether these facts and <paramref name="others"/>, which speak of no carriers, cannot be true at once.</summary>
    public bool Contradicts(in HeldFacts others)
        => (((IsTrue | Carriers) & (others.IsFalse | IsFalse)) | (others.IsTrue & (IsFalse | others.IsFalse))) != 0;

    /// <summary>These facts, and what <paramref name="others"/> know of variables.</summary>
    public HeldFacts And(in HeldFacts others) => new(Carriers, IsTrue | others.IsTrue, IsFalse | others.IsFalse);

    /// <summary>A test of <paramref name="variable"/> came out as <paramref name="outcome"/>.</summary>
    public HeldFacts Tested(ulong variable, bool outcome)
        => outcome ? new(Carriers, IsTrue | variable, IsFalse) : new(Carriers, IsTrue, IsFalse | variable);

    /// <summary><paramref name="variable"/> got a new value.</summary>
    public HeldFacts Assigned(ulong variable, bool carries, bool isTrue, bool isFalse) => new(
        carries ? Carriers | variable : Carriers & ~variable,
        isTrue || carries ? IsTrue | variable : IsTrue & ~variable,
        isFalse && !carries ? IsFalse | variable : IsFalse & ~variable);

    public bool Equals(HeldFacts other) => Carriers == other.Carriers && IsTrue == other.IsTrue && IsFalse == other.IsFalse;

    public override bool Equals(object? obj) => obj is HeldFacts other && Equals(other);

    public override int GetHashCode() => (Carriers, IsTrue, IsFalse).GetHashCode();

    public override string ToString() => $"[carriers {Carriers:x} true {IsTrue:x} false {IsFalse:x}]";
}
