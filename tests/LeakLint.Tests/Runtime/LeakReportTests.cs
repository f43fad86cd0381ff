using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics.Tracing;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using Xunit;

namespace LeakLint.Tests.Runtime;

/// <summary>Handles that the collector takes undisposed. Each test loses handles of a type of its own.</summary>
[Collection(CollectionOfTracking.Name)]
public sealed class LeakReportTests : IDisposable
{
    private readonly Reports _reports = new();

    public LeakReportTests() => LeakTracking.Level = LeakTrackingLevel.Sites;

    public void Dispose()
    {
        LeakTracking.Level = LeakTrackingLevel.Disabled;
        _reports.Dispose();
    }

    [Fact]
    public void B24_a_handle_collected_undisposed_is_reported_and_its_value_is_not_released()
    {
        int released = 0;
        Lose<First>(1, _ => Interlocked.Increment(ref released));
        LeakRecord record = Assert.Single(_reports.Wait<First>(1));
        Assert.Equal(1, record.Count);
        Assert.Equal("Lose", record.Member);
        Assert.Equal(0, released);
        Assert.DoesNotContain(LeakTracking.GetOutstanding(), static open => open.ResourceType == typeof(First).ToString());
        Assert.Contains(LeakTracking.GetLost(), static lost => lost.ResourceType == typeof(First).ToString() && lost.Count == 1);
    }

    [Fact]
    public void B91_a_site_is_reported_once_and_its_count_goes_on()
    {
        Lose<Second>(20);
        LeakRecord record = Assert.Single(_reports.Wait<Second>(1));
        Assert.InRange(record.Count, 1, 20);
        Assert.True(SpinWait.SpinUntil(static () => Lost() == 20, TimeSpan.FromSeconds(30)), "lost on the way");
        Lose<Second>(5);
        Assert.True(SpinWait.SpinUntil(static () => Lost() == 25, TimeSpan.FromSeconds(30)), "not counted");
        Assert.Single(_reports.Of<Second>());

        static int Lost() => LeakTracking.GetLost().Where(static lost => lost.ResourceType == typeof(Second).ToString()).Sum(static lost => lost.Count);
    }

    [Fact]
    public void B93_a_listener_that_throws_is_counted_and_the_others_are_told_on_a_pool_thread()
    {
        long failed = LeakTracking.FailedListeners;
        bool? isPool = null;
        Action<LeakRecord> broken = static record =>
        {
            if (record.ResourceType == typeof(Third).ToString())
            {
                throw new InvalidOperationException("listener");
            }
        };
        Action<LeakRecord> witness = record =>
        {
            if (record.ResourceType == typeof(Third).ToString())
            {
                isPool = Thread.CurrentThread.IsThreadPoolThread;
            }
        };
        LeakTracking.LeakDetected += broken;
        LeakTracking.LeakDetected += witness;
        try
        {
            Lose<Third>(1);
            Assert.True(SpinWait.SpinUntil(() => isPool is not null, TimeSpan.FromSeconds(30)), "not told");
            Assert.True(isPool);
            Assert.Equal(failed + 1, LeakTracking.FailedListeners);
        }
        finally
        {
            LeakTracking.LeakDetected -= broken;
            LeakTracking.LeakDetected -= witness;
        }
    }

    [Fact]
    public void B61_the_death_of_one_is_reported_though_the_report_of_another_failed()
    {
        Action<LeakRecord> broken = static record => throw new InvalidOperationException(record.ResourceType);
        LeakTracking.LeakDetected += broken;
        try
        {
            Lose<Fourth>(1);
            Lose<Fifth>(1);
            _reports.Wait<Fourth>(1);
            _reports.Wait<Fifth>(1);
        }
        finally
        {
            LeakTracking.LeakDetected -= broken;
        }
    }

    [Fact]
    public void B60_all_that_a_lost_handle_kept_is_freed_after_its_report()
    {
        WeakReference value = LoseOne();
        _reports.Wait<Sixth>(1);
        Expect.Collected(value);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference LoseOne()
        {
            Sixth value = new();
            SharedHandle.Create(value, static _ => { });
            return new WeakReference(value);
        }
    }

    [Fact]
    public void B55_a_handle_ends_once_disposed_or_lost()
    {
        HandleTrace disposed = new(typeof(Resource), new object(), default, stack: null, scope: null);
        Assert.False(disposed.TryClose(), "not given out yet");
        Assert.False(disposed.TryLose(), "not given out yet");
        disposed.Begin();
        Assert.True(disposed.TryClose());
        Assert.False(disposed.TryClose());
        Assert.False(disposed.TryLose());
        Assert.False(disposed.TryClaim());

        HandleTrace lost = new(typeof(Resource), new object(), default, stack: null, scope: null);
        lost.Begin();
        Assert.True(lost.TryLose());
        Assert.False(lost.TryLose());
        Assert.False(lost.TryClose());
        Assert.True(lost.TryClaim());
        Assert.False(lost.TryClaim());
    }

