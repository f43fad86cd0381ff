using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using Xunit;

namespace LeakLint.Tests.Runtime;

public sealed class WeakSetTests
{
    [Fact]
    public void B50_items_are_compared_by_reference_whatever_they_call_equal()
    {
        Lookalike first = new();
        Lookalike second = new();
        Assert.True(first.Equals(second));
        WeakSet<Lookalike> set = new();
        Assert.True(set.Add(first));
        Assert.False(set.Contains(second));
        Assert.True(set.Add(second));
        Assert.Equal(2, set.ApproximateCount);
        Assert.True(set.Remove(first));
        Assert.False(set.Contains(first));
        Assert.True(set.Contains(second));
    }

    [Fact]
    public void B50_adding_a_present_item_returns_false()
    {
        WeakSet<object> set = new();
        object item = new();
        Assert.True(set.Add(item));
        Assert.False(set.Add(item));
        Assert.Equal(1, set.ApproximateCount);
        Assert.Same(item, Assert.Single(set));
        Assert.True(set.Remove(item));
        Assert.False(set.Remove(item));
        Assert.True(set.Add(item));
    }

    [Fact]
    public void B50_dead_items_are_equal_to_nothing_and_are_not_enumerated()
    {
        WeakSet<object> set = new();
        for (int i = 0; i < 1_000; i++)
        {
            AddDead(set);
        }

        Collector.Run();
        List<object> kept = [];
        for (int i = 0; i < 1_000; i++)
        {
            object item = new();
            kept.Add(item);
            Assert.False(set.Contains(item));
            Assert.True(set.Add(item));
        }

        Assert.Equal(kept.ToHashSet(ReferenceEqualityComparer.Instance), set.ToHashSet<object>(ReferenceEqualityComparer.Instance));
    }

    [Fact]
    public void B50_an_item_keeps_its_place_while_its_hash_code_changes()
    {
        WeakSet<Lookalike> set = new();
        Lookalike item = new();
        set.Add(item);
        item.Hash = 17;
        Assert.True(set.Contains(item));
        Assert.True(set.Remove(item));
    }

    [Fact]
    public void B36_after_a_collection_and_a_purge_the_count_is_that_of_the_live_items()
    {
        List<object> kept = [];
        WeakSet<object> set = Live(1_000, kept);
        kept.RemoveRange(100, 900);
        Collector.Run();
        int purged = set.Purge();
        Assert.Equal(100, set.ApproximateCount);
        Assert.Equal(900, purged);
        Assert.All(kept, item => Assert.True(set.Contains(item)));
    }

    [Fact]
    public void B45_short_lived_items_leave_the_size_bounded_and_at_most_one_pass_a_collection()
    {
        const int batch = 5_000;
        WeakSet<object> set = new();
        int collections = GC.CollectionCount(0);
        for (int round = 0; round < 20; round++)
        {
            for (int i = 0; i < batch; i++)
            {
                AddDead(set);
            }

            GC.Collect();
            Assert.InRange(set.ApproximateCount, 0, 3 * batch);
        }

        Assert.InRange(set.Passes, 1, GC.CollectionCount(0) - collections);
    }

    [Fact]
    public void B33_B34_an_enumeration_is_a_snapshot_that_changes_do_not_disturb()
    {
        List<object> kept = [];
        WeakSet<object> set = Live(100, kept);
        int seen = 0;
        foreach (object item in set)
        {
            seen++;
            set.Remove(item);
            kept.Add(new object());
            set.Add(kept[^1]);
            if (seen == 90)
            {
                set.Clear();
            }
        }

        Assert.Equal(100, seen);
        Assert.Equal(10, set.ApproximateCount);
    }

    [Fact]
    public void B32_an_enumeration_skips_what_dies_meanwhile_and_keeps_its_current_item_only()
    {
        List<object> kept = [];
        WeakSet<object> set = Live(50, kept);
        using IEnumerator<object> enumerator = set.GetEnumerator();
        Assert.True(enumerator.MoveNext());
        kept.Clear();
        Collector.Run();
        set.Purge();
        Assert.Equal(1, set.ApproximateCount);
        Assert.False(enumerator.MoveNext());
    }

