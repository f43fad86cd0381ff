using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Xunit;

namespace LeakLint.Tests.Runtime;

/// <summary>What the cache answers and how values leave it; <see cref="BoundedCacheRaceTests"/> has the threads.</summary>
public sealed class BoundedCacheTests
{
    [Fact]
    public void B79_a_new_value_is_always_admitted_and_the_one_used_longest_ago_leaves()
    {
        using BoundedCache<int, string> cache = new(3);
        for (int i = 0; i < 200; i++)
        {
            cache[i] = "v" + i;
            Assert.True(cache.TryGetValue(i, out string? value), "not there right after it was set");
            Assert.Equal("v" + i, value);
            Assert.Equal(Math.Min(i + 1, 3), cache.Count);
            Assert.False(cache.TryGetValue(i - 3, out _));
        }
    }

    [Fact]
    public void B79_reading_setting_and_get_or_add_are_uses_and_the_order_is_exact()
    {
        List<int> left = [];
        using BoundedCache<int, string> cache = new(4, evicted: (key, _, _) => left.Add(key));
        foreach (int key in new[] { 1, 2, 3, 4 })
        {
            cache[key] = "";
        }

        cache.TryGetValue(1, out _);
        Assert.Equal("", cache[3]);
        cache.GetOrAdd(2, static _ => "made again");
        cache.TryGetValue(99, out _);
        cache[4] = "";
        foreach (int key in new[] { 5, 6, 7, 8 })
        {
            cache[key] = "";
        }

        Assert.Equal([1, 3, 2, 4], left);
    }

    [Fact]
    public void B79_the_order_agrees_with_a_list_that_is_kept_by_hand()
    {
        const int capacity = 7;
        List<int> left = [];
        List<int> expected = [];
        using BoundedCache<int, string> cache = new(capacity, evicted: (key, _, _) => left.Add(key));
        List<int> model = [];
        Random random = new(1);
        for (int i = 0; i < 20_000; i++)
        {
            int key = random.Next(12);
            switch (random.Next(4))
            {
                case 0:
                    Assert.Equal(model.Contains(key), cache.TryGetValue(key, out _));
                    if (model.Remove(key))
                    {
                        model.Add(key);
                    }

                    break;
                case 1:
                    Assert.Equal(model.Remove(key), cache.Remove(key, out _));
                    break;
                default:
                    cache[key] = "same";
                    model.Remove(key);
                    model.Add(key);
                    if (model.Count > capacity)
                    {
                        expected.Add(model[0]);
                        model.RemoveAt(0);
                    }

                    break;
            }

            Assert.Equal(model.Count, cache.Count);
        }

        Assert.NotEmpty(expected);
        Assert.Equal(expected, left);
    }

    [Fact]
    public void B80_the_callback_is_told_once_of_every_value_that_leaves_and_why_and_then_it_is_disposed()
    {
        List<string> told = [];
        Dictionary<string, Resource> values = new() { ["a"] = new(), ["b"] = new(), ["b2"] = new(), ["c"] = new(), ["d"] = new(), ["e"] = new() };
        BoundedCache<string, Resource> cache = new(2, StringComparer.OrdinalIgnoreCase, (key, value, reason) =>
        {
            Assert.False(value.IsReleased);
            told.Add($"{key} {values.Single(pair => pair.Value == value).Key} {reason}");
        });
        cache["a"] = values["a"];
        cache["b"] = values["b"];
        cache["B"] = values["b2"];
        cache["c"] = values["c"];
        Assert.True(cache.Remove("C"));
        cache["d"] = values["d"];
        cache.Clear();
        cache["e"] = values["e"];
        cache.Dispose();
        Assert.Equal(["b b Replaced", "a a Capacity", "c c Removed", "b b2 Cleared", "d d Cleared", "e e Cleared"], told);
        Assert.All(values.Values, value => Assert.Equal(1, value.Released));
        Assert.Equal(
            [1L, 1, 1, 3],
            new[] { EvictionReason.Capacity, EvictionReason.Replaced, EvictionReason.Removed, EvictionReason.Cleared }.Select(cache.EvictionCount));
    }

