using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using static LeakLint.Analyzers.Reporting.Descriptors;

namespace LeakLint.Analyzers.Configuration;

/// <summary>
/// LEAK002: an acquisition or a registry that the analysis could not decide, with the reason. Off unless asked
/// for; it exists so that a clean result can be told from a blind one.
/// </summary>
internal static class Undecided
{
    /// <summary>The property of a diagnostic that carries the reason's name, for counting.</summary>
    public const string ReasonProperty = "reason";

    public static readonly DiagnosticDescriptor Rule = Describe(
        id: "LEAK002",
        title: "Not decided whether this leaks",
        messageFormat: "Not decided whether '{0}' leaks: {1}",
        category: "Configuration",
        defaultSeverity: DiagnosticSeverity.Info,
        description: "LeakLint warns only about what it has proved. This is the list of what it could neither prove nor rule out, each with the reason.",
        isEnabledByDefault: false);

    /// <summary>Reports that <paramref name="subject"/> could not be decided.</summary>
    public static Diagnostic At(Location location, string subject, UndecidedReason reason) => Diagnostic.Create(
        Rule,
        location,
        additionalLocations: null,
        properties: ImmutableDictionary<string, string?>.Empty.Add(ReasonProperty, reason.Name),
        subject,
        reason.Sentence);
}
