using System;
using Microsoft.CodeAnalysis;
using static LeakLint.Analyzers.Reporting.Descriptors;

namespace LeakLint.Analyzers.Registries;

/// <summary>
/// LEAK108: a slot that each thread or each flow of calls has takes a handle or a disposable, and no code that can reach the
/// slot clears it or puts back what was there before.
/// </summary>
internal static class AmbientSlotNeverCleared
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        id: "LEAK108",
        title: "Slot of a thread or flow is never cleared",
        messageFormat: "'{0}' keeps the {1} that {2} puts in, for as long as the thread or the flow lives: nothing clears it",
        category: "Registries",
        defaultSeverity: DiagnosticSeverity.Info,
        description: "A thread-static field, a ThreadLocal or an AsyncLocal takes something that must be released, and no code clears the slot or puts the former value back. Threads of a pool live as long as the process.");

    internal static void Judge(RegistriesFacts facts, Action<Diagnostic> report)
    {
        if (facts.AreOfCompilation)
        {
            return;
        }

        foreach (var registry in facts.Registries)
        {
            if (facts.VerdictOf(registry) is { Wrong: Wrong.IsNeverCleared } verdict)
            {
                report(RegistryReports.OfSlot(Rule, registry, verdict));
            }
        }
    }
}
