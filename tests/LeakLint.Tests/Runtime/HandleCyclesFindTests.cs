using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace LeakLint.Tests.Runtime;

/// <summary>What is found; <see cref="HandleCyclesCollectTests"/> has what is released. One after the other: the owners
/// are known to the whole process.</summary>
[Collection(CollectionOfTracking.Name)]
public sealed class HandleCyclesFindTests : IDisposable
{
    public HandleCyclesFindTests() => HandleCycles.Collect();

    public void Dispose() => HandleCycles.Collect([]);

    [Fact]
    public void B95_a_self_loop_is_a_cycle()
    {
        WeakHandle<Owner>[] ring = Owner.Ring(1);
        HandleCycle cycle = Assert.Single(HandleCycles.Find());
        Assert.Equal("Owner → Owner", cycle.ToString());
        Assert.Single(cycle.Members);
        Assert.Equal(cycle.Members, cycle.Path);
        Assert.True(ring[0].IsAlive);
    }

    [Fact]
    public void B95_two_that_hold_each_other_are_a_cycle()
    {
        WeakHandle<Owner>[] ring = Owner.Ring(2);
        HandleCycle cycle = Assert.Single(HandleCycles.Find());
        Assert.Equal(["n0", "n1"], Names(cycle.Path));
        Assert.Equal("flowchart LR\n    n0[\"Owner #1\"]\n    n1[\"Owner #2\"]\n    n0 --> n1\n    n1 --> n0\n", cycle.ToMermaid());
        GC.KeepAlive(ring);
    }

    [Fact]
    public void B95_a_complete_graph_of_four_is_one_cycle_with_a_way_of_two()
    {
        SharedHandle<Owner>[] all = [.. Enumerable.Range(0, 4).Select(static i => Owner.New("n" + i))];
        WeakHandle<Owner>[] weak = [.. all.Select(static handle => handle.ToWeak())];
        foreach (SharedHandle<Owner> from in all)
        {
            Array.ForEach(all, to => from.Value.Holds(to));
        }

        Array.ForEach(all, static handle => handle.Dispose());
        HandleCycle cycle = Assert.Single(HandleCycles.Find());
        Assert.Equal(["n0", "n1", "n2", "n3"], Names(cycle.Members).Order());

        // Each holds itself too: the shortest way is that.
        Assert.Single(cycle.Path);
        Assert.Equal("Owner → Owner, with 3 more around it", cycle.ToString());
        Assert.Equal(16, cycle.ToMermaid().Split("-->").Length - 1);
        GC.KeepAlive(weak);
    }

    [Fact]
    public void B95_a_ring_of_100_000_is_one_cycle_and_is_drawn_in_part()
    {
        const int count = 100_000;
        WeakHandle<Owner>[] ring = Owner.Ring(count);
        HandleCycle cycle = Assert.Single(HandleCycles.Find());
        Assert.Equal(count, cycle.Members.Count);
        Assert.Equal(count, cycle.Path.Count);
        Assert.Equal("Owner → Owner → Owner → Owner → Owner → … (99990 more) → Owner → Owner → Owner → Owner → Owner → Owner", cycle.ToString());
        string drawing = cycle.ToMermaid();
        string[] lines = drawing.TrimEnd('\n').Split('\n');
        Assert.Equal(1 + 40 + 39 + 3, lines.Length);
        Assert.Contains("    more([\"… 99960 more members, not drawn\"])", lines);
        Assert.Equal("    more -.-> n0", lines[^1]);
        Assert.All(ring, static weak => Assert.True(weak.IsAlive));
    }

    [Fact]
    public void B95_a_cycle_that_hangs_off_a_live_owner_is_none()
    {
        WeakHandle<Owner>[] ring = Owner.Ring(3);
        SharedHandle<Owner> live = Owner.New("live");
        Assert.True(ring[1].TryAddReference(out SharedHandle<Owner>? handle));
        live.Value.Handles.Add(handle);
        Assert.Empty(HandleCycles.Find());
        live.Dispose();
        Assert.Single(HandleCycles.Find());
    }

