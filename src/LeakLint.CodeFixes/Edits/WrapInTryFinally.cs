using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace LeakLint.CodeFixes.Edits;

/// <summary>
/// Puts the statements of a run, from one of them to the end, under a <c>try</c> with a <c>finally</c>, or under a
/// <c>using</c>. Everything to the end goes inside, so that nothing declared there is used outside.
/// </summary>
internal static class WrapInTryFinally
{
    /// <summary>The owner of the run with <c>try { ... } finally { release }</c> from <paramref name="start"/> on; null when that cannot be done.</summary>
    /// <param name="run">The run.</param>
    /// <param name="start">The first statement to wrap.</param>
    /// <param name="end">The first statement after it that stays outside: local functions at the end may.</param>
    /// <param name="removal">What is taken out of the statements.</param>
    /// <param name="release">What the <c>finally</c> does.</param>
    public static SyntaxNode? Apply(StatementRun run, int start, int end, ReleaseRemoval removal, StatementSyntax release)
        => Wrap(run, start, end, removal, wrapped =>
        {
            var last = Block(SingletonList(release.WithLeadingTrivia(Lines(removal.Comments, run.Owner))));
            return wrapped.Statements.Count == 1 && wrapped.Statements[0] is TryStatementSyntax { Finally: null } attempt && !HasComment(wrapped.CloseBraceToken)
                ? attempt.WithFinally(FinallyClause(last))
                : TryStatement(wrapped, default, FinallyClause(last));
        });

    /// <summary>The owner of the run with <c>using (resource) { ... }</c> from <paramref name="start"/> on; null when that cannot be done.</summary>
    public static SyntaxNode? InUsing(StatementRun run, int start, int end, ReleaseRemoval removal, ExpressionSyntax resource)
        => Wrap(run, start, end, removal, wrapped => UsingStatement(declaration: null, resource, wrapped));

    /// <summary>The owner of the run with <c>using (T h = ...) { ... }</c> in place of a declaration; null when that cannot be done.</summary>
    public static SyntaxNode? InUsing(StatementRun run, int index, LocalDeclarationStatementSyntax declaration, ReleaseRemoval removal)
        => Wrap(run, index + 1, run.Statements.Count, removal, wrapped => UsingStatement(declaration.Declaration.WithoutTrivia(), expression: null, wrapped)
                .WithLeadingTrivia(declaration.GetLeadingTrivia()), index);

    /// <summary>The owner of the run with <c>lock (place) { ... }</c> in place of the statement at <paramref name="index"/> and what follows it; null when that cannot be done.</summary>
    public static SyntaxNode? InLock(StatementRun run, int index, int end, ReleaseRemoval removal, ExpressionSyntax place)
        => Wrap(run, index + 1, end, removal, wrapped => LockStatement(place, wrapped).WithLeadingTrivia(run.Statements[index].GetLeadingTrivia()), index);

    /// <summary>Conditional compilation can make other statements of these: only the one who wrote it can wrap them.</summary>
    public static bool HasDirectives(StatementRun run, int start)
        => run.Statements.Skip(start).Any(static s => s.DescendantTrivia().Any(IsConditional))
            || (run.Owner is BlockSyntax block && block.CloseBraceToken.LeadingTrivia.Any(IsConditional));

