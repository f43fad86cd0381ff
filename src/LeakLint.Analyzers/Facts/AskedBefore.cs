using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Facts;

/// <summary>
/// Whether a property was read before, of the same object, on every way to a place: a property that fills itself on first use
/// (<c>_options ??= Load()</c>) does so the first time. Read off the text: a statement before it, here or further out, that reads it for certain.
/// </summary>
internal static class AskedBefore
{
    public static bool Includes(IPropertyReferenceOperation property)
    {
        if (!IsStable(property.Instance) || property.Syntax is not ExpressionSyntax asked || !property.Arguments.IsEmpty)
        {
            return false;
        }

        var name = property.Property.Name;
        for (SyntaxNode? at = asked; at is not (null or MemberDeclarationSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax); at = at.Parent)
        {
            if (at is not StatementSyntax || at.Parent is not (BlockSyntax or SwitchSectionSyntax))
            {
                continue;
            }

            foreach (var before in at.Parent.ChildNodes())
            {
                if (before == at)
                {
                    break;
                }

                if (before is ExpressionStatementSyntax or LocalDeclarationStatementSyntax && Reads(before, asked, name))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool Reads(SyntaxNode statement, ExpressionSyntax asked, string name)
    {
        foreach (var node in statement.DescendantNodes(static n => n is not (AnonymousFunctionExpressionSyntax or ConditionalExpressionSyntax or ConditionalAccessExpressionSyntax or SwitchExpressionSyntax)))
        {
            if (node is ExpressionSyntax read && read.RawKind == asked.RawKind && Ends(read, name) && SyntaxFactory.AreEquivalent(read, asked) && !IsConditional(read, statement)
                && !(read.Parent is AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } assignment && assignment.Left == read))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Ends(ExpressionSyntax read, string name)
        => (read as MemberAccessExpressionSyntax)?.Name.Identifier.ValueText == name || (read as IdentifierNameSyntax)?.Identifier.ValueText == name;

    // a && b.C,  a ?? b.C
    private static bool IsConditional(SyntaxNode read, SyntaxNode statement)
    {
        for (var at = read; at != statement && at.Parent is { } parent; at = parent)
        {
            if (parent is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalAndExpression or (int)SyntaxKind.LogicalOrExpression or (int)SyntaxKind.CoalesceExpression } either && either.Right == at)
            {
                return true;
            }
        }

        return false;
    }

    // this, _shared, parameter.Owner: the same object both times
    private static bool IsStable(IOperation? instance) => instance switch
    {
        null or IInstanceReferenceOperation => true,
        IFieldReferenceOperation { Field.IsReadOnly: true, Instance: var outer } => IsStable(outer),
        IParameterReferenceOperation { Parameter: { RefKind: RefKind.None } parameter } => !IsAssigned(instance.Syntax, parameter.Name),
        ILocalReferenceOperation { Local: { RefKind: RefKind.None } local } => !IsAssigned(instance.Syntax, local.Name),
        _ => false,
    };

    private static bool IsAssigned(SyntaxNode inside, string name)
    {
        var function = inside.FirstAncestorOrSelf<SyntaxNode>(static n => n is MemberDeclarationSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax);
        foreach (var node in function?.DescendantNodes() ?? [])
        {
            if (node is AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.ValueText: var assigned } } && assigned == name
                || node is ArgumentSyntax { RefKindKeyword.RawKind: (int)SyntaxKind.RefKeyword or (int)SyntaxKind.OutKeyword, Expression: IdentifierNameSyntax { Identifier.ValueText: var given } } && given == name)
            {
                return true;
            }
        }

        return false;
    }
}
