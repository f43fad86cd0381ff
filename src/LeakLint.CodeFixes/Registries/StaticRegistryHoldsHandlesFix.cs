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
/// Repairs LEAK101: takes the object out again where it is torn down, else lets the registry hold it weakly.
/// Counted handles, delegates and disposables that only the registry owns are not held weakly: they would be lost.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(StaticRegistryHoldsHandlesFix)), Shared]
public sealed class StaticRegistryHoldsHandlesFix() : LeakFix(StaticRegistryHoldsHandles.Rule.Id)
{
    private protected override async Task<ImmutableArray<Repair>> PlanAsync(Document document, SyntaxNode flagged, Diagnostic diagnostic, CancellationToken cancellation)
        => await RegistryRepairs.FieldAsync(document, diagnostic, cancellation).ConfigureAwait(false) is { } field
            ? await RegistryRepairs.OfHoldingAsync(document, flagged, field, cancellation).ConfigureAwait(false)
            : [];
}
