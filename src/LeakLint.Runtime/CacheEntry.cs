using System;

namespace LeakLint;

/// <summary>A key and its value, in the table of a <see cref="BoundedCache{TKey,TValue}"/> and in the order of use.</summary>
internal sealed class CacheEntry<TKey, TValue>(TKey key, int hash, TValue value) : KeyTableEntry<TKey, CacheEntry<TKey, TValue>>(key, hash)
    where TKey : notnull
{
    /// <summary>Read and written under the table's gate.</summary>
    public TValue Value = value;

    public override bool IsDead => false;

    /// <summary>Its place in the <see cref="UseOrder{TKey,TValue}"/>.</summary>
    public int Place { get; set; }
}

/// <summary>The entries in the order of their last use. Everything under the table's gate.</summary>
/// <remarks>A list linked by places in an array: to move an entry writes numbers, where references would be written each with
/// a notice to the garbage collector. Place 0 is nobody's: its neighbours are the oldest and the newest.</remarks>
internal struct UseOrder<TKey, TValue>
    where TKey : notnull
{
    private Link[] _links = new Link[4];
    private int _used = 1;

    // Places given back, linked by their Newer; 0 for none.
    private int _free;

    public UseOrder()
    {
    }

    public readonly CacheEntry<TKey, TValue>? Oldest => _links[_links[0].Newer].Entry;

    public void Add(CacheEntry<TKey, TValue> entry)
    {
        int place = _free;
        if (place != 0)
        {
            _free = _links[place].Newer;
        }
        else
        {
            if (_used == _links.Length)
            {
                Array.Resize(ref _links, _used * 2);
            }

            place = _used++;
        }

        entry.Place = place;
        _links[place].Entry = entry;
        LinkAsNewest(_links, place);
    }

    public readonly void Use(CacheEntry<TKey, TValue> entry)
    {
        Link[] links = _links;
        int place = entry.Place;
        if (links[0].Older != place)
        {
            Unlink(links, place);
            LinkAsNewest(links, place);
        }
    }

    public void Remove(CacheEntry<TKey, TValue> entry)
    {
        int place = entry.Place;
        Unlink(_links, place);
        _links[place] = new Link { Newer = _free };
        _free = place;
    }

    /// <summary>Takes all entries out.</summary>
    /// <returns>The one used longest ago first.</returns>
    public CacheEntry<TKey, TValue>[] TakeAll(int count)
    {
        CacheEntry<TKey, TValue>[] entries = new CacheEntry<TKey, TValue>[count];
        int place = 0;
        for (int i = 0; i < count; i++)
        {
            place = _links[place].Newer;
            entries[i] = _links[place].Entry!;
        }

        this = new UseOrder<TKey, TValue>();
        return entries;
    }

    private static void Unlink(Link[] links, int place)
    {
        Link link = links[place];
        links[link.Older].Newer = link.Newer;
        links[link.Newer].Older = link.Older;
    }

    private static void LinkAsNewest(Link[] links, int place)
    {
        int before = links[0].Older;
        links[place].Older = before;
        links[place].Newer = 0;
        links[before].Newer = place;
        links[0].Older = place;
    }

    private struct Link
    {
        /// <summary>The entry; null at place 0 and at places given back.</summary>
        public CacheEntry<TKey, TValue>? Entry;

        /// <summary>The place of the entry that was used next after this one.</summary>
        public int Newer;

        /// <summary>The place of the entry that was used last before this one.</summary>
        public int Older;
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
