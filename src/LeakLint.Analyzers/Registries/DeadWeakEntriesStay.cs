using System;
using Microsoft.CodeAnalysis;
using static LeakLint.Analyzers.Reporting.Descriptors;

namespace LeakLint.Analyzers.Registries;

/// <summary>
/// LEAK106: a registry that only its outermost type can reach takes a weak reference for each object, and no code of
/// that type removes those whose objects are gone: the objects go, their entries stay.
/// </summary>
internal static class DeadWeakEntriesStay
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        id: "LEAK106",
        title: "Dead weak references stay in a static registry",
        messageFormat: "'{0}' keeps each weak reference that {1} adds, also when its object is gone: nothing removes the dead ones",
        category: "Registries",
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "A private static collection of weak references grows with every object that is put in. The objects are collected; their entries, keys and references, stay until the process ends.");

    internal static void Judge(RegistriesFacts facts, Action<Diagnostic> report)
    {
        if (facts.AreOfCompilation)
        {
            return;
        }

        foreach (var registry in facts.Registries)
        {
            if (facts.VerdictOf(registry) is { Wrong: Wrong.KeepsDead } verdict)
            {
                report(RegistryReports.OfDead(Rule, registry, verdict));
            }
        }
    }
}
