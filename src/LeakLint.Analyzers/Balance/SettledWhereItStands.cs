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

        var at = Whole(operation.Syntax);
        return IsUsed(at) || at.Parent switch
        {
            ReturnStatementSyntax or ArrowExpressionClauseSyntax or ThrowStatementSyntax or ThrowExpressionSyntax or YieldStatementSyntax => true,
            EqualsValueClauseSyntax { Parent: PropertyDeclarationSyntax or VariableDeclaratorSyntax { Parent.Parent: BaseFieldDeclarationSyntax } } => true,
            AssignmentExpressionSyntax when IsFollowedInConstructor(at) => false,
            AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } => operation.Parent is ISimpleAssignmentOperation { Target: IFieldReferenceOperation or IPropertyReferenceOperation { Arguments.IsEmpty: true } },
            _ => false,
        };
    }

    /// <summary>
    /// <c>using var file = File.OpenRead(path);</c> <c>await using var x = await OpenAsync();</c>: disposed at the end, whoever was given it meanwhile.
    /// </summary>
    public static bool IsUsed(IOperation acquires)
    {
        var at = Whole(acquires.Syntax);

        // await F().ConfigureAwait(false)
        if (at.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait", Parent: InvocationExpressionSyntax { Parent: AwaitExpressionSyntax } configured })
        {
            at = configured;
        }

        return IsUsed(at.Parent is AwaitExpressionSyntax wait ? Whole(wait) : at);
    }

    // public Log(string path) { _file = new FileStream(path, …); if (_file.Length == 0) throw …; }
    private static bool IsFollowedInConstructor(SyntaxNode value)
    {
        if (value.Parent is not AssignmentExpressionSyntax { Left: IdentifierNameSyntax or MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } }
            || value.FirstAncestorOrSelf<SyntaxNode>(static n => n is MemberDeclarationSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax) is not ConstructorDeclarationSyntax { Body: { } body } constructor
            || constructor.Modifiers.Any(SyntaxKind.StaticKeyword))
        {
            return false;
        }

        foreach (var node in body.DescendantNodes())
        {
            if (node.SpanStart > value.Span.End && node is ThrowStatementSyntax or ThrowExpressionSyntax or InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsUsed(SyntaxNode value) => value.Parent is UsingStatementSyntax { Expression: var used } && used == value
        || value.Parent is EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent.Parent: UsingStatementSyntax or LocalDeclarationStatementSyntax { UsingKeyword.RawKind: (int)SyntaxKind.UsingKeyword } } };

    private static SyntaxNode Whole(SyntaxNode value)
    {
        while (value.Parent is ParenthesizedExpressionSyntax or CastExpressionSyntax or PostfixUnaryExpressionSyntax)
        {
            value = value.Parent;
        }

        return value;
    }
}
