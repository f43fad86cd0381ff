using System;

namespace LeakLint.Analyzers.Flow;

/// <summary>
/// What may have become of one resource on the paths that lead to a place: a set, so a join is one machine
/// operation. The empty set means that no path leads here.
/// </summary>
[Flags]
internal enum ResourceStatus : byte
{
    /// <summary>No path leads here.</summary>
    None = 0,

    /// <summary>Not acquired. <c>byte[]? a = null;</c></summary>
    NotAcquired = 1,

    /// <summary>Acquired, and nothing has thrown since. <c>a = pool.Rent(8);</c></summary>
    Held = 2,

    /// <summary>Acquired, and then something threw on the way here. <c>try { a = pool.Rent(8); Use(a); } catch { /* here */ }</c></summary>
    HeldAfterThrow = 4,

    /// <summary>Released. <c>pool.Return(a);</c></summary>
    Released = 8,

    /// <summary>Given to a new owner in plain sight. <c>return a;</c> <c>_buffer = a;</c></summary>
    Transferred = 16,

    /// <summary>Gone where the analysis cannot follow; the verdict on such a path is "undecided". <c>Unknown(ref a);</c></summary>
    Escaped = 32,

    /// <summary>The same on a path on which something threw before: no verdict on the normal paths suffers.</summary>
    EscapedAfterThrow = 64,

    /// <summary>Nothing names it any more though nobody released it. <c>a = pool.Rent(8); a = pool.Rent(16);</c></summary>
    Lost = 128,
}
