using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LeakLint.Catalog;

/// <summary>The value of a string expression, as far as its own file tells: literals, sums, <c>nameof</c>, the file's constants.</summary>
internal static class ConstantText
{
    public static string? Of(ExpressionSyntax? expression) => expression switch
    {
        LiteralExpressionSyntax { Token.Value: string text } => text,
        ParenthesizedExpressionSyntax inner => Of(inner.Expression),
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } sum
            => Of(sum.Left) is { } left && Of(sum.Right) is { } right ? left + right : null,
        InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "nameof" } } name
            => name.ArgumentList.Arguments[0].Expression.GetLastToken().ValueText,
        IdentifierNameSyntax constant => FindConstant(constant),
        _ => null,
    };

    /// <summary>The elements of an array written out, or the expression itself.</summary>
    public static IEnumerable<ExpressionSyntax> Elements(ExpressionSyntax expression) => expression switch
    {
        CollectionExpressionSyntax list => list.Elements.OfType<ExpressionElementSyntax>().Select(static e => e.Expression),
        ImplicitArrayCreationExpressionSyntax array => array.Initializer.Expressions,
        ArrayCreationExpressionSyntax { Initializer: { } initializer } => initializer.Expressions,
        _ => [expression],
    };

    private static string? FindConstant(IdentifierNameSyntax name)
        => name.SyntaxTree.GetRoot().DescendantNodes()
            .OfType<FieldDeclarationSyntax>()
            .Where(static f => f.Modifiers.Any(SyntaxKind.ConstKeyword))
            .SelectMany(static f => f.Declaration.Variables)
            .Where(v => v.Identifier.ValueText == name.Identifier.ValueText)
            .Select(static v => v.Initializer?.Value is IdentifierNameSyntax ? null : Of(v.Initializer?.Value))
            .FirstOrDefault();
}