    [Fact]
    public void B95_parallel_handles_count_each()
    {
        SharedHandle<Owner> first = Owner.New("a");
        SharedHandle<Owner> second = Owner.New("b");
        WeakHandle<Owner> weak = first.ToWeak();
        first.Value.Holds(second);
        first.Value.Holds(second);
        second.Value.Holds(first);
        second.Dispose();
        Assert.Empty(HandleCycles.Find());
        first.Dispose();
        HandleCycle cycle = Assert.Single(HandleCycles.Find());
        Assert.Contains("n0 -->|\"2 handles\"| n1", cycle.ToMermaid(), StringComparison.Ordinal);
        Assert.True(weak.IsAlive);
    }

    [Fact]
    public void B95_a_handle_that_is_shown_twice_counts_once()
    {
        SharedHandle<Owner> first = Owner.New();
        SharedHandle<Owner> second = Owner.New();
        first.Value.Holds(second);
        first.Value.Handles.Add(first.Value.Handles[0]);
        second.Value.Holds(first);
        WeakHandle<Owner> weak = first.ToWeak();
        first.Dispose();

        // second has two handles, the one shown twice and ours: were it taken off twice, ours would be overlooked.
        Assert.Empty(HandleCycles.Find());
        Assert.Equal(0, HandleCycles.Collect());
        Assert.False(second.Value.IsReleased);
        second.Dispose();
        Assert.Single(HandleCycles.Find());
        Assert.True(weak.IsAlive);
    }

    [Fact]
    public void B95_a_handle_that_two_owners_show_counts_once()
    {
        WeakHandle<Owner>[] ring = Owner.Ring(3);
        SharedHandle<Owner> outside = Upgrade(ring[1]);
        SharedHandle<Owner> shown = outside;
        using (SharedHandle<Owner> first = Upgrade(ring[0]), third = Upgrade(ring[2]))
        {
            shown = first.Value.Handles[0];
            third.Value.Handles.Add(shown);
        }

        // n1 has two handles, the one shown twice and ours: were it taken off twice, ours would be overlooked.
        Assert.Empty(HandleCycles.Find());
        Assert.Equal(0, HandleCycles.Collect());
        Assert.False(outside.Value.IsReleased);
        outside.Dispose();
        Assert.Equal(3, Assert.Single(HandleCycles.Find()).Members.Count);
        Assert.Equal(3, HandleCycles.Collect());
        Assert.True(shown.IsDisposed);
    }

    [Fact]
    public void B95_an_owner_whose_visit_throws_shows_nothing_and_the_others_are_found()
    {
        WeakHandle<Owner>[] broken = Owner.Ring(2);
        WeakHandle<Owner>[] whole = Owner.Ring(3);
        using (SharedHandle<Owner> handle = Upgrade(broken[0]))
        {
            handle.Value.Visiting = static () => throw new FormatException("visit");
        }

        List<Exception> failures = [];
        Assert.Equal(3, Assert.Single(HandleCycles.Find(failures)).Members.Count);
        Assert.Equal("visit", Assert.Single(failures).Message);
        Assert.Single(HandleCycles.Find());
        Assert.Equal(3, HandleCycles.Collect(failures));
        Assert.All(whole, static weak => Assert.False(weak.IsAlive));
        Assert.All(broken, static weak => Assert.True(weak.IsAlive));
        Assert.Equal("visit", Assert.Single(Assert.Throws<AggregateException>(() => HandleCycles.Collect()).InnerExceptions).Message);
        using (SharedHandle<Owner> handle = Upgrade(broken[0]))
        {
            handle.Value.Visiting = null;
        }
    }

    [Fact]
    public void B95_two_cycles_with_a_bridge_are_two()
    {
        WeakHandle<Owner>[] first = Owner.Ring(2);
        WeakHandle<Owner>[] second = Owner.Ring(3);
        using (SharedHandle<Owner> from = Upgrade(first[0]))
        {
            from.Value.Handles.Add(Upgrade(second[0]));
        }

        Assert.Equal([2, 3], HandleCycles.Find().Select(static cycle => cycle.Members.Count).Order());
    }

    [Fact]
    public void B95_null_and_disposed_handles_are_passed_over()
    {
        WeakHandle<Owner>[] ring = Owner.Ring(2);
        using (SharedHandle<Owner> handle = Upgrade(ring[0]))
        {
            SharedHandle<Owner> disposed = Upgrade(ring[1]);
            disposed.Dispose();
            handle.Value.Handles.Insert(0, disposed);
            handle.Value.Handles.Insert(0, null!);
        }

        Assert.Single(HandleCycles.Find());
        using (SharedHandle<Owner> handle = Upgrade(ring[0]))
        {
            handle.Value.Handles.RemoveAt(0);
        }

        default(HandleVisitor).Visit<Owner>(null);
    }

