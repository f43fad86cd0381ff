using System;
using System.Collections.Immutable;
using System.Globalization;
using LeakLint.Analyzers.Facts;
using LeakLint.Analyzers.Flow;
using LeakLint.Analyzers.Protocols;
using Microsoft.CodeAnalysis;
using static LeakLint.Analyzers.Reporting.Descriptors;

namespace LeakLint.Analyzers.Balance;

/// <summary>
/// LEAK303: released on a path on which it was released before, where that harms: two who rent get the same array, the
/// allocator's lists are torn, a semaphore lets in one too many. What is disposed is not asked: a second Dispose does nothing.
/// </summary>
internal static class ReleasedTwice
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        id: "LEAK303",
        title: "Resource is released twice",
        messageFormat: "'{0}' is {1} here though it was {1} before, at line {2}",
        category: "Balance",
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "After its release the resource belongs to somebody else. A second release takes it away from them: a pool hands one array to two owners, freed memory is freed again, a semaphore lets in one too many.");

    // Nobody but this method releases it.
    private static readonly ImmutableDictionary<string, string?> ForTheFix = ImmutableDictionary<string, string?>.Empty.Add("all", BalanceFacts.Number(ResourceStatus.Released));

    internal static void Report(Release second, Resource first, Action<Diagnostic> report)
    {
        var before = first.Site.Syntax.GetLocation();
        var line = (before.GetLineSpan().StartLinePosition.Line + 1).ToString(CultureInfo.InvariantCulture);
        report(Diagnostic.Create(Rule, second.Call.Syntax.GetLocation(), [before], ForTheFix, second.Name, ((Protocol)first.Kind).Released, line));
    }
}
