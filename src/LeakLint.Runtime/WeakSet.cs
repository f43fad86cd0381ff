using System;
using System.Collections;
using System.Collections.Generic;
using System.Runtime.CompilerServices;

namespace LeakLint;

/// <summary>A set that does not keep its items: an item that nothing else refers to is collected, and from then on it is
/// not in the set. Entries of collected items are removed in passing.</summary>
/// <typeparam name="T">The type of the items: a class, since only objects can be referred to weakly.</typeparam>
/// <remarks>
/// <para>Items are compared by reference, whatever their <see cref="object.Equals(object)"/> says: two objects that call
/// themselves equal are two items, and a dead one is equal to nothing. No code of the items ever runs here.</para>
/// <para>Thread safe, all of it. <see cref="Contains"/> takes no lock; a change takes one for a few instructions.</para>
/// <para>It is the answer for "all living instances of a class". Not for counted handles: a <see cref="SharedHandle{T}"/>
/// that is collected undisposed never gives its count back.</para>
/// <para>A dead item is known only after a garbage collection, so the set is bounded by the live items plus what died since
/// the last one. A removing pass is made by <see cref="Add"/>, and only if a collection has happened since the last pass; a set
/// that nobody adds to removes nothing until <see cref="Purge"/>. A finalizable item counts as dead before its finalizer runs,
/// and is not in the set again if that resurrects it.</para>
/// <para>Cost: an entry is two small objects, the weak reference one of them. Unlike a
/// <see cref="ConditionalWeakTable{TKey,TValue}"/> it does not lengthen every young collection by the number of its entries.</para>
/// </remarks>
public sealed class WeakSet<T> : IEnumerable<T>
    where T : class
{
    private readonly KeyTable<object, Entry> _table = new(ByTarget.Instance);
    private PurgePace _pace = new();

    /// <summary>The number of entries, those of items already collected but not yet noticed included: an upper bound of the
    /// number of live items.</summary>
    /// <remarks>Thread safe, constant time; a snapshot.</remarks>
    public int ApproximateCount => _table.Count;

    /// <summary>How many removing passes were made, for tests.</summary>
    internal int Passes => _pace.Passes;

    /// <summary>Adds an item unless it is present.</summary>
    /// <param name="item">The item; somebody else must keep it.</param>
    /// <returns>False if this very object is in the set already. Of several threads that add one object, one gets true.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="item"/> is null.</exception>
    /// <remarks>Thread safe; allocates an entry. Now and then, after a garbage collection, it removes the dead entries first:
    /// about ten nanoseconds each, spread over at least a quarter as many additions.</remarks>
    public bool Add(T item)
    {
        int hash = Hash(item);
        Entry? fresh = null;
        LookupRetries retries = default;
        while (true)
        {
            retries.BeforeLookup();
            if (_table.Find(item, hash, out KeyTable<object, Entry>.Spot spot) is not null)
            {
                return false;
            }

            fresh ??= new Entry(item, hash);
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

            retries.AfterFailure();
        }
    }

    /// <summary>Removes an item.</summary>
    /// <param name="item">The item.</param>
    /// <returns>True if this very object was in the set. Of several threads that remove one object, one gets true.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="item"/> is null.</exception>
    /// <remarks>Thread safe; allocates nothing.</remarks>
    public bool Remove(T item)
    {
        int hash = Hash(item);
        LookupRetries retries = default;
        while (true)
        {
            retries.BeforeLookup();
            Entry? entry = _table.Find(item, hash, out _);
            if (entry is null)
            {
                return false;
            }

            lock (_table.Gate)
            {
                if (!entry.Removed)
                {
                    _table.Remove(entry);
                    return true;
                }
            }

            retries.AfterFailure();
        }
    }

    /// <summary>Whether an item is in the set.</summary>
    /// <param name="item">The item.</param>
    /// <returns>True if this very object is in the set.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="item"/> is null.</exception>
    /// <remarks>Thread safe; no lock, no allocation.</remarks>
    public bool Contains(T item) => _table.Find(item ?? throw new ArgumentNullException(nameof(item))) is not null;

    /// <summary>Removes every entry.</summary>
    /// <remarks>Thread safe; the cost grows with the number of entries. The items themselves are left alone.</remarks>
    public void Clear()
    {
        lock (_table.Gate)
        {
            _table.Clear();
            _pace.NoteClear();
        }
    }

    /// <summary>Removes the entries of collected items now.</summary>
    /// <returns>How many were removed; 0 at once if there was no garbage collection since the last removing pass,
    /// for then nothing can have died unnoticed.</returns>
    /// <remarks>Thread safe; one pass over the entries, about ten nanoseconds each, with the lock held. Additions do this by
    /// themselves; call it where a set stops growing.</remarks>
    public int Purge()
    {
        lock (_table.Gate)
        {
            return PurgeUnderGate();
        }
    }

    /// <summary>The live items of the moment when enumeration begins.</summary>
    /// <returns>An enumerator over a snapshot, in no order: it skips what died meanwhile, does not show items added later, is
    /// not disturbed by changes, and keeps only its current item alive.</returns>
    /// <remarks>Thread safe; copies references to the entries with the lock held.</remarks>
    public IEnumerator<T> GetEnumerator()
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

    private static IEnumerator<T> Live(Entry[] entries)
    {
        foreach (Entry entry in entries)
        {
            if (entry.Reference.TryGetTarget(out T? item))
            {
                yield return item;
            }
        }
    }

    private static int Hash(T item) => RuntimeHelpers.GetHashCode(item ?? throw new ArgumentNullException(nameof(item)));

    private int PurgeUnderGate() => _pace.TryBegin() ? PurgePace.NotePurged(_table.RemoveDead()) : 0;

    /// <summary>Its key in the table is the weak reference; it is sought by the item itself.</summary>
    private sealed class Entry(T item, int hash) : KeyTableEntry<object, Entry>(new WeakReference<T>(item), hash)
    {
        public WeakReference<T> Reference => (WeakReference<T>)Key;

        public override bool IsDead => !Reference.TryGetTarget(out _);
    }

    /// <summary>Compares what is stored, always the table's left, with the item that is sought. Only the latter is ever hashed.</summary>
    private sealed class ByTarget : IEqualityComparer<object>
    {
        public static readonly ByTarget Instance = new();

        public new bool Equals(object? stored, object? sought) =>
            ((WeakReference<T>)stored!).TryGetTarget(out T? item) && ReferenceEquals(item, sought);

        public int GetHashCode(object sought) => RuntimeHelpers.GetHashCode(sought);
    }
}
