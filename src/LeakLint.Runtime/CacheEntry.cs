namespace LeakLint;

/// <summary>A key and its value, in the table of a <see cref="BoundedCache{TKey,TValue}"/> and in the order of use.</summary>
internal sealed class CacheEntry<TKey, TValue>(TKey key, int hash, TValue value) : KeyTableEntry<TKey, CacheEntry<TKey, TValue>>(key, hash)
    where TKey : notnull
{
    /// <summary>Read and written under the table's gate.</summary>
    public TValue Value = value;

    public override bool IsDead => false;

    /// <summary>The entry that was used next after this one.</summary>
    public CacheEntry<TKey, TValue>? Newer { get; set; }

    /// <summary>The entry that was used last before this one.</summary>
    public CacheEntry<TKey, TValue>? Older { get; set; }
}

/// <summary>The entries in the order of their last use. Everything under the table's gate.</summary>
internal struct UseOrder<TKey, TValue>
    where TKey : notnull
{
    private CacheEntry<TKey, TValue>? _newest;

    public CacheEntry<TKey, TValue>? Oldest { get; private set; }

    public void Add(CacheEntry<TKey, TValue> entry)
    {
        entry.Older = _newest;
        if (_newest is null)
        {
            Oldest = entry;
        }
        else
        {
            _newest.Newer = entry;
        }

        _newest = entry;
    }

    public void Use(CacheEntry<TKey, TValue> entry)
    {
        if (!ReferenceEquals(entry, _newest))
        {
            Remove(entry);
            Add(entry);
        }
    }

    public void Remove(CacheEntry<TKey, TValue> entry)
    {
        if (entry.Older is null)
        {
            Oldest = entry.Newer;
        }
        else
        {
            entry.Older.Newer = entry.Newer;
        }

        if (entry.Newer is null)
        {
            _newest = entry.Older;
        }
        else
        {
            entry.Newer.Older = entry.Older;
        }

        entry.Older = null;
        entry.Newer = null;
    }

    /// <summary>Takes all entries out; they stay linked to each other.</summary>
    /// <returns>The one used longest ago, with the others behind its <see cref="CacheEntry{TKey,TValue}.Newer"/>.</returns>
    public CacheEntry<TKey, TValue>? TakeAll()
    {
        CacheEntry<TKey, TValue>? oldest = Oldest;
        Oldest = null;
        _newest = null;
        return oldest;
    }
}

/// <summary>A value that is to be released when the lock is given back; <c>default</c> is none.</summary>
internal readonly struct Leaving<TKey, TValue>(TKey key, TValue value, EvictionReason reason)
{
    public readonly TKey Key = key;
    public readonly TValue Value = value;
    public readonly EvictionReason Reason = reason;
    public readonly bool IsAny = true;
}
