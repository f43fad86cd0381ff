using System;
using System.Runtime.CompilerServices;

namespace LeakLint;

/// <summary>Gives a delegate the lifetime of its target: as long as the target lives, so does the delegate, though everybody
/// else refers to it weakly.</summary>
/// <remarks>
/// One table for all events of the process, and one entry in it for each target however much it subscribes to: every entry of
/// a <see cref="ConditionalWeakTable{TKey,TValue}"/> costs about ten nanoseconds of every young collection before .NET 11.
/// A delegate is dropped when it is removed from its event, and some time after its event is gone: a target that outlives many
/// events keeps no more than twice the delegates it needs.
/// </remarks>
internal sealed class KeptDelegates
{
    private const int FewestToSweep = 8;

    private static readonly ConditionalWeakTable<object, KeptDelegates> ByTarget = new();

    private Node? _first;
    private int _count;
    private int _sweepAt = FewestToSweep;
    private bool _isRetired;

    /// <summary>Keeps a delegate as long as its target and its event live.</summary>
    /// <param name="kept">A delegate that has a target.</param>
    /// <param name="life">Tells whether the event lives; the same object for all delegates of an event.</param>
    public static void Keep(Delegate kept, WeakReference<object> life)
    {
        object target = kept.Target!;
        while (!ByTarget.GetValue(target, static _ => new KeptDelegates()).TryAdd(new Node(kept, life)))
        {
            // It was just retired, and is out of the table already.
        }
    }

    /// <summary>Ends what one <see cref="Keep"/> of this delegate for this event began.</summary>
    public static void Drop(Delegate kept, WeakReference<object> life)
    {
        object target = kept.Target!;
        if (ByTarget.TryGetValue(target, out KeptDelegates? all))
        {
            all.Remove(target, kept, life);
        }
    }

    /// <summary>How many delegates a target keeps, for tests; -1 if it is not in the table.</summary>
    internal static int CountOf(object target) => ByTarget.TryGetValue(target, out KeptDelegates? all) ? all._count : -1;

    private bool TryAdd(Node node)
    {
        lock (this)
        {
            if (_isRetired)
            {
                return false;
            }

            if (_count >= _sweepAt)
            {
                Sweep();
                _sweepAt = Math.Max(FewestToSweep, _count * 2);
            }

            node.Next = _first;
            _first = node;
            _count++;
            return true;
        }
    }

    private void Remove(object target, Delegate kept, WeakReference<object> life)
    {
        lock (this)
        {
            Node? before = null;
            for (Node? at = _first; at is not null; before = at, at = at.Next)
            {
                if (ReferenceEquals(at.Kept, kept) && ReferenceEquals(at.Life, life))
                {
                    Unlink(before, at);
                    break;
                }
            }

            if (_first is null && !_isRetired)
            {
                _isRetired = true;
                ByTarget.Remove(target);
            }
        }
    }

    /// <summary>Drops the delegates of events that are gone.</summary>
    private void Sweep()
    {
        Node? before = null;
        for (Node? at = _first; at is not null; at = at.Next)
        {
            if (at.Life.TryGetTarget(out _))
            {
                before = at;
            }
            else
            {
                Unlink(before, at);
            }
        }
    }

    private void Unlink(Node? before, Node node)
    {
        if (before is null)
        {
            _first = node.Next;
        }
        else
        {
            before.Next = node.Next;
        }

        _count--;
    }

    private sealed class Node(Delegate kept, WeakReference<object> life)
    {
        public readonly Delegate Kept = kept;
        public readonly WeakReference<object> Life = life;
        public Node? Next;
    }
}
