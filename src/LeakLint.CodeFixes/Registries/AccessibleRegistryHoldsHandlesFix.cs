using System.Collections.Immutable;
using System.Composition;
using System.Threading;
using System.Threading.Tasks;
using LeakLint.Analyzers.Registries;
using LeakLint.CodeFixes.Edits;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace LeakLint.CodeFixes.Registries;

/// <summary>
/// Repairs LEAK111 as LEAK101 and LEAK102 are: takes the object out again where it is torn down, gives a cache its bound, or lets the
/// registry hold weakly, in every file of the project that uses it.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AccessibleRegistryHoldsHandlesFix)), Shared]
public sealed class AccessibleRegistryHoldsHandlesFix() : LeakFix(AccessibleRegistryHoldsHandles.Rule.Id)
{
    private protected override async Task<ImmutableArray<Repair>> PlanAsync(Document document, SyntaxNode flagged, Diagnostic diagnostic, CancellationToken cancellation)
    {
        if (await RegistryRepairs.FieldAsync(document, diagnostic, cancellation).ConfigureAwait(false) is not { } field)
        {
            return [];
        }

        var bounds = await RegistryRepairs.OfGrowthAsync(document, flagged, field, diagnostic, cancellation).ConfigureAwait(false);
        return diagnostic.Properties.TryGetValue(RegistryReports.StoredProperty, out var stored) && stored == "plain"
            ? bounds
            : [.. await RegistryRepairs.OfHoldingAsync(document, flagged, field, cancellation).ConfigureAwait(false), .. bounds];
    }
}
