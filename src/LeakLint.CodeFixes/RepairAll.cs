using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace LeakLint.CodeFixes;

/// <summary>
/// Repairs many diagnostics one after another, each planned on the solution as the earlier repairs left it, so the
/// result is that of repeated single fixes. What has no plan is skipped; it does not stop the rest.
/// </summary>
internal sealed class RepairAll : FixAllProvider
{
    public static readonly RepairAll Instance = new();

    private RepairAll()
    {
    }

    public override IEnumerable<FixAllScope> GetSupportedFixAllScopes()
        => [FixAllScope.Document, FixAllScope.Project, FixAllScope.Solution];

    public override async Task<CodeAction?> GetFixAsync(FixAllContext context)
    {
        var fix = (LeakFix)context.CodeFixProvider;
        var sites = await FindSitesAsync(context, fix.RuleId).ConfigureAwait(false);
        return sites.Count == 0
            ? null
            : CodeAction.Create(
                "Repair all " + fix.RuleId,
                cancellation => RepairAsync(fix, context.Solution, sites, Kind(context.CodeActionEquivalenceKey), cancellation),
                fix.RuleId);
    }

    // "LEAK301:using" asks for that way only; "LEAK301", or nothing, for the best way of each.
    private static string? Kind(string? key) => key?.IndexOf(':') is >= 0 and var colon ? key.Substring(colon + 1) : null;

    private static async Task<List<Site>> FindSitesAsync(FixAllContext context, string ruleId)
    {
        var sites = new List<Site>();
        var projects = context.Scope switch
        {
            FixAllScope.Solution => context.Solution.Projects,
            _ => [context.Project],
        };
        foreach (var project in projects)
        {
            var diagnostics = context.Scope == FixAllScope.Document && context.Document is { } only
                ? await context.GetDocumentDiagnosticsAsync(only).ConfigureAwait(false)
                : await context.GetAllDiagnosticsAsync(project).ConfigureAwait(false);
            foreach (var diagnostic in diagnostics)
            {
                if (diagnostic.Id == ruleId && project.Solution.GetDocument(diagnostic.Location.SourceTree) is { } document)
                {
                    sites.Add(new Site(document.Id, diagnostic));
                }
            }
        }

        // One file linked into several projects is diagnosed in each: the first is repaired, the rest are the same text.
        return sites
            .GroupBy(static s => (s.Diagnostic.Location.GetLineSpan().Path, s.Diagnostic.Location.SourceSpan))
            .Select(static g => g.First())
            .OrderBy(static s => s.Diagnostic.Location.GetLineSpan().Path, StringComparer.Ordinal)
            .ThenBy(static s => s.Diagnostic.Location.SourceSpan.Start)
            .ToList();
    }

    private static async Task<Solution> RepairAsync(
        LeakFix fix, Solution solution, List<Site> sites, string? kind, CancellationToken cancellation)
    {
        solution = await MarkAsync(solution, sites, cancellation).ConfigureAwait(false);
        foreach (var site in sites)
        {
            cancellation.ThrowIfCancellationRequested();
            if (solution.GetDocument(site.DocumentId) is not { } document
                || await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is not { } root
                || root.GetAnnotatedNodes(site.Mark).FirstOrDefault() is not { } flagged)
            {
                continue;
            }

            var repairs = await fix.PlanInOrderAsync(document, flagged, site.Diagnostic, cancellation).ConfigureAwait(false);
            var chosen = kind is null ? repairs.FirstOrDefault() : repairs.FirstOrDefault(r => r.Kind == kind);
            if (chosen is not null)
            {
                solution = await chosen.ApplyAsync(cancellation).ConfigureAwait(false);
            }
        }

        return solution;
    }

    // Later repairs move the text, so each flagged node carries a mark instead of a position.
    private static async Task<Solution> MarkAsync(Solution solution, List<Site> sites, CancellationToken cancellation)
    {
        foreach (var inDocument in sites.GroupBy(static s => s.DocumentId))
        {
            var document = solution.GetDocument(inDocument.Key)!;
            var root = (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false))!;
            var marks = inDocument
                .GroupBy(s => root.FindNode(s.Diagnostic.Location.SourceSpan, getInnermostNodeForTie: true))
                .ToDictionary(static g => g.Key, static g => g.Select(s => s.Mark).ToImmutableArray());
            root = root.ReplaceNodes(marks.Keys, (original, current) => current.WithAdditionalAnnotations(marks[original]));
            solution = solution.WithDocumentSyntaxRoot(inDocument.Key, root);
        }

        return solution;
    }

    private sealed class Site(DocumentId documentId, Diagnostic diagnostic)
    {
        public DocumentId DocumentId { get; } = documentId;

        public Diagnostic Diagnostic { get; } = diagnostic;

        public SyntaxAnnotation Mark { get; } = new();
    }
}
