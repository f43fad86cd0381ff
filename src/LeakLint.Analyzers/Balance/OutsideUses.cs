using System;
using System.Threading;
using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LeakLint.Analyzers.Balance;

/// <summary>
/// Whether code outside the outermost type may release, replace or take what a field holds. Asked last, of what would be
/// reported otherwise, and by name: another member of that name only makes for silence.
/// </summary>
internal sealed class OutsideUses(Compilation compilation, ISymbol member, CancellationToken cancellation)
{
    public bool MayRelease()
    {
        if (IsPrivate())
        {
            return false;
        }

        // Whoever may set it may have set it.
        if (member is IPropertySymbol { SetMethod: { IsInitOnly: false } setter } ? IsSeen(setter) : member is IFieldSymbol { IsReadOnly: false, DeclaredAccessibility: Accessibility.Public })
        {
            return true;
        }

        foreach (var tree in compilation.SyntaxTrees)
        {
            cancellation.ThrowIfCancellationRequested();
            if (tree.GetText(cancellation).ToString().IndexOf(member.Name, StringComparison.Ordinal) >= 0 && MayReleaseIn(tree))
            {
                return true;
            }
        }

        return false;
    }

    private bool MayReleaseIn(SyntaxTree tree)
    {
        foreach (var node in tree.GetRoot(cancellation).DescendantNodes())
        {
            if (node is SimpleNameSyntax name && name.Identifier.ValueText == member.Name && !IsInOutermost(name) && MayRelease(name))
            {
                return true;
            }
        }

        return false;
    }

    // log.File.Length only reads; log.File.Dispose(), Take(log.File) and var file = log.File may do more.
    private static bool MayRelease(SimpleNameSyntax name)
    {
        ExpressionSyntax value = name.Parent switch
        {
            MemberAccessExpressionSyntax access when access.Name == name => access,
            MemberBindingExpressionSyntax binding => binding,
            _ => name,
        };
        while (value.Parent is PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } or ParenthesizedExpressionSyntax)
        {
            value = (ExpressionSyntax)value.Parent;
        }

        return value.Parent switch
        {
            MemberAccessExpressionSyntax access when access.Expression == value => IsEnd(access.Name),
            ConditionalAccessExpressionSyntax { WhenNotNull: var then } access when access.Expression == value => then.ToString() is var text && text.IndexOf("Dispose", StringComparison.Ordinal) >= 0,
            ConditionalAccessExpressionSyntax { Parent: ExpressionStatementSyntax } => false,
            BinaryExpressionSyntax or IsPatternExpressionSyntax => value.Parent is not BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression or (int)SyntaxKind.AsExpression },
            ElementAccessExpressionSyntax access when access.Expression == value => false,
            QualifiedNameSyntax or TypeSyntax or UsingDirectiveSyntax or NameColonSyntax or VariableDeclarationSyntax or ParameterSyntax or BaseMethodDeclarationSyntax or ObjectCreationExpressionSyntax => false,
            ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "nameof" } } } => false,
            InvocationExpressionSyntax => false,
            _ => true,
        };
    }

    private static bool IsEnd(SimpleNameSyntax called) => called.Identifier.ValueText is "Dispose" or "DisposeAsync" or "Close" or "Free" or "Return";

    private bool IsInOutermost(SyntaxNode node)
    {
        foreach (var reference in Nesting.Outermost(member.ContainingType).DeclaringSyntaxReferences)
        {
            if (reference.SyntaxTree == node.SyntaxTree && reference.Span.Contains(node.Span))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsPrivate()
    {
        for (var at = member; at is { ContainingType: not null }; at = at.ContainingType)
        {
            if (at.DeclaredAccessibility == Accessibility.Private)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsSeen(ISymbol accessor) => accessor.DeclaredAccessibility is not (Accessibility.Private or Accessibility.NotApplicable);
}
