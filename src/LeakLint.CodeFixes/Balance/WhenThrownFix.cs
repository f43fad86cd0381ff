using System.Threading;
using LeakLint.CodeFixes.Edits;
using Microsoft.CodeAnalysis;

namespace LeakLint.CodeFixes.Balance;

/// <summary>
/// Repairs what only an exception leaves held: <c>using</c>, else a <c>finally</c>; where the method hands the
/// resource on, and has a <c>catch</c> that rethrows around what throws, the release goes there.
/// </summary>
public abstract class WhenThrownFix : HeldLocalFix
{
    private protected WhenThrownFix(string ruleId)
        : base(ruleId)
    {
    }

    private protected sealed override Candidate? LastResort(HeldLocal held, LocalUses uses, ReleaseCode release, Diagnostic finding, CancellationToken cancellation)
        => ReleasePlan.InCatch(held, uses, release, finding, cancellation);
}
