using System;
using System.Collections.Generic;

namespace LeakLint;

/// <summary>Finds and releases values that keep each other alive: counting alone never releases a circle of owners.</summary>
/// <remarks>
/// <para>Every value behind a <see cref="SharedHandle{T}"/> that is an <see cref="IHandleOwner"/> is known, weakly, from
/// <c>Create</c> to its release; there is nothing to register. A value that is no owner costs one type test, when it is created.</para>
/// <para>What a search knows is the handles that owners show and the counts. A value whose handles are all shown by
/// owners of whom the same is true is held by nobody outside. A handle that somebody else has, in a local variable or in a
/// class that is no owner, counts as held from outside, and everything it leads to is left alone.</para>
/// <para>A cycle that nothing in the program refers to any more is also garbage to the garbage collector: it can be collected,
/// unreleased, before anybody searches. While its handles are tracked, <see cref="LeakTracking"/> then reports it, as one cycle.</para>
/// <para>Thread safe: values may be acquired, upgraded and released by other threads during a search or a collection. One
/// thing is not seen: a handle that is moved from one owner to another meanwhile without being acquired or disposed.
/// Have the new owner <c>AddReference</c> and the old one <c>Dispose</c>, or do not move while <see cref="Collect"/> runs.</para>
/// </remarks>
public static class HandleCycles
{
    /// <summary>Finds the cycles that nobody outside holds, and changes nothing: no count, no weak handle, no value.</summary>
    /// <param name="failures">Is given what owners throw while they are visited; null to pass over it. An owner that throws counts as
    /// showing nothing, so that what it holds is left alone; the other cycles are found all the same.</param>
    /// <returns>The cycles: each the largest set of values that lead to one another. Empty if there are none.</returns>
    /// <remarks>Thread safe; a snapshot. It visits every known owner, and once more those that look held by nobody; without recursion.</remarks>
    public static IReadOnlyList<HandleCycle> Find(ICollection<Exception>? failures = null)
    {
        HandleGraph graph = HandleGraph.From(KnownOwners.Alive(), failures);
        bool[] unheld = graph.FindUnheld();
        List<HandleCycle> cycles = [];
        foreach (List<int> members in graph.FindCycles(node => unheld[node]))
        {
            cycles.Add(graph.ToCycle(members));
        }

        return cycles;
    }

    /// <summary>Releases the values of the cycles that nobody outside holds, and what only these hold.</summary>
    /// <param name="failures">Is given what owners throw while they are visited and what release actions throw; null to have
    /// it thrown at the end.</param>
    /// <returns>How many values were released.</returns>
    /// <exception cref="AggregateException">Something was thrown and <paramref name="failures"/> is null. Everything else was
    /// released all the same.</exception>
    /// <remarks>
    /// <para>First every weak handle of the values fails, then the release actions run, once each, on this thread and under no lock:
    /// a value before those that it holds, as far as a cycle has such an order. During its release action a value still finds
    /// the values of its handles, unless they are released already: then <see cref="SharedHandle{T}.Value"/> throws
    /// <see cref="ObjectDisposedException"/>.</para>
    /// <para>A release action that acquires a handle of a value which is still to come saves it, with all that it leads to.
    /// These live on, are not counted, and their weak handles work again. A value that another thread acquires before the decision is
    /// left alone, and is for the next call.</para>
    /// <para>Thread safe. Costs a <see cref="Find"/> and the releases.</para>
    /// </remarks>
    public static int Collect(ICollection<Exception>? failures = null)
    {
        List<Exception> own = [];
        int released = new CycleCollection(failures ?? own).Run();
        return own.Count == 0 ? released : throw new AggregateException("Not everything went well while cycles were released.", own);
    }

    /// <summary>The owners that hold a handle of a value: what would have to let go before it is released.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="handle">Any handle of the value.</param>
    /// <param name="failures">Is given what owners throw while they are visited; null to pass over it.</param>
    /// <returns>The owners, each once. Holders that are no <see cref="IHandleOwner"/> behind a handle of their own are not
    /// among them; <see cref="LeakTracking.GetHolders"/> has the lines of all that are tracked.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="handle"/> is null.</exception>
    /// <remarks>Thread safe; a snapshot. It visits every known owner once.</remarks>
    public static IReadOnlyList<object> GetReferrers<T>(SharedHandle<T> handle, ICollection<Exception>? failures = null)
        where T : class
    {
        SharedBlock block = (handle ?? throw new ArgumentNullException(nameof(handle))).Block;
        List<object> referrers = [];
        List<IHandle> shown = [];
        foreach (SharedBlock candidate in KnownOwners.Alive())
        {
            if (candidate.Owner is not { } owner)
            {
                continue;
            }

            shown.Clear();
            try
            {
                HandleVisitor visitor = new(shown);
                owner.VisitHandles(ref visitor);
            }
            catch (Exception failure)
            {
                failures?.Add(failure);
            }

            if (shown.Exists(seen => ReferenceEquals(seen.Block, block)))
            {
                referrers.Add(owner);
            }
        }

        return referrers;
    }
}
