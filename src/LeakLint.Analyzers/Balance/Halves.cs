using System;
using System.Collections.Immutable;
using LeakLint.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LeakLint.Analyzers.Balance;

/// <summary>
/// Methods that are one half of a pair: they acquire for their caller, and release only where they say that they
/// failed. <c>bool TryEnter() { if (!_gate.Wait(0)) return false; if (_closed) { _gate.Release(); return false; } return true; }</c>
/// </summary>
internal static class Halves
{
    private static readonly string[] Prefixes = ["Try", "Enter", "Acquire", "Lock", "Begin", "Wait", "Take", "Start", "Open", "Reserve", "Get", "Upgrade"];

    /// <summary>By its name it acquires, and each way out that holds tells its caller of success, or hands it something.</summary>
    public static bool IsOne(ResourceHistory history, ImmutableArray<HeldExit> heldExits)
    {
        if (!AcquiresByName(history.Resource.Site.Syntax))
        {
            return false;
        }

        foreach (var exit in heldExits)
        {
            if (exit.Kind != ExitKind.Return || Node(exit) is not { } node || SaysNo(node) || IsSaidAlike(node, history))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// The last way out, the one that success takes, keeps it, and those before give it back: somebody else releases it
    /// when the work is done. <c>_users.Retain(); if (!_queue.TryAdd(work)) _users.Release();</c>
    /// </summary>
    public static bool IsHandedOver(ResourceHistory history, ImmutableArray<HeldExit> heldExits)
    {
        if (heldExits.IsEmpty || heldExits[heldExits.Length - 1] is not { Kind: ExitKind.Return, Location: var last } exit || (Node(exit) is { } node && SaysNo(node)))
        {
            return false;
        }

        foreach (var released in history.ReleasedExits)
        {
            if (released.Location.SourceSpan.Start > last.SourceSpan.Start)
            {
                return false;
            }
        }

        return true;
    }

    // if (_value != null) return _value; ... _gate.Release(); return _value; the caller cannot tell one from the other
    private static bool IsSaidAlike(SyntaxNode held, ResourceHistory history)
    {
        if (held is not ReturnStatementSyntax { Expression: IdentifierNameSyntax or MemberAccessExpressionSyntax } heldReturn)
        {
            return false;
        }

        foreach (var exit in history.ReleasedExits)
        {
            if (Node(exit) is ReturnStatementSyntax { Expression: { } value } && SyntaxFactory.AreEquivalent(value, heldReturn.Expression))
            {
                return true;
            }
        }

        return false;
    }

    private static SyntaxNode? Node(in HeldExit exit) => exit.Location.SourceTree?.GetRoot().FindNode(exit.Location.SourceSpan);

    private static bool AcquiresByName(SyntaxNode site)
    {
        var name = site.FirstAncestorOrSelf<SyntaxNode>(static n => n is MethodDeclarationSyntax or LocalFunctionStatementSyntax) switch
        {
            MethodDeclarationSyntax method => method.Identifier.ValueText,
            LocalFunctionStatementSyntax function => function.Identifier.ValueText,
            _ => "",
        };
        foreach (var prefix in Prefixes)
        {
            if (name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    // return false; return null; return default; return -1; a number is nothing that could be given back
    private static bool SaysNo(SyntaxNode exit)
        => exit is ReturnStatementSyntax { Expression: { } value } && value.Kind() is SyntaxKind.FalseLiteralExpression or SyntaxKind.NullLiteralExpression or SyntaxKind.DefaultLiteralExpression
            or SyntaxKind.UnaryMinusExpression or SyntaxKind.NumericLiteralExpression;
}
