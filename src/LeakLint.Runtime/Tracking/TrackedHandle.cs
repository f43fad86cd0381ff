using System;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace LeakLint;

/// <summary>A handle with a tracker.</summary>
internal sealed class TrackedHandle<T>(SharedBlock<T> block, HandleTracker tracker) : SharedHandle<T>(block, Tracked)
    where T : class
{
    internal override HandleTracker Tracker { get; } = tracker;
}

/// <summary>A handle of any type, as trackers and cycles see it.</summary>
internal interface IHandle
{
    /// <summary>What it counts in.</summary>
    SharedBlock Block { get; }

    /// <summary>Whether it was disposed.</summary>
    bool IsDisposed { get; }

    /// <summary>What tracks it; null for most.</summary>
    HandleTracker? Tracker { get; }
}

/// <summary>Makes handles while the gate is open, tracked or not.</summary>
internal static class TrackedHandles
{
    [ThreadStatic]
    private static int _untilSample;

    /// <summary>The first handle of a new block.</summary>
    public static SharedHandle<T> Begin<T>(SharedBlock<T> block, Site site)
        where T : class
    {
        SharedHandle<T> handle = Make(block, site);
        handle.Tracker?.Begin();
        return handle;
    }

    /// <summary>A further handle unless the block is dead.</summary>
    public static bool TryAcquire<T>(SharedBlock<T> block, bool byHandle, Site site, [NotNullWhen(true)] out SharedHandle<T>? reference)
        where T : class
    {
        if (!block.IsAlive && !byHandle)
        {
            reference = null;
            return false;
        }

        SharedHandle<T> candidate = Make(block, site);
        HandleTracker? tracker = candidate.Tracker;
        bool given = false;
        try
        {
            given = block.TryAcquire(byHandle, candidate, out reference);
            return given;
        }
        finally
        {
            if (tracker is not null)
            {
                if (given)
                {
                    tracker.Begin();
                }
                else
                {
                    tracker.Forget();
                }
            }
        }
    }

    private static SharedHandle<T> Make<T>(SharedBlock<T> block, Site site)
        where T : class
    {
        if (!LeakTracking.IsSupported)
        {
            TrackingGate.Set(closed: true);
            return new SharedHandle<T>(block);
        }

        LeakTrackingLevel level = LeakTracking.LevelAndGate();
        if (site.Member is null)
        {
            return new SharedHandle<T>(block);
        }

        LeakScope? scope = LeakScope.Innermost;
        if (scope is null && !Takes(level))
        {
            return new SharedHandle<T>(block);
        }

        StackTrace? stack = scope is not null || level == LeakTrackingLevel.Stacks ? new StackTrace(2, fNeedFileInfo: false) : null;
        return new TrackedHandle<T>(block, new HandleTracker(new HandleTrace(typeof(T), block.Tag(), site, stack, scope), block));
    }

    private static bool Takes(LeakTrackingLevel level)
    {
        switch (level)
        {
            case LeakTrackingLevel.Disabled:
                return false;
            case LeakTrackingLevel.Sampled:
                // Counted down by each thread for itself: no thread waits for another, and none is left out.
                if (--_untilSample > 0)
                {
                    return false;
                }

                _untilSample = LeakTracking.SamplingInterval;
                return true;
            default:
                return true;
        }
    }
}
