using System;
using System.Collections.Generic;
using System.Threading;

namespace LeakLint;

/// <summary>What happened in this process, as far as the runtime counts it: the one place that its types count into and
/// that the meter reads.</summary>
/// <remarks>
/// Two kinds, so that no hot path pays. Events that are rare (a leak, an eviction, a removing pass that found something) are
/// added up here, an interlocked addition each. What goes up and down all the time (items rented, entries cached) its owner counts anyway:
/// the owner registers itself and is asked when somebody looks.
/// Thread safe, all of it; sums are snapshots.
/// </remarks>
internal static class RuntimeCounters
{
    private static readonly long[] Events = new long[(int)RuntimeEvent.EvictedAsCleared + 1];
    private static readonly List<WeakReference<IRuntimeGauge>> Gauges = [];
    private static int _gaugesBeforePurge = 16;

    /// <summary>Counts events. For slow paths; also under a lock, for no code of users runs. So it does not see to the meter:
    /// who adds has called <see cref="StartMeter"/> or <see cref="Register"/> when it was made.</summary>
    public static void Add(RuntimeEvent happened, long times = 1) => Interlocked.Add(ref Events[(int)happened], times);

    /// <summary>How many there were since the process began.</summary>
    public static long Count(RuntimeEvent happened) => Interlocked.Read(ref Events[(int)happened]);

    /// <summary>Has an object asked for its number whenever somebody looks. It is held weakly; there is nothing to undo.</summary>
    public static void Register(IRuntimeGauge gauge)
    {
        StartMeter();
        lock (Gauges)
        {
            if (Gauges.Count >= _gaugesBeforePurge)
            {
                Gauges.RemoveAll(static weak => !weak.TryGetTarget(out _));
                _gaugesBeforePurge = Math.Max(16, Gauges.Count * 2);
            }

            Gauges.Add(new WeakReference<IRuntimeGauge>(gauge));
        }
    }

    /// <summary>The sum over the objects of a kind that are not collected.</summary>
    public static long Sum(RuntimeGauge kind)
    {
        WeakReference<IRuntimeGauge>[] gauges;
        lock (Gauges)
        {
            gauges = [.. Gauges];
        }

        long sum = 0;
        foreach (WeakReference<IRuntimeGauge> weak in gauges)
        {
            if (weak.TryGetTarget(out IRuntimeGauge? gauge) && gauge.Kind == kind)
            {
                sum += gauge.Value;
            }
        }

        return sum;
    }

    /// <summary>What an eviction for a reason counts as.</summary>
    public static RuntimeEvent Evicted(EvictionReason reason) => reason switch
    {
        EvictionReason.Capacity => RuntimeEvent.EvictedForCapacity,
        EvictionReason.Replaced => RuntimeEvent.EvictedAsReplaced,
        EvictionReason.Removed => RuntimeEvent.EvictedAsRemoved,
        _ => RuntimeEvent.EvictedAsCleared,
    };

    /// <summary>Sees to it that the meter exists. Not under a lock: listeners are told of a new meter. Costs a test once it does.</summary>
    public static void StartMeter()
    {
#if NET8_0_OR_GREATER
        RuntimeMeter.Start();
#endif
    }
}

/// <summary>What is counted when it happens.</summary>
internal enum RuntimeEvent
{
    /// <summary>A tracked handle was collected undisposed.</summary>
    Leak,

    /// <summary>An entry of a weak collection was removed because its value was collected.</summary>
    WeakPurged,

    /// <summary>A cache was full.</summary>
    EvictedForCapacity,

    /// <summary>A cache entry got another value.</summary>
    EvictedAsReplaced,

    /// <summary>A cache entry was removed by its key.</summary>
    EvictedAsRemoved,

    /// <summary>A cache was cleared or disposed. The last one: the counters go up to it.</summary>
    EvictedAsCleared,
}

/// <summary>What its owner counts and is asked for.</summary>
internal enum RuntimeGauge
{
    /// <summary>Items of pools that are rented out.</summary>
    PoolRented,

    /// <summary>Entries of bounded caches.</summary>
    CacheEntries,
}

/// <summary>An object with a number worth seeing. Reading it throws nothing, takes no lock that user code can hold.</summary>
internal interface IRuntimeGauge
{
    /// <summary>What the number is.</summary>
    RuntimeGauge Kind { get; }

    /// <summary>The number now.</summary>
    int Value { get; }
}
