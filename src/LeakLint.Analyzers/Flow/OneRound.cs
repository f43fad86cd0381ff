using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LeakLint.Analyzers.Flow;

/// <summary>
/// Places in a <c>for</c> loop that one of its rounds comes to and the others do not: a case of a switch, or a comparison for
/// equality, over what the loop counts. <c>for (int step = 1; step &lt; 9; step &lt;&lt;= 1) { switch (step) { case 4: … } }</c>
/// </summary>
internal static class OneRound
{
    /// <summary>Whether <paramref name="site"/> is such a place.</summary>
    public static bool Comes(SyntaxNode site)
    {
        SyntaxNode child = site;
        for (var at = site.Parent; at is not null and not MemberDeclarationSyntax and not AnonymousFunctionExpressionSyntax; child = at, at = at.Parent)
        {
            var asked = at switch
            {
                SwitchStatementSyntax choice when child is SwitchSectionSyntax => choice.Expression,
                IfStatementSyntax { Condition: BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression } equal } choice when choice.Statement == child => equal,
                _ => null,
            };
            if (asked is not null && Loop(at) is { } loop && Counts(loop, asked))
            {
                return true;
            }
        }

        return false;
    }

    private static ForStatementSyntax? Loop(SyntaxNode inside)
    {
        for (var at = inside.Parent; at is not null; at = at.Parent)
        {
            switch (at)
            {
                case ForStatementSyntax loop:
                    return loop;
                case WhileStatementSyntax or DoStatementSyntax or CommonForEachStatementSyntax or MemberDeclarationSyntax or AnonymousFunctionExpressionSyntax:
                    return null;
            }
        }

        return null;
    }

    // The question names what the loop's header steps on.
    private static bool Counts(ForStatementSyntax loop, SyntaxNode asked)
    {
        foreach (var part in asked.DescendantNodesAndSelf())
        {
            if (part is not IdentifierNameSyntax { Identifier.ValueText: var name })
            {
                continue;
            }

            foreach (var step in loop.Incrementors)
            {
                var counted = step switch
                {
                    AssignmentExpressionSyntax { Left: IdentifierNameSyntax target } => target,
                    PrefixUnaryExpressionSyntax { Operand: IdentifierNameSyntax target } => target,
                    PostfixUnaryExpressionSyntax { Operand: IdentifierNameSyntax target } => target,
                    _ => null,
                };
                if (counted?.Identifier.ValueText == name)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
