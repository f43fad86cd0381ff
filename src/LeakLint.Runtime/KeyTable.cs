using System;
using System.Collections.Generic;
using System.Threading;

namespace LeakLint;

/// <summary>A hash table of entries whose readers take no lock and under whose lock no comparer ever runs.</summary>
/// <remarks>
/// A writer looks the key up without the lock, takes <see cref="Gate"/>, and checks that what it saw still stands: the
/// entry it found is not <see cref="KeyTableEntry{TKey,TEntry}.Removed"/>, or, for a miss, the bucket still begins with the entry it began
/// with. If not it looks again. Removing, purging and growing go by the stored hash, never by the comparer.
/// Growing links every entry into the new buckets through its *other* link, so that readers of the old buckets still walk
/// whole chains; a reader that missed makes sure that its buckets are still the current ones, or looks again.
/// </remarks>
internal sealed class KeyTable<TKey, TEntry>
    where TKey : notnull
    where TEntry : KeyTableEntry<TKey, TEntry>
{
    private const int SmallestSize = 16;

    private readonly IEqualityComparer<TKey>? _comparer;

    // Strings compared by their characters: hashed by a function of our own, of which nobody else learns.
    private readonly bool _areStrings;
    private Buckets _buckets = new(SmallestSize, secondLink: false);
    private int _count;

    public KeyTable(IEqualityComparer<TKey>? comparer)
    {
        // None for value types: the JIT sees through their default.
        _comparer = comparer ?? (typeof(TKey).IsValueType ? null : EqualityComparer<TKey>.Default);
        _areStrings = typeof(TKey) == typeof(string)
            && (ReferenceEquals(_comparer, EqualityComparer<TKey>.Default) || ReferenceEquals(_comparer, StringComparer.Ordinal));
    }

    /// <summary>What every change is made under. Only code of this library runs under it.</summary>
    public object Gate { get; } = new();

    public int Count => Volatile.Read(ref _count);

    /// <summary>Whether the next insertion makes the table grow. Under the gate.</summary>
    public bool IsFull => _count >= _buckets.Heads.Length;

    public int Hash(TKey key)
    {
        if (key is null)
        {
            throw new ArgumentNullException(nameof(key));
        }

#if NET8_0_OR_GREATER
        if (_areStrings)
        {
            return KeyedStringHash.Of((string)(object)key);
        }
#endif
        return _comparer is null ? key.GetHashCode() : _comparer.GetHashCode(key);
    }

    /// <summary>Looks the key up, without the lock: the readers' way, which remembers nothing for an insertion.</summary>
    public TEntry? Find(TKey key)
    {
        int hash = Hash(key);
        Buckets buckets = Volatile.Read(ref _buckets);
        bool second = buckets.SecondLink;
        for (TEntry? entry = Volatile.Read(ref buckets.Heads[buckets.IndexOf(hash)].First); entry is not null; entry = entry.Next(second))
        {
            if (entry.Hash == hash && AreEqual(entry.Key, key))
            {
                return entry;
            }
        }

        return ReferenceEquals(buckets, Volatile.Read(ref _buckets)) ? null : Find(key, hash, out _);
    }

    /// <summary>Looks the key up, without the lock.</summary>
    /// <param name="key">The key.</param>
    /// <param name="hash">Its <see cref="Hash"/>.</param>
    /// <param name="spot">For a miss: where it would be inserted, and what was seen there.</param>
    public TEntry? Find(TKey key, int hash, out Spot spot)
    {
        LookupRetries retries = default;
        while (true)
        {
            retries.BeforeLookup();
            Buckets buckets = Volatile.Read(ref _buckets);
            bool second = buckets.SecondLink;
            int index = buckets.IndexOf(hash);
            TEntry? head = Volatile.Read(ref buckets.Heads[index].First);
            for (TEntry? entry = head; entry is not null; entry = entry.Next(second))
            {
                if (entry.Hash == hash && AreEqual(entry.Key, key))
                {
                    spot = default;
                    return entry;
                }
            }

            if (ReferenceEquals(buckets, Volatile.Read(ref _buckets)))
            {
                spot = new Spot(buckets, head);
                return null;
            }

            retries.AfterFailure();
        }
    }

    /// <summary>Inserts where the key was missed. False if something changed there since. Under the gate.</summary>
    public bool TryInsert(TEntry entry, in Spot spot)
    {
        if (!ReferenceEquals(spot.Buckets, _buckets)
            || !ReferenceEquals(spot.Head, _buckets.Heads[_buckets.IndexOf(entry.Hash)].First))
        {
            return false;
        }

        if (IsFull)
        {
            Resize(_buckets.Heads.Length * 2);
        }

        _buckets.Push(entry);
        Volatile.Write(ref _count, _count + 1);
        LookupRetries.NoteChange();
        return true;
    }

    /// <summary>Removes this very entry; nothing if it is removed already. Under the gate.</summary>
    public void Remove(TEntry entry)
    {
        if (entry.Removed)
        {
            return;
        }

        bool second = _buckets.SecondLink;
        ref Bucket bucket = ref _buckets.Heads[_buckets.IndexOf(entry.Hash)];
        TEntry? before = null;
        for (TEntry? at = bucket.First; !ReferenceEquals(at, entry); at = at!.Next(second))
        {
            before = at;
        }

        Unlink(ref bucket, before, entry);
    }

    /// <summary>Removes the entries that are dead, and gives back room that is far too much. Under the gate.</summary>
    /// <returns>How many were removed.</returns>
    public int RemoveDead()
    {
        int countBefore = _count;
        bool second = _buckets.SecondLink;
        Bucket[] heads = _buckets.Heads;
        for (int i = 0; i < heads.Length; i++)
        {
            TEntry? before = null;
            for (TEntry? at = heads[i].First; at is not null; at = at.Next(second))
            {
                if (at.IsDead)
                {
                    Unlink(ref heads[i], before, at);
                }
                else
                {
                    before = at;
                }
            }
        }

        int removed = countBefore - _count;
        if (removed > 0 && heads.Length > SmallestSize && _count < heads.Length / 8)
        {
            int size = SmallestSize;
            while (size < _count * 2)
            {
                size *= 2;
            }

            Resize(size);
        }

        return removed;
    }

    /// <summary>Removes everything. Under the gate.</summary>
    public void Clear()
    {
        foreach (TEntry entry in ToArray())
        {
            entry.Removed = true;
        }

        Volatile.Write(ref _count, 0);
        Volatile.Write(ref _buckets, new Buckets(SmallestSize, !_buckets.SecondLink));
        LookupRetries.NoteChange();
    }

    /// <summary>The entries of now, dead or alive. Under the gate.</summary>
    public TEntry[] ToArray()
    {
        TEntry[] entries = new TEntry[_count];
        int next = 0;
        bool second = _buckets.SecondLink;
        foreach (Bucket bucket in _buckets.Heads)
        {
            for (TEntry? entry = bucket.First; entry is not null; entry = entry.Next(second))
            {
                entries[next++] = entry;
            }
        }

        return entries;
    }

    private bool AreEqual(TKey left, TKey right)
    {
        if (typeof(TKey).IsValueType && _comparer is null)
        {
            return EqualityComparer<TKey>.Default.Equals(left, right);
        }

        return _areStrings ? (string)(object)left == (string)(object)right : _comparer!.Equals(left, right);
    }

    /// <summary>Takes the entry out of its chain. Its own link stays: a reader that stands on it walks on.</summary>
    private void Unlink(ref Bucket bucket, TEntry? before, TEntry entry)
    {
        bool second = _buckets.SecondLink;
        TEntry? after = entry.Next(second);
        if (before is null)
        {
            Volatile.Write(ref bucket.First, after);
        }
        else
        {
            before.SetNext(second, after);
        }

        entry.Removed = true;
        Volatile.Write(ref _count, _count - 1);
        LookupRetries.NoteChange();
    }

    private void Resize(int size)
    {
        bool second = _buckets.SecondLink;
        Buckets resized = new(size, !second);
        foreach (Bucket bucket in _buckets.Heads)
        {
            for (TEntry? entry = bucket.First; entry is not null; entry = entry.Next(second))
            {
                resized.Push(entry);
            }
        }

        Volatile.Write(ref _buckets, resized);
    }

    /// <summary>What a miss saw: the buckets, and the first entry of the key's bucket.</summary>
    internal readonly struct Spot(Buckets buckets, TEntry? head)
    {
        public readonly Buckets Buckets = buckets;
        public readonly TEntry? Head = head;
    }

    /// <summary>One chain. A struct, so that storing into the array needs no type check.</summary>
    internal struct Bucket
    {
        public TEntry? First;
    }

    /// <summary>The chains, with the link (of the two an entry has) that they go by.</summary>
    internal sealed class Buckets(int size, bool secondLink)
    {
        public readonly Bucket[] Heads = new Bucket[size];
        public readonly bool SecondLink = secondLink;

        public int IndexOf(int hash)
        {
            // Spread first: sizes are powers of two, and the low bits of many hashes are poor.
            uint spread = (uint)hash * 0x9E3779B9u;
            return (int)((spread ^ (spread >> 15)) & (uint)(Heads.Length - 1));
        }

        public void Push(TEntry entry)
        {
            ref Bucket bucket = ref Heads[IndexOf(entry.Hash)];
            entry.SetNext(SecondLink, bucket.First);
            Volatile.Write(ref bucket.First, entry);
        }
    }
}

/// <summary>An entry of a <see cref="KeyTable{TKey,TEntry}"/>.</summary>
internal abstract class KeyTableEntry<TKey, TEntry>(TKey key, int hash)
    where TKey : notnull
    where TEntry : KeyTableEntry<TKey, TEntry>
{
    public readonly TKey Key = key;
    public readonly int Hash = hash;
    private TEntry? _next;
    private TEntry? _secondNext;

    /// <summary>Set, for ever, when the entry leaves the table. Read and written under the gate.</summary>
    public bool Removed { get; set; }

    /// <summary>Whether what it stands for is gone.</summary>
    public abstract bool IsDead { get; }

    public TEntry? Next(bool second) => second ? Volatile.Read(ref _secondNext) : Volatile.Read(ref _next);

    public void SetNext(bool second, TEntry? next)
    {
        if (second)
        {
            Volatile.Write(ref _secondNext, next);
        }
        else
        {
            Volatile.Write(ref _next, next);
        }
    }
}
