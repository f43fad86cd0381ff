#if NET8_0_OR_GREATER
using System.Collections.Generic;
using System.Diagnostics.Metrics;

namespace LeakLint;

/// <summary>The meter <c>LeakLint.Runtime</c>. Observable instruments only: numbers are asked for when somebody listens.</summary>
/// <remarks>There is no event when a listener comes, so the meter must exist before: whatever counts calls
/// <see cref="Start"/> on a slow path of its own.</remarks>
internal static class RuntimeMeter
{
    private static readonly Meter Meter = Create();

    /// <summary>Sees to it that the meter exists.</summary>
    public static void Start() => _ = Meter;

    private static Meter Create()
    {
        Meter meter = new("LeakLint.Runtime");
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
            "Entries that left bounded caches.");
        meter.CreateObservableCounter(
            "leaklint.weak.purged",
            static () => RuntimeCounters.Count(RuntimeEvent.WeakPurged),
            "{entry}",
            "Entries of weak collections that were removed because their value was collected.");
        return meter;
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
