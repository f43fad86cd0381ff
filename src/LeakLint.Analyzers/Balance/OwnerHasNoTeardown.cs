using System;
using Microsoft.CodeAnalysis;
using static LeakLint.Analyzers.Reporting.Descriptors;

namespace LeakLint.Analyzers.Balance;

/// <summary>
/// LEAK314: a type acquires something into a field, no code that can reach the field releases it, and the type has nothing
/// by which its owner could tear it down. Whether its instances come and go is not proved, so this is a suggestion.
/// </summary>
internal static class OwnerHasNoTeardown
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        id: "LEAK314",
        title: "Type acquires into a field and has no teardown",
        messageFormat: "'{0}', {1} here, is never {2}: '{3}' has no Dispose, or anything else, that could do it",
        category: "Balance",
        defaultSeverity: DiagnosticSeverity.Info,
        description: "The object acquires something for a field of its own and offers no way to let it go. Native memory and pinned objects are lost with it; files, timers and registrations live on until a finalizer finds them, or for good.");

    internal static void Judge(OwnerFacts facts, Action<Diagnostic> report)
    {
        foreach (var field in facts.Kept)
        {
            if (!field.HasTeardown)
            {
                report(Diagnostic.Create(Rule, field.Site, field.Member.Locations, OwnedFieldNeverReleased.ForTheFix(field), field.Member.Name, field.Protocol.Acquired, field.Protocol.Released, facts.Type.Name));
            }
        }
    }
}
