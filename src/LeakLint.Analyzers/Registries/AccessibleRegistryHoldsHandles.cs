using System;
using LeakLint.Analyzers.Configuration;
using Microsoft.CodeAnalysis;
using static LeakLint.Analyzers.Reporting.Descriptors;

namespace LeakLint.Analyzers.Registries;

/// <summary>
/// LEAK111: what LEAK101 and LEAK102 say, of registries that other types of the compilation can reach, or that other
/// types fill through a method of the registry's type. Known when the whole compilation has been read.
/// </summary>
internal static class AccessibleRegistryHoldsHandles
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        id: "LEAK111",
        title: "Nothing in the program lets go of what a static registry is given",
        messageFormat: "'{0}' {1}",
        category: "Registries",
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "A static collection that several types can reach keeps what it is given, or grows with inputs that have no bound. All code that can reach it is in this compilation, and none removes, replaces or bounds it.",
        customTags: WellKnownDiagnosticTags.CompilationEnd);

    internal static void Judge(RegistriesFacts facts, Action<Diagnostic> report)
    {
        if (!facts.AreOfCompilation)
        {
            return;
        }

        foreach (var registry in facts.Registries)
        {
            var ofType = facts.VerdictOfType(registry);
            if (!facts.Shapes.IsClosed(registry) || (ofType.Wrong != Wrong.Nothing))
            {
                continue;
            }

            var verdict = facts.VerdictOf(registry);
            if (verdict.Wrong is Wrong.Holds or Wrong.Grows)
            {
                report(RegistryReports.OfEither(Rule, registry, verdict));
            }
            else if (ofType is { Undecided: { } undecided, Reason: { } reason } && reason == Reasons.CallersState)
            {
                report(Undecided.At(undecided.Location, registry.Name, reason));
            }
        }
    }
}
