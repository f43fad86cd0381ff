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
/// allocator's lists are torn, a semaphore lets in one too many. A second Dispose does nothing, but for that of a type whose own
/// code shows that it does the same once more.
/// </summary>
internal static class ReleasedTwice
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        id: "LEAK303",
        title: "Resource is released twice",
        messageFormat: "'{0}' is {1} here though {2}",
        category: "Balance",
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "After its release the resource belongs to somebody else. A second release takes it away from them: a pool hands one array to two owners, freed memory is freed again, a semaphore lets in one too many.");

    // Nobody but this method releases it.
    private static readonly ImmutableDictionary<string, string?> ForTheFix = ImmutableDictionary<string, string?>.Empty.Add("all", BalanceFacts.Number(ResourceStatus.Released));

    internal static void Report(Release second, Resource first, Action<Diagnostic> report)
    {
        var before = first.Site.Syntax.GetLocation();
        var released = ((Protocol)first.Kind).Released;
        report(Diagnostic.Create(Rule, second.Call.Syntax.GetLocation(), [before], ForTheFix, second.Name, released, "it was " + released + " before, at line " + Line(before)));
    }

    /// <summary>What a <c>using</c> disposes in any case is disposed by hand as well.</summary>
    internal static void ReportBeforeUsing(Release release, SyntaxNode used, Action<Diagnostic> report)
    {
        var end = used.GetLocation();
        report(Diagnostic.Create(Rule, release.Call.Syntax.GetLocation(), [end], ForTheFix, release.Name, release.Protocol.Released, "the 'using' at line " + Line(end) + " does it again"));
    }

    private static string Line(Location location) => (location.GetLineSpan().StartLinePosition.Line + 1).ToString(CultureInfo.InvariantCulture);
}
