using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LeakLint.Analyzers.Flow;

/// <summary>
/// Whether every return of a method could hand out what it has just acquired, asked of the text: a method that returns its own object, or
/// what it has calculated, on any path is no factory, and is spared binding and a graph.
/// </summary>
internal static class FreshReturns
{
    public static bool ArePossible(IMethodSymbol method, CancellationToken cancellation)
    {
        var declaring = method.PartialImplementationPart ?? method;
        foreach (var reference in declaring.DeclaringSyntaxReferences)
        {
            foreach (var node in reference.GetSyntax(cancellation).DescendantNodes(static n => n is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)))
            {
                switch (node)
                {
                    case YieldStatementSyntax:
                    case ReturnStatementSyntax { Expression: { } returned } when IsOther(returned):
                        return false;
                }
            }
        }

        return true;
    }

    // return this;   return (nuint)(end - start);   return -1;
    private static bool IsOther(ExpressionSyntax returned) => returned switch
    {
        ThisExpressionSyntax => true,
        BinaryExpressionSyntax { RawKind: not ((int)SyntaxKind.CoalesceExpression or (int)SyntaxKind.AsExpression) } => true,
        PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.UnaryMinusExpression or (int)SyntaxKind.BitwiseNotExpression or (int)SyntaxKind.LogicalNotExpression } => true,
        ParenthesizedExpressionSyntax inner => IsOther(inner.Expression),
        CheckedExpressionSyntax inner => IsOther(inner.Expression),
        CastExpressionSyntax cast => IsOther(cast.Expression),
        _ => false,
    };
}
