using System;
using Microsoft.CodeAnalysis;
using static LeakLint.Analyzers.Reporting.Descriptors;

namespace LeakLint.Analyzers.Cycles;

/// <summary>
/// LEAK207: the release action of a counted handle captures the object that holds the handle. Whoever shares the
/// value keeps that object alive, however long ago it was done with.
/// </summary>
internal static class CapturedByOwnRelease
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        id: "LEAK207",
        title: "Release action captures the holder of its handle",
        messageFormat: "The release action of '{0}' captures the {1} that holds the handle: every other handle of the value keeps that {1} alive",
        category: "Cycles",
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "The action that releases a counted value lives as long as the value, which is as long as anybody has a handle to it. An action that captures the object that made and holds the first handle keeps that object alive for all of this time. It is given the value: a static lambda needs nothing else.");

    internal static void Judge(CyclesFacts facts, Action<Diagnostic> report)
    {
        foreach (var captured in facts.Captured)
        {
            report(Diagnostic.Create(Rule, captured.At, [captured.Release], captured.What, facts.Type.Name));
        }
    }
}
