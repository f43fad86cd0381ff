using System;
using System.Threading;

namespace LeakLint;

/// <summary>The blocks whose values own handles: where every search for cycles starts.</summary>
/// <remarks>
/// Held weakly, so that a forgotten cycle stays as collectable as it was. An entry goes when its value is released; those of
/// collected blocks go in a pass, which an addition makes if the list has doubled and a collection has happened since.
/// </remarks>
internal static class KnownOwners
{
    private const int FewestForPass = 64;

    private static readonly object Gate = new();
    private static KnownOwner? _first;
    private static int _count;
    private static int _countAfterPass;
    private static int _collectionsSeen;

    /// <summary>How many entries there are, for tests.</summary>
    public static int Count
    {
        get
        {
            lock (Gate)
            {
                return _count;
            }
        }
    }

    /// <summary>From the constructor of the block.</summary>
    public static void Add(SharedBlock block)
    {
        KnownOwner entry = new(block);
        block.Watch(entry);
        lock (Gate)
        {
            if (_count >= Math.Max(FewestForPass, _countAfterPass * 2))
            {
                RemoveCollected();
            }

            entry.Next = _first;
            if (_first is not null)
            {
                _first.Previous = entry;
            }

            _first = entry;
            _count++;
        }
    }

    /// <summary>The blocks that are alive, the oldest first.</summary>
    public static SharedBlock[] Alive()
    {
        SharedBlock[] blocks;
        int first;
        lock (Gate)
        {
            // From behind: the list begins with the youngest.
            blocks = new SharedBlock[_count];
            first = _count;
            for (KnownOwner? entry = _first; entry is not null; entry = entry.Next)
            {
                if (entry.Target is SharedBlock block)
                {
                    blocks[--first] = block;
                }
            }
        }

        int count = 0;
        for (int i = first; i < blocks.Length; i++)
        {
            if (blocks[i].IsAlive)
            {
                blocks[count++] = blocks[i];
            }
        }

        Array.Resize(ref blocks, count);
        return blocks;
    }

    /// <summary>The block of an entry has died.</summary>
    public static void Remove(KnownOwner entry)
    {
        lock (Gate)
        {
            Unlink(entry);
        }
    }

    private static void RemoveCollected()
    {
        int collections = GC.CollectionCount(0);
        if (collections == _collectionsSeen)
        {
            return;
        }

        _collectionsSeen = collections;
        KnownOwner? next;
        for (KnownOwner? entry = _first; entry is not null; entry = next)
        {
            next = entry.Next;
            if (!entry.IsAlive)
            {
                Unlink(entry);
            }
        }

        _countAfterPass = _count;
    }

    private static void Unlink(KnownOwner entry)
    {
        if (entry.Previous is not null)
        {
            entry.Previous.Next = entry.Next;
        }
        else if (ReferenceEquals(_first, entry))
        {
            _first = entry.Next;
        }
        else
        {
            // Not entered yet or gone.
            return;
        }

        if (entry.Next is not null)
        {
            entry.Next.Previous = entry.Previous;
        }

        entry.Next = null;
        entry.Previous = null;
        _count--;

        // What was once a crowd and is released must not put the next pass off.
        _countAfterPass = Math.Min(_countAfterPass, _count);
    }
}

/// <summary>One owner, as the list knows it: a weak reference to the block, whose first watcher it is, ahead of all others.</summary>
internal sealed class KnownOwner(SharedBlock block) : WeakReference(block), IReleaseWatcher
{
    private object? _tag;

    /// <summary>The neighbours in the list. Under its lock.</summary>
    public KnownOwner? Next { get; set; }

    /// <summary>The neighbours in the list. Under its lock.</summary>
    public KnownOwner? Previous { get; set; }

    public IReleaseWatcher? NextWatcher { get; set; }

    /// <summary>Where the search that may write notes has noted the block, see <see cref="SearchNotes"/>.</summary>
    public int Note { get; set; }

    /// <summary>The block's tag if somebody has asked for it.</summary>
    public object? ExistingTag => Volatile.Read(ref _tag);

    /// <summary>See <see cref="SharedBlock.Tag"/>: it takes the place of a <see cref="TagKeeper"/>.</summary>
    public object Tag() => Volatile.Read(ref _tag) ?? Interlocked.CompareExchange(ref _tag, new object(), null) ?? _tag;

    public void Released() => KnownOwners.Remove(this);
}
