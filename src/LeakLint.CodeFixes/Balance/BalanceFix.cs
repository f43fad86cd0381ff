using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LeakLint.Analyzers.Balance;
using LeakLint.Analyzers.Facts;
using LeakLint.Analyzers.Flow;
using LeakLint.CodeFixes.Edits;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LeakLint.CodeFixes.Balance;

/// <summary>
/// What the fixes of this family have in common: <c>using</c> where the resource is disposable, else a <c>finally</c>
/// around all that follows the acquisition, else the release where it is missing. The first two release on every
/// path, so they are refused when some path hands the resource to someone else.
/// </summary>
public abstract class BalanceFix : LeakFix
{
    private protected BalanceFix(string ruleId)
        : base(ruleId)
    {
    }

    private protected override async Task<ImmutableArray<Repair>> PlanAsync(
        Document document, SyntaxNode flagged, Diagnostic diagnostic, CancellationToken cancellation)
    {
        var repairs = ImmutableArray.CreateBuilder<Repair>();
        if (flagged.FirstAncestorOrSelf<StatementSyntax>() is not null
            && await Trial.StartAsync(document, flagged, RuleId, new BalanceAnalyzer(), cancellation).ConfigureAwait(false) is { } trial)
        {
            var root = await trial.Document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
            foreach (var candidate in Candidates(trial, cancellation))
            {
                if (!repairs.Any(r => r.Kind == candidate.Kind)
                    && await trial.TryAsync(root!.ReplaceNode(candidate.Old, candidate.New), cancellation).ConfigureAwait(false) is { } repaired)
                {
                    repairs.Add(new Repair(candidate.Kind, candidate.Title, _ => Task.FromResult(repaired.Project.Solution)));
                }
            }
        }

        return repairs.ToImmutable();
    }

    private static IEnumerable<Candidate> Candidates(Trial trial, CancellationToken cancellation)
    {
        var ownership = Ownership.For(trial.Model.Compilation, trial.Document.Project.AnalyzerOptions);
        if (UsingPlans.OfDropped(trial.Model, trial.Flagged, ownership, cancellation) is { } kept)
        {
            yield return kept;
        }

        if (HeldLocal.Find(trial.Model, trial.Flagged, ownership, cancellation) is not { } held || Contents.MayLeave(held, cancellation))
        {
            yield break;
        }

        var uses = LocalUses.Of(held, cancellation);
        var release = ReleaseCode.For(held, uses, cancellation);
        if (!IsHandedOver(trial.Finding) && !RunningTasks.MayLeave(held, cancellation))
        {
            foreach (var candidate in UsingPlans.Of(held, uses))
            {
                yield return candidate;
            }

            if (release is not null)
            {
                foreach (var candidate in FinallyPlans.Of(held, uses, release))
                {
                    yield return candidate;
                }
            }
        }

        if (release is not null && ReleasePlan.Of(held, release, trial.Finding, cancellation) is { } missing)
        {
            yield return missing;
        }
    }

    private static bool IsHandedOver(Diagnostic finding)
        => !finding.Properties.TryGetValue("all", out var all) || all is null
            || ((ResourceStatus)int.Parse(all, CultureInfo.InvariantCulture) & (ResourceStatus.Transferred | ResourceStatus.Escaped)) != 0;
}