    [Fact]
    public void B96_finding_changes_nothing()
    {
        WeakHandle<Owner>[] ring = Owner.Ring(3);
        using SharedHandle<Owner> live = Owner.New();
        live.Value.Holds(live);
        long[] before = States(ring, live);
        Assert.Single(HandleCycles.Find());
        Assert.Single(HandleCycles.Find());
        Assert.Equal(before, States(ring, live));
        live.Value.Handles[0].Dispose();

        static long[] States(WeakHandle<Owner>[] ring, SharedHandle<Owner> live) =>
        [
            live.Block.State,
            .. HandleGraph.From(KnownOwners.Alive()).States(),
        ];
    }

    [Fact]
    public void An_edge_says_where_its_handle_was_acquired_if_it_was_tracked()
    {
        SharedHandle<Owner> first = Owner.New();
        WeakHandle<Owner> weak = first.ToWeak();
        LeakTracking.Level = LeakTrackingLevel.Sites;
        first.Value.Handles.Add(first.AddReference("Add", "/src/A<b>.cs", 7));
        LeakTracking.Level = LeakTrackingLevel.Disabled;
        first.Dispose();
        Assert.Contains("n0 -->|\"A&lt;b&gt;.cs:7\"| n0", Assert.Single(HandleCycles.Find()).ToMermaid(), StringComparison.Ordinal);
        Assert.True(weak.IsAlive);
    }

    [Fact]
    public void Referrers_are_the_owners_that_show_a_handle_of_the_value()
    {
        using SharedHandle<Owner> target = Owner.New("target");
        using SharedHandle<Owner> one = Owner.New("one");
        using SharedHandle<Owner> two = Owner.New("two");
        using SharedHandle<Owner> none = Owner.New("none");
        one.Value.Holds(target);
        one.Value.Holds(target);
        two.Value.Holds(target);
        none.Value.Visiting = static () => throw new FormatException();
        List<Exception> failures = [];
        Assert.Equal(["one", "two"], Names(HandleCycles.GetReferrers(target, failures)).Order());
        Assert.Single(failures);
        Assert.Empty(HandleCycles.GetReferrers(one));
        Assert.Throws<ArgumentNullException>(() => HandleCycles.GetReferrers<Owner>(null!));
    }

    [Fact]
    public void A_value_that_is_no_owner_is_in_no_list_and_an_owner_leaves_it_with_its_release()
    {
        int before = KnownOwners.Count;
        using SharedHandle<Resource> plain = SharedHandle.Create(new Resource());
        Assert.Equal(before, KnownOwners.Count);
        Assert.Equal(0, plain.Block.WatcherCount);
        SharedHandle<Owner> owner = Owner.New();
        Assert.Equal(before + 1, KnownOwners.Count);
        owner.Dispose();
        Assert.Equal(before, KnownOwners.Count);
    }

    [Fact]
    public void A_crowd_that_was_released_does_not_put_off_forgetting_the_collected_ones()
    {
        WeakHandle<Owner>[] ring = Owner.Ring(5_000);
        Assert.Equal(5_000, HandleCycles.Collect());
        The_list_of_owners_keeps_none_and_forgets_the_collected_ones();
        GC.KeepAlive(ring);
    }

    [Fact]
    public void The_list_of_owners_keeps_none_and_forgets_the_collected_ones()
    {
        Expect.Collected(static () =>
        {
            Owner first = new();
            SharedHandle<Owner> handle = SharedHandle.Create(first);
            first.Handles.Add(handle);
            return first;
        });
        for (int round = 0; round < 20; round++)
        {
            for (int i = 0; i < 100; i++)
            {
                Owner.Ring(1);
            }

            GC.Collect();
        }

        Assert.InRange(KnownOwners.Count, 0, 1_000);
    }

    private static SharedHandle<Owner> Upgrade(WeakHandle<Owner> weak)
    {
        Assert.True(weak.TryAddReference(out SharedHandle<Owner>? handle));
        return handle;
    }

    private static IEnumerable<string> Names(IEnumerable<object> owners) => owners.Select(static owner => ((Owner)owner).Name);
}
