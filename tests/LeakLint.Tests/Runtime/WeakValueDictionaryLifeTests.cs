using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using Xunit;

namespace LeakLint.Tests.Runtime;

public sealed class WeakValueDictionaryLifeTests
{
    [Fact]
    public void B32_an_enumeration_skips_what_dies_meanwhile_and_keeps_its_current_value_only()
    {
        List<object> kept = [];
        WeakValueDictionary<int, object> map = Values.Live(50, kept);
        using IEnumerator<KeyValuePair<int, object>> enumerator = map.GetEnumerator();
        for (int i = 0; i < 10; i++)
        {
            Assert.True(enumerator.MoveNext());
        }

        kept.Clear();
        Collector.Run();
        map.Purge();
        Assert.Equal(1, map.ApproximateCount);
        Assert.False(enumerator.MoveNext());
    }

    [Fact]
    public void B35_the_count_only_shrinks_while_values_die_and_is_never_negative()
    {
        const int entries = 2_000;
        List<object> kept = [];
        WeakValueDictionary<int, object> map = Values.Live(entries, kept);
        int before = map.ApproximateCount;
        while (kept.Count > 0)
        {
            kept.RemoveRange(0, Math.Min(500, kept.Count));
            Collector.Run();
            map.Purge();
            Assert.InRange(map.ApproximateCount, 0, before);
            before = map.ApproximateCount;
        }

        Assert.Equal(0, before);
    }

    [Fact]
    public void B36_after_a_collection_and_a_purge_the_count_is_that_of_the_live_entries()
    {
        List<object> kept = [];
        WeakValueDictionary<int, object> map = Values.Live(1_000, kept);
        kept.RemoveRange(100, 900);
        Collector.Run();
        int purged = map.Purge();
        Assert.Equal(100, map.ApproximateCount);
        Assert.Equal(900, purged);
        Assert.Equal(Enumerable.Range(0, 100), map.Select(pair => pair.Key).Order());
        GC.KeepAlive(kept);
    }

    [Fact]
    public void B37_a_cycle_between_values_does_not_keep_entries()
    {
        WeakValueDictionary<int, object> map = new();
        AddRing(map);
        Collector.Run();
        map.Purge();
        Assert.Equal(0, map.ApproximateCount);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void AddRing(WeakValueDictionary<int, object> map)
        {
            object[] first = new object[1];
            object[] second = [first];
            first[0] = second;
            map[1] = first;
            map[2] = second;
        }
    }

    [Fact]
    public void B42_B43_a_dictionary_is_collected_though_its_values_live()
    {
        List<object> kept = [];
        WeakReference map = Make(kept);
        Collector.Run();
        Assert.False(map.IsAlive);
        Assert.Equal(100, kept.Count);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference Make(List<object> kept) => new(Values.Live(100, kept));
    }

    [Fact]
    public void B44_a_value_that_refers_to_its_key_or_to_the_dictionary_dies_all_the_same()
    {
        WeakValueDictionary<object, object> map = new();
        AddSelf(map);
        Collector.Run();
        map.Purge();
        Assert.Equal(0, map.ApproximateCount);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void AddSelf(WeakValueDictionary<object, object> map)
        {
            object key = new();
            map[key] = new object[] { key, map };
            object self = new();
            map[self] = new object[] { self };
        }
    }

    [Fact]
    public void B45_short_lived_values_leave_the_size_bounded_and_at_most_one_pass_a_collection()
    {
        const int batch = 5_000;
        WeakValueDictionary<int, object> map = new();
        int collections = GC.CollectionCount(0);
        for (int round = 0; round < 20; round++)
        {
            for (int i = 0; i < batch; i++)
            {
                Values.AddDead(map, (round * batch) + i);
            }

            GC.Collect();
            Assert.InRange(map.ApproximateCount, 0, 3 * batch);
        }

        Assert.InRange(map.Passes, 1, GC.CollectionCount(0) - collections);
    }

    [Fact]
    public void B46_a_purge_makes_no_pass_while_nothing_was_collected()
    {
        List<object> kept = [];
        WeakValueDictionary<int, object> map = Values.Live(1_000, kept);

        // Other tests may collect meanwhile: then the attempt says nothing.
        for (int attempt = 0; attempt < 1_000; attempt++)
        {
            int collections = GC.CollectionCount(0);
            map.Purge();
            int passes = map.Passes;
            map.Purge();
            map.Purge();
            if (collections == GC.CollectionCount(0))
            {
                Assert.Equal(passes, map.Passes);
                GC.KeepAlive(kept);
                return;
            }
        }

        Assert.Fail("Never undisturbed.");
    }

    [Fact]
    public void B47_setting_an_existing_key_allocates_nothing()
    {
        WeakValueDictionary<string, object> map = new();
        object first = new();
        object second = new();
        map["key"] = first;
        Set(map, first, second);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Set(map, first, second);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.InRange(allocated, 0, 500);
        Assert.Same(second, map["key"]);

        static void Set(WeakValueDictionary<string, object> map, object first, object second)
        {
            for (int i = 0; i < 1_000; i++)
            {
                map["key"] = first;
                map["key"] = second;
            }
        }
    }

    [Fact]
    public void B49_a_finalizable_value_is_gone_before_its_finalizer_runs_and_stays_gone_when_resurrected()
    {
        WeakValueDictionary<int, Phoenix> map = new();
        Make(map);
        for (int i = 0; i < 100 && Phoenix.Risen is null; i++)
        {
            Collector.Run();
        }

        Assert.NotNull(Phoenix.Risen);
        Assert.False(Phoenix.FoundInFinalizer);
        Assert.False(map.TryGetValue(1, out _));

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void Make(WeakValueDictionary<int, Phoenix> map) => map[1] = new Phoenix(map);
    }

    private sealed class Phoenix(WeakValueDictionary<int, Phoenix> map)
    {
        public static volatile Phoenix? Risen;
        public static volatile bool FoundInFinalizer;

        ~Phoenix()
        {
            FoundInFinalizer = map.TryGetValue(1, out _);
            Risen = this;
        }
    }
}
