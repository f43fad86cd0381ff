using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Threading;
using Xunit;

namespace LeakLint.Tests.Runtime;

public sealed class BoundedCacheRaceTests
{
    [Fact]
    public void B83_of_values_made_at_the_same_time_one_wins_and_the_others_are_released()
    {
        BoundedCache<int, Resource> cache = new(2);
        Resource[] got = new Resource[4];
        Resource?[] made = new Resource?[4];
        int key = 0;
        int lost = 0;
        Race.Rounds(
            threads: 4,
            most: 20_000,
            prepare: () =>
            {
                key++;
                Array.Clear(made);
            },
            body: index => got[index] = cache.GetOrAdd(key, (index, made), static (_, arg) => arg.made[arg.index] = new Resource()),
            check: () =>
            {
                Assert.All(got, value => Assert.Same(got[0], value));
                Assert.Equal(0, got[0].Released);
                foreach (Resource loser in made.OfType<Resource>().Where(each => each != got[0]))
                {
                    Assert.Equal(1, loser.Released);
                    lost++;
                }
            });
        cache.Dispose();
        Assert.Equal(lost, cache.EvictionCount(EvictionReason.Replaced));
    }

    // Two million operations by four threads on three times as many keys as there is room for.
    [Fact]
    public void B80_torture_every_value_leaves_exactly_once_or_is_handed_out()
    {
        const int operations = 500_000;
        ConcurrentBag<Item[]> all = [];
        int told = 0;
        BoundedCache<int, Item> cache = new(100, evicted: (key, item, _) =>
        {
            Assert.Equal(key, item.Key);
            Assert.Equal(1, Interlocked.Increment(ref item.Left));
            Interlocked.Increment(ref told);
        });
        Race.Once(4, index =>
        {
            Random random = new(index);
            Item[] made = new Item[operations];
            int count = 0;
            Func<int, Item> create = key => made[count++] = new Item(key);
            for (int i = 0; i < operations; i++)
            {
                int key = random.Next(300);
                switch (random.Next(100))
                {
                    case < 40:
                        if (cache.TryGetValue(key, out Item? found))
                        {
                            Assert.Equal(key, found.Key);
                        }

                        break;
                    case < 60:
                        cache[key] = create(key);
                        break;
                    case < 90:
                        Assert.Equal(key, cache.GetOrAdd(key, create).Key);
                        break;
                    case < 95:
                        cache.Remove(key);
                        break;
                    case < 99:
                        if (cache.Remove(key, out Item? mine))
                        {
                            Assert.Equal(1, Interlocked.Increment(ref mine.Left));
                            mine.Dispose();
                        }

                        break;
                    default:
                        Assert.InRange(cache.Count, 0, 100);
                        if (i % 1_000 == 0)
                        {
                            cache.Clear();
                        }

                        break;
                }
            }

            all.Add(made[..count]);
        });
        cache.Dispose();
        Assert.Equal(0, cache.Count);
        Assert.All(all.SelectMany(made => made), item => Assert.Equal((1, 1), (item.Left, item.Disposed)));
        Assert.Equal(told, Enum.GetValues<EvictionReason>().Sum(cache.EvictionCount));
        Assert.True(cache.EvictionCount(EvictionReason.Capacity) > operations / 10);
    }

    [Fact]
    public void B81_what_is_stored_while_the_cache_is_disposed_is_released_or_refused()
    {
        BoundedCache<int, Resource> cache = null!;
        Resource[] values = [];
        bool[] refused = new bool[3];
        Race.Rounds(
            threads: 3,
            most: 20_000,
            prepare: () =>
            {
                cache = new BoundedCache<int, Resource>(2);
                values = [new(), new(), new()];
                Array.Clear(refused);
            },
            body: index =>
            {
                if (index == 0)
                {
                    cache.Dispose();
                    return;
                }

                try
                {
                    cache[index] = values[index];
                }
                catch (ObjectDisposedException)
                {
                    refused[index] = true;
                }
            },
            check: () =>
            {
                Assert.Equal(0, cache.Count);
                for (int i = 1; i < 3; i++)
                {
                    Assert.Equal(refused[i] ? 0 : 1, values[i].Released);
                }
            });
    }

    private sealed class Item(int key) : IDisposable
    {
        public readonly int Key = key;
        public int Left;
        public int Disposed;

        public void Dispose() => Interlocked.Increment(ref Disposed);
    }
}
