using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;

namespace LeakLint;

/// <summary>Knows every handle that was acquired in one flow of execution since it began, and which of them are not
/// disposed. Exact: no garbage collection and no waiting is involved.</summary>
/// <example>
/// <code>
/// using LeakScope scope = LeakTracking.BeginScope();
/// RunTheCodeUnderTest();
/// scope.ThrowIfLeaked();
/// </code>
/// </example>
/// <remarks>
/// <para>A scope reports what was acquired in it, not what was merely disposed in it: a handle from before that is still
/// open does not count. What was acquired in an inner scope was acquired in the outer one too. A handle that became
/// garbage undisposed stays reported.</para>
/// <para>Handles that a static initialiser acquires are reported with <see cref="LeakRecord.IsStatic"/> and never fail the
/// scope: which test happens to run the initialiser is chance.</para>
/// <para>Thread safe. The scope is found through the execution context: begin it in the method that asks it, since an
/// <c>async</c> method that only begins one does not hand it to its caller.</para>
/// </remarks>
public sealed class LeakScope : IDisposable
{
    private static readonly AsyncLocal<LeakScope?> Current = new();

    private readonly LeakScope? _outer;
    private readonly List<HandleTrace> _lost = [];
    private int _ended;

    private LeakScope(string? name, LeakScope? outer)
    {
        Name = name;
        _outer = outer;
    }

    /// <summary>What the scope is called in its message; null if nothing was said.</summary>
    public string? Name { get; }

    /// <summary>The innermost scope that is open in this flow.</summary>
    internal static LeakScope? Innermost => LeakTracking.HasScopes ? FirstOpen(Current.Value) : null;

    /// <summary>The handles acquired in this scope and not disposed, grouped by site, the largest group first. Those of
    /// static initialisers are among them, marked.</summary>
    /// <returns>A snapshot.</returns>
    /// <remarks>Thread safe; works after the scope was disposed too. Costs a walk over all that is tracked in the process.</remarks>
    public IReadOnlyList<LeakRecord> GetOutstanding() => LeakRecords.Group(FindTraces());

    /// <summary>Throws if a handle that was acquired in this scope is not disposed.</summary>
    /// <exception cref="LeakException">There is one. The message says what was acquired where, how often and how long ago, and which
    /// values hold each other.</exception>
    /// <remarks>Thread safe; costs as much as <see cref="GetOutstanding"/>. When it is about to throw it visits the values of the
    /// handles that are <see cref="IHandleOwner"/>, and the owners that they lead to.</remarks>
    public void ThrowIfLeaked()
    {
        HashSet<HandleTrace> traces = FindTraces();
        IReadOnlyList<LeakRecord> outstanding = LeakRecords.Group(traces);
        LeakRecord[] leaks = [.. outstanding.Where(static record => !record.IsStatic)];
        if (leaks.Length == 0)
        {
            return;
        }

        int count = leaks.Sum(static leak => leak.Count);
        StringBuilder message = new();
        message.Append(count).Append(count == 1 ? " handle was" : " handles were").Append(" acquired in the scope");
        if (Name is not null)
        {
            message.Append(" '").Append(Name).Append('\'');
        }

        message.Append(" and not disposed:");
        foreach (LeakRecord leak in leaks)
        {
            message.AppendLine().Append("  ").Append(leak.ToStringWithPath());
        }

        foreach (string way in CyclesOf(traces))
        {
            message.AppendLine().Append("  In a cycle: ").Append(way);
        }

        throw new LeakException(message.ToString(), leaks);
    }

    private HashSet<HandleTrace> FindTraces()
    {
        HashSet<HandleTrace> traces = [];

        // The list before the lost ones: a trace is lost before it leaves the list, so none is missed.
        traces.UnionWith(OutstandingHandles.Find(trace => trace.IsUndisposed && Contains(trace)));
        lock (_lost)
        {
            traces.UnionWith(_lost);
        }

        return traces;
    }

    /// <summary>The ways around the cycles that these handles are part of. Only values of this scope, and what they lead to, are visited:
    /// the tests beside it are not disturbed.</summary>
    private static IEnumerable<string> CyclesOf(HashSet<HandleTrace> traces)
    {
        HashSet<object> tags = [.. traces.Select(static trace => trace.Tag)];
        HandleGraph graph = HandleGraph.From([.. KnownOwners.Alive().Where(block => block.ExistingTag is { } tag && tags.Contains(tag))]);
        return graph.FindCycles(wanted: null)
            .Where(members => graph.HandlesAmong(members).Any(handle => handle.Tracker is { } tracker && traces.Contains(tracker.Trace)))
            .Select(members => graph.ToCycle(members).ToString());
    }

    /// <summary>Ends the scope: what is acquired from now on is not in it. It throws nothing, so that it hides no exception of
    /// the code under test; ask before with <see cref="ThrowIfLeaked"/>.</summary>
    /// <remarks>Thread safe; further calls do nothing.</remarks>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0)
        {
            return;
        }

        if (ReferenceEquals(Current.Value, this))
        {
            Current.Value = FirstOpen(_outer);
        }

        LeakTracking.EndScope();
    }

    internal static LeakScope Begin(string? name)
    {
        LeakScope scope = new(name, FirstOpen(Current.Value));
        Current.Value = scope;
        return scope;
    }

    /// <summary>A handle was collected undisposed: from now on only the scopes know of it.</summary>
    internal static void NoteLost(HandleTrace trace)
    {
        for (LeakScope? scope = trace.Scope; scope is not null; scope = scope._outer)
        {
            lock (scope._lost)
            {
                scope._lost.Add(trace);
            }
        }
    }

    private static LeakScope? FirstOpen(LeakScope? scope)
    {
        while (scope is not null && Volatile.Read(ref scope._ended) != 0)
        {
            scope = scope._outer;
        }

        return scope;
    }

    private bool Contains(HandleTrace trace)
    {
        for (LeakScope? scope = trace.Scope; scope is not null; scope = scope._outer)
        {
            if (ReferenceEquals(scope, this))
            {
                return true;
            }
        }

        return false;
    }
}
