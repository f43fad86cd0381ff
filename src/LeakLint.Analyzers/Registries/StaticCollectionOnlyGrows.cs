using System;
using Microsoft.CodeAnalysis;
using static LeakLint.Analyzers.Reporting.Descriptors;

namespace LeakLint.Analyzers.Registries;

/// <summary>
/// LEAK102: a registry that only its outermost type can reach grows with what callers hand over or with what is made
/// anew each time, and no code of that type removes, replaces or bounds.
/// </summary>
internal static class StaticCollectionOnlyGrows
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        id: "LEAK102",
        title: "Static collection only grows",
        messageFormat: "'{0}' grows with every {1} that {2} adds: {3}",
        category: "Registries",
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "A private static collection grows with inputs that have no bound. All code that can reach it is in sight, and none removes, replaces or bounds it.");

    internal static void Judge(RegistriesFacts facts, Action<Diagnostic> report)
    {
        if (facts.AreOfCompilation)
        {
            return;
        }

        foreach (var registry in facts.Registries)
        {
            if (facts.VerdictOf(registry) is { Wrong: Wrong.Grows } verdict)
            {
                report(RegistryReports.OfGrowth(Rule, registry, verdict));
            }
        }
    }
}
