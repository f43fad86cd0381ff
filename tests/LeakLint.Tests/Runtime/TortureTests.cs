using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Xunit;

namespace LeakLint.Tests.Runtime;

/// <summary>Four million operations each, by threads that get in each other's way. The counts are fixed: how long a machine
/// takes decides nothing.</summary>
[Collection(CollectionOfTracking.Name)]
public sealed class TortureTests
{
    private const int Operations = 4_000_000;
    private const int Batch = 20_000;

    [Fact]
    public void B08_of_racing_releases_of_different_handles_exactly_one_releases_the_value()
    {
        const int threads = 4;
        Resource[] values = new Resource[Batch];
        SharedHandle<Resource>[][] handles = [.. Enumerable.Range(0, threads).Select(static _ => new SharedHandle<Resource>[Batch])];
        Race.Rounds(
            threads,
            Operations / Batch / threads,
            prepare: () =>
            {
                for (int i = 0; i < Batch; i++)
                {
                    handles[0][i] = SharedHandle.Create(values[i] = new Resource());
                    for (int thread = 1; thread < threads; thread++)
                    {
                        handles[thread][i] = handles[0][i].AddReference();
                    }
                }
            },
            body: index => Array.ForEach(handles[index], static handle => handle.Dispose()),
            check: () => Assert.DoesNotContain(values, static value => value.Released != 1),
            bounded: false);
    }

    [Fact]
    public void B13_of_racing_releases_of_the_same_handle_one_counts()
    {
        const int threads = 2;
        Resource value = new();
        using SharedHandle<Resource> kept = SharedHandle.Create(value);
        SharedHandle<Resource>[] handles = new SharedHandle<Resource>[Batch];
        Race.Rounds(
            threads,
            Operations / Batch / threads,
            prepare: () =>
            {
                for (int i = 0; i < Batch; i++)
                {
                    handles[i] = kept.AddReference();
                }
            },
            body: _ => Array.ForEach(handles, static handle => handle.Dispose()),
            check: () =>
            {
                Assert.Equal(1, kept.ReferenceCount);
                Assert.False(value.IsReleased);
            },
            bounded: false);
    }

    [Fact]
    public void B23_an_upgrade_that_races_the_last_release_gets_a_live_value_or_nothing()
    {
        const int threads = 4;
        Resource[] values = new Resource[Batch];
        SharedHandle<Resource>[] handles = new SharedHandle<Resource>[Batch];
        WeakHandle<Resource>[] weak = new WeakHandle<Resource>[Batch];
        Race.Rounds(
            threads,
            Operations / Batch / threads,
            prepare: () =>
            {
                for (int i = 0; i < Batch; i++)
                {
                    handles[i] = SharedHandle.Create(values[i] = new Resource());
                    weak[i] = handles[i].ToWeak();
                }
            },
            body: index =>
            {
                for (int i = 0; i < Batch; i++)
                {
                    if (index == 0)
                    {
                        handles[i].Dispose();
                    }
                    else if (weak[i].TryAddReference(out SharedHandle<Resource>? got))
                    {
                        if (got.Value.IsReleased)
                        {
                            throw new InvalidOperationException("a live handle over a released value");
                        }

                        got.Dispose();
                    }
                }
            },
            check: () => Assert.DoesNotContain(values, static value => value.Released != 1),
            bounded: false);
    }

    [Fact]
    public void B27_a_set_that_races_a_purge_is_not_lost()
    {
        const int threads = 2;
        const int keys = 64;
        WeakValueDictionary<int, object> map = new();
        object value = new();
        int running = threads;
        Race.Once(threads + 1, index =>
        {
            if (index == threads)
            {
                while (Volatile.Read(ref running) > 0)
                {
                    GC.Collect(0);
                    map.Purge();
                }

                return;
            }

            try
            {
                for (int i = 0; i < Operations / 2 / threads; i++)
                {
                    int key = (index * keys) + (i % keys);
                    Values.AddDead(map, key);
                    map[key] = value;
                    if (!map.TryGetValue(key, out object? found) || found != value)
                    {
                        throw new InvalidOperationException("lost");
                    }
                }
            }
            finally
            {
                Interlocked.Decrement(ref running);
            }
        });
        Assert.Equal(keys * threads, map.Count());
        Assert.True(map.Passes > 0);
    }

    [Fact]
    public void B53_registry_creations_that_race_last_releases_leave_nothing_behind()
    {
        const int threads = 4;
        int made = 0;
        int released = 0;
        HandleRegistry<int, Resource> registry = new(value =>
        {
            value.Dispose();
            Interlocked.Increment(ref released);
        });
        Race.Once(threads, index =>
        {
            Random random = new(index);
            for (int i = 0; i < Operations / threads; i++)
            {
                using SharedHandle<Resource> handle = registry.GetOrAdd(random.Next(3), _ =>
                {
                    Interlocked.Increment(ref made);
                    return new Resource();
                });
                if (handle.Value.IsReleased)
                {
                    throw new InvalidOperationException("a live handle over a released value");
                }
            }
        });
        Assert.Equal(made, released);
        Assert.Equal(0, registry.Count);
    }

