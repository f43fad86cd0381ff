using System;
using System.Collections.Immutable;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace LeakLint.CodeFixes;

/// <summary>
/// The base of every fix. A fix says how one diagnostic can be repaired, best way first; registration, keys and
/// repair-all follow from that. The first action has the rule's id as its key and means "repair": applied to many
/// diagnostics it takes the best way for each. The others have the key <c>LEAKnnn:kind</c> and mean that way only.
/// </summary>
public abstract class LeakFix : CodeFixProvider
{
    private protected LeakFix(string ruleId)
    {
        RuleId = ruleId;
        FixableDiagnosticIds = ImmutableArray.Create(ruleId);
    }

    /// <inheritdoc />
    public sealed override ImmutableArray<string> FixableDiagnosticIds { get; }

    internal string RuleId { get; }

    /// <inheritdoc />
    public sealed override FixAllProvider GetFixAllProvider() => RepairAll.Instance;

    /// <inheritdoc />
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (var diagnostic in context.Diagnostics)
        {
            var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
            if (root is null)
            {
                continue;
            }

            var flagged = root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
            var repairs = await PlanInOrderAsync(context.Document, flagged, diagnostic, context.CancellationToken).ConfigureAwait(false);
            for (var i = 0; i < repairs.Length; i++)
            {
                var repair = repairs[i];
                var key = i == 0 ? RuleId : RuleId + ":" + repair.Kind;
                context.RegisterCodeFix(CodeAction.Create(repair.Title, repair.ApplyAsync, key), diagnostic);
            }
        }
    }

    /// <summary>The repairs of one diagnostic in the order in which they are offered, the user's preference first.</summary>
    internal async Task<ImmutableArray<Repair>> PlanInOrderAsync(
        Document document, SyntaxNode flagged, Diagnostic diagnostic, CancellationToken cancellation)
    {
        var repairs = await PlanAsync(document, flagged, diagnostic, cancellation).ConfigureAwait(false);
        var options = document.Project.AnalyzerOptions.AnalyzerConfigOptionsProvider.GetOptions(flagged.SyntaxTree);
        if (repairs.Length > 1 && options.TryGetValue("leaklint." + RuleId + ".preferred_fix", out var preferred))
        {
            foreach (var repair in repairs)
            {
                if (string.Equals(repair.Kind, preferred, StringComparison.OrdinalIgnoreCase))
                {
                    return repairs.Remove(repair).Insert(0, repair);
                }
            }
        }

        return repairs;
    }

    /// <summary>
    /// Plans the repairs of one diagnostic, best first; empty when nothing safe can be done. Called again for each
    /// diagnostic of a repair-all on the solution as the earlier repairs left it: rely on <paramref name="document"/>,
    /// <paramref name="flagged"/> and the diagnostic's id, arguments and properties, never on its locations.
    /// </summary>
    private protected abstract Task<ImmutableArray<Repair>> PlanAsync(
        Document document, SyntaxNode flagged, Diagnostic diagnostic, CancellationToken cancellation);
}
