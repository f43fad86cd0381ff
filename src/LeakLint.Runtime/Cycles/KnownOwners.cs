using System;
using System.Collections.Generic;

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
    private static Entry? _first;
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
        Entry entry = new(block);
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
    public static List<SharedBlock> Alive()
    {
        List<SharedBlock> blocks = [];
        lock (Gate)
        {
            for (Entry? entry = _first; entry is not null; entry = entry.Next)
            {
                if (entry.Block.TryGetTarget(out SharedBlock? block))
                {
                    blocks.Add(block);
                }
            }
        }

        blocks.RemoveAll(static block => !block.IsAlive);
        blocks.Reverse();
        return blocks;
    }

    private static void RemoveCollected()
    {
        int collections = GC.CollectionCount(0);
        if (collections == _collectionsSeen)
        {
            return;
        }

        _collectionsSeen = collections;
        Entry? next;
        for (Entry? entry = _first; entry is not null; entry = next)
        {
            next = entry.Next;
            if (!entry.Block.TryGetTarget(out _))
            {
                Unlink(entry);
            }
        }

        _countAfterPass = _count;
    }

    private static void Unlink(Entry entry)
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

    private sealed class Entry(SharedBlock block) : IReleaseWatcher
    {
        public readonly WeakReference<SharedBlock> Block = new(block);

        public Entry? Next { get; set; }

        public Entry? Previous { get; set; }

        public IReleaseWatcher? NextWatcher { get; set; }

        public void Released()
        {
            lock (Gate)
            {
                Unlink(this);
            }
        }
    }
}
