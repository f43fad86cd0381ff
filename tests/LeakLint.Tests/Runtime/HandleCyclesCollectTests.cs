using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Xunit;

namespace LeakLint.Tests.Runtime;

[Collection(CollectionOfTracking.Name)]
public sealed class HandleCyclesCollectTests : IDisposable
{
    public HandleCyclesCollectTests() => HandleCycles.Collect();

    public void Dispose() => HandleCycles.Collect([]);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void B96_weak_handles_fail_first_and_each_value_is_released_once(int count)
    {
        WeakHandle<Owner>[] ring = Owner.Ring(count);
        List<Owner> values = Values(ring);
        int upgraded = 0;
        values.ForEach(value => value.Releasing = _ =>
        {
            foreach (WeakHandle<Owner> weak in ring)
            {
                upgraded += weak.IsAlive || weak.TryAddReference(out SharedHandle<Owner>? _) ? 1 : 0;
            }
        });
        Assert.Equal(count, HandleCycles.Collect());
        Assert.Equal(0, upgraded);
        Assert.All(values, static value => Assert.Equal(1, value.Released));
        Assert.All(values.SelectMany(static value => value.Handles), static handle =>
        {
            Assert.True(handle.IsDisposed);
            Assert.Equal(0, handle.ReferenceCount);
        });
        Assert.Equal(0, HandleCycles.Collect());
        Assert.Empty(HandleCycles.Find());
    }

    [Fact]
    public void B95_a_ring_of_100_000_is_released_without_recursion()
    {
        const int count = 100_000;
        WeakHandle<Owner>[] ring = Owner.Ring(count);
        List<Owner> values = Values(ring);
        Race.Once(1, _ => Assert.Equal(count, HandleCycles.Collect()), stackSize: 256 * 1024);
        Assert.All(values, static value => Assert.Equal(1, value.Released));
    }

    [Fact]
    public void B95_a_live_owner_and_all_it_leads_to_are_left_alone()
    {
        using SharedHandle<Owner> live = Owner.New();
        WeakHandle<Owner>[] ring = Owner.Ring(3);
        live.Value.Handles.Add(Upgrade(ring[0]));
        Assert.Equal(0, HandleCycles.Collect());
        Assert.All(ring, static weak => Assert.True(weak.IsAlive));
        Assert.Equal(2, live.Value.Handles[0].ReferenceCount);
        live.Value.Handles[0].Dispose();
        live.Value.Handles.Clear();
        Assert.Equal(3, HandleCycles.Collect());
    }

    [Fact]
    public void B95_what_only_a_cycle_holds_is_released_with_it_owners_before_what_they_hold()
    {
        WeakHandle<Owner>[] ring = Owner.Ring(2);
        SharedHandle<Owner> first = Owner.New("first");
        SharedHandle<Owner> second = Owner.New("second");
        Resource leaf = new();
        SharedHandle<Resource> leafHandle = SharedHandle.Create(leaf);
        List<string> order = [];
        second.Value.Releasing = _ =>
        {
            order.Add("second");
            leafHandle.Dispose();
        };
        first.Value.Releasing = owner =>
        {
            order.Add("first");
            Assert.False(owner.Handles[0].Value.IsReleased);
        };
        first.Value.Handles.Add(second);
        using (SharedHandle<Owner> handle = Upgrade(ring[1]))
        {
            handle.Value.Handles.Add(first);
        }

        Assert.Equal(4, HandleCycles.Collect());
        Assert.Equal(["first", "second"], order);
        Assert.Equal(1, leaf.Released);
    }

    [Fact]
    public void B95_a_release_action_may_create_handles()
    {
        WeakHandle<Owner>[] ring = Owner.Ring(2);
        SharedHandle<Owner>? made = null;
        foreach (Owner value in Values(ring))
        {
            value.Releasing = _ =>
            {
                made ??= Owner.New();
                made.AddReference().Dispose();
                Owner.Ring(2);
                Assert.DoesNotContain(HandleCycles.Find(), cycle => cycle.Members.Contains(made.Value));
            };
        }

        Assert.Equal(2, HandleCycles.Collect());
        Assert.Equal(1, made!.ReferenceCount);
        made.Dispose();

        // The rings that were made meanwhile are for the next call.
        Assert.InRange(HandleCycles.Find().Count, 0, 2);
    }

    [Fact]
    public void B96_a_release_action_may_collect()
    {
        WeakHandle<Owner>[] ring = Owner.Ring(3);
        List<Owner> values = Values(ring);
        values.ForEach(static value => value.Releasing = static _ => HandleCycles.Collect());
        Assert.Equal(3, HandleCycles.Collect());
        Assert.All(values, static value => Assert.Equal(1, value.Released));
    }

