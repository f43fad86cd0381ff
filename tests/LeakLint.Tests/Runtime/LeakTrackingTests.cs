using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using Xunit;

namespace LeakLint.Tests.Runtime;

/// <summary>The level is one for the process and other tests' handles are tracked meanwhile: each test looks for a type of its own.</summary>
[Collection(CollectionOfTracking.Name)]
public sealed class LeakTrackingTests : IDisposable
{
    public LeakTrackingTests() => LeakTracking.Level = LeakTrackingLevel.Disabled;

    public void Dispose() => LeakTracking.Level = LeakTrackingLevel.Disabled;

    [Fact]
    public void B88_disabled_makes_no_tracker_and_a_handle_of_32_bytes()
    {
        // Until no other test's scope is open: a scope opens the gate for all.
        SpinWait.SpinUntil(() => TrackingGate.IsClosed, TimeSpan.FromSeconds(30));
        using SharedHandle<Resource> first = SharedHandle.Create(new Resource());
        first.AddReference().Dispose();
        long before = GC.GetAllocatedBytesForCurrentThread();
        SharedHandle<Resource> second = first.AddReference();
        long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Null(second.Tracker);
        Assert.IsType<SharedHandle<Resource>>(second, exactMatch: true);
        Assert.Equal(IntPtr.Size == 8 ? 32 : 16, bytes);
        Assert.Empty(LeakTracking.GetHolders(second));
        second.Dispose();
    }

    [Theory]
    [InlineData(1, 20)]
    [InlineData(4, 5)]
    public void B88_sampled_tracks_every_nth_acquire_of_a_thread(int interval, int expected)
    {
        int before = LeakTracking.SamplingInterval;
        Assert.Equal(128, before);
        List<SharedHandle<Resource>> handles = [];
        using SharedHandle<Resource> first = SharedHandle.Create(new Resource());
        try
        {
            LeakTracking.SamplingInterval = interval;
            LeakTracking.Level = LeakTrackingLevel.Sampled;
            Race.Once(1, _ =>
            {
                for (int i = 0; i < 20; i++)
                {
                    handles.Add(first.AddReference());
                }
            });
            LeakTracking.Level = LeakTrackingLevel.Disabled;
            Assert.Equal(expected, handles.Count(static handle => handle.Tracker is not null));
            Assert.Equal(expected, Assert.Single(LeakTracking.GetHolders(first)).Count);
        }
        finally
        {
            LeakTracking.SamplingInterval = before;
            handles.ForEach(static handle => handle.Dispose());
        }
    }

    [Fact]
    public void B88_sites_has_member_file_and_line_and_no_stack_and_stacks_has_one()
    {
        LeakTracking.Level = LeakTrackingLevel.Sites;
        using SharedHandle<Mine> first = SharedHandle.Create(new Mine());
        LeakTracking.Level = LeakTrackingLevel.Stacks;
        using SharedHandle<Mine> second = first.AddReference();
        LeakTracking.Level = LeakTrackingLevel.Disabled;
        IReadOnlyList<LeakRecord> holders = LeakTracking.GetHolders(first);
        Assert.Equal(2, holders.Count);
        Assert.All(holders, record =>
        {
            Assert.Equal(1, record.Count);
            Assert.Equal(typeof(Mine).ToString(), record.ResourceType);
            Assert.Equal(nameof(B88_sites_has_member_file_and_line_and_no_stack_and_stacks_has_one), record.Member);
            Assert.EndsWith(nameof(LeakTrackingTests) + ".cs", record.File, StringComparison.Ordinal);
            Assert.InRange(record.Line, 60, 120);
            Assert.InRange(record.Age, TimeSpan.Zero, TimeSpan.FromMinutes(10));
            Assert.False(record.IsStatic);
            Assert.Null(record.Cycle);
        });
        Assert.Null(holders[0].StackTrace);
        Assert.Contains(nameof(LeakTrackingTests), holders[1].StackTrace, StringComparison.Ordinal);
        Assert.Equal(holders[0].Line + 2, holders[1].Line);
    }

