using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace LeakLint.CodeFixes.Edits;

/// <summary>
/// Keeps what a subscription hands out in a field, and disposes it in the teardown: <c>monitor.OnChange(Apply);</c> becomes
/// <c>_subscription = monitor.OnChange(Apply);</c>. What may run again disposes the one before first.
/// </summary>
internal static class KeptToken
{
    /// <summary>Adds the edits; the teardown's name, or null where the result cannot be kept.</summary>
    public static string? Add(SolutionEdit edit, Document document, TypeDeclarationSyntax declaration, INamedTypeSymbol type, InvocationExpressionSyntax call, SemanticModel model, CancellationToken cancellation)
    {
        // "_ = source.Subscribe(this)", "source.Subscribe(this)"
        ExpressionSyntax whole = call;
        while (whole.Parent is ConditionalAccessExpressionSyntax access && access.WhenNotNull == whole)
        {
            whole = access;
        }

        if (whole.Parent is AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.ValueText: "_" } } discard)
        {
            whole = discard;
        }

        var member = call.FirstAncestorOrSelf<BaseMethodDeclarationSyntax>();
        if (member is null || member.Modifiers.Any(SyntaxKind.StaticKeyword)
            || call.FirstAncestorOrSelf<SyntaxNode>(static n => n is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax) is not null
            || model.GetTypeInfo(call, cancellation).Type is not { } token)
        {
            return null;
        }

        var name = "_subscription";
        for (var i = 2; type.GetMembers(name).Length > 0; i++)
        {
            name = "_subscription" + i;
        }

        // A constructor runs once; what is not one may be called again.
        var isOnce = member is ConstructorDeclarationSyntax && call.FirstAncestorOrSelf<SyntaxNode>(static n => n is ForStatementSyntax or CommonForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax or IfStatementSyntax) is null;
        var isSure = isOnce && whole is not ConditionalAccessExpressionSyntax && model.GetTypeInfo(call, cancellation).Nullability.FlowState == NullableFlowState.NotNull;
        var isNullable = token.IsReferenceType && !isSure && model.GetNullableContext(call.SpanStart).AnnotationsEnabled();
        var dispose = name + (token.IsReferenceType && !isSure ? "?" : "") + ".Dispose();";
        var where = TeardownCode.Add(edit, document, declaration, type, dispose, model.Compilation, cancellation);
        if (where is null)
        {
            return null;
        }

        var lineEnd = LineEnds.Of(declaration.SyntaxTree.GetRoot(cancellation));
        var field = "private " + (isOnce ? "readonly " : "") + token.WithNullableAnnotation(NullableAnnotation.NotAnnotated).ToMinimalDisplayString(model, declaration.SpanStart) + (isNullable ? "? " : " ") + name + ";";
        edit.Replace(document.Id, declaration, n => Unsubscribe.WithField((TypeDeclarationSyntax)n, field, lineEnd));
        switch (whole.Parent)
        {
            case ExpressionStatementSyntax { Parent: BlockSyntax } statement:
                if (!isOnce)
                {
                    edit.Insert(document.Id, statement, LineEnds.Statement(dispose, lineEnd).WithLeadingTrivia(statement.GetLeadingTrivia()).WithTrailingTrivia(lineEnd).WithAdditionalAnnotations(Formatter.Annotation), before: true);
                }

                edit.Replace(document.Id, whole, n => Kept((ExpressionSyntax)n, name));
                return where;
            case ExpressionStatementSyntax when isOnce:
            case ArrowExpressionClauseSyntax when isOnce:
                edit.Replace(document.Id, whole, n => Kept((ExpressionSyntax)n, name));
                return where;
            case ArrowExpressionClauseSyntax { Parent: BaseMethodDeclarationSyntax method }:
                edit.Replace(document.Id, method, n => WithBody((BaseMethodDeclarationSyntax)n, name, dispose, lineEnd));
                return where;
            default:
                return null;
        }
    }

    private static AssignmentExpressionSyntax Kept(ExpressionSyntax whole, string name)
        => AssignmentExpression(SyntaxKind.SimpleAssignmentExpression, IdentifierName(name).WithTrailingTrivia(Space), ValueOf(whole).WithoutTrivia().WithLeadingTrivia(Space)).WithTriviaFrom(whole);

    private static ExpressionSyntax ValueOf(ExpressionSyntax whole) => whole is AssignmentExpressionSyntax discard ? discard.Right : whole;

    private static BaseMethodDeclarationSyntax WithBody(BaseMethodDeclarationSyntax method, string name, string dispose, SyntaxTrivia lineEnd)
    {
        var kept = ExpressionStatement(Kept(method.ExpressionBody!.Expression.WithoutTrivia(), name)).WithTrailingTrivia(lineEnd);
        var block = Block(LineEnds.Statement(dispose, lineEnd).WithTrailingTrivia(lineEnd), kept).WithTrailingTrivia(method.SemicolonToken.TrailingTrivia).WithAdditionalAnnotations(Formatter.Annotation);
        return method.WithExpressionBody(null).WithSemicolonToken(default).WithParameterList(method.ParameterList.WithTrailingTrivia(lineEnd)).WithBody(block);
    }
}
