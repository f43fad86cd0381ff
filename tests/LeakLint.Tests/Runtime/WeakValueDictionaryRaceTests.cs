using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace LeakLint.Tests.Runtime;

public sealed class WeakValueDictionaryRaceTests
{
    [Fact]
    public void B27_a_set_that_races_a_purge_is_not_lost()
    {
        WeakValueDictionary<int, object> map = new();
        object value = new();
        Race.Rounds(
            threads: 2,
            most: 300,
            prepare: () =>
            {
                for (int i = 0; i < 20; i++)
                {
                    Values.AddDead(map, i);
                }

                GC.Collect(0);
            },
            body: index =>
            {
                if (index == 0)
                {
                    map.Purge();
                    return;
                }

                for (int i = 0; i < 20; i++)
                {
                    map[i] = value;
                }
            },
            check: () =>
            {
                for (int i = 0; i < 20; i++)
                {
                    Assert.Same(value, map[i]);
                }
            });
    }

    [Fact]
    public void B39_a_removal_that_returns_true_never_gives_null_and_happens_once()
    {
        WeakValueDictionary<int, object> map = new();
        object value = new();
        int[] removed = new int[3];
        Race.Rounds(
            threads: 3,
            most: 20_000,
            prepare: () =>
            {
                Array.Clear(removed);
                map[1] = value;
                Values.AddDead(map, 2);
            },
            body: index =>
            {
                if (map.Remove(1, out object? got))
                {
                    Assert.Same(value, got);
                    removed[index]++;
                }

                Assert.Equal(map.Remove(2, out got), got is not null);
            },
            check: () => Assert.Equal(1, removed.Sum()));
    }

    [Fact]
    public void B40_copying_while_another_thread_drops_values_throws_nothing()
    {
        List<object> kept = [];
        WeakValueDictionary<int, object> map = Values.Live(70_000, kept);
        Race.Once(2, index =>
        {
            for (int i = 0; i < 8; i++)
            {
                if (index == 0)
                {
                    kept.RemoveRange(kept.Count - 8_000, 8_000);
                    GC.Collect();
                    map.Purge();
                }
                else
                {
                    Dictionary<int, object> copy = map.ToDictionary(pair => pair.Key, pair => pair.Value);
                    Assert.DoesNotContain(copy.Values, value => value is null);
                }
            }
        });
        Assert.True(kept.Count <= map.ApproximateCount);
    }

    [Fact]
    public void B41_a_comparer_that_changes_the_dictionary_throws_nothing_and_blocks_nobody()
    {
        Mischief comparer = new();
        WeakValueDictionary<int, object> map = new(comparer);
        object value = new();
        comparer.Map = map;
        Race.While(2, (_, random) =>
        {
            int key = random.Next(40);
            map[key] = value;
            map.TryGetValue(key + 4, out object? _);
            map.Remove(key + 1);
            map.GetOrAdd(key + 2, value, static (_, made) => made);
        });
        comparer.Map = null;
        map.Clear();
        for (int i = 0; i < 40; i++)
        {
            map.Add(i, value);
        }

        Assert.Equal(40, map.Count());
    }

    [Fact]
    public void B41_a_comparer_that_changes_the_bucket_it_is_asked_about_every_time_is_named_and_hangs_nobody()
    {
        Meddler comparer = new();
        WeakValueDictionary<int, object> map = new(comparer);
        object value = new();
        map[1] = value;
        comparer.Map = map;
        Assert.Throws<InvalidOperationException>(() => map[2] = value);
        comparer.Map = null;
        map[2] = value;
        Assert.Same(value, map[2]);
    }

    [Fact]
    public void Readers_find_what_stays_while_others_make_it_grow_and_shrink()
    {
        List<object> kept = [];
        WeakValueDictionary<int, object> map = Values.Live(64, kept);
        Race.While(3, (index, random) =>
        {
            if (index == 0)
            {
                int key = random.Next(64);
                Assert.True(map.TryGetValue(key, out object? value), "lost for a moment");
                Assert.Same(kept[key], value);
                return;
            }

            int start = index * 100_000;
            int count = random.Next(400);
            for (int i = 0; i < count; i++)
            {
                map[start + i] = kept[0];
            }

            for (int i = 0; i < count; i++)
            {
                Assert.True(map.Remove(start + i));
            }
        });
        Assert.Equal(64, map.ApproximateCount);
    }

    /// <summary>One hash, and an Equals that always puts something new into the bucket.</summary>
    private sealed class Meddler : IEqualityComparer<int>
    {
        private bool _inside;

        public WeakValueDictionary<int, object>? Map { get; set; }

        public bool Equals(int x, int y)
        {
            if (Map is { } map && !_inside)
            {
                _inside = true;
                map.Remove(99);
                map[99] = this;
                _inside = false;
            }

            return x == y;
        }

        public int GetHashCode(int obj) => 0;
    }

    /// <summary>Few hashes, and an Equals that changes the dictionary it serves.</summary>
    private sealed class Mischief : IEqualityComparer<int>
    {
        [ThreadStatic]
        private static int _depth;

        public WeakValueDictionary<int, object>? Map { get; set; }

        public bool Equals(int x, int y)
        {
            if (Map is { } map && _depth == 0)
            {
                _depth++;
                map.Remove(x + 8);
                map.Remove(y + 4);
                map[y + 1] = this;
                map.Purge();
                if (x == 3)
                {
                    map.Clear();
                }

                _depth--;
            }

            return x == y;
        }

        public int GetHashCode(int obj) => obj & 3;
    }
}
