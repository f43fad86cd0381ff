using System;
using Microsoft.CodeAnalysis;
using static LeakLint.Analyzers.Reporting.Descriptors;

namespace LeakLint.Analyzers.Configuration;

/// <summary>
/// LEAK001: a line of a text file, or an option, that cannot be understood. What is not understood counts for nothing,
/// and silence about it would look like a setting that works.
/// </summary>
internal static class InvalidConfiguration
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        id: "LEAK001",
        title: "LeakLint's configuration is wrong",
        messageFormat: "'{0}' counts for nothing: {1}",
        category: "Configuration",
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "A line of LeakLint.Protocols.txt, or an option of .editorconfig that begins with leaklint, cannot be understood, names nothing that exists, or contradicts another. It is left out.",
        customTags: WellKnownDiagnosticTags.CompilationEnd);

    internal static void Judge(ConfigurationFacts facts, Action<Diagnostic> report)
    {
        foreach (var problem in facts.Problems)
        {
            report(Diagnostic.Create(Rule, problem.Location, problem.Subject, problem.What));
        }
    }
}
