using System.Collections.Generic;
using System.Composition;
using System.Threading;
using LeakLint.Analyzers.Facts;
using LeakLint.CodeFixes.Edits;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace LeakLint.CodeFixes.Balance;

/// <summary>
/// Repairs LEAK305: keeps what was acquired to the end of the scope, with <c>using</c> where it is disposable, else
/// with a <c>finally</c> around all that follows.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AcquiredAndDroppedFix)), Shared]
public sealed class AcquiredAndDroppedFix() : BalanceFix("LEAK305")
{
    private protected override IEnumerable<Candidate> Candidates(Trial trial, CancellationToken cancellation)
    {
        if (Dropped.Find(trial.Model, trial.Flagged, Ownership.For(trial.Model.Compilation, trial.Document.Project.AnalyzerOptions), cancellation) is not { } dropped)
        {
            yield break;
        }

        if (UsingPlans.Of(dropped) is { } kept)
        {
            yield return kept;
        }

        if (FinallyPlans.Of(dropped, cancellation) is { } released)
        {
            yield return released;
        }
    }
}
