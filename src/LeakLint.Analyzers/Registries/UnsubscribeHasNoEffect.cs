using System;
using Microsoft.CodeAnalysis;
using static LeakLint.Analyzers.Reporting.Descriptors;

namespace LeakLint.Analyzers.Registries;

/// <summary>LEAK105: <c>-=</c> with a delegate that cannot be the one that was added.</summary>
internal static class UnsubscribeHasNoEffect
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        id: "LEAK105",
        title: "Unsubscribing has no effect",
        messageFormat: "This '-=' takes nothing out of '{0}': {1}",
        category: "Registries",
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "Two delegates are equal if they have the same method and the same target. A lambda, a target or a closure that is made for the '-=' is none of those that were added, so the handler stays subscribed.");

    internal static void Judge(SubscriptionFacts facts, Action<Diagnostic> report)
    {
        if (facts.Fault == SubscriptionFault.NoEffect)
        {
            report(facts.As(Rule));
        }
    }
}
