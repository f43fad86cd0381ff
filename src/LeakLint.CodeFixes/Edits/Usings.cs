using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace LeakLint.CodeFixes.Edits;

/// <summary>
/// Adds <c>using</c> directives where the file keeps its others, in their order. A first one goes under the file's
/// header comment.
/// </summary>
internal static class Usings
{
    public static SyntaxNode Add(SyntaxNode root, IEnumerable<string> namespaces)
    {
        foreach (var name in namespaces)
        {
            root = Add((CompilationUnitSyntax)root, name);
        }

        return root;
    }

    private static CompilationUnitSyntax Add(CompilationUnitSyntax root, string name)
    {
        var lineEnd = LineEnds.Of(root);
        var directive = UsingDirective(ParseName(name)).WithUsingKeyword(Token(SyntaxKind.UsingKeyword).WithTrailingTrivia(Space)).WithTrailingTrivia(lineEnd);
        if (root.Usings.Count > 0)
        {
            return root.WithUsings(Insert(root.Usings, directive, name));
        }

        if (root.Members.FirstOrDefault() is BaseNamespaceDeclarationSyntax { Usings.Count: > 0 } home)
        {
            var indented = directive.WithLeadingTrivia(home.Usings[0].GetLeadingTrivia().Where(static t => t.IsKind(SyntaxKind.WhitespaceTrivia)));
            return root.ReplaceNode(home, home.WithUsings(Insert(home.Usings, indented, name)));
        }

        var first = root.GetFirstToken(includeZeroWidth: true);
        var (header, rest) = SplitHeader(first.LeadingTrivia);
        if (rest.Count == 0 || !rest[0].IsKind(SyntaxKind.EndOfLineTrivia))
        {
            rest = rest.Insert(0, lineEnd);
        }

        root = root.ReplaceToken(first, first.WithLeadingTrivia(rest));
        return root.WithUsings(SingletonList(directive.WithLeadingTrivia(header)));
    }

    private static SyntaxList<UsingDirectiveSyntax> Insert(SyntaxList<UsingDirectiveSyntax> usings, UsingDirectiveSyntax directive, string name)
    {
        if (usings.Any(u => u.Alias is null && u.StaticKeyword.IsKind(SyntaxKind.None) && u.Name?.ToString() == name))
        {
            return usings;
        }

        var systemFirst = usings.Any(static u => IsSystem(u.Name?.ToString()));
        var place = 0;
        for (var i = 0; i < usings.Count; i++)
        {
            if (usings[i] is { Alias: null, Name: { } other } plain && plain.StaticKeyword.IsKind(SyntaxKind.None) && Compare(other.ToString(), name, systemFirst) < 0)
            {
                place = i + 1;
            }
        }

        if (place == 0)
        {
            directive = directive.WithLeadingTrivia(usings[0].GetLeadingTrivia());
            usings = usings.Replace(usings[0], usings[0].WithLeadingTrivia(usings[0].GetLeadingTrivia().Where(static t => t.IsKind(SyntaxKind.WhitespaceTrivia))));
        }

        return usings.Insert(place, directive);
    }

    private static int Compare(string one, string other, bool systemFirst)
    {
        if (systemFirst && IsSystem(one) != IsSystem(other))
        {
            return IsSystem(one) ? -1 : 1;
        }

        return string.Compare(one, other, StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsSystem(string? name) => name is not null && (name == "System" || name.StartsWith("System.", StringComparison.Ordinal));

    // Comments up to the first empty line belong to the file, what follows to the first declaration.
    private static (SyntaxTriviaList Header, SyntaxTriviaList Below) SplitHeader(SyntaxTriviaList trivia)
    {
        var emptyLine = false;
        for (var i = 0; i < trivia.Count; i++)
        {
            if (trivia[i].IsKind(SyntaxKind.EndOfLineTrivia))
            {
                if (emptyLine)
                {
                    return (TriviaList(trivia.Take(i + 1)), TriviaList(trivia.Skip(i + 1)));
                }

                emptyLine = true;
            }
            else if (!trivia[i].IsKind(SyntaxKind.WhitespaceTrivia))
            {
                emptyLine = false;
            }
        }

        return (TriviaList(), trivia);
    }
}