    [Fact]
    public void B80_the_callback_may_use_the_cache_and_no_lock_is_held_while_it_runs()
    {
        BoundedCache<int, string> cache = null!;
        List<string> told = [];
        cache = new BoundedCache<int, string>(1, evicted: (key, value, reason) =>
        {
            told.Add($"{key} {reason}");
            Race.Once(1, _ => cache.TryGetValue(key, out string? _));
            if (value == "again")
            {
                cache[key] = "for good";
            }
        });
        cache[1] = "again";
        cache[2] = "x";
        Assert.Equal(["1 Capacity", "2 Capacity"], told);
        Assert.Equal("for good", cache[1]);
        cache.Dispose();
    }

    [Fact]
    public void B80_a_callback_that_throws_is_heard_by_the_caller_and_the_value_is_disposed_all_the_same()
    {
        Resource first = new();
        Resource second = new();
        BoundedCache<int, Resource> cache = new(1, evicted: (key, _, _) => throw new FormatException(key.ToString()));
        cache[1] = first;
        Assert.Equal("1", Assert.Throws<FormatException>(() => cache[2] = second).Message);
        Assert.Equal(1, first.Released);
        Assert.Same(second, cache[2]);
        Assert.Equal("2", Assert.Throws<FormatException>(() => cache.Remove(2)).Message);
        Assert.Equal(1, second.Released);
        Assert.Equal(0, cache.Count);
    }

    [Fact]
    public void B81_disposing_evicts_everything_and_nothing_is_stored_afterwards()
    {
        Resource[] values = [new(), new(), new()];
        BoundedCache<int, Resource> cache = new(5);
        for (int i = 0; i < values.Length; i++)
        {
            cache[i] = values[i];
        }

        cache.Dispose();
        cache.Dispose();
        Assert.All(values, value => Assert.Equal(1, value.Released));
        Assert.Equal(0, cache.Count);
        Assert.False(cache.TryGetValue(0, out _));
        Resource late = new();
        Assert.Throws<ObjectDisposedException>(() => cache[1] = late);
        Assert.Throws<ObjectDisposedException>(() => cache.GetOrAdd(1, _ => throw new FormatException("made for nothing")));
        Assert.Equal(0, late.Released);
        Assert.False(cache.Remove(1));
        cache.Clear();
    }