    [Fact]
    public void B88_all_ways_to_acquire_name_their_caller()
    {
        LeakTracking.Level = LeakTrackingLevel.Sites;
        HandleRegistry<string, Other> registry = new();
        using SharedHandle<Other> made = registry.GetOrAdd("key", static _ => new Other());
        using SharedHandle<Other> hit = registry.GetOrAdd("key", 1, static (_, _) => new Other());
        Assert.True(registry.TryGet("key", out SharedHandle<Other>? got));
        using SharedHandle<Other> added = made.AddReference();
        Assert.True(made.TryAddReference(out SharedHandle<Other>? tried));
        Assert.True(made.ToWeak().TryAddReference(out SharedHandle<Other>? upgraded));
        LeakTracking.Level = LeakTrackingLevel.Disabled;

        IReadOnlyList<LeakRecord> holders = LeakTracking.GetHolders(made);
        Assert.Equal(6, holders.Count);
        Assert.Equal(6, holders.Select(static record => record.Line).Distinct().Count());
        Assert.All(holders, record => Assert.Equal(nameof(B88_all_ways_to_acquire_name_their_caller), record.Member));
        got.Dispose();
        tried.Dispose();
        upgraded.Dispose();
        Assert.Equal(3, LeakTracking.GetHolders(made).Sum(static record => record.Count));
    }

    [Fact]
    public void B88_a_registry_does_not_track_the_reference_it_takes_for_a_moment()
    {
        LeakTracking.Level = LeakTrackingLevel.Sites;
        HandleRegistry<string, Mine> registry = new();
        using SharedHandle<Mine> handle = SharedHandle.Create(new Mine());
        registry.Set("one", handle);
        registry.Add("two", handle);
        LeakTracking.Level = LeakTrackingLevel.Disabled;
        Assert.Equal(1, LeakTracking.GetHolders(handle).Sum(static record => record.Count));
    }

    [Theory]
    [InlineData(null, null, LeakTrackingLevel.Disabled)]
    [InlineData("Sites", null, LeakTrackingLevel.Sites)]
    [InlineData(null, "stacks", LeakTrackingLevel.Stacks)]
    [InlineData("sampled", "Stacks", LeakTrackingLevel.Sampled)]
    [InlineData("", "Sampled", LeakTrackingLevel.Sampled)]
    [InlineData("Disabled", "Stacks", LeakTrackingLevel.Disabled)]
    [InlineData("2", null, LeakTrackingLevel.Disabled)]
    [InlineData("everything", "everything", LeakTrackingLevel.Disabled)]
    public void The_first_level_is_the_property_else_the_variable_else_disabled(string? property, string? variable, LeakTrackingLevel expected) =>
        Assert.Equal(expected, LeakTracking.Configured(property, variable));

