using System;
using System.Collections.Generic;
using System.Threading;

namespace LeakLint;

/// <summary>One run of <see cref="HandleCycles.Collect"/>.</summary>
/// <remarks>
/// <para>It believes its picture of who holds what only if that stood still. Owners are visited twice (<see cref="HandleGraph.FindUnheld"/>); then every member is
/// marked by exchanging the very state word that was read before the first visit, in which each acquire and each release leaves a
/// difference. What was not the same is kept, with all it leads to. While this is being decided (no user code runs
/// meanwhile) whoever wants a handle of a marked block waits.</para>
/// <para>From then on weak handles of the members fail, and the last release of a member does not release its value: the
/// members are gone through one by one, in place of the recursion of one release inside the other. Counted
/// handles still give out others: so a release action can save a member that is still to come. Saved is what has more
/// handles than the members show.</para>
/// </remarks>
internal sealed class CycleCollection(ICollection<Exception> failures)
{
    private static readonly object Gate = new();

    // Odd while somebody decides.
    private static int _decisions;
    private static int _acquires;

    private HandleGraph _graph = null!;
    private bool[] _pending = [];
    private HandleGraph.IncomingHandles _incoming = null!;

    /// <summary>How often a decision was begun or ended: odd while one is being made.</summary>
    public static int Decisions => Volatile.Read(ref _decisions);

    /// <summary>A handle of a member was acquired after the decision.</summary>
    public static void NoteAcquire() => Interlocked.Increment(ref _acquires);

    public int Run()
    {
        _graph = HandleGraph.From(KnownOwners.Alive(), failures);
        _pending = _graph.FindUnheld();
        Decide();
        try
        {
            _incoming = new HandleGraph.IncomingHandles(_graph);
            return ReleaseAll(_graph.FindComponents(_pending));
        }
        finally
        {
            // Nothing, unless memory ran out on the way: then no block may stay marked.
            Keep(new Stack<int>(Pending()));
        }
    }

    private int ReleaseAll(HandleGraph.Components components)
    {
        int released = 0;
        int acquires = Volatile.Read(ref _acquires);

        // Sources first: components come after what they lead to.
        for (int component = components.Count - 1; component >= 0; component--)
        {
            for (int i = components.Start(component); i < components.End(component); i++)
            {
                int member = components.Members[i];
                if (Volatile.Read(ref _acquires) != acquires)
                {
                    acquires = Volatile.Read(ref _acquires);
                    SaveAcquired();
                }

                // More handles than the members have: an acquire that came between the look and this.
                while (_pending[member] && !_graph.BlockOf(member).TryKill(HandlesLeft(member)))
                {
                    SaveAcquired();
                }

                if (_pending[member])
                {
                    _pending[member] = false;
                    Die(_graph.BlockOf(member));
                    released++;
                }
            }
        }

        return released;
    }

    private void Decide()
    {
        List<SharedBlock> gone = [];
        lock (Gate)
        {
            Volatile.Write(ref _decisions, _decisions + 1);
            try
            {
                Stack<int> changed = new();
                bool[] marked = new bool[_graph.Count];
                for (int i = 0; i < _graph.Count; i++)
                {
                    if (!_pending[i])
                    {
                        continue;
                    }

                    marked[i] = _graph.BlockOf(i).TryMark(_graph.StateOf(i));
                    if (!marked[i])
                    {
                        changed.Push(i);
                    }
                }

                _graph.Keep(changed, _pending);
                for (int i = 0; i < _graph.Count; i++)
                {
                    if (marked[i] && !_pending[i] && _graph.BlockOf(i).Unmark())
                    {
                        gone.Add(_graph.BlockOf(i));
                    }
                }
            }
            finally
            {
                Volatile.Write(ref _decisions, _decisions + 1);
            }
        }

        foreach (SharedBlock block in gone)
        {
            Die(block);
        }
    }

    /// <summary>Lets the members go that have more handles than the members show, and what they lead to.</summary>
    private void SaveAcquired()
    {
        Stack<int> saved = new();
        foreach (int member in Pending())
        {
            if (_graph.BlockOf(member).Count > HandlesLeft(member))
            {
                saved.Push(member);
            }
        }

        Keep(saved);
    }

    private void Keep(Stack<int> saved)
    {
        bool[] before = [.. _pending];
        _graph.Keep(saved, _pending);
        for (int i = 0; i < before.Length; i++)
        {
            if (before[i] && !_pending[i] && _graph.BlockOf(i).Unmark())
            {
                Die(_graph.BlockOf(i));
            }
        }
    }

    private IEnumerable<int> Pending()
    {
        for (int i = 0; i < _pending.Length; i++)
        {
            if (_pending[i])
            {
                yield return i;
            }
        }
    }

    private int HandlesLeft(int member)
    {
        int left = 0;
        for (int i = _incoming.Start(member); i < _incoming.End(member); i++)
        {
            if (!_incoming[i].IsDisposed)
            {
                left++;
            }
        }

        return left;
    }

    private void Die(SharedBlock block)
    {
        try
        {
            block.Die();
        }
        catch (Exception failure)
        {
            failures.Add(failure);
        }
    }
}
