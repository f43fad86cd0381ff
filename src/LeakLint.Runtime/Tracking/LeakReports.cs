using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;

namespace LeakLint;

/// <summary>What the finalizers found, on its way to the listeners: a chain that finalizers push onto without a lock, and a
/// thread-pool thread that takes it a moment later.</summary>
/// <remarks>The moment lets the finalizers of one collection come together, so that a site's first report says how many. It
/// decides nothing else: what comes later is counted.</remarks>
internal static class LeakReports
{
    private const int Moment = 100;

    private static readonly object Gate = new();
    private static readonly Dictionary<SiteKey, SiteTotal> Totals = [];
    private static readonly Timer Wake = NewTimer();
    private static HandleTracker? _found;
    private static Action<LeakRecord>? _listeners;
    private static long _failedListeners;

    public static long FailedListeners => Interlocked.Read(ref _failedListeners);

    /// <summary>From finalizers. No lock, no user code.</summary>
    public static void Enqueue(HandleTracker tracker)
    {
        HandleTracker? before = Volatile.Read(ref _found);
        while (true)
        {
            tracker.NextFound = before;
            HandleTracker? seen = Interlocked.CompareExchange(ref _found, tracker, before);
            if (ReferenceEquals(seen, before))
            {
                break;
            }

            before = seen;
        }

        if (before is null)
        {
            Wake.Change(Moment, Timeout.Infinite);
        }
    }

    public static void Add(Action<LeakRecord>? listener)
    {
        lock (Gate)
        {
            _listeners += listener;
        }
    }

    public static void Remove(Action<LeakRecord>? listener)
    {
        lock (Gate)
        {
            _listeners -= listener;
        }
    }

    public static IReadOnlyList<LeakRecord> GetLost()
    {
        lock (Gate)
        {
            return LeakRecords.InOrder(Totals.Values, areLost: true);
        }
    }

    /// <summary>Made outside of whatever flow is the first to come here: no scope shall own the reports.</summary>
    private static Timer NewTimer()
    {
        using (ExecutionContext.IsFlowSuppressed() ? default(AsyncFlowControl?) : ExecutionContext.SuppressFlow())
        {
            return new Timer(static _ => Drain(), null, Timeout.Infinite, Timeout.Infinite);
        }
    }

    private static void Drain()
    {
        try
        {
            List<HandleTracker> found = [];
            for (HandleTracker? tracker = Interlocked.Exchange(ref _found, null); tracker is not null; tracker = tracker.NextFound)
            {
                found.Add(tracker);
            }

            // The chain has the last one first.
            found.Reverse();
            foreach (LostHandles lost in LostHandles.Sort(found))
            {
                Report(lost);
            }
        }
        catch (Exception)
        {
            // Out of memory: fewer reports. On a timer's thread an exception would end the process.
        }
    }

    private static void Report(LostHandles lost)
    {
        foreach (HandleTrace trace in lost.Traces)
        {
            LeakScope.NoteLost(trace);
            OutstandingHandles.Remove(trace);
        }

        RuntimeCounters.Add(RuntimeEvent.Leak, lost.Traces.Count);
        LeakRecord? first = Count(lost);
        if (first is null)
        {
            return;
        }

        LeakEventSource.Log.Write(first);
        foreach (Delegate listener in Volatile.Read(ref _listeners)?.GetInvocationList() ?? [])
        {
            try
            {
                ((Action<LeakRecord>)listener)(first);
            }
            catch (Exception)
            {
                Interlocked.Increment(ref _failedListeners);
            }
        }
    }

    /// <summary>Adds them to their site's total. The record if the site is new.</summary>
    private static LeakRecord? Count(LostHandles lost)
    {
        SiteKey key = SiteKey.Of(lost.Traces[0], lost.Cycle);
        lock (Gate)
        {
            bool isNew = !Totals.TryGetValue(key, out SiteTotal? total);
            if (isNew)
            {
                Totals[key] = total = new SiteTotal(lost.Traces[0], lost.Cycle);
            }

            foreach (HandleTrace trace in lost.Traces)
            {
                total!.Add(trace);
            }

            return isNew ? total!.ToRecord(isLost: true) : null;
        }
    }
}
