using System;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using LeakLint.Analyzers.Configuration;
using LeakLint.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using static LeakLint.Analyzers.Reporting.Descriptors;

namespace LeakLint.Analyzers.Balance;

/// <summary>
/// LEAK301: a path on which nothing unforeseen happens - a return, the end, a <c>throw</c> statement, an abandoned
/// iterator - leaves the method while the resource is held. Paths on which something threw in between belong to
/// other rules.
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
        if (facts.GaveUp != GaveUp.No)
        {
            report(Undecided.At(facts.Site, facts.Name, Reason(facts.GaveUp)));
            return;
        }

        var exits = facts.History.HeldExits.Where(e => !IsCorrelated(e, facts)).ToImmutableArray();
        if (!exits.IsEmpty)
        {
            report(Diagnostic.Create(
                Rule,
                facts.Site,
                exits.Select(static e => e.Location),
                ForTheFix(facts, exits),
                facts.Name,
                facts.Protocol.Acquired,
                facts.Protocol.Released,
                Way(exits[0])));
        }
        else if (facts.History.HeldExits.Any())
        {
            report(Undecided.At(facts.Site, facts.Name, Correlated));
        }
        else if ((facts.History.AtExit & ResourceStatus.Escaped) != 0)
        {
            report(Undecided.At(facts.Site, facts.Name, Reason(facts.History.Escape)));
        }
    }

    // Acquired under one condition and released under another, and the analysis did not see how the two hang together:
    // most often they do. if (x || y) a = Rent(n); ... if (x || y) Return(a);
    // In a loop the three come together by themselves (no round, an earlier round, this round), and so they do for a
    // variable that lives only in the branch that acquires: nobody outside can release it.
    private static bool IsCorrelated(HeldExit exit, BalanceFacts facts)
    {
        const ResourceStatus Mixed = ResourceStatus.NotAcquired | ResourceStatus.Held | ResourceStatus.Released;
        return (exit.Status & Mixed) == Mixed && !facts.IsInLoop && !facts.IsDeclaredWithIt;
    }

    // "exits" runs parallel to the additional locations.
    private static ImmutableDictionary<string, string?> ForTheFix(BalanceFacts facts, ImmutableArray<HeldExit> exits)
        => ImmutableDictionary<string, string?>.Empty
            .Add("protocol", facts.Protocol.Name)
            .Add("all", Number(facts.History.AtExit))
            .Add("exits", string.Join(" ", exits.Select(static e => Number(e.Status))));

    private static string Number(ResourceStatus status) => ((int)status).ToString(CultureInfo.InvariantCulture);

    private static string Way(HeldExit exit)
    {
        var line = (exit.Location.GetLineSpan().StartLinePosition.Line + 1).ToString(CultureInfo.InvariantCulture);
        return exit.Kind switch
        {
            ExitKind.Throw => "the method throws at line " + line,
            ExitKind.Abandoned => "the caller stops enumerating at line " + line,
            _ when exit.Location.SourceSpan.Length == 1 => "the method ends at line " + line,
            _ => "the method returns at line " + line,
        };
    }

    private static UndecidedReason Reason(GaveUp gaveUp) => gaveUp switch
    {
        GaveUp.OutOfSteps => OutOfSteps,
        GaveUp.TooManyVariables => TooManyVariables,
        _ => UnknownOperation,
    };

    private static UndecidedReason Reason(EscapeReason? escape) => escape switch
    {
        EscapeReason.Captured => Captured,
        EscapeReason.ByReference => ByReference,
        EscapeReason.Stored => Stored,
        EscapeReason.Ambiguous => Ambiguous,
        _ => PassedOn,
    };

    private static readonly UndecidedReason OutOfSteps = new("out-of-steps", "the method is too complex for the budget of the analysis");
    private static readonly UndecidedReason TooManyVariables = new("too-many-variables", "the method has more resources or guarding variables than the analysis follows");
    private static readonly UndecidedReason UnknownOperation = new("unknown-operation", "the method contains an operation that the analysis does not know");
    private static readonly UndecidedReason Captured = new("captured", "a lambda or local function captures the variable that holds it");
    private static readonly UndecidedReason ByReference = new("by-reference", "it is passed by reference to code that may release or replace it");
    private static readonly UndecidedReason Stored = new("stored", "it is put into an array or collection");
    private static readonly UndecidedReason Ambiguous = new("ambiguous", "more than one variable may hold it when one of them is released");
    private static readonly UndecidedReason Correlated = new("correlated", "it is acquired under one condition and released under another");
    private static readonly UndecidedReason PassedOn = new("passed-on", "it is passed to code that may keep or release it");
}
