using System;
using LeakLint.Analyzers.Configuration;
using Microsoft.CodeAnalysis;
using static LeakLint.Analyzers.Reporting.Descriptors;

namespace LeakLint.Analyzers.Registries;

/// <summary>
/// LEAK101: a private static registry takes <c>this</c>, counted handles, finalizable or disposable objects, or
/// delegates over an instance, and no code of its outermost type, the only code that can reach it, lets go of them.
/// </summary>
internal static class StaticRegistryHoldsHandles
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        id: "LEAK101",
        title: "Static registry never lets go of what it is given",
        messageFormat: "'{0}' keeps every {1} that {2} adds ({3}): {4}",
        category: "Registries",
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "A private static collection or delegate holds what it is given until the process ends. All code that can reach it is in sight, and none removes, clears, replaces or bounds it.");

    internal static void Judge(RegistriesFacts facts, Action<Diagnostic> report)
    {
        if (facts.AreOfCompilation)
        {
            return;
        }

        foreach (var registry in facts.Registries)
        {
            var verdict = facts.VerdictOf(registry);
            if (verdict.Wrong == Wrong.Holds)
            {
                report(RegistryReports.OfHolding(Rule, registry, verdict));
            }
            // What callers may mean to keep, the whole compilation may know better.
            else if (verdict is { Undecided: { } undecided, Reason: { } reason } && reason != Reasons.CallersState)
            {
                report(Undecided.At(undecided.Location, registry.Name, reason));
            }
        }
    }
}
