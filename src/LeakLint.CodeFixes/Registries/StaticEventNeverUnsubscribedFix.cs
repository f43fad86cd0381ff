using System.Collections.Immutable;
using System.Composition;
using System.Threading;
using System.Threading.Tasks;
using LeakLint.Analyzers.Registries;
using LeakLint.CodeFixes.Edits;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace LeakLint.CodeFixes.Registries;

/// <summary>Repairs LEAK103: unsubscribes in the teardown, which is made if there is none; else lets the event hold its handlers weakly.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(StaticEventNeverUnsubscribedFix)), Shared]
public sealed class StaticEventNeverUnsubscribedFix() : LeakFix(StaticEventNeverUnsubscribed.Rule.Id)
{
    private protected override Task<ImmutableArray<Repair>> PlanAsync(Document document, SyntaxNode flagged, Diagnostic diagnostic, CancellationToken cancellation)
        => SubscriptionRepairs.PlanAsync(document, flagged, diagnostic, cancellation);
}
