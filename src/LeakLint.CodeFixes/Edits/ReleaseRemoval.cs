using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LeakLint.CodeFixes.Edits;

/// <summary>
/// Takes the releases out of statements that are going to be under a <c>using</c> or <c>finally</c>, and with them
/// what was there only for them: an <c>if</c> that guards nothing else, a <c>finally</c> that does nothing else.
/// </summary>
internal sealed class ReleaseRemoval : CSharpSyntaxRewriter
{
    private readonly HashSet<StatementSyntax> _removed = [];
    private readonly HashSet<ElseClauseSyntax> _droppedElses = [];
    private readonly HashSet<TryStatementSyntax> _withoutFinally = [];
    private readonly HashSet<TryStatementSyntax> _withoutCatch = [];

    private readonly bool _keepsComments;

    private ReleaseRemoval(bool keepsComments) => _keepsComments = keepsComments;

    /// <summary>The comments of what was removed, each once: they go with the release to its new place.</summary>
    public List<SyntaxTrivia> Comments { get; } = [];

    /// <summary>Null when one of the statements cannot go without changing what else happens.</summary>
    /// <param name="releases">What is to be removed.</param>
    /// <param name="keepsComments">Its comments stay where they are; there is no new place for them.</param>
    public static ReleaseRemoval? Plan(IEnumerable<StatementSyntax> releases, bool keepsComments)
    {
        var removal = new ReleaseRemoval(keepsComments);
        foreach (var release in releases)
        {
            if (!removal.Remove(release))
            {
                return null;
            }
        }

        foreach (var removed in removal._removed)
        {
            foreach (var comment in removed.DescendantTrivia().Where(IsComment))
            {
                if (!removal.Comments.Exists(c => c.ToString() == comment.ToString()))
                {
                    removal.Comments.Add(comment);
                }
            }
        }

        return removal;
    }

    /// <summary>The statements without the releases.</summary>
    /// <param name="statements">Statements that follow each other.</param>
    /// <param name="left">The comments of what was removed after the last statement that stays.</param>
    public IReadOnlyList<StatementSyntax> Rewrite(IEnumerable<StatementSyntax> statements, out SyntaxTriviaList left)
    {
        var kept = new List<StatementSyntax>();
        var needsBlankLine = false;
        var isFirst = true;
        left = default;
        foreach (var original in statements)
        {
            if (_removed.Contains(original))
            {
                needsBlankLine |= !isFirst && StartsWithBlankLine(original);
                isFirst = false;
                left = _keepsComments ? left.AddRange(OnLinesOfTheirOwn(original)) : left;
                continue;
            }

            foreach (var statement in Dissolve(original))
            {
                var next = statement.WithLeadingTrivia(left.AddRange(statement.GetLeadingTrivia()));
                left = default;
                if (needsBlankLine && kept.Count > 0 && !StartsWithBlankLine(next))
                {
                    next = next.WithLeadingTrivia(next.GetLeadingTrivia().Insert(0, LineEnd(next)));
                }
                else if (kept.Count == 0 && !isFirst && StartsWithBlankLine(next))
                {
                    next = WithoutBlankLine(next);
                }

                kept.Add(next);
                needsBlankLine = false;
            }

            isFirst = false;
        }

        return kept;
    }

    public override SyntaxNode? VisitBlock(BlockSyntax node)
    {
        if (!Mentions(node))
        {
            return base.VisitBlock(node);
        }

        var kept = Rewrite(node.Statements, out var left);
        return node.WithStatements(SyntaxFactory.List(kept))
            .WithCloseBraceToken(node.CloseBraceToken.WithLeadingTrivia(left.AddRange(node.CloseBraceToken.LeadingTrivia)));
    }

    public override SyntaxNode? VisitSwitchSection(SwitchSectionSyntax node)
        => Mentions(node) ? node.WithStatements(SyntaxFactory.List(Rewrite(node.Statements, out _))) : base.VisitSwitchSection(node);

    public override SyntaxNode? VisitIfStatement(IfStatementSyntax node)
    {
        var changed = (IfStatementSyntax)base.VisitIfStatement(node)!;
        return node.Else is not null && _droppedElses.Contains(node.Else)
            ? changed.WithElse(null).WithTrailingTrivia(node.GetTrailingTrivia())
            : changed;
    }

    public override SyntaxNode? VisitTryStatement(TryStatementSyntax node)
    {
        var changed = (TryStatementSyntax)base.VisitTryStatement(node)!;
        return _withoutFinally.Contains(node) ? changed.WithFinally(null).WithTrailingTrivia(node.GetTrailingTrivia()) : changed;
    }

    public static bool IsComment(SyntaxTrivia trivia)
        => trivia.Kind() is SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia;

    public static bool StartsWithBlankLine(SyntaxNode node)
        => node.GetLeadingTrivia().FirstOrDefault(static t => !t.IsKind(SyntaxKind.WhitespaceTrivia)).IsKind(SyntaxKind.EndOfLineTrivia);

