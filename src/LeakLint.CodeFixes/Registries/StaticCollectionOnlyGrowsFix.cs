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
/// Repairs LEAK102 where the collection is a cache: gives it a bound, by a <c>BoundedCache</c> of the runtime package, or by
/// emptying it when it is full. What is no cache may not forget; what it should let go, only its author knows.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(StaticCollectionOnlyGrowsFix)), Shared]
public sealed class StaticCollectionOnlyGrowsFix() : LeakFix(StaticCollectionOnlyGrows.Rule.Id)
{
    private protected override async Task<ImmutableArray<Repair>> PlanAsync(Document document, SyntaxNode flagged, Diagnostic diagnostic, CancellationToken cancellation)
        => await RegistryRepairs.FieldAsync(document, diagnostic, cancellation).ConfigureAwait(false) is { } field
            ? await RegistryRepairs.OfGrowthAsync(document, flagged, field, diagnostic, cancellation).ConfigureAwait(false)
            : [];
}