    [Fact]
    public void Settings_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => LeakTracking.Level = (LeakTrackingLevel)4);
        Assert.Throws<ArgumentOutOfRangeException>(() => LeakTracking.Level = (LeakTrackingLevel)(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => LeakTracking.SamplingInterval = 0);
        Assert.Throws<ArgumentNullException>(() => LeakTracking.GetHolders<Resource>(null!));
        Assert.Equal(LeakTrackingLevel.Disabled, LeakTracking.Level);
        Assert.True(LeakTracking.IsSupported);
    }

    [Fact]
    public void B89_a_disposed_handle_is_gone_from_the_list_at_once_and_its_finalizer_never_runs()
    {
        LeakTracking.Level = LeakTrackingLevel.Sites;
        List<HandleTrace> traces = Use(1_000);
        LeakTracking.Level = LeakTrackingLevel.Disabled;
        Assert.DoesNotContain(OutstandingHandles.Find(static _ => true), traces.Contains);
        Collector.Run();
        Assert.DoesNotContain(traces, static trace => trace.IsUndisposed);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static List<HandleTrace> Use(int count)
        {
            List<HandleTrace> traces = [];
            using SharedHandle<Resource> first = SharedHandle.Create(new Resource());
            for (int i = 0; i < count; i++)
            {
                SharedHandle<Resource> handle = first.AddReference();
                traces.Add(handle.Tracker!.Trace);
                Assert.True(traces[i].IsOpen);
                handle.Dispose();
                Assert.False(traces[i].IsOpen);
            }

            return traces;
        }
    }

    [Fact]
    public void B89_outstanding_handles_are_grouped_by_site_and_leave_one_by_one()
    {
        LeakTracking.Level = LeakTrackingLevel.Sites;
        SharedHandle<Grouped> first = SharedHandle.Create(new Grouped());
        List<SharedHandle<Grouped>> handles = [];
        for (int i = 0; i < 5; i++)
        {
            handles.Add(first.AddReference());
        }

        LeakTracking.Level = LeakTrackingLevel.Disabled;
        Assert.Equal([5, 1], Counts());
        handles[2].Dispose();
        handles[2].Dispose();
        Assert.Equal([4, 1], Counts());
        handles.ForEach(static handle => handle.Dispose());
        Assert.Equal([1], Counts());
        first.Dispose();
        Assert.Empty(Counts());

        static int[] Counts() =>
        [
            .. LeakTracking.GetOutstanding().Where(static record => record.ResourceType == typeof(Grouped).ToString()).Select(static record => record.Count),
        ];
    }

    [Fact]
    public void B57_the_list_of_what_is_outstanding_keeps_neither_handle_nor_value()
    {
        LeakTracking.Level = LeakTrackingLevel.Sites;
        WeakReference[] forgotten = Forget();
        LeakTracking.Level = LeakTrackingLevel.Disabled;
        Collector.Run();
        Assert.All(forgotten, reference => Assert.False(reference.IsAlive));

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference[] Forget()
        {
            // Its entry is a watcher of the block, as the tag is.
            HandleRegistry<string, Mine> registry = new();
            Mine value = new();
            SharedHandle<Mine> handle = SharedHandle.Create(value);
            registry.Set("key", handle);
            return [new WeakReference(value), new WeakReference(handle)];
        }
    }

    [Fact]
    public void B92_a_record_never_asks_the_value_for_its_text()
    {
        LeakTracking.Level = LeakTrackingLevel.Stacks;
        using SharedHandle<Mute> handle = SharedHandle.Create(new Mute());
        LeakTracking.Level = LeakTrackingLevel.Disabled;
        Assert.Contains(nameof(Mute), Assert.Single(LeakTracking.GetHolders(handle)).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_reads_as_one_line()
    {
        LeakRecord one = new("Game.Texture", "Load", "/src/Scene.cs", 41, null, 1, TimeSpan.FromSeconds(3.24), isStatic: false, cycle: null);
        Assert.Equal("1 handle of Game.Texture, acquired in Load (Scene.cs:41), 3.2 s ago", one.ToString());
        LeakRecord many = new("Node", "", @"C:\src\Tree.cs", 7, null, 2, TimeSpan.FromMinutes(5), isStatic: true, cycle: "Node → Node");
        Assert.Equal(
            "2 handles of the cycle Node → Node, one of Node, acquired in an unnamed member (Tree.cs:7), the oldest 5 min ago (by a static initialiser)",
            many.ToString());
        LeakRecord lost = new("Game.Texture", ".ctor", "", 0, null, 2, TimeSpan.FromMilliseconds(40), isStatic: false, cycle: null, isLost: true);
        Assert.Equal("2 handles of Game.Texture, acquired in a constructor, collected undisposed, the oldest after 40 ms", lost.ToString());
    }

    [Fact]
    public void A_record_names_types_as_a_person_writes_them_and_a_stack_begins_with_who_acquired()
    {
        using LeakScope scope = LeakTracking.BeginScope();
        using SharedHandle<Outer<string>.Inner<int[]>> handle = SharedHandle.Create(new Outer<string>.Inner<int[]>());
        LeakRecord record = Assert.Single(scope.GetOutstanding());
        Assert.StartsWith(
            "1 handle of LeakLint.Tests.Runtime.LeakTrackingTests.Outer<System.String>.Inner<System.Int32[]>, acquired in ",
            record.ToString(),
            StringComparison.Ordinal);
        Assert.Equal(typeof(Outer<string>.Inner<int[]>).ToString(), record.ResourceType);
        Assert.Contains(
            nameof(A_record_names_types_as_a_person_writes_them_and_a_stack_begins_with_who_acquired),
            record.StackTrace!.Split('\n')[0],
            StringComparison.Ordinal);
    }

    private static class Outer<T>
    {
        public sealed class Inner<TInner> : Mine
        {
            public static T? Unused => default;
        }
    }

    private class Mine : IDisposable
    {
        public void Dispose()
        {
        }
    }

    private sealed class Other : Mine;

    private sealed class Grouped : Mine;

    private sealed class Mute : Mine
    {
        public override string ToString() => throw new InvalidOperationException("asked");
    }
}
