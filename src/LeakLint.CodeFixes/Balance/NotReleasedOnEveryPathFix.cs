using System.Collections.Immutable;
using System.Composition;
using System.Threading;
using LeakLint.CodeFixes.Edits;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace LeakLint.CodeFixes.Balance;

/// <summary>
/// Repairs LEAK301: the resource is released on every path, or else the release is written where it is missing. The
/// latter does nothing for exceptions, so it comes last.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(NotReleasedOnEveryPathFix)), Shared]
public sealed class NotReleasedOnEveryPathFix() : HeldLocalFix("LEAK301")
{
    private protected override Candidate? LastResort(HeldLocal held, LocalUses uses, ReleaseCode release, Diagnostic finding, CancellationToken cancellation)
        => ReleasePlan.Of(held, release, finding, cancellation);

    private protected override ImmutableArray<string> MayRemain(Candidate candidate)
        => candidate.Kind == ReleasePlan.Kind ? ["LEAK302", "LEAK313"] : [];
}
