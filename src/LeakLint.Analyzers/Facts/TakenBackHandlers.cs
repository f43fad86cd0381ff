using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using LeakLint.Analyzers.Flow;
using LeakLint.Analyzers.Protocols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Facts;

/// <summary>
/// Handlers that a function adds to an event and takes away itself. Whoever does so on one path owes it on all, if nobody else can:
/// no other function of the type takes away that handler, no lambda, and not the handler itself. <c>_source.Changed += OnChanged; Work(); _source.Changed -= OnChanged;</c>
/// </summary>
internal sealed class TakenBackHandlers(Bodies bodies)
{
    /// <summary>Whether the subscription is one that its function takes back.</summary>
    public bool TryAcquire(IEventAssignmentOperation subscription, CancellationToken cancellation, out Acquisition acquisition)
    {
        acquisition = default;
        if (subscription is not { Adds: true, EventReference: IEventReferenceOperation { Instance: not (IInstanceReferenceOperation or IObjectCreationOperation) } }
            || subscription.Syntax is not AssignmentExpressionSyntax { Right: not AnonymousFunctionExpressionSyntax } added
            || !IsTakenBack(added, out var function) || IsFresh(added.Left, function) || !OnlyThere(added, function, cancellation))
        {
            return false;
        }

        acquisition = new Acquisition(BuiltInProtocols.Handler, Place: Acquisition.Receiver);
        return true;
    }

    // var client = new Client(); client.Done += …: it goes with the method
    private static bool IsFresh(ExpressionSyntax handled, SyntaxNode function)
    {
        if (handled is not MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: var name } })
        {
            return handled is not MemberAccessExpressionSyntax;
        }

        foreach (var node in function.DescendantNodes())
        {
            // A local that is given a member of something is a second name of it; any other may be the method's own.
            var given = node switch
            {
                VariableDeclaratorSyntax { Identifier.ValueText: var declared, Initializer.Value: var value } when declared == name => value,
                AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Left: IdentifierNameSyntax { Identifier.ValueText: var target }, Right: var value } when target == name => value,
                SingleVariableDesignationSyntax { Identifier.ValueText: var designated } when designated == name => node,
                ForEachStatementSyntax { Identifier.ValueText: var each } when each == name => node,
                _ => null,
            };
            if (given is not (null or MemberAccessExpressionSyntax or IdentifierNameSyntax))
            {
                return true;
            }
        }

        return false;
    }

    // source.Changed -= OnChanged, in the same function and the same words
    private static bool IsTakenBack(AssignmentExpressionSyntax added, [NotNullWhen(true)] out SyntaxNode? function)
    {
        function = Function(added);
        if (function is null)
        {
            return false;
        }

        foreach (var node in function.DescendantNodes())
        {
            if (node is AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SubtractAssignmentExpression } removed && Function(removed) == function
                && SyntaxFactory.AreEquivalent(removed.Left, added.Left) && SyntaxFactory.AreEquivalent(Bare(removed.Right), Bare(added.Right)))
            {
                return true;
            }
        }

        return false;
    }

    // Nowhere else in the type is anything taken from an event of that name, or the event emptied.
    private bool OnlyThere(AssignmentExpressionSyntax added, SyntaxNode function, CancellationToken cancellation)
    {
        var name = NameOf(added.Left);
        var handler = NameOf(Bare(added.Right));
        foreach (var part in Parts(added, cancellation))
        {
            foreach (var node in part.DescendantNodes())
            {
                if (node is AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SubtractAssignmentExpression or (int)SyntaxKind.SimpleAssignmentExpression } removed && NameOf(removed.Left) == name && Function(removed) != function
                    && (removed.IsKind(SyntaxKind.SimpleAssignmentExpression) || NameOf(Bare(removed.Right)) == handler))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private List<SyntaxNode> Parts(SyntaxNode added, CancellationToken cancellation)
    {
        if (added.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } type)
        {
            return [added.SyntaxTree.GetRoot(cancellation)];
        }

        if (!type.Modifiers.Any(SyntaxKind.PartialKeyword) || bodies.MemberAround(added, cancellation)?.ContainingType is not { } whole)
        {
            return [type];
        }

        var parts = new List<SyntaxNode>();
        foreach (var reference in whole.DeclaringSyntaxReferences)
        {
            parts.Add(reference.GetSyntax(cancellation));
        }

        return parts;
    }

    // new EventHandler(OnChanged)
    private static ExpressionSyntax Bare(ExpressionSyntax handler)
        => handler is BaseObjectCreationExpressionSyntax { ArgumentList.Arguments: { Count: 1 } only } ? only[0].Expression : handler;

    private static string NameOf(ExpressionSyntax handled) => handled switch
    {
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        SimpleNameSyntax name => name.Identifier.ValueText,
        _ => "",
    };

    private static SyntaxNode? Function(SyntaxNode node)
        => node.FirstAncestorOrSelf<SyntaxNode>(static n => n is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or AccessorDeclarationSyntax or MemberDeclarationSyntax and not GlobalStatementSyntax);
}
