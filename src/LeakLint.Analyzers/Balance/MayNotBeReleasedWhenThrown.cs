using System;
using Microsoft.CodeAnalysis;
using static LeakLint.Analyzers.Reporting.Descriptors;

namespace LeakLint.Analyzers.Balance;

/// <summary>
/// LEAK313: as LEAK302, for what the garbage collector makes good in the end: pooled arrays, disposables. Many
/// programs, .NET itself among them, accept that on a path that is rare.
/// </summary>
internal static class MayNotBeReleasedWhenThrown
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        id: "LEAK313",
        title: "Resource may not be released when something throws",
        messageFormat: "'{0}', {1} here, is not {2} when {3}",
        category: "Balance",
        defaultSeverity: DiagnosticSeverity.Info,
        description: "Between the acquisition and the release stands something that may throw, and no finally, using or catch releases the resource then. The garbage collector takes it in the end, but a pool runs dry and a file stays open until then.");

    internal static void Judge(BalanceFacts facts, Action<Diagnostic> report)
    {
        if (facts.Verdict == BalanceVerdict.MayNotBeReleasedWhenThrown)
        {
            report(facts.WhenThrown(Rule));
        }
    }
}
