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
/// What the fixes of this family have in common: each edit that may repair the finding is tried in order, one of
/// each kind, and offered when it does.
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
        if ((!NeedsStatement || flagged.FirstAncestorOrSelf<StatementSyntax>() is not null)
            && await Trial.StartAsync(document, flagged, RuleId, new BalanceAnalyzer(), JudgesTypes, cancellation).ConfigureAwait(false) is { } trial)
        {
            var root = await trial.Document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
            foreach (var candidate in Candidates(trial, cancellation))
            {
                if (!repairs.Any(r => r.Kind == candidate.Kind)
                    && await trial.TryAsync(root!.ReplaceNode(candidate.Old, candidate.New), repairs.Count == 0 ? MayRemain(candidate) : [], cancellation).ConfigureAwait(false) is { } repaired)
                {
                    var whole = await trial.UnmarkAsync(await MakesDue.RepairAsync(trial, repaired, Due, cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false);
                    repairs.Add(new Repair(candidate.Kind, candidate.Title, _ => Task.FromResult(whole.Project.Solution)));
                }
            }
        }

        return repairs.ToImmutable();
    }

    /// <summary>Whether there is nothing to repair in the expression of a member without a body.</summary>
    private protected virtual bool NeedsStatement => true;

    /// <summary>Whether the rule judges whole types, and not the member that the finding stands in.</summary>
    private protected virtual bool JudgesTypes => false;

    /// <summary>The edits that may repair the finding, best first.</summary>
    private protected abstract IEnumerable<Candidate> Candidates(Trial trial, CancellationToken cancellation);

    /// <summary>The lesser findings that an edit need not repair, where there is no better one.</summary>
    private protected virtual ImmutableArray<string> MayRemain(Candidate candidate) => [];

    /// <summary>The fixes of what a repair makes due at the flagged node: they are part of it.</summary>
    private protected virtual ImmutableArray<LeakFix> Due => [];

    /// <summary>
    /// What releases on every path: <c>using</c> where the resource is disposable, else a <c>finally</c> around all
    /// that follows the acquisition. Nothing where some path hands the resource to someone else.
    /// </summary>
    private protected static IEnumerable<Candidate> OnEveryPath(Diagnostic finding, HeldLocal held, LocalUses uses, ReleaseCode? release, CancellationToken cancellation)
    {
        if (IsHandedOver(finding) || RunningTasks.MayLeave(held, cancellation))
        {
            yield break;
        }

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

    /// <summary>What releases an object that was there before: <c>lock</c>, or a <c>finally</c> over the stretch in which it is held.</summary>
    private protected static IEnumerable<Candidate> OfPlace(Trial trial, CancellationToken cancellation)
        => !IsHandedOver(trial.Finding)
            && HeldPlace.Find(trial.Model, trial.Flagged, Ownership.For(trial.Model.Compilation, trial.Document.Project.AnalyzerOptions), cancellation) is { } held
            ? LockPlans.Of(held, trial.Flagged)
            : [];

    /// <summary>The local that holds what was acquired; null where nothing may be released in this method.</summary>
    private protected static HeldLocal? Held(Trial trial, CancellationToken cancellation)
        => HeldLocal.Find(trial.Model, trial.Flagged, Ownership.For(trial.Model.Compilation, trial.Document.Project.AnalyzerOptions), cancellation) is { } held && !Contents.MayLeave(held, cancellation) ? held : null;

    private static bool IsHandedOver(Diagnostic finding)
        => !finding.Properties.TryGetValue("all", out var all) || all is null
            || ((ResourceStatus)int.Parse(all, CultureInfo.InvariantCulture) & (ResourceStatus.Transferred | ResourceStatus.Escaped)) != 0;
}