    [Fact]
    public void B96_what_a_release_action_saves_lives_on_with_all_it_leads_to_and_the_others_are_released()
    {
        // a <-> b lead to c <-> d: b is released, or a, whichever comes first, and saves c.
        WeakHandle<Owner>[] doomed = Owner.Ring(2);
        WeakHandle<Owner>[] saved = Owner.Ring(2);
        SharedHandle<Owner>? kept = null;
        List<Owner> dead = Values(doomed);
        List<Owner> alive = Values(saved);
        dead.ForEach(value => value.Handles.Add(Upgrade(saved[0])));
        dead.ForEach(value => value.Releasing = owner => kept ??= owner.Handles[^1].AddReference());

        Assert.Equal(2, HandleCycles.Collect());
        Assert.All(dead, static value => Assert.Equal(1, value.Released));
        Assert.All(alive, static value => Assert.Equal(0, value.Released));
        Assert.Equal(2, kept!.ReferenceCount);
        Assert.All(saved, static weak => Assert.True(weak.IsAlive));
        Upgrade(saved[1]).Dispose();
        Assert.Empty(HandleCycles.Find());

        kept.Dispose();
        Assert.Equal(2, HandleCycles.Collect());
        Assert.All(alive, static value => Assert.Equal(1, value.Released));
    }

    [Fact]
    public void B96_a_member_that_is_saved_keeps_the_members_it_leads_to()
    {
        WeakHandle<Owner>[] ring = Owner.Ring(5);
        List<Owner> values = Values(ring);
        SharedHandle<Owner>? kept = null;
        values.ForEach(value => value.Releasing = owner => kept ??= owner.Handles[0].AddReference());

        // The first to be released saves the next, which leads round to the last one before the released.
        Assert.Equal(1, HandleCycles.Collect());
        Assert.Equal(1, values.Sum(static value => value.Released));
        kept!.Dispose();
        Assert.All(values, static value => Assert.Equal(1, value.Released));
    }

    [Fact]
    public void B96_a_release_action_that_throws_is_reported_and_the_others_are_released()
    {
        WeakHandle<Owner>[] ring = Owner.Ring(4);
        List<Owner> values = Values(ring);
        values[2].Releasing = static _ => throw new FormatException("release");
        AggregateException failure = Assert.Throws<AggregateException>(() => HandleCycles.Collect());
        Assert.Equal("release", Assert.Single(failure.InnerExceptions).Message);
        Assert.All(values, static value => Assert.Equal(1, value.Released));

        List<Exception> failures = [];
        List<Owner> again = Values(Owner.Ring(1));
        again[0].Releasing = static _ => throw new FormatException("again");
        Assert.Equal(1, HandleCycles.Collect(failures));
        Assert.Equal("again", Assert.Single(failures).Message);
    }

    [Fact]
    public void B96_what_is_acquired_during_the_visits_is_left_alone()
    {
        WeakHandle<Owner>[] ring = Owner.Ring(3);
        List<Owner> values = Values(ring);
        List<SharedHandle<Owner>> taken = [];
        values[1].Visiting = () => taken.Add(Upgrade(ring[0]));
        Assert.Equal(0, HandleCycles.Collect());
        Assert.Empty(HandleCycles.Find());
        taken.ForEach(static handle => handle.Dispose());

        // Also when the handle is given back at once, and the count is what it was.
        values[1].Visiting = () => Upgrade(ring[0]).Dispose();
        Assert.Equal(0, HandleCycles.Collect());
        Assert.Empty(HandleCycles.Find());
        values[1].Visiting = null;
        Assert.Equal(3, HandleCycles.Collect());
    }

    [Fact]
    public void B96_a_handle_that_moves_from_owner_to_owner_between_the_visits_is_left_alone()
    {
        // x is shown by a, then moved to the outside while b is visited: no count changes.
        WeakHandle<Owner>[] ring = Owner.Ring(2);
        List<Owner> values = Values(ring);
        SharedHandle<Owner>? outside = null;
        values[1].Visiting = () =>
        {
            if (outside is null)
            {
                outside = values[0].Handles[0];
                values[0].Handles.Clear();
            }
        };
        Assert.Equal(0, HandleCycles.Collect());
        Assert.False(outside!.Value.IsReleased);
        values[1].Visiting = null;
        outside.Dispose();
        Assert.All(values, static value => Assert.Equal(1, value.Released));
    }

