using System;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using LeakLint.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using static LeakLint.Analyzers.Reporting.Descriptors;

namespace LeakLint.Analyzers.Balance;

/// <summary>
/// LEAK301: a path on which nothing unforeseen happens - a return, the end, a <c>throw</c> statement, an abandoned
/// iterator - leaves the method while the resource is held. Paths on which something threw in between belong to
/// LEAK302 and LEAK313.
/// </summary>
internal static class NotReleasedOnEveryPath
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        id: "LEAK301",
        title: "Resource is not released on every path",
        messageFormat: "'{0}', {1} here, is not {2} when {3}",
        category: "Balance",
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "A resource that a method acquires must be released on every path that leaves the method, or handed to a new owner. On the path that the message names it is neither.");

    internal static void Judge(BalanceFacts facts, Action<Diagnostic> report)
    {
        if (facts.Verdict != BalanceVerdict.NotReleased)
        {
            return;
        }

        report(Diagnostic.Create(
            Rule,
            facts.Site,
            facts.HeldExits.Select(static e => e.Location),
            ForTheFix(facts),
            facts.Name,
            facts.Protocol.Acquired,
            facts.Protocol.Released,
            Way(facts.HeldExits[0])));
    }

    // "exits" runs parallel to the additional locations.
    private static ImmutableDictionary<string, string?> ForTheFix(BalanceFacts facts)
        => facts.ForTheFix.Add("exits", string.Join(" ", facts.HeldExits.Select(static e => BalanceFacts.Number(e.Status))));

    private static string Way(HeldExit exit)
    {
        var line = (exit.Location.GetLineSpan().StartLinePosition.Line + 1).ToString(CultureInfo.InvariantCulture);
        return exit.Kind switch
        {
            ExitKind.Throw => "the method throws at line " + line,
            ExitKind.Overwritten => "the variable that holds it gets another value at line " + line,
            ExitKind.Abandoned => "the caller stops enumerating at line " + line,
            _ when exit.Location.SourceSpan.Length == 1 => "the method ends at line " + line,
            _ => "the method returns at line " + line,
        };
    }
}
