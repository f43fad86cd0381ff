using System;

namespace LeakLint;

// How values leave: taken out and counted under the gate, told and disposed outside it, once each.
public sealed partial class BoundedCache<TKey, TValue>
{
    private readonly long[] _evictions = new long[(int)EvictionReason.Cleared + 1];

    /// <inheritdoc/>
    RuntimeGauge IRuntimeGauge.Kind => RuntimeGauge.CacheEntries;

    /// <inheritdoc/>
    int IRuntimeGauge.Value => Count;

    /// <summary>How many values were released for a reason.</summary>
    internal long EvictionCount(EvictionReason reason)
    {
        lock (_table.Gate)
        {
            return _evictions[(int)reason];
        }
    }

    /// <summary>Counts a value that leaves. Under the gate; it is released outside.</summary>
    private Leaving<TKey, TValue> Leave(TKey key, TValue value, EvictionReason reason)
    {
        NoteEvictions(reason, 1);
        return new Leaving<TKey, TValue>(key, value, reason);
    }

    private CacheEntry<TKey, TValue>[] TakeAll(bool isDisposing)
    {
        lock (_table.Gate)
        {
            _isDisposed |= isDisposing;
            int count = _table.Count;
            NoteEvictions(EvictionReason.Cleared, count);
            _table.Clear();
            return _order.TakeAll(count);
        }
    }

    /// <summary>For this cache and, an interlocked addition, for the process. Under the gate.</summary>
    private void NoteEvictions(EvictionReason reason, int count)
    {
        if (count > 0)
        {
            _evictions[(int)reason] += count;
            RuntimeCounters.Add(RuntimeCounters.Evicted(reason), count);
        }
    }

    private void ReleaseAll(CacheEntry<TKey, TValue>[] entries)
    {
        Failures failures = default;
        foreach (CacheEntry<TKey, TValue> entry in entries)
        {
            try
            {
                Release(new Leaving<TKey, TValue>(entry.Key, entry.Value, EvictionReason.Cleared));
            }
            catch (Exception failure)
            {
                failures.Add(failure);
            }
        }

        failures.ThrowIfAny();
    }

    private void Release(in Leaving<TKey, TValue> leaving)
    {
        if (!leaving.IsAny)
        {
            return;
        }

        try
        {
            _evicted?.Invoke(leaving.Key, leaving.Value, leaving.Reason);
        }
        finally
        {
            if (_disposesValues)
            {
                (leaving.Value as IDisposable)?.Dispose();
            }
        }
    }
}
