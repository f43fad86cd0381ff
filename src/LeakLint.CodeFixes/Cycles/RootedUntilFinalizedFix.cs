using System.Collections.Immutable;
using System.Composition;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace LeakLint.CodeFixes.Cycles;

/// <summary>Repairs LEAK203: <c>Dispose</c> releases what only the finalizer released, and the finalizer stays as the last resort.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RootedUntilFinalizedFix))]
[Shared]
public sealed class RootedUntilFinalizedFix() : LeakFix("LEAK203")
{
    private protected override async Task<ImmutableArray<Repair>> PlanAsync(
        Document document, SyntaxNode flagged, Diagnostic diagnostic, CancellationToken cancellation)
        => await FinalizerRelease.OfAsync(document, flagged, cancellation).ConfigureAwait(false) is { } finalizer
            && await finalizer.ShareAsync(cancellation).ConfigureAwait(false) is { } repaired
            ? [new Repair("dispose", "Release in Dispose", _ => Task.FromResult(repaired))]
            : ImmutableArray<Repair>.Empty;
}
