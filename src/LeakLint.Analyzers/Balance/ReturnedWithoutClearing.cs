using System;
using Microsoft.CodeAnalysis;
using static LeakLint.Analyzers.Reporting.Descriptors;

namespace LeakLint.Analyzers.Balance;

/// <summary>
/// LEAK312: an array of references goes back to a pool as it is. The pool keeps the array, and the array all that it refers
/// to, until somebody rents it and writes over every element. <c>clearArray: false</c> says that this is meant.
/// </summary>
internal static class ReturnedWithoutClearing
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        id: "LEAK312",
        title: "Array of references is returned to its pool uncleared",
        messageFormat: "'{0}' goes back to its pool with what its elements refer to: the pool keeps every '{1}' in it alive",
        category: "Balance",
        defaultSeverity: DiagnosticSeverity.Info,
        description: "A pooled array keeps what its elements refer to alive for as long as the pool keeps the array. Let the pool clear it, or clear the part that was used.");

    internal static void Judge(ReturnedArray facts, Action<Diagnostic> report)
        => report(Diagnostic.Create(Rule, facts.Call.Syntax.GetLocation(), facts.Array.Syntax.ToString(), facts.Element.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)));
}
