using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace LeakLint.CodeFixes.Edits;

/// <summary>Makes a declaration a <c>using</c> declaration: what it declares is disposed when its scope is left.</summary>
internal static class AddUsing
{
    /// <summary>The owner of the run with <c>using var h = ...;</c> and without the releases that this makes redundant.</summary>
    public static SyntaxNode Apply(StatementRun run, int index, ReleaseRemoval removal, bool isAsync = false)
    {
        var statements = removal.Rewrite(run.Statements, out var left).ToList();
        statements[index] = To((LocalDeclarationStatementSyntax)statements[index], isAsync);
        var owner = StatementRun.With(run.Owner, statements);
        return owner is BlockSyntax block && left.Count > 0
            ? block.WithCloseBraceToken(block.CloseBraceToken.WithLeadingTrivia(left.AddRange(block.CloseBraceToken.LeadingTrivia)))
            : owner;
    }

    /// <summary><c>using var h = ...;</c> or <c>await using var h = ...;</c></summary>
    public static LocalDeclarationStatementSyntax To(LocalDeclarationStatementSyntax declaration, bool isAsync = false)
        => declaration.WithoutLeadingTrivia()
            .WithUsingKeyword(Token(SyntaxKind.UsingKeyword).WithTrailingTrivia(Space))
            .WithAwaitKeyword(isAsync ? Token(SyntaxKind.AwaitKeyword).WithTrailingTrivia(Space) : default)
            .WithLeadingTrivia(declaration.GetLeadingTrivia());

    /// <summary><c>var name = value;</c> in place of a statement that dropped the value.</summary>
    public static LocalDeclarationStatementSyntax Keep(ExpressionStatementSyntax dropping, string name)
        => LocalDeclarationStatement(
                VariableDeclaration(
                    IdentifierName(Identifier("var")).WithTrailingTrivia(Space),
                    SingletonSeparatedList(VariableDeclarator(Identifier(name).WithTrailingTrivia(Space))
                        .WithInitializer(EqualsValueClause(Token(SyntaxKind.EqualsToken).WithTrailingTrivia(Space), dropping.Expression.WithoutTrivia())))))
            .WithTriviaFrom(dropping);

    /// <summary>A name that nothing in sight of <paramref name="place"/> has: <c>reference</c>, <c>reference2</c>.</summary>
    public static string FreeName(SemanticModel model, SyntaxNode place, string wish)
    {
        // What is declared in nested scopes and below collides as well.
        var member = place.FirstAncestorOrSelf<SyntaxNode>(static n => n is MemberDeclarationSyntax and not GlobalStatementSyntax) ?? place.SyntaxTree.GetRoot();
        var taken = new HashSet<string>(member.DescendantTokens().Where(static t => t.IsKind(SyntaxKind.IdentifierToken)).Select(static t => t.ValueText));
        taken.UnionWith(model.LookupSymbols(place.SpanStart).Where(static s => s is ILocalSymbol or IParameterSymbol or IFieldSymbol or IPropertySymbol).Select(static s => s.Name));
        var name = wish;
        for (var i = 2; taken.Contains(name); i++)
        {
            name = wish + i.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        return name;
    }
}
