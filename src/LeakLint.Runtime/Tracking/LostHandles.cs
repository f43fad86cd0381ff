using System.Collections.Generic;
using System.Linq;

namespace LeakLint;

/// <summary>Handles found dead that make one report: those of one site, or those of one cycle.</summary>
internal sealed class LostHandles(List<HandleTrace> traces, string? cycle)
{
    public List<HandleTrace> Traces { get; } = traces;

    /// <summary>The way around; null for a site.</summary>
    public string? Cycle { get; }  = cycle;

    /// <summary>Puts together what was found. Cycles first: their handles are then nobody else's report, also those whose
    /// finalizer comes later.</summary>
    /// <remarks>
    /// A handle that was found dead and that a member of a cycle shows as its own proves the whole cycle dead: whoever
    /// could still reach a member could reach the handle, around the cycle.
    /// </remarks>
    public static List<LostHandles> Sort(List<HandleTracker> found)
    {
        List<LostHandles> sorted = [];
        HandleGraph graph = HandleGraph.From([.. found.Select(static tracker => tracker.Block)]);
        if (graph.Count > 0)
        {
            HashSet<HandleTrace> dead = [.. found.Select(static tracker => tracker.Trace)];
            foreach (List<int> members in graph.FindCycles(wanted: null))
            {
                AddCycle(graph, members, dead, sorted);
            }
        }

        Dictionary<SiteKey, LostHandles> sites = [];
        foreach (HandleTracker tracker in found.Where(static tracker => tracker.Trace.TryClaim()))
        {
            SiteKey key = SiteKey.Of(tracker.Trace);
            if (!sites.TryGetValue(key, out LostHandles? site))
            {
                sites[key] = site = new LostHandles([], cycle: null);
                sorted.Add(site);
            }

            site.Traces.Add(tracker.Trace);
        }

        return sorted;
    }

    private static void AddCycle(HandleGraph graph, List<int> members, HashSet<HandleTrace> dead, List<LostHandles> sorted)
    {
        List<HandleTrace> traces =
        [
            .. graph.HandlesAmong(members).Select(static handle => handle.Tracker?.Trace).OfType<HandleTrace>(),
        ];
        if (!traces.Exists(dead.Contains))
        {
            return;
        }

        HandleCycle cycle = graph.ToCycle(members);
        traces.RemoveAll(static trace => !trace.TryClaim());
        if (traces.Count > 0)
        {
            sorted.Add(new LostHandles(traces, cycle.ToString()));
        }
    }
}
