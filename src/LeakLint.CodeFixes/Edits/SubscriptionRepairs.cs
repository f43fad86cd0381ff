using System.Collections.Immutable;
using System.Threading;
using System.Threading.Tasks;
using LeakLint.Analyzers.Registries;
using Microsoft.CodeAnalysis;

namespace LeakLint.CodeFixes.Edits;

/// <summary>The repairs of a subscription that does not end, best first.</summary>
internal static class SubscriptionRepairs
{
    public static async Task<ImmutableArray<Repair>> PlanAsync(Document document, SyntaxNode flagged, Diagnostic diagnostic, CancellationToken cancellation)
    {
        if (diagnostic.Properties.ContainsKey(SubscriptionFacts.AgainProperty))
        {
            return [];
        }

        var repairs = ImmutableArray.CreateBuilder<Repair>();
        if (await Unsubscribe.PlanAsync(document, flagged, diagnostic, cancellation).ConfigureAwait(false) is { } ended)
        {
            repairs.Add(new Repair("release", "Unsubscribe in " + ended.Where, _ => Task.FromResult(ended.Solution)));
        }

        if (await WeakEventForm.PlanAsync(document, flagged, cancellation).ConfigureAwait(false) is { } weak)
        {
            repairs.Add(new Repair("weak", "Let the event hold its handlers weakly (WeakEvent)", _ => Task.FromResult(weak)));
        }

        return repairs.ToImmutable();
    }
}
