using System.Collections.Generic;
using System.Composition;
using System.Linq;
using System.Threading;
using LeakLint.CodeFixes.Edits;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace LeakLint.CodeFixes.Balance;

/// <summary>
/// Repairs LEAK307: the wait moves before the <c>try</c> whose <c>finally</c> or <c>catch</c> releases; a wait whose
/// answer was dropped throws when it gives up.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ReleasedWithoutAcquireFix)), Shared]
public sealed class ReleasedWithoutAcquireFix() : BalanceFix("LEAK307")
{
    private protected override IEnumerable<Candidate> Candidates(Trial trial, CancellationToken cancellation)
    {
        if (trial.Finding.AdditionalLocations.Count != 1
            || trial.Flagged.SyntaxTree.GetRoot(cancellation).FindNode(trial.Finding.AdditionalLocations[0].SourceSpan, getInnermostNodeForTie: true) is not ExpressionSyntax wait)
        {
            yield break;
        }

        var attempt = trial.Flagged.Ancestors().OfType<TryStatementSyntax>().FirstOrDefault(t => t.Block.Span.Contains(wait.Span));
        if (attempt is not null && attempt.Block.Statements.FirstOrDefault(s => s.Span.Contains(wait.Span)) is { } statement && CanMove(statement, wait) && StatementRun.Around(attempt) is { } run)
        {
            if (Moved(attempt, statement) is { } moved)
            {
                yield return Candidate.Of("move", "Wait before the 'try'", run.Owner, StatementRun.With(run.Owner, run.Statements.SelectMany(s => s == attempt ? moved : [s])))!;
            }
        }
        else if (attempt is null && wait.Parent is ExpressionStatementSyntax dropped)
        {
            var failure = ThrowStatement(ObjectCreationExpression(IsInSight(trial.Model, dropped.SpanStart) ? IdentifierName("TimeoutException") : ParseName("System.TimeoutException")).WithArgumentList(ArgumentList()));
            var asked = IfStatement(PrefixUnaryExpression(SyntaxKind.LogicalNotExpression, wait.WithoutTrivia()), Block(failure));
            yield return new Candidate("check", "Throw when the wait gives up", dropped, asked.WithTriviaFrom(dropped).WithAdditionalAnnotations(NearbyLayout.Mark));
        }
    }

    // gate.Wait();   if (!gate.Wait(100)) return;
    private static bool CanMove(StatementSyntax statement, ExpressionSyntax wait) => statement switch
    {
        ExpressionStatementSyntax { Expression: var only } => only == wait,
        IfStatementSyntax { Else: null, Condition: PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression, Operand: var asked } } => asked == wait,
        _ => false,
    };

    private static StatementSyntax[]? Moved(TryStatementSyntax attempt, StatementSyntax wait)
    {
        var rest = attempt.Block.RemoveNode(wait, SyntaxRemoveOptions.KeepDirectives);
        if (rest is null || rest.Statements.Count == 0)
        {
            return null;
        }

        var first = wait.WithLeadingTrivia(attempt.GetLeadingTrivia().AddRange(Comments(wait))).WithAdditionalAnnotations(NearbyLayout.Mark);
        if (attempt.Finally is not { } last || attempt.Catches.Count == 0)
        {
            return [first, attempt.WithBlock(rest).WithLeadingTrivia(ElasticMarker).WithAdditionalAnnotations(NearbyLayout.Mark)];
        }

        // What the handlers take may come from the wait: they stay around it.
        var inner = TryStatement(rest, default, last).WithAdditionalAnnotations(NearbyLayout.Mark);
        return [attempt.WithBlock(Block(wait.WithAdditionalAnnotations(NearbyLayout.Mark), inner)).WithFinally(null).WithTrailingTrivia(attempt.GetTrailingTrivia()).WithAdditionalAnnotations(NearbyLayout.Mark)];
    }

    private static IEnumerable<SyntaxTrivia> Comments(StatementSyntax statement)
    {
        foreach (var trivia in statement.GetLeadingTrivia())
        {
            if (ReleaseRemoval.IsComment(trivia))
            {
                yield return trivia;
                yield return ElasticCarriageReturnLineFeed;
            }
        }
    }

    private static bool IsInSight(SemanticModel model, int position)
        => model.LookupNamespacesAndTypes(position, name: "TimeoutException").Any(static s => s.ContainingNamespace is { Name: "System", ContainingNamespace.IsGlobalNamespace: true });
}
