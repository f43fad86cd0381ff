using System.Collections.Generic;
using System.Threading;
using LeakLint.CodeFixes.Edits;

namespace LeakLint.CodeFixes.Balance;

/// <summary>
/// Repairs what only an exception leaves held: <c>using</c>, else a <c>finally</c>; where the method hands the
/// resource on, and has a <c>catch</c> that rethrows around what throws, the release goes there.
/// </summary>
public abstract class WhenThrownFix : BalanceFix
{
    private protected WhenThrownFix(string ruleId)
        : base(ruleId)
    {
    }

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

        if (release is not null && ReleasePlan.InCatch(held, uses, release, trial.Finding, cancellation) is { } inCatch)
        {
            yield return inCatch;
        }
    }
}