    [Fact]
    public void B43_a_set_is_collected_though_its_items_live()
    {
        List<object> kept = [];
        WeakReference set = Make(kept);
        Collector.Run();
        Assert.False(set.IsAlive);
        Assert.Equal(100, kept.Count);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference Make(List<object> kept) => new(Live(100, kept));
    }

    [Fact]
    public void Asking_and_adding_what_is_present_allocate_nothing()
    {
        WeakSet<object> set = new();
        object item = new();
        set.Add(item);
        Ask(set, item);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Ask(set, item);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 500);

        static void Ask(WeakSet<object> set, object item)
        {
            for (int i = 0; i < 1_000; i++)
            {
                Assert.True(set.Contains(item));
                Assert.False(set.Add(item));
            }
        }
    }

    [Fact]
    public void Null_is_refused_by_the_name_of_the_parameter()
    {
        WeakSet<object> set = new();
        Assert.Equal("item", Assert.Throws<ArgumentNullException>(() => set.Add(null!)).ParamName);
        Assert.Equal("item", Assert.Throws<ArgumentNullException>(() => set.Remove(null!)).ParamName);
        Assert.Equal("item", Assert.Throws<ArgumentNullException>(() => set.Contains(null!)).ParamName);
    }

    // About two million operations. The kept items belong to one thread each, so that it knows what the set must answer;
    // the dead ones make purges, growth and shrinking go on beside it.
    [Fact]
    public void Torture_adding_removing_and_purging_by_four_threads_loses_no_item_and_invents_none()
    {
        WeakSet<object> set = new();
        List<object>[] present = [[], [], [], []];
        Race.Once(4, index =>
        {
            Random random = new(index);
            object[] own = Enumerable.Range(0, 200).Select(_ => new object()).ToArray();
            bool[] added = new bool[own.Length];
            for (int i = 0; i < 250_000; i++)
            {
                int at = random.Next(own.Length);
                if (random.Next(2) == 0)
                {
                    Assert.Equal(!added[at], set.Add(own[at]));
                    added[at] = true;
                }
                else
                {
                    Assert.Equal(added[at], set.Remove(own[at]));
                    added[at] = false;
                }

                Assert.Equal(added[at], set.Contains(own[at]));
                if ((i & 3) == 0)
                {
                    AddDead(set);
                }

                if (i % 50_000 == index)
                {
                    GC.Collect(0);
                    set.Purge();
                }
            }

            present[index].AddRange(own.Where((_, at) => added[at]));
        });
        Collector.Run();
        set.Purge();
        int count = present.Sum(items => items.Count);
        Assert.Equal(count, set.ApproximateCount);
        Assert.Equal(count, set.Count());
        Assert.All(present.SelectMany(items => items), item => Assert.True(set.Contains(item)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Of_threads_that_add_or_remove_one_item_one_succeeds(bool adding)
    {
        WeakSet<object> set = new();
        object[] items = [];
        int[] successes = [];
        Race.Rounds(
            threads: 3,
            most: 20_000,
            prepare: () =>
            {
                items = [.. Enumerable.Range(0, 30).Select(_ => new object())];
                successes = new int[items.Length];
                foreach (object item in adding ? [] : items)
                {
                    set.Add(item);
                }
            },
            body: _ =>
            {
                for (int i = 0; i < items.Length; i++)
                {
                    if (adding ? set.Add(items[i]) : set.Remove(items[i]))
                    {
                        Interlocked.Increment(ref successes[i]);
                    }
                }
            },
            check: () =>
            {
                Assert.All(successes, count => Assert.Equal(1, count));
                Assert.All(items, item => Assert.Equal(adding, set.Contains(item)));
                set.Clear();
            });
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void AddDead(WeakSet<object> set) => set.Add(new object());

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakSet<object> Live(int count, List<object> kept)
    {
        WeakSet<object> set = new();
        for (int i = 0; i < count; i++)
        {
            kept.Add(new object());
            set.Add(kept[i]);
        }

        return set;
    }

    private sealed class Lookalike
    {
        public int Hash { get; set; }

        public override bool Equals(object? obj) => obj is Lookalike;

        public override int GetHashCode() => Hash;
    }
}
