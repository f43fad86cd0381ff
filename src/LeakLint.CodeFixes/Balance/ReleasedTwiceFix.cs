using System.Collections.Generic;
using System.Composition;
using System.Linq;
using System.Threading;
using LeakLint.Analyzers.Facts;
using LeakLint.CodeFixes.Edits;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LeakLint.CodeFixes.Balance;

/// <summary>
/// Repairs LEAK303: the second release goes, or the first where the second is the one that every path needs, or both go
/// into one <c>finally</c>; else the variable is set to null by the first.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ReleasedTwiceFix)), Shared]
public sealed class ReleasedTwiceFix() : BalanceFix("LEAK303")
{
    private protected override IEnumerable<Candidate> Candidates(Trial trial, CancellationToken cancellation)
    {
        if (trial.Flagged is not ExpressionSyntax flagged || trial.Finding.AdditionalLocations.Count != 1
            || trial.Flagged.SyntaxTree.GetRoot(cancellation).FindNode(trial.Finding.AdditionalLocations[0].SourceSpan, getInnermostNodeForTie: true) is not ExpressionSyntax before
            || Statement(flagged) is not { } second || Statement(before) is not { } first
            || Scope(flagged) is not { } scope || Scope(before) != scope)
        {
            yield break;
        }

        // What a finally releases in any case, its try need not.
        var isInFinally = second.Ancestors().OfType<FinallyClauseSyntax>().Any(f => f.Parent is TryStatementSyntax attempt && attempt.Span.Contains(first.Span) && !f.Span.Contains(first.Span));
        foreach (var release in first == second ? [] : isInFinally ? new[] { first, second } : [second, first])
        {
            if (Without(release, scope) is { } without)
            {
                yield return new Candidate("remove", release == second ? "Remove the second release" : "Remove the first release", scope, release == second ? flagged.CopyAnnotationsTo(without)! : without);
            }
        }

        if (HeldBy(trial, flagged, scope, cancellation) is { } held)
        {
            var uses = LocalUses.Of(held, cancellation);
            foreach (var candidate in OnEveryPath(trial.Finding, held, uses, ReleaseCode.For(held, uses, cancellation), cancellation))
            {
                yield return candidate with { New = flagged.CopyAnnotationsTo(candidate.New)! };
            }
        }
    }

    private static ExpressionStatementSyntax? Statement(ExpressionSyntax call)
        => (call.Parent is ConditionalAccessExpressionSyntax access ? access.Parent : call.Parent) as ExpressionStatementSyntax;

    // The block of the function that the release stands in.
    private static BlockSyntax? Scope(SyntaxNode node)
        => node.Ancestors().TakeWhile(static n => n is not (MemberDeclarationSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)).OfType<BlockSyntax>().LastOrDefault();

    private static BlockSyntax? Without(StatementSyntax release, BlockSyntax scope)
        => ReleaseRemoval.Plan([release], keepsComments: true) is { } removal ? removal.Visit(scope) as BlockSyntax : null;

    // The local that is released, where the method acquires what it holds.
    private static HeldLocal? HeldBy(Trial trial, ExpressionSyntax release, BlockSyntax scope, CancellationToken cancellation)
    {
        var ownership = Ownership.For(trial.Model.Compilation, trial.Document.Project.AnalyzerOptions);
        var named = release.DescendantNodes().OfType<IdentifierNameSyntax>().Select(n => trial.Model.GetSymbolInfo(n, cancellation).Symbol).OfType<ILocalSymbol>().ToList();
        foreach (var expression in scope.DescendantNodes().OfType<ExpressionSyntax>())
        {
            if (expression is InvocationExpressionSyntax or ObjectCreationExpressionSyntax
                && HeldLocal.Find(trial.Model, expression, ownership, cancellation) is { } held
                && named.Any(n => SymbolEqualityComparer.Default.Equals(n, held.Symbol)))
            {
                return held;
            }
        }

        return null;
    }
}
