using System;
using System.Collections.Generic;
using System.Linq;

namespace LeakLint;

/// <summary>Makes records out of traces: one for each type and acquiring line.</summary>
internal static class LeakRecords
{
    public static IReadOnlyList<LeakRecord> Group(IEnumerable<HandleTrace> traces)
    {
        Dictionary<SiteKey, SiteTotal> totals = [];
        foreach (HandleTrace trace in traces)
        {
            SiteKey key = SiteKey.Of(trace);
            if (!totals.TryGetValue(key, out SiteTotal? total))
            {
                totals[key] = total = new SiteTotal(trace);
            }

            total.Add(trace);
        }

        return InOrder(totals.Values);
    }

    public static IReadOnlyList<LeakRecord> InOrder(IEnumerable<SiteTotal> totals) =>
    [
        .. totals.Select(static total => total.ToRecord())
            .OrderByDescending(static record => record.Count)
            .ThenBy(static record => record.File, StringComparer.Ordinal)
            .ThenBy(static record => record.Line),
    ];
}

/// <summary>A type and the line that acquired it; for a cycle also the way around.</summary>
internal readonly record struct SiteKey(Type ResourceType, string Member, string File, int Line, string? Cycle)
{
    public static SiteKey Of(HandleTrace trace, string? cycle = null) => new(trace.ResourceType, trace.Member, trace.File, trace.Line, cycle);
}

/// <summary>The handles of one site, added up.</summary>
internal sealed class SiteTotal(HandleTrace first, string? cycle = null)
{
    private HandleTrace _oldest = first;
    private int _count;
    private long _age;

    public void Add(HandleTrace trace)
    {
        _count++;
        if (trace.Since < _oldest.Since)
        {
            _oldest = trace;
        }

        _age = Math.Max(_age, Clock.Milliseconds - trace.Since);
    }

    public LeakRecord ToRecord() => new(
        _oldest.ResourceType.ToString(),
        _oldest.Member,
        _oldest.File,
        _oldest.Line,
        _oldest.Stack?.ToString(),
        _count,
        TimeSpan.FromMilliseconds(_age),
        _oldest.IsStatic,
        cycle);
}
