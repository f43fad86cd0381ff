using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;

namespace LeakLint;

/// <summary>A cache that never has more than so many values: a new one is always admitted, and if the cache is full the value
/// used longest ago leaves for it, at once.</summary>
/// <typeparam name="TKey">The type of the keys.</typeparam>
/// <typeparam name="TValue">The type of the values.</typeparam>
/// <remarks>
/// <para>The cache owns its values. One that leaves, for whatever <see cref="EvictionReason"/>, is given to the callback, if
/// there is one, and is then disposed if it is <see cref="IDisposable"/>: once, on the thread whose call made it leave, before
/// that call returns. Only <see cref="Remove(TKey, out TValue)"/> gives a value back to the caller instead. Do not set one
/// value under two keys.</para>
/// <para>So a disposable value may be disposed by another thread while it is in use. Where that can happen let the
/// values be counted handles, and take a reference of your own: whoever has one keeps the value.</para>
/// <para>Using a value is <see cref="TryGetValue"/>, reading or setting by the indexer, and <c>GetOrAdd</c>; the order is exact.</para>
/// <para>Thread safe, all of it. There is one lock, taken for a few instructions, by reading too, for that changes the order.
/// Comparers, factories, callbacks and Dispose of values never run under it and may use the cache.</para>
/// <para>Cost: reading is a lookup and the lock, and allocates nothing; a new key allocates an entry. Every operation but
/// <see cref="Clear"/> and <see cref="Dispose"/> takes constant time.</para>
/// </remarks>
/// <example>
/// <code>
/// private readonly BoundedCache&lt;string, SharedHandle&lt;Texture&gt;&gt; _textures = new(capacity: 100);
///
/// public SharedHandle&lt;Texture&gt; Load(string path)
/// {
///     while (true)
///     {
///         var cached = _textures.GetOrAdd(path, static p => SharedHandle.Create(new Texture(p)));
///         if (cached.TryAddReference(out var mine)) return mine;   // else it was evicted just now
///     }
/// }
/// </code>
/// </example>
public sealed partial class BoundedCache<TKey, TValue> : IDisposable, IRuntimeGauge
    where TKey : notnull
{
    private readonly KeyTable<TKey, CacheEntry<TKey, TValue>> _table;
    private readonly Action<TKey, TValue, EvictionReason>? _evicted;
    private readonly bool _disposesValues;
    private UseOrder<TKey, TValue> _order = new();
    private bool _isDisposed;

    /// <summary>An empty cache.</summary>
    /// <param name="capacity">How many values it holds at most.</param>
    /// <param name="comparer">How keys are compared; null for their default.</param>
    /// <param name="evicted">Is told of every value that leaves, and why, before that is disposed. It runs once a value, under no
    /// lock, on the thread that made it leave, and may use the cache; an exception leaves through the call that made the value
    /// leave, and the value is disposed all the same.</param>
    /// <param name="disposeValues">False if the values are somebody else's to dispose.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="capacity"/> is less than one.</exception>
    public BoundedCache(
        int capacity,
        IEqualityComparer<TKey>? comparer = null,
        Action<TKey, TValue, EvictionReason>? evicted = null,
        bool disposeValues = true)
    {
        Capacity = capacity >= 1 ? capacity : throw new ArgumentOutOfRangeException(nameof(capacity), capacity, "A cache has room for one value at least.");
        _table = new KeyTable<TKey, CacheEntry<TKey, TValue>>(comparer);
        _evicted = evicted;
        _disposesValues = disposeValues;
        RuntimeCounters.Register(this);
    }

    /// <summary>How many values the cache holds at most.</summary>
    public int Capacity { get; }

    /// <summary>How many values the cache holds: exact, and never more than <see cref="Capacity"/>.</summary>
    /// <remarks>Thread safe, constant time; a snapshot.</remarks>
    public int Count
    {
        get
        {
            // An insertion that is going to push one out is over the capacity for a moment.
            lock (_table.Gate)
            {
                return _table.Count;
            }
        }
    }

    /// <summary>The value of a key; setting adds or replaces. Either makes it the one used last.</summary>
    /// <param name="key">The key.</param>
    /// <exception cref="ArgumentNullException"><paramref name="key"/> is null.</exception>
    /// <exception cref="KeyNotFoundException">On reading: the key is not in the cache.</exception>
    /// <exception cref="ObjectDisposedException">On setting: the cache was disposed. The value stays the caller's.</exception>
    /// <remarks>Thread safe. After setting the key is found, and the value that had to leave for it has been released. Setting
    /// the very object that is there releases nothing.</remarks>
    public TValue this[TKey key]
    {
        get => TryGetValue(key, out TValue? value) ? value : throw new KeyNotFoundException("The key is not in the cache.");
        set
        {
            TryStore(key, value, replace: true, out _, out Leaving<TKey, TValue> leaving);
            Release(leaving);
        }
    }

    /// <summary>Finds the value of a key and makes it the one used last.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value, which stays the cache's; default when false is returned.</param>
    /// <returns>False if the key is not in the cache.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="key"/> is null.</exception>
    /// <remarks>Thread safe; allocates nothing.</remarks>
    public bool TryGetValue(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        LookupRetries retries = default;
        while (true)
        {
            retries.BeforeLookup();
            CacheEntry<TKey, TValue>? entry = _table.Find(key);
            if (entry is null)
            {
                value = default;
                return false;
            }

            lock (_table.Gate)
            {
                if (!entry.Removed)
                {
                    _order.Use(entry);
                    value = entry.Value;
                    return true;
                }
            }

            retries.AfterFailure();
        }
    }

    /// <summary>The value of a key, made if there is none. Either makes it the one used last.</summary>
    /// <param name="key">The key.</param>
    /// <param name="create">Makes the value. It runs under no lock and may use this cache; when threads race it may run in each of
    /// them: all get the value that was stored first, the others are released as <see cref="EvictionReason.Replaced"/>. If it throws,
    /// nothing is stored.</param>
    /// <returns>The value, which stays the cache's.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="key"/> or <paramref name="create"/> is null.</exception>
    /// <exception cref="ObjectDisposedException">The cache was disposed. A value made meanwhile has been released as
    /// <see cref="EvictionReason.Cleared"/>.</exception>
    /// <remarks>Thread safe. A hit allocates nothing.</remarks>
    public TValue GetOrAdd(TKey key, Func<TKey, TValue> create) => create is null
        ? throw new ArgumentNullException(nameof(create))
        : GetOrAdd(key, create, static (k, make) => make(k));

    /// <summary>The value of a key, made from an argument if there is none: no closure is needed. Either makes it the one used last.</summary>
    /// <typeparam name="TArg">The type of the argument.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="arg">What <paramref name="create"/> is given beside the key.</param>
    /// <param name="create">Makes the value. It runs under no lock and may use this cache; when threads race it may run in each of
    /// them: all get the value that was stored first, the others are released as <see cref="EvictionReason.Replaced"/>. If it throws,
    /// nothing is stored.</param>
    /// <returns>The value, which stays the cache's.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="key"/> or <paramref name="create"/> is null.</exception>
    /// <exception cref="ObjectDisposedException">The cache was disposed. A value made meanwhile has been released as
    /// <see cref="EvictionReason.Cleared"/>.</exception>
    /// <remarks>Thread safe. A hit allocates nothing.</remarks>
    public TValue GetOrAdd<TArg>(TKey key, TArg arg, Func<TKey, TArg, TValue> create)
    {
        if (create is null)
        {
            throw new ArgumentNullException(nameof(create));
        }

        if (TryGetValue(key, out TValue? found))
        {
            return found;
        }

        ThrowIfDisposed();
        TValue made = create(key, arg);
        bool isMine = false;
        TValue? winner;
        Leaving<TKey, TValue> leaving;
        try
        {
            isMine = TryStore(key, made, replace: false, out winner, out leaving);
        }
        catch
        {
            // Disposed meanwhile, or the comparer threw: it came into nobody's hands.
            Release(new Leaving<TKey, TValue>(key, made, EvictionReason.Cleared));
            throw;
        }

        Release(leaving);
        return isMine ? made : winner!;
    }

    /// <summary>Removes a key and releases its value.</summary>
    /// <param name="key">The key.</param>
    /// <returns>True if it was in the cache. Of several threads that remove one entry, one gets true.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="key"/> is null.</exception>
    /// <remarks>Thread safe.</remarks>
    public bool Remove(TKey key)
    {
        bool removed = TryRemove(key, isRelease: true, out _, out Leaving<TKey, TValue> leaving);
        Release(leaving);
        return removed;
    }

    /// <summary>Removes a key and gives its value back: the caller owns it now. It is neither given to the callback nor disposed.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value; default when false is returned.</param>
    /// <returns>True if it was in the cache. Of several threads that remove one entry, one gets true.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="key"/> is null.</exception>
    /// <remarks>Thread safe.</remarks>
    public bool Remove(TKey key, [MaybeNullWhen(false)] out TValue value) => TryRemove(key, isRelease: false, out value, out _);

    /// <summary>Removes every key and releases the values, the one used longest ago first.</summary>
    /// <exception cref="AggregateException">Several callbacks or values threw. A single exception leaves as it is. All values
    /// are released before.</exception>
    /// <remarks>Thread safe; the cost grows with the number of values.</remarks>
    public void Clear() => ReleaseAll(TakeAll(isDisposing: false));

    /// <summary>Removes every key and releases the values, as <see cref="Clear"/> does. From now on the cache is empty and
    /// stores nothing. Further calls do nothing.</summary>
    /// <exception cref="AggregateException">Several callbacks or values threw. A single exception leaves as it is. All values
    /// are released before.</exception>
    /// <remarks>Thread safe.</remarks>
    public void Dispose() => ReleaseAll(TakeAll(isDisposing: true));

    /// <summary>Stores unless there is a value that may not be replaced, which is handed out then. What leaves, the value
    /// replaced or pushed out or else the loser, is for the caller to release, out of the lock.</summary>
    private bool TryStore(TKey key, TValue value, bool replace, out TValue? other, out Leaving<TKey, TValue> leaving)
    {
        int hash = _table.Hash(key);
        other = default;
        leaving = default;
        CacheEntry<TKey, TValue>? fresh = null;
        LookupRetries retries = default;
        while (true)
        {
            retries.BeforeLookup();
            CacheEntry<TKey, TValue>? entry = _table.Find(key, hash, out KeyTable<TKey, CacheEntry<TKey, TValue>>.Spot spot);
            if (entry is null)
            {
                fresh ??= new CacheEntry<TKey, TValue>(key, hash, value);
            }

            lock (_table.Gate)
            {
                ThrowIfDisposed();
                if (entry is null)
                {
                    if (_table.TryInsert(fresh!, spot))
                    {
                        _order.Add(fresh!);
                        if (_table.Count > Capacity)
                        {
                            CacheEntry<TKey, TValue> oldest = _order.Oldest!;
                            TakeOut(oldest);
                            leaving = Leave(oldest.Key, oldest.Value, EvictionReason.Capacity);
                        }

                        return true;
                    }
                }
                else if (!entry.Removed)
                {
                    _order.Use(entry);
                    if (!replace)
                    {
                        other = entry.Value;
                        leaving = AreSame(other, value) ? default : Leave(key, value, EvictionReason.Replaced);
                        return false;
                    }

                    if (!AreSame(entry.Value, value))
                    {
                        leaving = Leave(entry.Key, entry.Value, EvictionReason.Replaced);
                        entry.Value = value;
                    }

                    return true;
                }
            }

            retries.AfterFailure();
        }
    }

    private bool TryRemove(TKey key, bool isRelease, [MaybeNullWhen(false)] out TValue value, out Leaving<TKey, TValue> leaving)
    {
        leaving = default;
        LookupRetries retries = default;
        while (true)
        {
            retries.BeforeLookup();
            CacheEntry<TKey, TValue>? entry = _table.Find(key);
            if (entry is null)
            {
                value = default;
                return false;
            }

            lock (_table.Gate)
            {
                if (!entry.Removed)
                {
                    TakeOut(entry);
                    value = entry.Value;
                    if (isRelease)
                    {
                        leaving = Leave(entry.Key, value, EvictionReason.Removed);
                    }

                    return true;
                }
            }

            retries.AfterFailure();
        }
    }

    /// <summary>Under the gate.</summary>
    private void TakeOut(CacheEntry<TKey, TValue> entry)
    {
        _table.Remove(entry);
        _order.Remove(entry);
    }

    private static bool AreSame(TValue left, TValue right) => !typeof(TValue).IsValueType && ReferenceEquals(left, right);

    private void ThrowIfDisposed()
    {
        if (_isDisposed)
        {
            throw new ObjectDisposedException(nameof(BoundedCache<TKey, TValue>));
        }
    }
}
