using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Reporting;

/// <summary>
/// Makes the descriptor of a rule. The parameter names are the ones that the compiler's own meta-analyzers read
/// (RS1017 to RS1033, RS2000 and on), so a descriptor made here and kept in a static field stays under their eyes.
/// </summary>
internal static class Descriptors
{
    private const string Pages = "https://github.com/leaklint/leaklint/blob/main/docs/rules/";

    /// <summary>Describes one rule; the help link is the rule's page, computed from its id.</summary>
    public static DiagnosticDescriptor Describe(
        string id,
        string title,
        string messageFormat,
        string category,
        DiagnosticSeverity defaultSeverity,
        string description,
        bool isEnabledByDefault = true,
        params string[] customTags)
        => new(id, title, messageFormat, category, defaultSeverity, isEnabledByDefault, description, Pages + id + ".md", customTags);
}
