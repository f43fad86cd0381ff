using System;
using Microsoft.CodeAnalysis;
using static LeakLint.Analyzers.Reporting.Descriptors;

namespace LeakLint.Analyzers.Cycles;

/// <summary>
/// LEAK206: a finalizer waits. There is one thread for all finalizers of a process: while one waits, no other object
/// is finalized, and all that they hold piles up.
/// </summary>
internal static class FinalizerBlocks
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        id: "LEAK206",
        title: "Finalizer waits",
        messageFormat: "{0}'s finalizer waits ({1}): meanwhile no object of the process is finalized",
        category: "Cycles",
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "One thread runs all finalizers. A finalizer that joins a thread, waits for a task or a signal, sleeps, or takes a lock whose holder may stay long, stops all the others: memory and handles pile up, and a wait that never ends is a leak of everything finalizable.");

    internal static void Judge(CyclesFacts facts, Action<Diagnostic> report)
    {
        foreach (var wait in facts.Finalizer.Waits)
        {
            report(Diagnostic.Create(Rule, wait.At, wait.Holder is null ? null : [wait.Holder], facts.Type.Name, wait.What));
        }
    }
}
