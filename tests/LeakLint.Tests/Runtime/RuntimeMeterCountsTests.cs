#if !ROSLYN_LATEST // the other project tests the netstandard2.0 build, which has no meter
using System;
using System.Collections.Generic;
using System.Diagnostics.Metrics;
using System.Linq;
using System.Runtime.CompilerServices;
using Xunit;

namespace LeakLint.Tests.Runtime;

/// <summary>What the collections count, as the meter shows it. The counts are those of the process, so these tests run alone.</summary>
[Collection(CollectionOfProcessCounts.Name)]
public sealed class RuntimeMeterCountsTests
{
    /// <summary>More than all other pools and caches that tests left behind have together.</summary>
    private const int Many = 50_000;

    [Fact]
    public void Items_of_pools_are_counted_while_they_are_rented()
    {
        using LeasePool<object> pool = new(static () => new object(), maxIdle: 4);
        SharedHandle<object>[] leases = [.. Enumerable.Range(0, Many).Select(_ => pool.Rent())];
        Assert.InRange(Read("leaklint.pool.rented"), Many, (2 * Many) - 1);
        Array.ForEach(leases, static lease => lease.Dispose());
        Assert.InRange(Read("leaklint.pool.rented"), 0, Many - 1);
        GC.KeepAlive(pool);
    }

    [Fact]
    public void Entries_of_caches_are_counted_while_they_are_in()
    {
        using BoundedCache<int, int> cache = new(Many);
        for (int i = 0; i < Many; i++)
        {
            cache[i] = i;
        }

        Assert.InRange(Read("leaklint.cache.entries"), Many, (2 * Many) - 1);
        cache.Clear();
        Assert.InRange(Read("leaklint.cache.entries"), 0, Many - 1);
        GC.KeepAlive(cache);
    }

    [Fact]
    public void Evictions_are_counted_by_their_reason()
    {
        string[] reasons = ["capacity", "replaced", "removed", "cleared"];
        long[] before = [.. reasons.Select(Evictions)];
        using (BoundedCache<int, int> cache = new(capacity: 5))
        {
            for (int i = 0; i < 12; i++)
            {
                cache[i] = i;
            }

            cache[11] = 1;
            cache[11] = 2;
            Assert.True(cache.Remove(10));
            Assert.True(cache.Remove(9, out _), "given back, so not evicted");
            cache.Clear();
            cache[1] = 1;
        }

        // Twelve came to five places; then three were left, and one more for the dispose.
        Assert.Equal([7, 2, 1, 4], reasons.Select(Evictions).Zip(before, static (after, earlier) => after - earlier));

        static long Evictions(string reason) => Read("leaklint.cache.evictions", reason);
    }

    [Fact]
    public void Entries_that_a_weak_dictionary_purges_are_counted()
    {
        WeakValueDictionary<int, object> dictionary = new();
        object kept = new();
        dictionary.Add(-1, kept);
        long before = Read("leaklint.weak.purged");
        Fill(dictionary);
        Collector.Run();
        Assert.Equal(10, dictionary.Purge());
        Assert.Equal(0, dictionary.Purge());
        Assert.Equal(10, Read("leaklint.weak.purged") - before);
        GC.KeepAlive(kept);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void Fill(WeakValueDictionary<int, object> dictionary)
        {
            for (int i = 0; i < 10; i++)
            {
                dictionary.Add(i, new object());
            }
        }
    }

    [Fact]
    public void Entries_that_a_weak_set_purges_are_counted()
    {
        WeakSet<object> set = new();
        object kept = new();
        set.Add(kept);
        long before = Read("leaklint.weak.purged");
        Fill(set);
        Collector.Run();
        Assert.Equal(10, set.Purge());
        Assert.Equal(10, Read("leaklint.weak.purged") - before);
        GC.KeepAlive(kept);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void Fill(WeakSet<object> set)
        {
            for (int i = 0; i < 10; i++)
            {
                set.Add(new object());
            }
        }
    }

    [Fact]
    public void Handlers_that_a_weak_event_drops_are_counted_and_those_that_are_removed_are_not()
    {
        WeakEvent<int> changed = new();
        int[] told = [0];
        using IDisposable removed = changed.Subscribe(told, static (self, _, e) => self[0] += e);
        long before = Read("leaklint.weak.purged");
        Fill(changed);
        Collector.Run();
        changed.Raise(this, 1);
        Assert.Equal((1, 1), (told[0], changed.EntryCount));
        removed.Dispose();
        Assert.Equal(10, Read("leaklint.weak.purged") - before);
        GC.KeepAlive(told);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void Fill(WeakEvent<int> changed)
        {
            for (int i = 0; i < 10; i++)
            {
                changed.Subscribe(new int[1], static (self, _, e) => self[0] += e);
            }
        }
    }

    /// <summary>What a listener is told now.</summary>
    private static long Read(string instrument, string? tag = null)
    {
        List<long> heard = [];
        using MeterListener listener = new()
        {
            InstrumentPublished = (published, self) =>
            {
                if (published.Meter.Name == "LeakLint.Runtime" && published.Name == instrument)
                {
                    self.EnableMeasurementEvents(published);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            if (tag is null || tag.Equals(tags[0].Value))
            {
                heard.Add(value);
            }
        });
        listener.Start();
        listener.RecordObservableInstruments();
        return Assert.Single(heard);
    }
}

/// <summary>Tests of what is counted for the whole process: no other test runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class CollectionOfProcessCounts
{
    public const string Name = "Process counts";
}
#endif
