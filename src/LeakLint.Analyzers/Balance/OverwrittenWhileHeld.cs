using System;
using System.Collections.Immutable;
using System.Globalization;
using LeakLint.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using static LeakLint.Analyzers.Reporting.Descriptors;

namespace LeakLint.Analyzers.Balance;

/// <summary>
/// LEAK306: the last variable that holds a resource gets another value while it is held, or the field of an object that fills
/// it anew. Nothing can release it from there on. One acquisition gets one verdict: where this is reported, LEAK301 is silent.
/// </summary>
internal static class OverwrittenWhileHeld
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        id: "LEAK306",
        title: "Resource is overwritten while it is held",
        messageFormat: "'{0}' gets another value here while it holds what was {1} at line {2}, which is then never {3}",
        category: "Balance",
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "The only variable or field that holds the resource is assigned again. Nobody can release the resource any more: it leaks each time the assignment runs.");

    internal static void Report(IOperation target, HeldExit loss, BalanceFacts facts, Action<Diagnostic> report)
        => report(Diagnostic.Create(
            Rule,
            BalanceFacts.Overwriting(loss)!.GetLocation(),
            [facts.Site],
            facts.ForTheFix.Add("status", BalanceFacts.Number(loss.Status)),
            target.Syntax.ToString(),
            facts.Protocol.Acquired,
            (facts.Site.GetLineSpan().StartLinePosition.Line + 1).ToString(CultureInfo.InvariantCulture),
            facts.Protocol.Released));

    internal static void Report(IOperation assignment, FieldLoss loss, Action<Diagnostic> report)
        => report(Diagnostic.Create(
            Rule,
            assignment.Syntax.GetLocation(),
            [loss.Site],
            ImmutableDictionary<string, string?>.Empty.Add("protocol", loss.Protocol.Name).Add(OwnedFieldNeverReleased.FieldProperty, loss.Field.GetDocumentationCommentId()),
            assignment is IAssignmentOperation { Target.Syntax: var target } ? target.ToString() : loss.Field.Name,
            loss.Protocol.Acquired,
            (loss.Site.GetLineSpan().StartLinePosition.Line + 1).ToString(CultureInfo.InvariantCulture),
            loss.Protocol.Released));
}
