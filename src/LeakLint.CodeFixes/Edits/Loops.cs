using System;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace LeakLint.CodeFixes.Edits;

/// <summary>Rewrites of <c>foreach</c> whose collection now yields something else than the loop's variable.</summary>
internal static class Loops
{
    /// <summary>
    /// The loop over the keys or values of a map, or over the keys of a weak table, as a loop over its pairs:
    /// <c>foreach (var (_, node) in nodes)</c>, or <c>foreach (var pair in nodes) { var node = pair.Value; …</c>.
    /// </summary>
    public static Func<SyntaxNode, SyntaxNode>? OverPairs(CommonForEachStatementSyntax loop, bool values, Surroundings surroundings, out Refusal refusal)
    {
        refusal = Refusal.MemberWithoutEquivalent;
        if (loop is not ForEachStatementSyntax simple || IsConverted(simple, surroundings.Model))
        {
            return null;
        }

        var pair = surroundings.Offers(Abilities.PairsDeconstruct) ? null : surroundings.FreeName("pair", loop);
        return current =>
        {
            var old = (ForEachStatementSyntax)current;
            var collection = Sequence(old.Expression);
            if (pair is not null)
            {
                var part = old.Type.WithoutTrivia() + " " + old.Identifier.Text + " = " + pair + (values ? ".Value;" : ".Key;");
                return WithFirst(old.WithType(IdentifierName("var").WithTriviaFrom(old.Type)).WithIdentifier(Identifier(pair).WithTriviaFrom(old.Identifier)).WithExpression(collection), part);
            }

            var name = SingleVariableDesignation(old.Identifier.WithoutTrivia());
            var nothing = DiscardDesignation();
            ExpressionSyntax variable;
            if (old.Type.IsVar)
            {
                variable = DeclarationExpression(
                    old.Type.WithoutTrivia().WithTrailingTrivia(Space),
                    ParenthesizedVariableDesignation(values ? Both<VariableDesignationSyntax>(nothing, name) : Both<VariableDesignationSyntax>(name, nothing)));
            }
            else
            {
                var declared = Argument(DeclarationExpression(old.Type.WithoutTrivia().WithTrailingTrivia(Space), name));
                var discarded = Argument(ParseExpression("_")); // parsed, to be a discard
                variable = TupleExpression(values ? Both(discarded, declared) : Both(declared, discarded));
            }

            return ForEachVariableStatement(
                    old.AttributeLists, old.AwaitKeyword, old.ForEachKeyword, old.OpenParenToken,
                    variable.WithTrailingTrivia(Space), old.InKeyword, collection, old.CloseParenToken, old.Statement)
                .WithTriviaFrom(old);
        };
    }

    /// <summary>The loop with one more statement at the start of its body.</summary>
    public static ForEachStatementSyntax WithFirst(ForEachStatementSyntax loop, params string[] statements)
    {
        var block = Body(loop);
        for (var i = 0; i < statements.Length; i++)
        {
            var statement = LineEnds.Statement(statements[i], LineEnds.Of(loop)).WithAdditionalAnnotations(Formatter.Annotation).WithTrailingTrivia(ElasticMarker);
            block = block.WithStatements(block.Statements.Insert(i, statement));
        }

        return loop.WithStatement(block == loop.Statement ? block : block.WithAdditionalAnnotations(Formatter.Annotation));
    }

    /// <summary>The body of the loop as a block; a comment behind a single statement stays behind it.</summary>
    public static BlockSyntax Body(ForEachStatementSyntax loop)
        => loop.Statement as BlockSyntax
            ?? Block(loop.Statement.WithoutLeadingTrivia())
                .WithLeadingTrivia(loop.Statement.GetLeadingTrivia())
                .WithTrailingTrivia(LineEnds.Of(loop))
                .WithAdditionalAnnotations(Formatter.Annotation);

    /// <summary>Whether the loop releases what it goes over: then the collection is the owner of its entries.</summary>
    public static bool Releases(CommonForEachStatementSyntax loop)
        => loop.Statement.DescendantNodesAndSelf().OfType<SimpleNameSyntax>().Any(static n => n.Identifier.ValueText is "Dispose" or "DisposeAsync" or "Close");

    /// <summary>The expression without its parentheses and <c>!</c>, as what it is known to be.</summary>
    public static T Unwrap<T>(ExpressionSyntax expression)
        where T : ExpressionSyntax
    {
        while (true)
        {
            switch (expression)
            {
                case ParenthesizedExpressionSyntax inner:
                    expression = inner.Expression;
                    break;
                case PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } inner:
                    expression = inner.Operand;
                    break;
                default:
                    return (T)expression;
            }
        }
    }

    /// <summary>Whether the loop's variable has another type than the entries, so that each is converted.</summary>
    public static bool IsConverted(ForEachStatementSyntax loop, SemanticModel model)
        => !model.GetForEachStatementInfo(loop).ElementConversion.IsIdentity;

    private static SeparatedSyntaxList<T> Both<T>(T one, T other)
        where T : SyntaxNode
        => SeparatedList([one, other], [Token(SyntaxKind.CommaToken).WithTrailingTrivia(Space)]);

    // "nodes.Values" → "nodes", "nodes" stays
    private static ExpressionSyntax Sequence(ExpressionSyntax old)
        => Unwrap<ExpressionSyntax>(old) is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Keys" or "Values" } access
            ? access.Expression.WithTriviaFrom(old)
            : old;
}
