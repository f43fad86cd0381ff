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
    public static bool IsOne(IOperation site, ImmutableArray<HeldExit> heldExits)
    {
        if (!AcquiresByName(site.Syntax))
        {
            return false;
        }

        foreach (var exit in heldExits)
        {
            if (exit.Kind != ExitKind.Return || exit.Location.SourceTree?.GetRoot().FindNode(exit.Location.SourceSpan) is not { } node || SaysNo(node))
            {
                return false;
            }
        }

        return true;
    }

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

    // return false; return null; return default;
    private static bool SaysNo(SyntaxNode exit)
        => exit is ReturnStatementSyntax { Expression: { } value } && value.Kind() is SyntaxKind.FalseLiteralExpression or SyntaxKind.NullLiteralExpression or SyntaxKind.DefaultLiteralExpression;
}
