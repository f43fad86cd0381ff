using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LeakLint.CodeFixes.Edits;

/// <summary>Whether an expression means the same, and does nothing, when it is evaluated again later.</summary>
internal static class Stable
{
    public static bool Is(ExpressionSyntax expression, SemanticModel model, CancellationToken cancellation)
    {
        switch (expression)
        {
            case LiteralExpressionSyntax or ThisExpressionSyntax or BaseExpressionSyntax or DefaultExpressionSyntax or TypeSyntax and not SimpleNameSyntax and not QualifiedNameSyntax:
                return true;
            case ParenthesizedExpressionSyntax wrapped:
                return Is(wrapped.Expression, model, cancellation);
            case PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } sure:
                return Is(sure.Operand, model, cancellation);

            // RuntimeHelpers.IsReferenceOrContainsReferences<T>(): a question about the type
            case InvocationExpressionSyntax { ArgumentList.Arguments.Count: 0 } call:
                return model.GetSymbolInfo(call, cancellation).Symbol is IMethodSymbol { IsStatic: true, Arity: > 0, DeclaringSyntaxReferences.IsEmpty: true };
            case MemberAccessExpressionSyntax access:
                return IsSteady(access, model, cancellation) && Is(access.Expression, model, cancellation);
            default:
                return IsSteady(expression, model, cancellation);
        }
    }

    private static bool IsSteady(ExpressionSyntax name, SemanticModel model, CancellationToken cancellation)
        => model.GetSymbolInfo(name, cancellation).Symbol switch
        {
            INamespaceOrTypeSymbol => true,
            ILocalSymbol or IParameterSymbol => !IsWritten(name, model, cancellation),
            IFieldSymbol => true,
            IPropertySymbol { IsStatic: true, SetMethod: null } => true,
            IPropertySymbol property => property.ContainingType.GetMembers().Any(m => m is IFieldSymbol field && SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, property)),
            _ => false,
        };

    // Anywhere in its member, other than where it is declared.
    private static bool IsWritten(ExpressionSyntax name, SemanticModel model, CancellationToken cancellation)
    {
        var symbol = model.GetSymbolInfo(name, cancellation).Symbol!;
        var member = name.FirstAncestorOrSelf<SyntaxNode>(static n => n is MemberDeclarationSyntax and not GlobalStatementSyntax) ?? name.SyntaxTree.GetRoot(cancellation);
        return member.DescendantNodes().OfType<IdentifierNameSyntax>().Any(n => n.Identifier.ValueText == symbol.Name && IsTarget(n)
            && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(n, cancellation).Symbol, symbol));
    }

    private static bool IsTarget(IdentifierNameSyntax name) => name.Parent switch
    {
        AssignmentExpressionSyntax assignment => assignment.Left == name,
        ArgumentSyntax { Parent: TupleExpressionSyntax } => true,
        ArgumentSyntax argument => !argument.RefKindKeyword.IsKind(SyntaxKind.None),
        RefExpressionSyntax => true,
        PrefixUnaryExpressionSyntax or PostfixUnaryExpressionSyntax => name.Parent.Kind() is not SyntaxKind.SuppressNullableWarningExpression,
        _ => false,
    };
}
