using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LeakLint.CodeFixes.Edits;

/// <summary>New text gets the line ends of the file that it goes into.</summary>
internal static class LineEnds
{
    /// <summary>How lines end around <paramref name="node"/>.</summary>
    public static SyntaxTrivia Of(SyntaxNode node)
    {
        foreach (var trivia in node.DescendantTrivia())
        {
            if (trivia.IsKind(SyntaxKind.EndOfLineTrivia))
            {
                return trivia;
            }
        }

        return node.Parent is { } parent ? Of(parent) : SyntaxFactory.ElasticCarriageReturnLineFeed;
    }

    /// <summary>The statement that <paramref name="text"/> is, in a file whose lines end so.</summary>
    public static StatementSyntax Statement(string text, SyntaxTrivia lineEnd) => SyntaxFactory.ParseStatement(In(text, lineEnd));

    /// <summary>The member that <paramref name="text"/> is, in a file whose lines end so.</summary>
    public static MemberDeclarationSyntax Member(string text, SyntaxTrivia lineEnd) => SyntaxFactory.ParseMemberDeclaration(In(text, lineEnd))!;

    private static string In(string text, SyntaxTrivia lineEnd) => text.Replace("\r\n", "\n").Replace("\n", lineEnd.ToString());
}
