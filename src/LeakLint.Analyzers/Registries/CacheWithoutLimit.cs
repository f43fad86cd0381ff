using System;
using Microsoft.CodeAnalysis;
using static LeakLint.Analyzers.Reporting.Descriptors;

namespace LeakLint.Analyzers.Registries;

/// <summary>
/// LEAK109: a static memory cache without a size limit takes an entry without an expiry, by a key of an unbounded domain,
/// and nothing removes it.
/// </summary>
internal static class CacheWithoutLimit
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        id: "LEAK109",
        title: "Static memory cache has no limit and its entry no expiry",
        messageFormat: "'{0}' has no size limit, and the entry with key '{1}' that {2} adds has no expiry: it grows with every key",
        category: "Registries",
        defaultSeverity: DiagnosticSeverity.Info,
        description: "A static memory cache keeps entries until they expire, until its size limit is reached, or until somebody removes them. Of this one, with keys that have no bound, none of the three is said.");

    internal static void Judge(RegistriesFacts facts, Action<Diagnostic> report)
    {
        if (facts.AreOfCompilation)
        {
            return;
        }

        foreach (var registry in facts.Registries)
        {
            if (facts.VerdictOf(registry) is { Wrong: Wrong.HasNoLimit } verdict)
            {
                report(RegistryReports.OfCache(Rule, registry, verdict));
            }
        }
    }
}