    [Fact]
    public void B81_a_value_made_while_the_cache_is_disposed_is_released()
    {
        Resource made = new();
        List<EvictionReason> told = [];
        BoundedCache<int, Resource> cache = new(5, evicted: (_, _, reason) => told.Add(reason));
        Assert.Throws<ObjectDisposedException>(() => cache.GetOrAdd(1, _ =>
        {
            cache.Dispose();
            return made;
        }));
        Assert.Equal(1, made.Released);
        Assert.Equal([EvictionReason.Cleared], told);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void B81_values_that_throw_do_not_keep_the_others_from_being_released(int throwing)
    {
        Resource[] values = [.. Enumerable.Range(0, 5).Select(_ => new Resource())];
        BoundedCache<int, Resource> cache = new(5, evicted: (key, _, _) =>
        {
            if (key < throwing)
            {
                throw new FormatException();
            }
        });
        for (int i = 0; i < values.Length; i++)
        {
            cache[i] = values[i];
        }

        Exception thrown = Assert.ThrowsAny<Exception>(cache.Dispose);
        if (throwing == 1)
        {
            Assert.IsType<FormatException>(thrown);
        }
        else
        {
            Assert.Equal(throwing, Assert.IsType<AggregateException>(thrown).InnerExceptions.Count);
        }

        Assert.All(values, value => Assert.Equal(1, value.Released));
    }

    [Fact]
    public void B82_a_value_in_use_outlives_its_eviction_if_it_is_a_counted_handle()
    {
        using BoundedCache<int, SharedHandle<Resource>> cache = new(1);
        Resource value = new();
        SharedHandle<Resource> cached = cache.GetOrAdd(1, value, static (_, made) => SharedHandle.Create(made));
        SharedHandle<Resource> mine = cached.AddReference();
        cache.GetOrAdd(2, static _ => SharedHandle.Create(new Resource()));
        Assert.True(cached.IsDisposed);
        Assert.False(cached.TryAddReference(out _));
        Assert.Same(value, mine.Value);
        Assert.False(value.IsReleased);
        mine.Dispose();
        Assert.Equal(1, value.Released);
    }

    [Fact]
    public void Get_or_add_gives_what_is_there_and_a_factory_that_throws_leaves_nothing()
    {
        using BoundedCache<string, object?> cache = new(2);
        Assert.Throws<FormatException>(() => cache.GetOrAdd("x", _ => throw new FormatException()));
        Assert.Equal(0, cache.Count);
        object? made = cache.GetOrAdd("x", 7, static (key, arg) => key + arg);
        Assert.Equal("x7", made);
        Assert.Same(made, cache.GetOrAdd("x", _ => throw new FormatException()));
        Assert.Null(cache.GetOrAdd("none", _ => null));
        Assert.Null(cache.GetOrAdd("none", _ => throw new FormatException()));
    }

    [Fact]
    public void A_factory_may_use_the_cache_and_what_it_stored_itself_wins()
    {
        Resource inner = new();
        Resource outer = new();
        List<EvictionReason> told = [];
        BoundedCache<int, Resource> cache = new(2, evicted: (_, _, reason) => told.Add(reason));
        Resource got = cache.GetOrAdd(1, key =>
        {
            cache[key] = inner;
            return outer;
        });
        Assert.Same(inner, got);
        Assert.Equal(1, outer.Released);
        Assert.Equal(0, inner.Released);
        Assert.Equal([EvictionReason.Replaced], told);
        cache.Dispose();
    }

    [Fact]
    public void Setting_the_very_object_that_is_there_releases_nothing()
    {
        Resource value = new();
        using BoundedCache<int, Resource> cache = new(2, evicted: (_, _, _) => throw new FormatException(), disposeValues: true);
        cache[1] = value;
        cache[1] = value;
        Assert.Same(value, cache.GetOrAdd(1, _ => value));
        Assert.Equal(0, value.Released);
        Assert.True(cache.Remove(1, out _));
    }

    [Fact]
    public void Removing_with_the_value_hands_it_to_the_caller_untold_and_undisposed()
    {
        Resource value = new();
        using BoundedCache<int, Resource> cache = new(2, evicted: (_, _, _) => throw new FormatException());
        cache[1] = value;
        Assert.True(cache.Remove(1, out Resource? removed));
        Assert.Same(value, removed);
        Assert.Equal(0, value.Released);
        Assert.False(cache.Remove(1, out removed));
        Assert.Null(removed);
        Assert.Equal(0, cache.EvictionCount(EvictionReason.Removed));
    }

    [Fact]
    public void Values_that_are_somebody_elses_are_told_and_not_disposed()
    {
        Resource value = new();
        int told = 0;
        BoundedCache<int, Resource> cache = new(2, evicted: (_, _, _) => told++, disposeValues: false);
        cache[1] = value;
        cache.Dispose();
        Assert.Equal(1, told);
        Assert.Equal(0, value.Released);
    }

    [Fact]
    public void An_absent_key_a_null_key_and_a_capacity_of_none_are_refused()
    {
        using BoundedCache<string, string> cache = new(1);
        Assert.Equal(1, cache.Capacity);
        Assert.Throws<KeyNotFoundException>(() => cache["x"]);
        Assert.Equal("key", Assert.Throws<ArgumentNullException>(() => cache.TryGetValue(null!, out string? _)).ParamName);
        Assert.Equal("key", Assert.Throws<ArgumentNullException>(() => cache.Remove(null!)).ParamName);
        Assert.Equal("key", Assert.Throws<ArgumentNullException>(() => cache[null!] = "").ParamName);
        Assert.Equal("create", Assert.Throws<ArgumentNullException>(() => cache.GetOrAdd("x", null!)).ParamName);
        Assert.Equal("capacity", Assert.Throws<ArgumentOutOfRangeException>(() => new BoundedCache<string, string>(0)).ParamName);
    }

    [Fact]
    public void Reading_allocates_nothing()
    {
        // Keys that are values are boxed by the null check of a debug build.
        using BoundedCache<string, string> cache = new(2);
        cache["a"] = "x";
        cache["b"] = "y";
        Read(cache);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Read(cache);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 500);

        static void Read(BoundedCache<string, string> cache)
        {
            for (int i = 0; i < 1_000; i++)
            {
                Assert.True(cache.TryGetValue((i & 1) == 0 ? "a" : "b", out _));
                cache.GetOrAdd("b", "x", static (_, arg) => arg);
            }
        }
    }
}
