using System;
using System.Collections;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;

namespace LeakLint;

/// <summary>A dictionary that does not keep its values: a value that nothing else refers to is collected, and from then on
/// its key is not found. Entries of collected values are removed in passing.</summary>
/// <typeparam name="TKey">The type of the keys, which are held strongly until their entry is removed.</typeparam>
/// <typeparam name="TValue">The type of the values: a class, since only objects can be referred to weakly.</typeparam>
/// <remarks>
/// <para>Thread safe, all of it. Reading takes no lock. Writing takes one for a few instructions; factories and comparers
/// never run under it.</para>
/// <para>It is the answer for registries and caches of objects that somebody else owns. Not for counted handles: a
/// <see cref="SharedHandle{T}"/> that is collected undisposed never gives its count back; use <see cref="HandleRegistry{TKey,T}"/>.
/// Not for keys that should be held weakly: that is <see cref="System.Runtime.CompilerServices.ConditionalWeakTable{TKey,TValue}"/>.
/// A value that is stored nowhere else disappears at the next collection.</para>
/// <para>A dead value is known only after a garbage collection, so the dictionary is bounded by the live values plus what
/// died since the last one. A removing pass is made by an insertion, and only if a collection has happened since the last
/// pass; a dictionary that nobody inserts into removes nothing until <see cref="Purge"/>. A finalizable value counts as
/// dead before its finalizer runs, and is not found again if that resurrects it.</para>
/// <para>It is no <see cref="IDictionary{TKey,TValue}"/>: that a key is contained says nothing about the next moment, so
/// there is no ContainsKey and no exact count.</para>
/// </remarks>
public sealed class WeakValueDictionary<TKey, TValue> : IEnumerable<KeyValuePair<TKey, TValue>>
    where TKey : notnull
    where TValue : class
{
    private readonly KeyTable<TKey, Entry> _table;
    private PurgePace _pace = new();

    /// <summary>An empty dictionary.</summary>
    /// <param name="comparer">How keys are compared; null for their default.</param>
    public WeakValueDictionary(IEqualityComparer<TKey>? comparer = null) => _table = new KeyTable<TKey, Entry>(comparer);

    /// <summary>The number of entries, those of values already collected but not yet noticed included: an upper bound
    /// of the number of live values.</summary>
    /// <remarks>Thread safe, constant time; a snapshot.</remarks>
    public int ApproximateCount => _table.Count;

    /// <summary>How many removing passes were made, for tests.</summary>
    internal int Passes => _pace.Passes;

    /// <summary>The live value of a key; setting adds or replaces.</summary>
    /// <param name="key">The key.</param>
    /// <exception cref="ArgumentNullException"><paramref name="key"/> is null, or null is set.</exception>
    /// <exception cref="KeyNotFoundException">On reading: the key has no live value.</exception>
    /// <remarks>Thread safe. Reading takes no lock. A comparer that changes this very dictionary whenever it compares makes a
    /// change throw <see cref="InvalidOperationException"/> rather than repeat for ever. Replacing allocates nothing; adding allocates an entry.</remarks>
    public TValue this[TKey key]
    {
        get => TryGetValue(key, out TValue? value) ? value : throw new KeyNotFoundException("The key has no live value.");
        set => Store(key, value, replace: true);
    }

    /// <summary>Finds the live value of a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value, kept alive by this reference from now on; null when false is returned.</param>
    /// <returns>False if the key is absent or its value was collected.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="key"/> is null.</exception>
    /// <remarks>Thread safe; no lock, no allocation; less than twice the time of a <see cref="Dictionary{TKey,TValue}"/>.</remarks>
    public bool TryGetValue(TKey key, [NotNullWhen(true)] out TValue? value)
    {
        Entry? entry = _table.Find(key);
        if (entry is not null)
        {
            return entry.Reference.TryGetTarget(out value);
        }

        value = null;
        return false;
    }

    /// <summary>Adds a value under a key that has no live one.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value; somebody else must keep it.</param>
    /// <exception cref="ArgumentNullException"><paramref name="key"/> or <paramref name="value"/> is null.</exception>
    /// <exception cref="ArgumentException">The key has a live value. (A dead one is replaced.)</exception>
    /// <remarks>Thread safe; allocates an entry unless a dead one is reused.</remarks>
    public void Add(TKey key, TValue value)
    {
        if (!Store(key, value, replace: false))
        {
            throw new ArgumentException("The key has a live value already.", nameof(key));
        }
    }

    /// <summary>Adds a value unless the key has a live one.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value; somebody else must keep it.</param>
    /// <returns>False if the key has a live value, which stays; true also over a dead one.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="key"/> or <paramref name="value"/> is null.</exception>
    /// <remarks>Thread safe; allocates an entry unless a dead one is reused.</remarks>
    public bool TryAdd(TKey key, TValue value) => Store(key, value, replace: false);

    /// <summary>The live value of a key, made if there is none.</summary>
    /// <param name="key">The key.</param>
    /// <param name="create">Makes the value. It runs under no lock and may use this dictionary; when threads race it may run in
    /// each of them, and all get the one result that was stored first. If it throws, nothing is stored.</param>
    /// <returns>The value; the caller keeps it alive.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="key"/> or <paramref name="create"/> is null.</exception>
    /// <exception cref="InvalidOperationException"><paramref name="create"/> returned null.</exception>
    /// <remarks>Thread safe. A hit takes no lock and allocates nothing.</remarks>
    public TValue GetOrAdd(TKey key, Func<TKey, TValue> create) => create is null
        ? throw new ArgumentNullException(nameof(create))
        : GetOrAdd(key, create, static (k, make) => make(k));

    /// <summary>The live value of a key, made from an argument if there is none: no closure is needed.</summary>
    /// <typeparam name="TArg">The type of the argument.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="arg">What <paramref name="create"/> is given beside the key.</param>
    /// <param name="create">Makes the value. It runs under no lock and may use this dictionary; when threads race it may run in
    /// each of them, and all get the one result that was stored first. If it throws, nothing is stored.</param>
    /// <returns>The value; the caller keeps it alive.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="key"/> or <paramref name="create"/> is null.</exception>
    /// <exception cref="InvalidOperationException"><paramref name="create"/> returned null.</exception>
    /// <remarks>Thread safe. A hit takes no lock and allocates nothing.</remarks>
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

        TValue made = create(key, arg) ?? throw new InvalidOperationException("The factory returned null.");
        return Store(key, made, replace: false, out TValue? other) ? made : other!;
    }

    /// <summary>Removes a key.</summary>
    /// <param name="key">The key.</param>
    /// <returns>True if it had a live value. An absent key and a dead value are the same: false.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="key"/> is null.</exception>
    /// <remarks>Thread safe.</remarks>
    public bool Remove(TKey key) => Remove(key, out _);

    /// <summary>Removes a key and hands its value out.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value; null when false is returned, and only then.</param>
    /// <returns>True if it had a live value. Of several threads that remove one entry, one gets true.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="key"/> is null.</exception>
    /// <remarks>Thread safe.</remarks>
    public bool Remove(TKey key, [NotNullWhen(true)] out TValue? value)
    {
        int hash = _table.Hash(key);
        LookupRetries retries = default;
        while (true)
        {
            retries.BeforeLookup();
            Entry? entry = _table.Find(key, hash, out _);
            if (entry is null)
            {
                value = null;
                return false;
            }

            lock (_table.Gate)
            {
                if (!entry.Removed)
                {
                    _table.Remove(entry);
                    return entry.Reference.TryGetTarget(out value);
                }
            }

            retries.AfterFailure();
        }
    }

    /// <summary>Removes every entry.</summary>
    /// <remarks>Thread safe; the cost grows with the number of entries. The values themselves are left alone.</remarks>
    public void Clear()
    {
        lock (_table.Gate)
        {
            _table.Clear();
            _pace.NoteClear();
        }
    }

    /// <summary>Removes the entries of collected values now.</summary>
    /// <returns>How many were removed; 0 at once if there was no garbage collection since the last removing pass,
    /// for then nothing can have died unnoticed.</returns>
    /// <remarks>Thread safe; one pass over the entries, about ten nanoseconds each, with the lock held. Insertions do this by
    /// themselves; call it where a dictionary stops growing.</remarks>
    public int Purge()
    {
        lock (_table.Gate)
        {
            return PurgeUnderGate();
        }
    }

    /// <summary>The live pairs of the moment when enumeration begins.</summary>
    /// <returns>An enumerator over a snapshot: it skips what died meanwhile, does not show keys added later, is not
    /// disturbed by changes, and keeps only its current value alive. The value of a key set meanwhile may be the old or the new one.</returns>
    /// <remarks>Thread safe; copies references to the entries with the lock held.</remarks>
    public IEnumerator<KeyValuePair<TKey, TValue>> GetEnumerator()
    {
        Entry[] entries;
        lock (_table.Gate)
        {
            entries = _table.ToArray();
        }

        return Live(entries);
    }

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static IEnumerator<KeyValuePair<TKey, TValue>> Live(Entry[] entries)
    {
        foreach (Entry entry in entries)
        {
            if (entry.Reference.TryGetTarget(out TValue? value))
            {
                yield return new KeyValuePair<TKey, TValue>(entry.Key, value);
            }
        }
    }

    private bool Store(TKey key, TValue value, bool replace) => Store(key, value, replace, out _);

    /// <summary>Stores unless there is a live value that may not be replaced, which is handed out then.</summary>
    private bool Store(TKey key, TValue value, bool replace, out TValue? other)
    {
        int hash = _table.Hash(key);
        if (value is null)
        {
            throw new ArgumentNullException(nameof(value));
        }

        other = null;
        Entry? fresh = null;
        LookupRetries retries = default;
        while (true)
        {
            retries.BeforeLookup();
            Entry? entry = _table.Find(key, hash, out KeyTable<TKey, Entry>.Spot spot);
            if (entry is null)
            {
                fresh ??= new Entry(key, hash, value);
                lock (_table.Gate)
                {
                    if (_table.IsFull)
                    {
                        // Before growing for the sake of dead entries. If this finds some, the spot fails and is looked up again.
                        PurgeUnderGate();
                    }

                    if (_table.TryInsert(fresh, spot))
                    {
                        if (_pace.IsDueAfterInsertion(_table.Count))
                        {
                            PurgeUnderGate();
                        }

                        return true;
                    }
                }
            }
            else
            {
                lock (_table.Gate)
                {
                    // A purge may have taken it out since; writing into it then would lose the value.
                    if (!entry.Removed)
                    {
                        if (!replace && entry.Reference.TryGetTarget(out other))
                        {
                            return false;
                        }

                        entry.Reference.SetTarget(value);
                        return true;
                    }
                }
            }

            retries.AfterFailure();
        }
    }

    private int PurgeUnderGate() => _pace.TryBegin() ? PurgePace.NotePurged(_table.RemoveDead()) : 0;

    private sealed class Entry(TKey key, int hash, TValue value) : KeyTableEntry<TKey, Entry>(key, hash)
    {
        public readonly WeakReference<TValue> Reference = new(value);

        public override bool IsDead => !Reference.TryGetTarget(out _);
    }
}
