using System;
using Microsoft.CodeAnalysis;
using static LeakLint.Analyzers.Reporting.Descriptors;

namespace LeakLint.Analyzers.Cycles;

/// <summary>
/// LEAK205: a finalizer gives its own object to somebody who keeps it. The object lives on after its end: what it
/// refers to may be finalized, and its own finalizer does not run again.
/// </summary>
internal static class FinalizerResurrects
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        id: "LEAK205",
        title: "Finalizer brings its object back to life",
        messageFormat: "{0}'s finalizer gives its object to '{1}': it lives on, and is not finalized again",
        category: "Cycles",
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "A finalizer that stores its object where others find it, or hands it to a thread, a task or a timer, brings it back to life. What the object refers to may have been finalized already, and its own finalizer does not run a second time, so that what it holds is not released. An object that is meant to come back says so by GC.ReRegisterForFinalize(this).");

    internal static void Judge(CyclesFacts facts, Action<Diagnostic> report)
    {
        foreach (var publication in facts.Finalizer.Publications)
        {
            report(Diagnostic.Create(Rule, publication.At, facts.Type.Name, publication.Keeper));
        }
    }
}
