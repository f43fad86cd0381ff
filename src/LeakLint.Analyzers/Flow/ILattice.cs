namespace LeakLint.Analyzers.Flow;

/// <summary>
/// A join semilattice. <see cref="Join"/> is associative, commutative and idempotent, and <see cref="Bottom"/> is
/// its identity: "no path comes here". A larger element knows less: more may have happened.
/// </summary>
internal interface ILattice<T>
{
    /// <summary>The state of a place that no path reaches.</summary>
    T Bottom { get; }

    /// <summary>What holds when either path was taken.</summary>
    T Join(T left, T right);
}
