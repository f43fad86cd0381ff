using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Xunit;

namespace LeakLint.Tests.Runtime;

public sealed class HandleRegistryTests
{
    [Fact]
    public void B52_others_share_what_the_first_made_and_the_last_dispose_removes_and_releases_it()
    {
        HandleRegistry<string, Resource> registry = new();
        Resource value = new();
        SharedHandle<Resource> first = registry.GetOrAdd("key", _ => value);
        SharedHandle<Resource> second = registry.GetOrAdd("key", 1, (_, _) => throw new InvalidOperationException("made again"));
        Assert.True(registry.TryGet("key", out SharedHandle<Resource>? third));
        Assert.Same(value, second.Value);
        Assert.Equal(3, third.ReferenceCount);
        Assert.Equal(1, registry.Count);
        Assert.Equal(["key"], registry.Keys());

        first.Dispose();
        second.Dispose();
        Assert.Equal(0, value.Released);
        third.Dispose();
        Assert.Equal(1, value.Released);
        Assert.Equal(0, registry.Count);
        Assert.Empty(registry.Keys());
        Assert.False(registry.TryGet("key", out SharedHandle<Resource>? none));
        Assert.Null(none);
    }

    [Fact]
    public void B53_a_get_that_races_the_last_release_gets_a_live_value()
    {
        int made = 0;
        int released = 0;
        HandleRegistry<int, Resource> registry = new(value =>
        {
            value.Dispose();
            Interlocked.Increment(ref released);
        });
        Race.While(3, (_, random) =>
        {
            using SharedHandle<Resource> handle = registry.GetOrAdd(random.Next(3), _ =>
            {
                Interlocked.Increment(ref made);
                return new Resource();
            });
            Assert.False(handle.Value.IsReleased, "a live handle over a released value");
        });
        Assert.True(made > 3);
        Assert.Equal(made, released);
        Assert.Equal(0, registry.Count);
    }

    [Fact]
    public void B53_during_the_release_the_key_is_free_again()
    {
        HandleRegistry<string, Resource>? registry = null;
        SharedHandle<Resource>? next = null;
        registry = new HandleRegistry<string, Resource>(value =>
        {
            value.Dispose();
            next ??= registry!.GetOrAdd("key", _ => new Resource());
        });
        registry.GetOrAdd("key", _ => new Resource()).Dispose();
        Assert.False(next!.Value.IsReleased);
        Assert.Equal(1, registry.Count);
        next.Dispose();
        Assert.Equal(0, registry.Count);
    }

    [Fact]
    public void B54_the_loser_of_a_creation_race_is_released_at_once()
    {
        HandleRegistry<string, Resource> registry = new();
        Resource winner = new();
        Resource loser = new();
        SharedHandle<Resource>? inner = null;
        using SharedHandle<Resource> outer = registry.GetOrAdd("key", key =>
        {
            inner = registry.GetOrAdd(key, _ => winner);
            return loser;
        });
        Assert.Same(winner, outer.Value);
        Assert.Equal(1, loser.Released);
        Assert.Equal(2, outer.ReferenceCount);
        inner!.Dispose();
        Assert.Equal(0, winner.Released);
    }

    [Fact]
    public void B54_of_racing_creators_all_get_one_value_and_the_rest_are_released()
    {
        HandleRegistry<int, Resource> registry = new();
        SharedHandle<Resource>[] handles = new SharedHandle<Resource>[4];
        Resource[] made = [.. Enumerable.Range(0, 4).Select(_ => new Resource())];
        bool[] ran = new bool[4];
        Race.Rounds(
            threads: 4,
            most: 10_000,
            prepare: () =>
            {
                Array.Clear(ran);
                made = [.. Enumerable.Range(0, 4).Select(_ => new Resource())];
            },
            body: index => handles[index] = registry.GetOrAdd(1, _ =>
            {
                ran[index] = true;
                return made[index];
            }),
            check: () =>
            {
                Resource winner = handles[0].Value;
                Assert.All(handles, handle => Assert.Same(winner, handle.Value));
                Assert.Equal(4, handles[0].ReferenceCount);
                for (int i = 0; i < 4; i++)
                {
                    Assert.Equal(ran[i] && made[i] != winner ? 1 : 0, made[i].Released);
                    handles[i].Dispose();
                }

                Assert.Equal(1, winner.Released);
                Assert.Equal(0, registry.Count);
            });
    }

    [Fact]
    public void A_losers_release_that_throws_leaves_the_winner_uncounted()
    {
        Resource loser = new();
        HandleRegistry<string, Resource> registry = new(value =>
        {
            if (value == loser)
            {
                throw new FormatException();
            }
        });
        SharedHandle<Resource>? inner = null;
        Assert.Throws<FormatException>(() => registry.GetOrAdd("key", key =>
        {
            inner = registry.GetOrAdd(key, _ => new Resource());
            return loser;
        }));
        Assert.Equal(1, inner!.ReferenceCount);
        inner.Dispose();
        Assert.Equal(0, registry.Count);
    }

