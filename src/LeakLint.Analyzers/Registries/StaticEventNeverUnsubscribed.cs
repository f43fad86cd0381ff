using System;
using Microsoft.CodeAnalysis;
using static LeakLint.Analyzers.Reporting.Descriptors;

namespace LeakLint.Analyzers.Registries;

/// <summary>
/// LEAK103: an instance subscribes to a static event, or to a publisher that lives as long as the process, no teardown
/// takes its handler out, and the instances come and go.
/// </summary>
internal static class StaticEventNeverUnsubscribed
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        id: "LEAK103",
        title: "Static event keeps every subscriber",
        messageFormat: "'{0}' keeps every '{1}' that subscribes '{2}': {3}",
        category: "Registries",
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "A static event holds its handlers, and they their objects, until the process ends. The subscribers come and go, and no '-=' of the same handler is sure to run when one is torn down.");

    internal static void Judge(SubscriptionFacts facts, Action<Diagnostic> report)
    {
        if (facts.Fault == SubscriptionFault.StaticEvent)
        {
            report(facts.As(Rule));
        }
    }
}
