using System;
using Microsoft.CodeAnalysis;
using static LeakLint.Analyzers.Reporting.Descriptors;

namespace LeakLint.Analyzers.Registries;

/// <summary>LEAK107: the only reference to a fresh object, delegate or closure is a weak one.</summary>
internal static class NobodyOwnsTheWeaklyHeld
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        id: "LEAK107",
        title: "Only a weak reference holds what was just made",
        messageFormat: "Nothing but {0} holds {1}: it is gone after the next garbage collection",
        category: "Registries",
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "A weak reference does not keep its target. An object, a delegate or a closure that nothing else refers to disappears at the next collection, and what it was to do is not done.");

    internal static void Judge(SubscriptionFacts facts, Action<Diagnostic> report)
    {
        if (facts.Fault == SubscriptionFault.NobodyOwns)
        {
            report(facts.As(Rule));
        }
    }
}
