using System;
using Microsoft.CodeAnalysis;
using static LeakLint.Analyzers.Reporting.Descriptors;

namespace LeakLint.Analyzers.Balance;

/// <summary>
/// LEAK302: every normal path releases, but something between acquire and release throws in practice, and then
/// nothing does. For what the whole process waits for or loses for good: locks, native memory, counted handles.
/// </summary>
internal static class NotReleasedWhenThrown
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        id: "LEAK302",
        title: "Resource is not released when something throws",
        messageFormat: "'{0}', {1} here, is not {2} when {3}",
        category: "Balance",
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "Between the acquisition and the release stands something that may throw, and no finally, using or catch releases the resource then. A lock stays taken and native memory stays allocated for the rest of the process.");

    internal static void Judge(BalanceFacts facts, Action<Diagnostic> report)
    {
        if (facts.Verdict == BalanceVerdict.NotReleasedWhenThrown)
        {
            report(facts.WhenThrown(Rule));
        }
    }
}
