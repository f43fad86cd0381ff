namespace LeakLint;

/// <summary>Which acquires are tracked, and how much is noted of each.</summary>
/// <remarks>The price is that of an acquire and its dispose together, compared with an untracked pair.</remarks>
public enum LeakTrackingLevel
{
    /// <summary>None. The cost is the test of one flag.</summary>
    Disabled,

    /// <summary>Each thread's every <see cref="LeakTracking.SamplingInterval"/>th, with member, file and line. For production:
    /// between two tracked ones an acquire counts down. What leaks often is found; what leaks once may not be.</summary>
    Sampled,

    /// <summary>All, with member, file and line: a tracker object with a finalizer for each, which is several times the price.</summary>
    Sites,

    /// <summary>All, with a stack trace too: some microseconds and kilobytes each. For finding who called the site.</summary>
    Stacks,
}
