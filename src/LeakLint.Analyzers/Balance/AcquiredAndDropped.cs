using System;
using Microsoft.CodeAnalysis;
using static LeakLint.Analyzers.Reporting.Descriptors;

namespace LeakLint.Analyzers.Balance;

/// <summary>
/// LEAK305: the acquisition is a statement of its own and its result is not kept: nothing can ever release it.
/// <c>_ = handle.AddReference();</c> says that this is meant, and is not reported.
/// </summary>
internal static class AcquiredAndDropped
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        id: "LEAK305",
        title: "Resource is acquired and dropped",
        messageFormat: "'{0}' is {1} here and dropped: it can never be {2}",
        category: "Balance",
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "The result of the call is what must be released later. It is not kept, so nothing can release it.");

    internal static void Judge(BalanceFacts facts, Action<Diagnostic> report)
    {
        if (facts.Verdict == BalanceVerdict.Dropped)
        {
            report(Diagnostic.Create(Rule, facts.Site, additionalLocations: null, facts.ForTheFix, facts.Name, facts.Protocol.Acquired, facts.Protocol.Released));
        }
    }
}
