#if !ROSLYN_LATEST // the other project tests the netstandard2.0 build, which has no meter
using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics.Metrics;
using System.Linq;
using System.Runtime.CompilerServices;
using Xunit;

namespace LeakLint.Tests.Runtime;

[Collection(CollectionOfTracking.Name)]
public sealed class RuntimeMeterTests
{
    [Fact]
    public void Instruments_are_observable_have_units_and_tell_what_was_counted()
    {
        Gauge gauge = new();
        RuntimeCounters.Register(gauge);
        RuntimeCounters.Add(RuntimeEvent.EvictedAsReplaced, 3);
        RuntimeCounters.Add(RuntimeEvent.WeakPurged, 2);
        LeakTracking.Level = LeakTrackingLevel.Sites;
        using SharedHandle<Resource> handle = SharedHandle.Create(new Resource());
        using Reports reports = new();
        Lose();
        LeakTracking.Level = LeakTrackingLevel.Disabled;
        reports.Wait<Dropped>(1);

        Dictionary<string, long> sums = [];
        Dictionary<string, string?> units = [];
        using MeterListener listener = new()
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == "LeakLint.Runtime")
                {
                    Assert.True(instrument.IsObservable);
                    units.Add(instrument.Name, instrument.Unit);
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>(Note);
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, state) => Note(instrument, value, tags, state));
        listener.Start();
        listener.RecordObservableInstruments();

        Assert.Equal(
            "leaklint.cache.entries {entry}, leaklint.cache.evictions {eviction}, leaklint.leaks {leak}, leaklint.pool.rented {item}, "
            + "leaklint.shared.handles {handle}, leaklint.weak.purged {entry}",
            string.Join(", ", units.OrderBy(static unit => unit.Key, StringComparer.Ordinal).Select(static unit => $"{unit.Key} {unit.Value}")));
        Assert.InRange(sums["leaklint.pool.rented"], 7, long.MaxValue);
        Assert.InRange(sums["leaklint.cache.evictions replaced"], 3, long.MaxValue);
        Assert.InRange(sums["leaklint.weak.purged"], 2, long.MaxValue);
        Assert.InRange(sums["leaklint.shared.handles"], 1, long.MaxValue);
        Assert.Equal(1, sums["leaklint.leaks " + typeof(Dropped)]);
        GC.KeepAlive(gauge);

        void Note(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state) =>
            sums[tags.Length == 0 ? instrument.Name : $"{instrument.Name} {tags[0].Value}"] = value;
    }

    [Fact]
    public void A_gauge_is_asked_as_long_as_it_lives_and_kept_by_nothing()
    {
        Gauge kept = new() { Kind = RuntimeGauge.CacheEntries, Value = 5 };
        RuntimeCounters.Register(kept);
        Assert.InRange(RuntimeCounters.Sum(RuntimeGauge.CacheEntries), 5, long.MaxValue);
        Expect.Collected(static () =>
        {
            Gauge gauge = new();
            RuntimeCounters.Register(gauge);
            return gauge;
        });
        for (int i = 0; i < 200; i++)
        {
            RuntimeCounters.Register(new Gauge { Value = 0 });
        }

        GC.KeepAlive(kept);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Lose() => SharedHandle.Create(new Dropped(), static _ => { });

    private sealed class Dropped;

    private sealed class Gauge : IRuntimeGauge
    {
        public RuntimeGauge Kind { get; init; } = RuntimeGauge.PoolRented;

        public int Value { get; init; } = 7;
    }
}
#endif