    [Fact]
    public void B89_the_outstanding_list_is_exact_under_concurrent_acquires_and_disposals()
    {
        const int threads = 3;
        const int slots = 64;
        SharedHandle<Resource>?[] held = new SharedHandle<Resource>?[slots];
        using SharedHandle<Resource> first = SharedHandle.Create(new Resource());
        LeakTracking.Level = LeakTrackingLevel.Sites;
        try
        {
            int running = threads;
            Race.Once(threads + 1, index =>
            {
                if (index == threads)
                {
                    while (Volatile.Read(ref running) > 0)
                    {
                        Assert.InRange(Holders(), 0, slots + threads);
                    }

                    return;
                }

                Random random = new(index);
                try
                {
                    // An acquire and a dispose each, of which the dispose is mostly of another thread's handle.
                    for (int i = 0; i < Operations / 2 / threads; i++)
                    {
                        Interlocked.Exchange(ref held[random.Next(slots)], first.AddReference())?.Dispose();
                    }
                }
                finally
                {
                    Interlocked.Decrement(ref running);
                }
            });
        }
        finally
        {
            LeakTracking.Level = LeakTrackingLevel.Disabled;
        }

        Assert.Equal(held.Count(static handle => handle is not null), Holders());
        Array.ForEach(held, static handle => handle?.Dispose());
        Assert.Equal(0, Holders());
        Assert.Equal(1, first.ReferenceCount);

        int Holders() => LeakTracking.GetHolders(first).Sum(static record => record.Count);
    }

    [Fact]
    public void B96_collections_that_race_upgrades_and_disposals_release_each_value_once_and_none_in_use()
    {
        const int threads = 3;
        const int slots = 32;
        HandleCycles.Collect();
        WeakHandle<Link>[] known = new WeakHandle<Link>[slots];
        object[] gates = [.. Enumerable.Range(0, slots).Select(static _ => new object())];
        List<Link>[] made = [.. Enumerable.Range(0, threads).Select(static _ => new List<Link>())];
        int collected = 0;
        int running = threads;
        Race.Once(threads + 1, index =>
        {
            if (index == threads)
            {
                while (Volatile.Read(ref running) > 0)
                {
                    collected += HandleCycles.Collect();
                }

                return;
            }

            try
            {
                Random random = new(index);
                for (int i = 0; i < Operations / threads; i++)
                {
                    int slot = random.Next(slots);
                    WeakHandle<Link> weak;
                    lock (gates[slot])
                    {
                        weak = known[slot];
                    }

                    if (!weak.TryAddReference(out SharedHandle<Link>? got))
                    {
                        weak = Link.Ring(random.Next(1, 4), made[index]);
                        lock (gates[slot])
                        {
                            known[slot] = weak;
                        }

                        continue;
                    }

                    // As long as we hold one, all it leads to is there.
                    SharedHandle<Link> next = got.Value.Next!;
                    SharedHandle<Link> second = next.AddReference();
                    if (got.Value.IsReleased || second.Value.IsReleased || second.Value.Next!.Value.IsReleased)
                    {
                        throw new InvalidOperationException("released in use");
                    }

                    got.Dispose();
                    if (second.Value.IsReleased)
                    {
                        throw new InvalidOperationException("released in use");
                    }

                    second.Dispose();
                }
            }
            finally
            {
                Interlocked.Decrement(ref running);
            }
        });
        collected += HandleCycles.Collect();
        Assert.Equal(made.Sum(static list => list.Count), collected);
        Assert.All(made, static list => Assert.DoesNotContain(list, static link => link.Released != 1));
        Assert.True(collected > slots * 3, "too few collections to speak of a race");
    }

    /// <summary>An owner of one handle, which other threads may read at any time.</summary>
    private sealed class Link : IHandleOwner, IDisposable
    {
        public int Released;
        private SharedHandle<Link>? _next;

        public bool IsReleased => Volatile.Read(ref Released) != 0;

        public SharedHandle<Link>? Next => Volatile.Read(ref _next);

        public static WeakHandle<Link> Ring(int count, List<Link> made)
        {
            SharedHandle<Link> first = SharedHandle.Create(new Link());
            made.Add(first.Value);
            SharedHandle<Link> last = first;
            for (int i = 1; i < count; i++)
            {
                SharedHandle<Link> link = SharedHandle.Create(new Link());
                made.Add(link.Value);
                Volatile.Write(ref last.Value._next, link);
                last = link;
            }

            WeakHandle<Link> weak = first.ToWeak();
            Volatile.Write(ref last.Value._next, first);
            return weak;
        }

        public void VisitHandles(ref HandleVisitor visitor) => visitor.Visit(Next);

        public void Dispose()
        {
            Interlocked.Increment(ref Released);
            Next?.Dispose();
        }
    }
}
