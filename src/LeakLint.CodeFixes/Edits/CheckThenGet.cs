using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LeakLint.CodeFixes.Edits;

/// <summary>
/// <c>if (nodes.ContainsKey(key)) Use(nodes[key]);</c> asks twice, and a weak entry may go between the two. Where the
/// second question stands under the first, they become one: <c>if (nodes.TryGetValue(key, out var node)) Use(node);</c>.
/// Anywhere else in the same member the pair is refused.
/// </summary>
internal static class CheckThenGet
{
    /// <summary>Joins the pairs among the uses of one document; false when there is one that cannot be joined.</summary>
    public static bool Join(List<UseSite> sites, Registry registry, Surroundings surroundings)
    {
        foreach (var check in sites.Where(static s => s.Use == CollectionUse.HasKey))
        {
            var member = check.Node.FirstAncestorOrSelf<MemberDeclarationSyntax>();
            var gets = sites
                .Where(s => s.Use == CollectionUse.Get
                    && s.Node.FirstAncestorOrSelf<MemberDeclarationSyntax>() == member
                    && SyntaxFactory.AreEquivalent(s.Key, check.Key))
                .ToList();
            if (gets.Count == 0)
            {
                continue;
            }

            var confirmed = Confirmed((ExpressionSyntax)check.Node).ToList();
            if (check.Key is not (IdentifierNameSyntax or LiteralExpressionSyntax or MemberAccessExpressionSyntax or ThisExpressionSyntax)
                || gets.Any(g => !confirmed.Any(c => c.FullSpan.Contains(g.Node.FullSpan)))
                || confirmed.Any(c => sites.Any(s => s.Use is CollectionUse.SetPair && c.FullSpan.Contains(s.Node.FullSpan))))
            {
                return false;
            }

            check.Variable = surroundings.FreeName(VariableName(registry.Held), check.Node);
            gets.ForEach(g => g.Variable = check.Variable);
        }

        return true;
    }

    // What runs only when the check said yes.
    private static IEnumerable<SyntaxNode> Confirmed(ExpressionSyntax check)
    {
        while (true)
        {
            switch (check.Parent)
            {
                case ParenthesizedExpressionSyntax outer:
                    check = outer;
                    break;
                case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalAndExpression } and:
                    if (and.Left == check)
                    {
                        yield return and.Right;
                    }

                    check = and;
                    break;
                case ConditionalExpressionSyntax conditional when conditional.Condition == check:
                    yield return conditional.WhenTrue;
                    yield break;
                case IfStatementSyntax branch when branch.Condition == check:
                    yield return branch.Statement;
                    yield break;
                default:
                    yield break;
            }
        }
    }

    private static string VariableName(ITypeSymbol type)
    {
        var name = type.Name;
        if (type.TypeKind == TypeKind.Interface && name.Length > 1 && name[0] == 'I' && char.IsUpper(name[1]))
        {
            name = name.Substring(1);
        }

        name = char.ToLowerInvariant(name[0]) + name.Substring(1);
        return SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "value";
    }
}
