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
        if (!IsWanted(site, out bool withStack, out LeakScope? scope))
        {
            return new SharedHandle<T>(block);
        }

        TrackedHandle<T> handle = Make(block, site, withStack, scope);
        handle.Tracker.Begin();
        return handle;
    }

    /// <summary>A further handle unless the block is dead.</summary>
    public static bool TryAcquire<T>(SharedBlock<T> block, bool byHandle, Site site, [NotNullWhen(true)] out SharedHandle<T>? reference)
        where T : class => IsWanted(site, out bool withStack, out LeakScope? scope)
            ? TryAcquire(block, byHandle, site, withStack, scope, out reference)
            : block.TryAcquire(byHandle, null, out reference);

    private static bool TryAcquire<T>(
        SharedBlock<T> block,
        bool byHandle,
        Site site,
        bool withStack,
        LeakScope? scope,
        [NotNullWhen(true)] out SharedHandle<T>? reference)
        where T : class
    {
        TrackedHandle<T>? candidate = block.IsAlive || byHandle ? Make(block, site, withStack, scope) : null;
        bool given = false;
        try
        {
            given = block.TryAcquire(byHandle, candidate, out reference);
        }
        finally
        {
            if (!given)
            {
                candidate?.Tracker.Forget();
            }
        }

        if (given)
        {
            reference!.Tracker?.Begin();
        }

        return given;
    }

    private static bool IsWanted(Site site, out bool withStack, out LeakScope? scope)
    {
        withStack = false;
        scope = null;
        if (!LeakTracking.IsSupported)
        {
            TrackingGate.Set(closed: true);
            return false;
        }

        LeakTrackingLevel level = LeakTracking.LevelAndGate();
        if (site.Member is null)
        {
            return false;
        }

        // A scope tells static initialisers by the stack.
        scope = LeakScope.Innermost;
        withStack = scope is not null || level == LeakTrackingLevel.Stacks;
        return scope is not null || IsWanted(level);
    }

    private static bool IsWanted(LeakTrackingLevel level)
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

    private static TrackedHandle<T> Make<T>(SharedBlock<T> block, Site site, bool withStack, LeakScope? scope)
        where T : class
    {
        StackTrace? stack = withStack ? new StackTrace(2, fNeedFileInfo: false) : null;
        return new TrackedHandle<T>(block, new HandleTracker(new HandleTrace(typeof(T), block.Tag(), site, stack, scope), block));
    }
}
