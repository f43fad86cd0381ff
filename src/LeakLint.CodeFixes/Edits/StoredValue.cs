using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LeakLint.CodeFixes.Edits;

/// <summary>Questions about a value that is to be kept weakly.</summary>
internal static class StoredValue
{
    /// <summary>
    /// Whether the value is new here, or comes out of a call: then nobody else is known to keep it, and a weak
    /// reference would let it go at the next collection.
    /// </summary>
    public static bool IsMadeHere(ExpressionSyntax value) => value switch
    {
        IdentifierNameSyntax or ThisExpressionSyntax or MemberAccessExpressionSyntax or ThrowExpressionSyntax => false,
        LiteralExpressionSyntax or DefaultExpressionSyntax => false,
        ParenthesizedExpressionSyntax parenthesized => IsMadeHere(parenthesized.Expression),
        CastExpressionSyntax cast => IsMadeHere(cast.Expression),
        PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } suppressed => IsMadeHere(suppressed.Operand),
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression } coalesce => IsMadeHere(coalesce.Left) || IsMadeHere(coalesce.Right),
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AsExpression } @as => IsMadeHere(@as.Left),
        ConditionalExpressionSyntax either => IsMadeHere(either.WhenTrue) || IsMadeHere(either.WhenFalse),
        _ => true,
    };

    public static bool IsNull(ExpressionSyntax value) => value switch
    {
        LiteralExpressionSyntax literal => literal.IsKind(SyntaxKind.NullLiteralExpression) || literal.IsKind(SyntaxKind.DefaultLiteralExpression),
        DefaultExpressionSyntax => true,
        PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } suppressed => IsNull(suppressed.Operand),
        _ => false,
    };
}
