using System;
using Microsoft.CodeAnalysis;
using static LeakLint.Analyzers.Reporting.Descriptors;

namespace LeakLint.Analyzers.Registries;

/// <summary>
/// LEAK104: as LEAK103 for a publisher that was there before the subscriber and may outlive it, or without a sign that
/// the subscribers come and go.
/// </summary>
internal static class LongLivedPublisherNeverUnsubscribed
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        id: "LEAK104",
        title: "Publisher may outlive a subscriber that never unsubscribes",
        messageFormat: "'{0}' keeps the '{1}' that subscribes '{2}' for as long as its publisher lives: {3}",
        category: "Registries",
        defaultSeverity: DiagnosticSeverity.Info,
        description: "The publisher was there before the subscriber: it was injected, passed in, or is found through a static. As long as it lives it holds the handler, and with it the subscriber.");

    internal static void Judge(SubscriptionFacts facts, Action<Diagnostic> report)
    {
        if (facts.Fault == SubscriptionFault.LongLivedPublisher)
        {
            report(facts.As(Rule));
        }
    }
}
