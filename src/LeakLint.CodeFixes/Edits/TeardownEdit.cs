using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace LeakLint.CodeFixes.Edits;

/// <summary>
/// Writes the release of a field into a teardown: before the releases of what was there earlier, as the last thing that was acquired
/// is the first to go; else at its end, but before it says that it is done.
/// </summary>
internal static class TeardownEdit
{
    /// <summary>The teardown with the release in it; null when it has no body to write into.</summary>
    /// <param name="teardown">The method.</param>
    /// <param name="statement">The release.</param>
    /// <param name="earlier">The fields that were declared before this one.</param>
    /// <param name="always">Whether a finalizer releases it too: then it stands outside of <c>if (disposing)</c>.</param>
    public static MethodDeclarationSyntax? With(MethodDeclarationSyntax teardown, string statement, ICollection<string> earlier, bool always)
    {
        var lineEnd = LineEnds.Of(teardown.SyntaxTree.GetRoot());
        if (Body(teardown, lineEnd) is not { Body: { } body } whole)
        {
            return null;
        }

        if (!always && teardown.ParameterList.Parameters.Count == 1)
        {
            if (Disposing(whole) is not { } branch)
            {
                var guarded = "if (" + teardown.ParameterList.Parameters[0].Identifier.Text + ")\n{\n" + statement + "\n}";
                return whole.WithBody(Insert(body, Release(guarded, lineEnd), earlier));
            }

            var block = branch.Statement as BlockSyntax ?? Block(branch.Statement.WithoutLeadingTrivia()).WithAdditionalAnnotations(Formatter.Annotation);
            return whole.ReplaceNode(branch, branch.WithStatement(Insert(block, Release(statement, lineEnd), earlier)));
        }

        return whole.WithBody(Insert(body, Release(statement, lineEnd), earlier));
    }

    /// <summary>The teardown with a statement as the last thing that it does; null when it has no body to write into, or leaves it earlier.</summary>
    public static MethodDeclarationSyntax? WithLast(MethodDeclarationSyntax teardown, string statement)
    {
        var lineEnd = LineEnds.Of(teardown.SyntaxTree.GetRoot());
        return Body(teardown, lineEnd) is { Body: { } body } whole && !body.DescendantNodes().Any(static n => n is ReturnStatementSyntax or ThrowStatementSyntax)
            ? whole.WithBody((body.Statements.Count == 0 ? body.WithAdditionalAnnotations(Formatter.Annotation) : body).AddStatements(Release(statement, lineEnd)))
            : null;
    }

    private static StatementSyntax Release(string statement, SyntaxTrivia lineEnd)
        => LineEnds.Statement(statement, lineEnd).WithLeadingTrivia(ElasticMarker).WithTrailingTrivia(lineEnd).WithAdditionalAnnotations(Formatter.Annotation);

    // public void Dispose() => _file.Dispose();
    private static MethodDeclarationSyntax? Body(MethodDeclarationSyntax teardown, SyntaxTrivia lineEnd)
    {
        if (teardown.Body is not null)
        {
            return teardown;
        }

        if (teardown.ExpressionBody is not { Expression: var expression and not ThrowExpressionSyntax })
        {
            return null;
        }

        var returnsNothing = teardown.ReturnType is PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword } || teardown.Modifiers.Any(SyntaxKind.AsyncKeyword);
        StatementSyntax only = returnsNothing
            ? ExpressionStatement(expression.WithoutTrivia(), Token(SyntaxKind.SemicolonToken).WithTrailingTrivia(teardown.SemicolonToken.TrailingTrivia))
            : ReturnStatement(Token(SyntaxKind.ReturnKeyword).WithTrailingTrivia(Space), expression.WithoutTrivia(), Token(SyntaxKind.SemicolonToken).WithTrailingTrivia(teardown.SemicolonToken.TrailingTrivia));
        return teardown
            .WithExpressionBody(null)
            .WithSemicolonToken(default)
            .WithParameterList(teardown.ParameterList.WithTrailingTrivia(lineEnd))
            .WithBody(Block(only).WithTrailingTrivia(lineEnd).WithAdditionalAnnotations(Formatter.Annotation));
    }

    private static BlockSyntax Insert(BlockSyntax block, StatementSyntax release, ICollection<string> earlier)
    {
        var at = block.Statements.Count;
        while (at > 0 && Closes(block.Statements[at - 1]))
        {
            at--;
        }

        for (var i = 0; i < at; i++)
        {
            if (Releases(block.Statements[i], earlier))
            {
                at = i;
                break;
            }
        }

        var statements = block.Statements.Insert(at, release);
        return block.Statements.Count == 0 ? block.WithStatements(statements).WithAdditionalAnnotations(Formatter.Annotation) : block.WithStatements(statements);
    }

    // base.Dispose(disposing);   GC.SuppressFinalize(this);   _disposed = true;   return;
    private static bool Closes(StatementSyntax statement) => statement switch
    {
        ReturnStatementSyntax => true,
        ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax { Right: LiteralExpressionSyntax } } => true,
        ExpressionStatementSyntax { Expression: var expression } => Called(expression) is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: var receiver } access }
            && (receiver is BaseExpressionSyntax || access.Name.Identifier.ValueText == "SuppressFinalize"),
        _ => false,
    };

    private static ExpressionSyntax Called(ExpressionSyntax expression)
    {
        while (true)
        {
            switch (expression)
            {
                case AwaitExpressionSyntax wait:
                    expression = wait.Expression;
                    break;
                case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait", Expression: InvocationExpressionSyntax inner } }:
                    expression = inner;
                    break;
                default:
                    return expression;
            }
        }
    }

    private static bool Releases(StatementSyntax statement, ICollection<string> fields)
    {
        var names = statement.DescendantNodes().OfType<SimpleNameSyntax>().Select(static n => n.Identifier.ValueText).ToList();
        return names.Any(fields.Contains) && names.Any(static n => n is "Dispose" or "DisposeAsync" or "Close" or "Return" or "Free" or "FreeHGlobal" or "Stop");
    }

    private static IfStatementSyntax? Disposing(MethodDeclarationSyntax pattern)
    {
        var disposing = pattern.ParameterList.Parameters[0].Identifier.ValueText;
        return pattern.DescendantNodes().OfType<IfStatementSyntax>().FirstOrDefault(branch => branch.Condition is IdentifierNameSyntax condition && condition.Identifier.ValueText == disposing);
    }
}
