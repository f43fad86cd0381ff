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

        return InOrder(totals.Values, areLost: false);
    }

    /// <param name="totals">What was added up.</param>
    /// <param name="areLost">Whether it is all collected, and its age that of the finding.</param>
    public static IReadOnlyList<LeakRecord> InOrder(IEnumerable<SiteTotal> totals, bool areLost) =>
    [
        .. totals.Select(total => total.ToRecord(areLost))
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
    /// <summary>The types of this library that acquire, as a stack begins a method of theirs.</summary>
    private static readonly string[] Acquirers =
    [
        " LeakLint.TrackedHandles.", " LeakLint.SharedHandle.", " LeakLint.SharedHandle`1.", " LeakLint.WeakHandle`1.", " LeakLint.HandleRegistry`2.",
        " LeakLint.LeasePool`1.",
    ];

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

    public LeakRecord ToRecord(bool isLost) => new(
        _oldest.ResourceType.ToString(),
        _oldest.Member,
        _oldest.File,
        _oldest.Line,
        _oldest.Stack is null ? null : FromTheCaller(_oldest.Stack.ToString()),
        _count,
        TimeSpan.FromMilliseconds(_age),
        _oldest.IsStatic,
        cycle,
        TypeNames.Readable(_oldest.ResourceType),
        isLost);

    /// <summary>Without the lines of this library at the top: how many there are depends on what was inlined.</summary>
    private static string FromTheCaller(string stack)
    {
        int start = 0;
        while (start < stack.Length)
        {
            int end = stack.IndexOf('\n', start);
            string line = end < 0 ? stack.Substring(start) : stack.Substring(start, end - start);
            if (!Array.Exists(Acquirers, acquirer => line.IndexOf(acquirer, StringComparison.Ordinal) >= 0))
            {
                return stack.Substring(start);
            }

            start = end < 0 ? stack.Length : end + 1;
        }

        return stack;
    }
}
