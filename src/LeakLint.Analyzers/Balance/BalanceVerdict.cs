namespace LeakLint.Analyzers.Balance;

/// <summary>What is said of one acquisition: one site, one verdict, and the rule of that verdict reports it.</summary>
internal enum BalanceVerdict
{
    /// <summary>Released, or handed to a new owner, on every path.</summary>
    Fine,

    /// <summary>Nobody can say; LEAK002 lists it.</summary>
    Undecided,

    /// <summary>Its result is not even kept.</summary>
    Dropped,

    /// <summary>A path on which nothing unforeseen happens leaves it held.</summary>
    NotReleased,

    /// <summary>It is lost while the method goes on: an assignment takes its last name away.</summary>
    Overwritten,

    /// <summary>Only an exception leaves it held, and for such a resource that matters.</summary>
    NotReleasedWhenThrown,

    /// <summary>Only an exception leaves it held, and many programs accept that.</summary>
    MayNotBeReleasedWhenThrown,
}
