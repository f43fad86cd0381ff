using System;
using System.Collections.Immutable;
using System.Linq;
using LeakLint.Analyzers.Flow;
using LeakLint.Analyzers.Protocols;
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
            if (exit.Kind != ExitKind.Return || Node(exit) is not { } node || SaysNo(node) || IsSaidAlike(node, history) || IsPlainNumber(node, history))
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

    /// <summary>
    /// Nobody else can release it: the lock stands in a private field and no other member of the type names a release, or it is the
    /// reference of a handle, which a flag of this method tells.
    /// </summary>
    public static bool HasNoOther(ResourceHistory history, Protocol protocol)
    {
        var isOwn = protocol == BuiltInProtocols.HandleReference
            || (history.IsReleasedSomewhere && history.Resource.StandsIn is { Root: null or "this", Member: IFieldSymbol { DeclaredAccessibility: Accessibility.Private } });
        var site = history.Resource.Site.Syntax;
        if (!isOwn || AcquiresByName(site) || site.FirstAncestorOrSelf<MethodDeclarationSyntax>() is not { Parent: TypeDeclarationSyntax type } method || type.Modifiers.Any(SyntaxKind.PartialKeyword))
        {
            return false;
        }

        foreach (var token in type.DescendantTokens())
        {
            if (token.IsKind(SyntaxKind.IdentifierToken) && !method.Span.Contains(token.Span) && Releases(protocol, token.ValueText))
            {
                return false;
            }
        }

        return protocol != BuiltInProtocols.HandleReference || !method.DescendantTokens().Any(t => t.IsKind(SyntaxKind.IdentifierToken) && Releases(protocol, t.ValueText));
    }

    private static bool Releases(Protocol protocol, string name)
    {
        foreach (var release in protocol.Releases)
        {
            if (release.Name == name)
            {
                return true;
            }
        }

        return false;
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

    // int GetCount() { … return _count; … _gate.ExitReadLock(); return n; }: a number tells nobody that a lock is held
    private static bool IsPlainNumber(SyntaxNode held, ResourceHistory history)
    {
        if (held.FirstAncestorOrSelf<MethodDeclarationSyntax>() is not { ReturnType: PredefinedTypeSyntax { Keyword.RawKind: var keyword } }
            || (SyntaxKind)keyword is SyntaxKind.BoolKeyword or SyntaxKind.VoidKeyword or SyntaxKind.ObjectKeyword)
        {
            return false;
        }

        foreach (var exit in history.ReleasedExits)
        {
            if (Node(exit) is ReturnStatementSyntax { Expression: { } value } returned && !SaysNo(returned) && value is not LiteralExpressionSyntax)
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
