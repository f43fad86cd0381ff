using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Balance;

/// <summary>
/// Creations whose fate can be read off the spot, so that no graph is built for them: <c>using var x = new X();</c>,
/// <c>return new X();</c>, <c>_field = new X();</c>, <c>throw new X();</c>. Most creations of most programs.
/// </summary>
internal static class SettledWhereItStands
{
    public static bool Is(IOperation operation)
    {
        if (operation is not IObjectCreationOperation)
        {
            return false;
        }

        var at = operation.Syntax;
        while (at.Parent is ParenthesizedExpressionSyntax or CastExpressionSyntax or PostfixUnaryExpressionSyntax)
        {
            at = at.Parent;
        }

        return at.Parent switch
        {
            ReturnStatementSyntax or ArrowExpressionClauseSyntax or ThrowStatementSyntax or ThrowExpressionSyntax or YieldStatementSyntax => true,
            UsingStatementSyntax => true,
            EqualsValueClauseSyntax { Parent: PropertyDeclarationSyntax } => true,
            EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent.Parent: var declaration } }
                => declaration is UsingStatementSyntax or BaseFieldDeclarationSyntax || declaration is LocalDeclarationStatementSyntax { UsingKeyword.RawKind: (int)SyntaxKind.UsingKeyword },
            AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } => operation.Parent is ISimpleAssignmentOperation { Target: IFieldReferenceOperation or IPropertyReferenceOperation { Arguments.IsEmpty: true } },
            _ => false,
        };
    }
}
