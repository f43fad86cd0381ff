using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LeakLint.Analyzers.Balance;
using LeakLint.CodeFixes.Edits;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace LeakLint.CodeFixes.Balance;

/// <summary>
/// A repair can make another one due: who keeps a reference of its own has to release it. That is repaired at once, each by the fix of its
/// own rule, so that nobody has to ask twice.
/// </summary>
internal static class MakesDue
{
    /// <summary>The document with all that is due at the flagged node repaired, as far as there is a way.</summary>
    /// <param name="trial">The repair that was tried.</param>
    /// <param name="repaired">What it made of the document.</param>
    /// <param name="fixes">The fixes of what may be due, in the order in which they are asked.</param>
    /// <param name="cancellation">Stops the search.</param>
    public static async Task<Document> RepairAsync(Trial trial, Document repaired, ImmutableArray<LeakFix> fixes, CancellationToken cancellation)
    {
        foreach (var fix in fixes)
        {
            if (await repaired.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is not { } root
                || trial.FlaggedIn(root) is not { } flagged
                || await DueAsync(repaired, flagged, fix.RuleId, cancellation).ConfigureAwait(false) is not { } finding)
            {
                continue;
            }

            var at = root.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true);
            var repairs = await fix.PlanInOrderAsync(repaired, at, finding, cancellation).ConfigureAwait(false);
            if (!repairs.IsEmpty)
            {
                var solution = await repairs[0].ApplyAsync(cancellation).ConfigureAwait(false);
                repaired = solution.GetDocument(repaired.Id)!;
            }
        }

        return repaired;
    }

    private static async Task<Diagnostic?> DueAsync(Document document, SyntaxNode flagged, string ruleId, CancellationToken cancellation)
    {
        if (await document.Project.GetCompilationAsync(cancellation).ConfigureAwait(false) is not { } compilation)
        {
            return null;
        }

        var attached = compilation.WithAnalyzers(
            ImmutableArray.Create<DiagnosticAnalyzer>(new BalanceAnalyzer()),
            new CompilationWithAnalyzersOptions(document.Project.AnalyzerOptions, onAnalyzerException: null, concurrentAnalysis: false, logAnalyzerExecutionTime: false));
        var findings = await attached.GetAnalyzerSemanticDiagnosticsAsync(compilation.GetSemanticModel(flagged.SyntaxTree), filterSpan: null, cancellation).ConfigureAwait(false);
        var statement = flagged.Parent?.Span ?? flagged.Span;
        return findings.FirstOrDefault(d => d.Id == ruleId && statement.Contains(d.Location.SourceSpan));
    }
}
