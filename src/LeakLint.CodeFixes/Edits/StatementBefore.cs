using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace LeakLint.CodeFixes.Edits;

/// <summary>A statement that comes before another: a member of one expression gets a body for it.</summary>
internal static class StatementBefore
{
    /// <summary>Plans <paramref name="added"/> before the statement around <paramref name="node"/>; false where there is no place for it.</summary>
    public static bool Plan(SolutionEdit edit, DocumentId document, SyntaxNode node, StatementSyntax added)
    {
        if (node.FirstAncestorOrSelf<ArrowExpressionClauseSyntax>() is { Parent: BaseMethodDeclarationSyntax method } arrow)
        {
            var isVoid = method is ConstructorDeclarationSyntax or MethodDeclarationSyntax { ReturnType: PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword } };
            if (!isVoid && method is not MethodDeclarationSyntax)
            {
                return false;
            }

            StatementSyntax old = isVoid ? ExpressionStatement(arrow.Expression.WithoutTrivia()) : ReturnStatement(arrow.Expression.WithoutTrivia().WithLeadingTrivia(Space));
            var body = Block(added, old).WithAdditionalAnnotations(Formatter.Annotation);
            edit.Replace(document, method, current =>
            {
                var declaration = (BaseMethodDeclarationSyntax)current;
                return declaration
                    .WithExpressionBody(null)
                    .WithSemicolonToken(default)
                    .WithParameterList(declaration.ParameterList.WithTrailingTrivia(ElasticMarker))
                    .WithBody(body.WithTrailingTrivia(current.GetTrailingTrivia()));
            });
            return true;
        }

        if (node.FirstAncestorOrSelf<StatementSyntax>() is { } statement && StatementRun.Around(statement) is not null && statement.Parent is BlockSyntax or SwitchSectionSyntax)
        {
            edit.Insert(document, statement, added.WithLeadingTrivia(statement.GetLeadingTrivia().Where(static t => t.IsKind(SyntaxKind.WhitespaceTrivia)).Take(1).Concat(added.GetLeadingTrivia())), before: true);
            return true;
        }

        return false;
    }
}
