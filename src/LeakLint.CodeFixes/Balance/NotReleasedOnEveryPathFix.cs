using System.Collections.Generic;
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
public sealed class NotReleasedOnEveryPathFix() : BalanceFix("LEAK301")
{
    private protected override IEnumerable<Candidate> Candidates(Trial trial, CancellationToken cancellation)
    {
        foreach (var candidate in OfPlace(trial, cancellation))
        {
            yield return candidate;
        }

        if (Held(trial, cancellation) is not { } held)
        {
            yield break;
        }

        var uses = LocalUses.Of(held, cancellation);
        var release = ReleaseCode.For(held, uses, cancellation);
        foreach (var candidate in OnEveryPath(trial.Finding, held, uses, release, cancellation))
        {
            yield return candidate;
        }

        if (release is not null && ReleasePlan.Of(held, release, trial.Finding, cancellation) is { } missing)
        {
            yield return missing;
        }
    }

    private protected override ImmutableArray<string> MayRemain(Candidate candidate)
        => candidate.Kind == ReleasePlan.Kind ? ["LEAK302", "LEAK313"] : [];
}
