using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LeakLint.CodeFixes.Edits;

/// <summary>
/// Makes an automatic property keep a weak reference. The property stays what it is to its users; a field below it
/// becomes weak: <c>public Parent? Parent { get => …TryGetTarget…; set => … }</c>.
/// </summary>
internal static class WeakProperty
{
    public static async Task<Solution?> TryMakeAsync(Solution solution, IPropertySymbol property, CancellationToken cancellation)
    {
        if (property.IsStatic
            || property.IsRequired
            || property.DeclaringSyntaxReferences.Length != 1
            || await property.DeclaringSyntaxReferences[0].GetSyntaxAsync(cancellation).ConfigureAwait(false) is not PropertyDeclarationSyntax { AccessorList: { } accessors, Initializer: null } declaration
            || accessors.Accessors.Any(static a => a.Body is not null || a.ExpressionBody is not null)
            || solution.GetDocument(declaration.SyntaxTree) is not { } document
            || await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is not { } model
            || !WeakTarget.IsPossible(property.Type, property.ContainingType, model.Compilation))
        {
            return null;
        }

        // "Parent Parent" under nullable promises a parent, which a weak reference cannot.
        var isNullableOn = model.GetNullableContext(declaration.SpanStart).AnnotationsEnabled();
        if (isNullableOn && property.NullableAnnotation == NullableAnnotation.NotAnnotated && WeakTarget.IsPublic(property))
        {
            return null;
        }

        var word = WeakTarget.WordOf(property.Name);
        if (WeakTarget.FreeMember(property.ContainingType, "_" + word, "_weak" + property.Name) is not { } field)
        {
            return null;
        }

        var edit = new SolutionEdit(solution);
        var target = declaration.Type is NullableTypeSyntax nullable ? nullable.ElementType : declaration.Type;
        var hasSetter = property.SetMethod is not null;
        if (await References.FindAsync(solution, property, cancellation).ConfigureAwait(false) is not { } places)
        {
            return null;
        }

        foreach (var document2 in places)
        {
            foreach (var (at, usage) in document2.Value)
            {
                if (usage != Usage.Written)
                {
                    continue;
                }

                var assignment = (AssignmentExpressionSyntax)at.Parent!;
                if (StoredValue.IsMadeHere(assignment.Right))
                {
                    return null;
                }

                // Without a setter, only the constructor assigns: from now on to the field.
                if (!hasSetter)
                {
                    edit.Replace(document2.Key, assignment.Left, left => SyntaxFactory.IdentifierName(field).WithTriviaFrom(left));
                    edit.Replace(document2.Key, assignment.Right, right => WeakTarget.New(target, (ExpressionSyntax)right).WithTriviaFrom(right));
                }
            }
        }

        var mayBeMissing = hasSetter || !WeakField.IsSetByEveryConstructor(property, declaration, places);
        var reference = SyntaxFactory.IdentifierName(field);
        var get = SyntaxFactory.ConditionalExpression(
            WeakTarget.Ask(reference, word == "value" ? "target" : word, mayBeMissing),
            SyntaxFactory.IdentifierName(word == "value" ? "target" : word),
            SyntaxFactory.LiteralExpression(SyntaxKind.NullLiteralExpression));
        edit.Replace(document.Id, declaration, node => Declare((PropertyDeclarationSyntax)node, get, field, target, isNullableOn, LineEnds.Of(declaration)));
        var lineEnd = LineEnds.Of(declaration);
        var type = WeakTarget.ReferenceTo(target, mayBeMissing && isNullableOn);
        var member = SyntaxFactory.FieldDeclaration(SyntaxFactory.VariableDeclaration(type.WithTrailingTrivia(SyntaxFactory.Space), SyntaxFactory.SingletonSeparatedList(SyntaxFactory.VariableDeclarator(field))))
            .WithModifiers(hasSetter
                ? SyntaxFactory.TokenList(SyntaxFactory.Token(SyntaxKind.PrivateKeyword).WithTrailingTrivia(SyntaxFactory.Space))
                : SyntaxFactory.TokenList(
                    SyntaxFactory.Token(SyntaxKind.PrivateKeyword).WithTrailingTrivia(SyntaxFactory.Space),
                    SyntaxFactory.Token(SyntaxKind.ReadOnlyKeyword).WithTrailingTrivia(SyntaxFactory.Space)));
        edit.Insert(document.Id, declaration, member.WithTrailingTrivia(lineEnd, lineEnd).Formatted(), before: true);
        return await edit.TryApplyAsync(cancellation).ConfigureAwait(false);
    }

    private static PropertyDeclarationSyntax Declare(PropertyDeclarationSyntax property, ExpressionSyntax get, string field, TypeSyntax target, bool isNullableOn, SyntaxTrivia lineEnd)
    {
        var declared = property;
        if (isNullableOn && property.Type is not NullableTypeSyntax)
        {
            declared = declared.WithType(SyntaxFactory.NullableType(property.Type.WithoutTrivia()).WithTriviaFrom(property.Type));
        }

        var setter = property.AccessorList!.Accessors.FirstOrDefault(static a => !a.IsKind(SyntaxKind.GetAccessorDeclaration));
        if (setter is null)
        {
            return declared
                .WithAccessorList(null)
                .WithExpressionBody(SyntaxFactory.ArrowExpressionClause(get))
                .WithSemicolonToken(SyntaxFactory.Token(SyntaxKind.SemicolonToken).WithTrailingTrivia(property.GetTrailingTrivia()))
                .Formatted();
        }

        var value = SyntaxFactory.IdentifierName("value");
        var set = SyntaxFactory.AssignmentExpression(SyntaxKind.SimpleAssignmentExpression, SyntaxFactory.IdentifierName(field), WeakTarget.NewOrNull(target, value));
        // One accessor a line; the formatter would leave them on the one they were on.
        var indent = SyntaxFactory.Whitespace(IndentOf(property));
        var deeper = SyntaxFactory.Whitespace(indent.ToString() + (indent.ToString().Contains("\t") ? "\t" : "    "));
        var accessors = property.AccessorList.Accessors.Select(accessor => accessor
            .WithExpressionBody(SyntaxFactory.ArrowExpressionClause(accessor.IsKind(SyntaxKind.GetAccessorDeclaration) ? get : set))
            .WithLeadingTrivia(deeper)
            .WithTrailingTrivia(lineEnd));
        return declared
            .WithIdentifier(property.Identifier.WithTrailingTrivia(lineEnd))
            .WithAccessorList(property.AccessorList
                .WithOpenBraceToken(property.AccessorList.OpenBraceToken.WithLeadingTrivia(indent).WithTrailingTrivia(lineEnd))
                .WithAccessors(SyntaxFactory.List(accessors))
                .WithCloseBraceToken(property.AccessorList.CloseBraceToken.WithLeadingTrivia(indent)))
            .Formatted();
    }

    private static string IndentOf(SyntaxNode node)
    {
        foreach (var trivia in node.GetLeadingTrivia().Reverse())
        {
            return trivia.IsKind(SyntaxKind.WhitespaceTrivia) ? trivia.ToString() : string.Empty;
        }

        return string.Empty;
    }
}
