using System.Collections.Immutable;
using System.Composition;
using System.Threading;
using System.Threading.Tasks;
using LeakLint.Analyzers.Registries;
using LeakLint.CodeFixes.Edits;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace LeakLint.CodeFixes.Registries;

/// <summary>Repairs LEAK104: unsubscribes in the teardown, which is made if there is none, or before the publisher is exchanged; else lets the event hold its handlers weakly.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(LongLivedPublisherNeverUnsubscribedFix)), Shared]
public sealed class LongLivedPublisherNeverUnsubscribedFix() : LeakFix(LongLivedPublisherNeverUnsubscribed.Rule.Id)
{
    private protected override Task<ImmutableArray<Repair>> PlanAsync(Document document, SyntaxNode flagged, Diagnostic diagnostic, CancellationToken cancellation)
        => SubscriptionRepairs.PlanAsync(document, flagged, diagnostic, cancellation);
}