    public static T WithoutBlankLine<T>(T node)
        where T : SyntaxNode
        => node.WithLeadingTrivia(node.GetLeadingTrivia().SkipWhile(static t => t.Kind() is SyntaxKind.WhitespaceTrivia or SyntaxKind.EndOfLineTrivia));

    /// <summary>The line end that the file of <paramref name="node"/> uses.</summary>
    public static SyntaxTrivia LineEnd(SyntaxNode node)
        => node.DescendantTrivia().FirstOrDefault(static t => t.IsKind(SyntaxKind.EndOfLineTrivia)) is { RawKind: not 0 } found ? found : SyntaxFactory.LineFeed;

    private bool Remove(StatementSyntax statement)
    {
        switch (statement.Parent)
        {
            case BlockSyntax block:
                _removed.Add(statement);
                OnlyRethrows(block);
                return !block.Statements.All(_removed.Contains) || Emptied(block);
            case SwitchSectionSyntax or GlobalStatementSyntax:
                _removed.Add(statement);
                return true;

            // if (a != null) pool.Return(a);   if (n > 3) pool.Return(a);
            case IfStatementSyntax choice:
                return choice.Else is null && HasNoEffect(choice.Condition) && Remove(choice);
            case ElseClauseSyntax otherwise:
                _droppedElses.Add(otherwise);
                return true;
            default:
                return false;
        }
    }

    private bool Emptied(BlockSyntax block)
    {
        switch (block.Parent)
        {
            case IfStatementSyntax or ElseClauseSyntax or BlockSyntax:
                return Remove(block);

            // try { ... } finally { pool.Return(a); }
            case FinallyClauseSyntax { Parent: TryStatementSyntax attempt }:
                _withoutFinally.Add(attempt);
                return attempt.Catches.Count > 0 || CanDissolve(attempt);
            default:
                return true;
        }
    }

    // try { ... } catch { pool.Return(a); throw; }: what stays of the catch does nothing
    private void OnlyRethrows(BlockSyntax block)
    {
        if (block.Parent is CatchClauseSyntax { Filter: null, Parent: TryStatementSyntax { Catches.Count: 1 } attempt }
            && block.Statements.All(s => _removed.Contains(s) || s is ThrowStatementSyntax { Expression: null })
            && (attempt.Finally is null || _withoutFinally.Contains(attempt)) && CanDissolve(attempt))
        {
            _withoutCatch.Add(attempt);
        }
    }

    // Its statements go to where it stands: what they declare with "using" must not live longer than before.
    private static bool CanDissolve(TryStatementSyntax attempt)
        => StatementRun.Around(attempt) is { } run
            && (run.Statements[run.Statements.Count - 1] == attempt
                || !attempt.Block.Statements.Any(static s => s is LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0 }));

    private List<StatementSyntax> Dissolve(StatementSyntax original)
    {
        if (original is not TryStatementSyntax attempt || !IsDissolved(attempt))
        {
            return [(StatementSyntax)Visit(original)];
        }

        var statements = Rewrite(attempt.Block.Statements, out _).Select(static s => s.WithAdditionalAnnotations(NearbyLayout.Mark)).ToList();
        if (statements.Count > 0)
        {
            var first = WithoutBlankLine(statements[0]);
            statements[0] = first.WithLeadingTrivia(attempt.GetLeadingTrivia().AddRange(first.GetLeadingTrivia()));
        }

        return statements;
    }

    private static IEnumerable<SyntaxTrivia> OnLinesOfTheirOwn(StatementSyntax removed)
    {
        var leading = removed.GetLeadingTrivia();
        var indentation = leading.Count > 0 ? leading[leading.Count - 1] : default;
        foreach (var comment in removed.DescendantTrivia().Where(IsComment))
        {
            if (indentation.IsKind(SyntaxKind.WhitespaceTrivia))
            {
                yield return indentation;
            }

            yield return comment;
            yield return LineEnd(removed);
        }
    }

    private bool IsDissolved(TryStatementSyntax attempt)
        => _withoutCatch.Contains(attempt) || (attempt.Catches.Count == 0 && _withoutFinally.Contains(attempt));

    private bool Mentions(SyntaxNode owner)
        => owner.ChildNodes().OfType<StatementSyntax>().Any(s => _removed.Contains(s) || (s is TryStatementSyntax t && IsDissolved(t)));

    private static bool HasNoEffect(ExpressionSyntax condition)
        => !condition.DescendantNodesAndSelf().Any(static n => n
            is InvocationExpressionSyntax or AssignmentExpressionSyntax or AwaitExpressionSyntax or BaseObjectCreationExpressionSyntax or VariableDesignationSyntax
            || n.Kind() is SyntaxKind.PreIncrementExpression or SyntaxKind.PostIncrementExpression or SyntaxKind.PreDecrementExpression or SyntaxKind.PostDecrementExpression);
}
