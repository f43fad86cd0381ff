using System;
using Microsoft.CodeAnalysis;
using static LeakLint.Analyzers.Reporting.Descriptors;

namespace LeakLint.Analyzers.Balance;

/// <summary>
/// LEAK311: the acquire stands where the release is due. <c>+=</c> in <c>Dispose</c> or in a <c>remove</c> accessor, <c>Enter</c> in the
/// <c>finally</c> of an <c>Enter</c>: a slip of the pen that doubles what it should end.
/// </summary>
internal static class WrongHalfOfThePair
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        id: "LEAK311",
        title: "Acquire stands where the release is due",
        messageFormat: "'{0}' stands where '{1}' is due {2}: what it should end happens twice",
        category: "Balance",
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "The same acquire is written twice, the second time where its release belongs. Nothing is released, and one more is acquired.");

    internal static void Judge(WrongHalf facts, Action<Diagnostic> report)
        => report(Diagnostic.Create(Rule, facts.At, [facts.First], facts.Written, facts.Due, facts.Place));
}