    [Fact]
    public void A_factory_that_throws_or_gives_null_adds_nothing()
    {
        HandleRegistry<string, Resource> registry = new();
        Assert.Throws<FormatException>(() => registry.GetOrAdd("key", _ => throw new FormatException()));
        Assert.Throws<InvalidOperationException>(() => registry.GetOrAdd("key", _ => null!));
        Assert.Equal(0, registry.Count);
    }

    [Fact]
    public void An_added_handle_is_not_counted_and_its_entry_goes_with_the_last_handle()
    {
        HandleRegistry<string, string> registry = new(_ => throw new InvalidOperationException("it brings its own"));
        int released = 0;
        SharedHandle<string> handle = SharedHandle.Create("x", _ => released++);
        registry.Add("one", handle);
        Assert.True(registry.TryAdd("two", handle));
        Assert.Equal(1, handle.ReferenceCount);
        Assert.Equal(["one", "two"], registry.Keys().Order());
        Assert.True(registry.TryGet("one", out SharedHandle<string>? found));
        handle.Dispose();
        Assert.Equal(2, registry.Count);
        found.Dispose();
        Assert.Equal(1, released);
        Assert.Equal(0, registry.Count);
    }

    [Fact]
    public void Add_refuses_a_live_duplicate_a_disposed_handle_and_null()
    {
        HandleRegistry<string, Resource> registry = new();
        using SharedHandle<Resource> handle = SharedHandle.Create(new Resource());
        using SharedHandle<Resource> other = SharedHandle.Create(new Resource());
        registry.Add("key", handle);
        Assert.Equal("key", Assert.Throws<ArgumentException>(() => registry.Add("key", other)).ParamName);
        Assert.False(registry.TryAdd("key", handle));
        Assert.Equal(1, handle.ReferenceCount);
        Assert.Equal(1, other.ReferenceCount);

        SharedHandle<Resource> disposed = SharedHandle.Create(new Resource());
        disposed.Dispose();
        Assert.Throws<ObjectDisposedException>(() => registry.Add("dead", disposed));
        Assert.Equal("handle", Assert.Throws<ArgumentNullException>(() => registry.Add("null", null!)).ParamName);
        Assert.Equal("key", Assert.Throws<ArgumentNullException>(() => registry.Set(null!, handle)).ParamName);
        Assert.Equal(1, handle.ReferenceCount);
        Assert.Equal(1, registry.Count);
    }

    [Fact]
    public void Set_replaces_and_the_death_of_the_one_before_leaves_the_new_entry()
    {
        HandleRegistry<string, Resource> registry = new();
        SharedHandle<Resource> before = SharedHandle.Create(new Resource());
        using SharedHandle<Resource> after = SharedHandle.Create(new Resource());
        registry.Set("key", before);
        registry.Set("key", after);
        registry.Set("key", after);
        before.Dispose();
        Assert.Equal(1, registry.Count);
        Assert.True(registry.TryGet("key", out SharedHandle<Resource>? found));
        Assert.Same(after.Value, found.Value);
        found.Dispose();
    }

    [Fact]
    public void Setting_handles_in_turn_gathers_nothing_in_their_blocks()
    {
        HandleRegistry<string, Resource> registry = new();
        using SharedHandle<Resource> first = SharedHandle.Create(new Resource());
        using SharedHandle<Resource> second = SharedHandle.Create(new Resource());
        for (int i = 0; i < 1_000; i++)
        {
            registry.Set("key", i % 2 == 0 ? first : second);
            Assert.False(registry.TryAdd("key", first));
        }

        Assert.Equal(0, first.Block.WatcherCount);
        Assert.Equal(1, second.Block.WatcherCount);
    }

    [Fact]
    public void Many_keys_and_handles_used_by_many_threads_leave_nothing_behind()
    {
        HandleRegistry<int, Resource> registry = new();
        List<Resource>[] made = [[], [], []];
        Race.While(3, (index, random) =>
        {
            int key = random.Next(8);
            Resource value = new();
            made[index].Add(value);
            using SharedHandle<Resource> mine = SharedHandle.Create(value);
            switch (random.Next(3))
            {
                case 0:
                    registry.Set(key, mine);
                    break;
                case 1:
                    registry.TryAdd(key, mine);
                    break;
                default:
                    if (registry.TryGet(key, out SharedHandle<Resource>? other))
                    {
                        Assert.False(other.Value.IsReleased);
                        other.Dispose();
                    }

                    break;
            }
        });
        Assert.Equal(0, registry.Count);
        Assert.All(made, list => Assert.DoesNotContain(list, value => value.Released != 1));
    }
}
