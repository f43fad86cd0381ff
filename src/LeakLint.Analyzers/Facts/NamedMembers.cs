using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LeakLint.Analyzers.Facts;

/// <summary>Which members of a type name which others. By names only, so it may say too much, never too little.</summary>
internal static class NamedMembers
{
    /// <summary>Adds the methods and properties of <paramref name="type"/> that mention one of the names, or one that does.</summary>
    public static void Grow(INamedTypeSymbol type, HashSet<string> names)
    {
        var members = new List<(string Name, HashSet<string> Mentions)>();
        foreach (var reference in type.OriginalDefinition.DeclaringSyntaxReferences)
        {
            if (reference.GetSyntax() is TypeDeclarationSyntax declaration)
            {
                foreach (var member in declaration.Members)
                {
                    if (NameOf(member) is { } name)
                    {
                        members.Add((name, Mentions(member)));
                    }
                }
            }
        }

        var grows = true;
        while (grows)
        {
            grows = false;
            foreach (var (name, mentions) in members)
            {
                if (!names.Contains(name) && mentions.Overlaps(names))
                {
                    grows |= names.Add(name);
                }
            }
        }
    }

    private static string? NameOf(MemberDeclarationSyntax member) => member switch
    {
        MethodDeclarationSyntax method => method.Identifier.ValueText,
        PropertyDeclarationSyntax property => property.Identifier.ValueText,
        _ => null,
    };

    private static HashSet<string> Mentions(SyntaxNode member)
    {
        var names = new HashSet<string>();
        foreach (var token in member.DescendantTokens())
        {
            if (token.IsKind(SyntaxKind.IdentifierToken))
            {
                names.Add(token.ValueText);
            }
        }

        return names;
    }
}
