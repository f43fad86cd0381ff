using System;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using static LeakLint.Analyzers.Reporting.Descriptors;

namespace LeakLint.Analyzers.Cycles;

/// <summary>
/// LEAK201: counted handles own each other in a circle. Each count waits for the next value to be released, so none
/// ever reaches zero.
/// </summary>
internal static class CountedCycle
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        id: "LEAK201",
        title: "Counted handles own each other in a circle",
        messageFormat: "{0}: the count of '{1}' never reaches zero, because what it owns holds a handle to it",
        category: "Cycles",
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "A value is released when its last handle is disposed. Values that hold handles to each other in a circle keep each other's counts above zero, and nothing releases them, whoever else disposes. A WeakHandle on the way back does not count.");

    internal static void Judge(CyclesFacts facts, Action<Diagnostic> report)
    {
        foreach (var ring in facts.Counted)
        {
            report(Diagnostic.Create(Rule, ring.BackEdge.Location, ring.Evidence, ImmutableDictionary<string, string?>.Empty, ring.Describe(), ring.Peer.Name));
        }
    }
}