    private static SyntaxNode? Wrap(StatementRun run, int start, int end, ReleaseRemoval removal, System.Func<BlockSyntax, StatementSyntax> wrap, int? replaced = null)
    {
        var statements = removal.Rewrite(run.Statements.Take(end).Skip(start), out var left);
        if (statements.Count == 0 || HasDirectives(run, start) || HasLabels(run, start))
        {
            return null;
        }

        var first = statements[0];
        var blank = first.GetLeadingTrivia().TakeWhile(static t => t.Kind() is SyntaxKind.WhitespaceTrivia or SyntaxKind.EndOfLineTrivia).ToList();
        var close = Token(SyntaxKind.CloseBraceToken);
        var owner = run.Owner;
        if (end == run.Statements.Count && owner is BlockSyntax block && HasComment(block.CloseBraceToken))
        {
            // A comment below the last statement belongs to what is above it.
            left = left.AddRange(block.CloseBraceToken.LeadingTrivia);
            owner = block.WithCloseBraceToken(block.CloseBraceToken.WithLeadingTrivia(ElasticMarker));
        }

        var inside = Block(List(statements.Skip(1).Prepend(ReleaseRemoval.WithoutBlankLine(first))))
            .WithCloseBraceToken(close.WithLeadingTrivia(left.Add(ElasticMarker)));
        var lineEnd = ReleaseRemoval.LineEnd(run.Owner);
        var made = wrap(inside);
        var wrapped = (replaced is null ? made.WithLeadingTrivia(blank) : made)
            .WithTrailingTrivia(statements[statements.Count - 1].GetTrailingTrivia().Any(SyntaxKind.EndOfLineTrivia) ? lineEnd : ElasticMarker)
            .WithAdditionalAnnotations(NearbyLayout.Mark);
        return Spread(run, StatementRun.With(owner, [.. Before(run, replaced ?? start), wrapped, .. run.Statements.Skip(end)]));
    }

    // var a = pool.Rent(n); Use(a); on one line: what is made begins a line of its own.
    private static IEnumerable<StatementSyntax> Before(StatementRun run, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var statement = run.Statements[i];
            yield return i < count - 1 || statement.GetTrailingTrivia().Any(SyntaxKind.EndOfLineTrivia)
                ? statement
                : statement.WithTrailingTrivia(statement.GetTrailingTrivia().Where(ReleaseRemoval.IsComment).Append(ReleaseRemoval.LineEnd(run.Owner)));
        }
    }

    // { var a = pool.Rent(n); Use(a); } on one line has no room for more.
    private static SyntaxNode Spread(StatementRun run, SyntaxNode owner)
    {
        var lines = run.Owner.GetLocation().GetLineSpan();
        if (owner is not BlockSyntax block || lines.StartLinePosition.Line != lines.EndLinePosition.Line)
        {
            return owner;
        }

        var lineEnd = ElasticEndOfLine(ReleaseRemoval.LineEnd(run.Owner.SyntaxTree.GetRoot()).ToString());
        return block
            .WithOpenBraceToken(Token(TriviaList(ElasticMarker), SyntaxKind.OpenBraceToken, TriviaList(lineEnd)))
            .WithStatements(List(block.Statements.Select(s => s.WithLeadingTrivia(ElasticMarker).WithTrailingTrivia(s.GetTrailingTrivia().Where(ReleaseRemoval.IsComment).Append(lineEnd)))))
            .WithCloseBraceToken(block.CloseBraceToken.WithLeadingTrivia(ElasticMarker))
            .WithAdditionalAnnotations(NearbyLayout.Mark);
    }

    private static IEnumerable<SyntaxTrivia> Lines(IEnumerable<SyntaxTrivia> comments, SyntaxNode owner)
    {
        var lineEnd = ReleaseRemoval.LineEnd(owner);
        return comments.SelectMany(comment => new[] { comment, lineEnd }).DefaultIfEmpty(ElasticMarker);
    }

    private static bool HasComment(SyntaxToken token) => token.LeadingTrivia.Any(ReleaseRemoval.IsComment);

    private static bool HasLabels(StatementRun run, int start)
        => run.Statements.Skip(start).SelectMany(static s => s.DescendantNodesAndSelf())
            .Any(static n => n is LabeledStatementSyntax || n.IsKind(SyntaxKind.GotoStatement));

    private static bool IsConditional(SyntaxTrivia trivia)
        => trivia.IsDirective && trivia.Kind() is not (SyntaxKind.PragmaWarningDirectiveTrivia or SyntaxKind.NullableDirectiveTrivia);
}