    [Fact]
    public void B96_another_thread_gets_a_live_value_or_fails_while_release_actions_run()
    {
        WeakHandle<Owner>[] ring = Owner.Ring(2);
        List<Owner> values = Values(ring);
        bool upgraded = true;
        values.ForEach(value => value.Releasing = _ => Race.Once(1, _ => upgraded = ring[0].TryAddReference(out SharedHandle<Owner>? _)));
        Assert.Equal(2, HandleCycles.Collect());
        Assert.False(upgraded);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void B95_random_graphs_are_judged_as_by_naive_reachability(int seed)
    {
        Random random = new(seed);
        for (int round = 0; round < 250; round++)
        {
            RandomGraph graph = new(random);
            Assert.Equal(graph.ExpectedCycles(), RandomGraph.Text(HandleCycles.Find().Select(static cycle => cycle.Members.Select(static member => ((Owner)member).Name))));
            int expected = graph.Unreachable().Count;
            Assert.Equal(expected, HandleCycles.Collect());
            graph.CheckReleased();
            Assert.Empty(HandleCycles.Find());
            graph.ReleaseRest();
            HandleCycles.Collect();
            Assert.Equal(0, HandleGraph.From(KnownOwners.Alive()).Count);
        }
    }

    internal static SharedHandle<Owner> Upgrade(WeakHandle<Owner> weak)
    {
        Assert.True(weak.TryAddReference(out SharedHandle<Owner>? handle));
        return handle;
    }

    private static List<Owner> Values(WeakHandle<Owner>[] weak)
    {
        List<Owner> values = [];
        foreach (WeakHandle<Owner> one in weak)
        {
            using SharedHandle<Owner> handle = Upgrade(one);
            values.Add(handle.Value);
        }

        return values;
    }

    /// <summary>Owners with random handles, some of them held from outside, beside a matrix that says the same.</summary>
    private sealed class RandomGraph
    {
        private readonly int _count;
        private readonly bool[,] _reaches;
        private readonly Owner[] _values;
        private readonly SharedHandle<Owner>?[] _outside;

        public RandomGraph(Random random)
        {
            _count = random.Next(1, 14);
            _reaches = new bool[_count, _count];
            _outside = [.. Enumerable.Range(0, _count).Select(static i => Owner.New(i.ToString("00", null)))];
            _values = [.. _outside.Select(static handle => handle!.Value)];
            int edges = random.Next(0, _count * 3);
            for (int i = 0; i < edges; i++)
            {
                int from = random.Next(_count);
                int to = random.Next(_count);
                _values[from].Holds(_outside[to]!);
                _reaches[from, to] = true;
            }

            for (int middle = 0; middle < _count; middle++)
            {
                for (int from = 0; from < _count; from++)
                {
                    for (int to = 0; to < _count; to++)
                    {
                        _reaches[from, to] |= _reaches[from, middle] && _reaches[middle, to];
                    }
                }
            }

            for (int i = 0; i < _count; i++)
            {
                if (random.Next(4) != 0)
                {
                    _outside[i]!.Dispose();
                    _outside[i] = null;
                }
            }
        }

        public static string Text(IEnumerable<IEnumerable<string>> groups) =>
            string.Join(" | ", groups.Select(static group => string.Join(',', group.Order())).Order());

        /// <summary>Those that counting alone did not release though nobody outside reaches them.</summary>
        public List<int> Unreachable() =>
        [
            .. Enumerable.Range(0, _count).Where(node => !IsReached(node) && Enumerable.Range(0, _count).Any(c => _reaches[c, c] && (c == node || _reaches[c, node]) && !IsReached(c))),
        ];

        public string ExpectedCycles() => Text(Enumerable.Range(0, _count)
            .Where(node => !IsReached(node) && _reaches[node, node])
            .Select(node => Enumerable.Range(0, _count).Where(other => _reaches[node, other] && _reaches[other, node]).Select(other => _values[other].Name))
            .GroupBy(static group => string.Join(',', group.Order()))
            .Select(static same => same.First()));

        public void CheckReleased()
        {
            for (int i = 0; i < _count; i++)
            {
                Assert.Equal(IsReached(i) ? 0 : 1, _values[i].Released);
            }
        }

        public void ReleaseRest() => Array.ForEach(_outside, static handle => handle?.Dispose());

        private bool IsReached(int node) => Enumerable.Range(0, _count).Any(from => _outside[from] is not null && (from == node || _reaches[from, node]));
    }
}
