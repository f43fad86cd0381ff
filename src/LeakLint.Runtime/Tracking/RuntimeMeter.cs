#if NET8_0_OR_GREATER
using System.Collections.Generic;
using System.Diagnostics.Metrics;
using System.Threading;

namespace LeakLint;

/// <summary>The meter <c>LeakLint.Runtime</c>. Observable instruments only: numbers are asked for when somebody listens.</summary>
/// <remarks>There is no event when a listener comes, so the meter must exist before: whatever counts calls
/// <see cref="Start"/> on a slow path of its own.</remarks>
internal static class RuntimeMeter
{
    // No initialiser of the class: listeners run while the meter is made, and what they wait for may come here too.
    private static Meter? _meter;

    /// <summary>Sees to it that the meter exists.</summary>
    public static void Start()
    {
        if (_meter is null)
        {
            Create();
        }
    }

    private static void Create()
    {
        Meter meter = new("LeakLint.Runtime");
        if (Interlocked.CompareExchange(ref _meter, meter, null) is not null)
        {
            meter.Dispose();
            return;
        }

        meter.CreateObservableUpDownCounter(
            "leaklint.shared.handles",
            static () => OutstandingHandles.Count(),
            "{handle}",
            "Tracked handles that are not disposed; at the level Sampled a sample.");
        meter.CreateObservableCounter(
            "leaklint.leaks",
            LostByType,
            "{leak}",
            "Tracked handles that were collected undisposed.");
        meter.CreateObservableUpDownCounter(
            "leaklint.pool.rented",
            static () => RuntimeCounters.Sum(RuntimeGauge.PoolRented),
            "{item}",
            "Items that are rented from pools.");
        meter.CreateObservableUpDownCounter(
            "leaklint.cache.entries",
            static () => RuntimeCounters.Sum(RuntimeGauge.CacheEntries),
            "{entry}",
            "Entries of bounded caches.");
        meter.CreateObservableCounter(
            "leaklint.cache.evictions",
            Evictions,
            "{eviction}",
            "Values that bounded caches released, and why.");
        meter.CreateObservableCounter(
            "leaklint.weak.purged",
            static () => RuntimeCounters.Count(RuntimeEvent.WeakPurged),
            "{entry}",
            "Entries of weak collections and events that were removed because what they stood for was collected.");
    }

    private static IEnumerable<Measurement<long>> LostByType()
    {
        Dictionary<string, long> counts = [];
        foreach (LeakRecord record in LeakReports.GetLost())
        {
            counts[record.ResourceType] = counts.GetValueOrDefault(record.ResourceType) + record.Count;
        }

        foreach (KeyValuePair<string, long> count in counts)
        {
            yield return new Measurement<long>(count.Value, new KeyValuePair<string, object?>("leaklint.resource.type", count.Key));
        }
    }

    private static IEnumerable<Measurement<long>> Evictions() =>
    [
        Eviction(RuntimeEvent.EvictedForCapacity, "capacity"),
        Eviction(RuntimeEvent.EvictedAsReplaced, "replaced"),
        Eviction(RuntimeEvent.EvictedAsRemoved, "removed"),
        Eviction(RuntimeEvent.EvictedAsCleared, "cleared"),
    ];

    private static Measurement<long> Eviction(RuntimeEvent happened, string reason) =>
        new(RuntimeCounters.Count(happened), new KeyValuePair<string, object?>("leaklint.eviction.reason", reason));
}
#endif
