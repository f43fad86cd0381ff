using System.Collections.Generic;
using System.Threading;
using LeakLint.CodeFixes.Edits;
using Microsoft.CodeAnalysis;

namespace LeakLint.CodeFixes.Balance;

/// <summary>
/// Repairs of what a method holds, on an object that was there before or in a local: it is released on every path; where
/// that cannot be, each rule has a last resort of its own.
/// </summary>
public abstract class HeldLocalFix : BalanceFix
{
    private protected HeldLocalFix(string ruleId)
        : base(ruleId)
    {
    }

    private protected sealed override IEnumerable<Candidate> Candidates(Trial trial, CancellationToken cancellation)
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

        if (release is not null && LastResort(held, uses, release, trial.Finding, cancellation) is { } last)
        {
            yield return last;
        }
    }

    /// <summary>The release where it is missing and nowhere else; null where there is no such place.</summary>
    private protected abstract Candidate? LastResort(HeldLocal held, LocalUses uses, ReleaseCode release, Diagnostic finding, CancellationToken cancellation);
}