    [Fact]
    public void B59_a_tracker_needs_nobody_to_keep_it()
    {
        Lose<Seventh>(3);
        Assert.Equal(typeof(Seventh).ToString(), _reports.Wait<Seventh>(1)[0].ResourceType);
    }

    [Fact]
    public void B90_no_handle_is_reported_that_is_just_being_disposed()
    {
        using CancellationTokenSource end = new();
        Thread collector = new(() =>
        {
            while (!end.IsCancellationRequested)
            {
                GC.Collect(0);
                GC.WaitForPendingFinalizers();
            }
        });
        collector.Start();
        Race.Once(2, static _ =>
        {
            for (int i = 0; i < 100_000; i++)
            {
                // The last use of each handle is its Dispose.
                SharedHandle.Create(new Eighth(), static _ => { }).AddReference().Dispose();
            }
        });
        end.Cancel();
        collector.Join();
        Collector.Run();

        // The first handles are lost on purpose, so there is a report to wait for: theirs. All of the second ones were disposed.
        _reports.Wait<Eighth>(1);
        Assert.True(SpinWait.SpinUntil(static () => Lost() >= 200_000, TimeSpan.FromSeconds(30)), "not all were found");
        Assert.Equal(200_000, Lost());
        Assert.Single(_reports.Of<Eighth>());

        static int Lost() => LeakTracking.GetLost().Where(static lost => lost.ResourceType == typeof(Eighth).ToString()).Sum(static lost => lost.Count);
    }

    [Fact]
    public void Several_handles_of_one_cycle_are_one_report()
    {
        LoseRing();
        LeakRecord record = Assert.Single(_reports.Wait<Owner>(1));
        Assert.Equal("Owner → Owner → Owner → Owner", record.Cycle);
        Assert.Equal(3, record.Count);
        Assert.StartsWith("3 handles of the cycle Owner → Owner → Owner → Owner, one of LeakLint.Tests.Runtime.Owner, acquired in ", record.ToString(), StringComparison.Ordinal);

        // A handle that leads into the cycle from outside is a leak of its own.
        LoseRing();
        LoseHandleOfRing();
        Assert.True(SpinWait.SpinUntil(static () => Lost(cycles: true) == 9 && Lost(cycles: false) == 1, TimeSpan.FromSeconds(30)), "not counted so");
        Assert.Equal(2, _reports.Of<Owner>().Count);

        static int Lost(bool cycles)
        {
            Collector.Run();
            return LeakTracking.GetLost().Where(lost => lost.ResourceType == typeof(Owner).ToString() && lost.Cycle is not null == cycles).Sum(static lost => lost.Count);
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void LoseRing() => Owner.Ring(3);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void LoseHandleOfRing() => Assert.True(Owner.Ring(3)[0].TryAddReference(out SharedHandle<Owner>? _));
    }

    [Fact]
    public void An_event_listener_hears_of_a_lost_handle()
    {
        using Listener listener = new();
        Lose<Ninth>(1);
        _reports.Wait<Ninth>(1);
        Assert.True(SpinWait.SpinUntil(() => listener.Heard.Any(static text => text.Contains(nameof(Ninth), StringComparison.Ordinal)), TimeSpan.FromSeconds(30)));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Make<T>(int count, Action<T>? release)
        where T : class, new()
    {
        for (int i = 0; i < count; i++)
        {
            SharedHandle.Create(new T(), release ?? (static _ => { }), "Lose", "Lose.cs", 1);
        }
    }

    private static void Lose<T>(int count, Action<T>? release = null)
        where T : class, new()
    {
        Make(count, release);
        Collector.Run();
    }

    private class First;

    private class Second;

    private class Third;

    private class Fourth;

    private class Fifth;

    private class Sixth;

    private class Seventh;

    private class Eighth;

    private class Ninth;

    private sealed class Listener : EventListener
    {
        public ConcurrentQueue<string> Heard { get; } = new();

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "LeakLint-Runtime")
            {
                EnableEvents(eventSource, EventLevel.Error);
            }
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            if (eventData.EventName == "LeakDetected")
            {
                Heard.Enqueue(string.Join(' ', eventData.Payload!));
            }
        }
    }
}

/// <summary>Gathers what is reported.</summary>
internal sealed class Reports : IDisposable
{
    private readonly ConcurrentQueue<LeakRecord> _records = new();

    public Reports() => LeakTracking.LeakDetected += _records.Enqueue;

    public void Dispose() => LeakTracking.LeakDetected -= _records.Enqueue;

    public List<LeakRecord> Of<T>() => [.. _records.Where(static record => record.ResourceType == typeof(T).ToString())];

    /// <summary>Waits for that many records of a type; how long it takes decides nothing.</summary>
    public List<LeakRecord> Wait<T>(int count)
    {
        for (int i = 0; i < 60 && Of<T>().Count < count; i++)
        {
            Collector.Run();
            SpinWait.SpinUntil(() => Of<T>().Count >= count, TimeSpan.FromMilliseconds(500));
        }

        List<LeakRecord> records = Of<T>();
        Assert.Equal(count, records.Count);
        return records;
    }
}
