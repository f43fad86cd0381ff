using System.Collections.Concurrent;
using System.Collections.Generic;
using LeakLint.Analyzers.Protocols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LeakLint.Analyzers.Facts;

/// <summary>
/// Which members of a type could release something at all: those that name a releasing member, or name one that does.
/// By names only, so it may say too much, never too little; it spares the graphs of all the others.
/// </summary>
internal sealed class ReleasingMembers
{
    private readonly ConcurrentDictionary<(ISymbol Type, Protocol Protocol), HashSet<string>> _known = new();

    /// <summary>Whether a body of that name in the type of <paramref name="method"/> may release something of the protocol.</summary>
    public bool MayInclude(IMethodSymbol method, Protocol protocol)
    {
        // A protocol that attributes teach is known by the members that carry them, not by names.
        if (protocol.Releases.IsEmpty)
        {
            return true;
        }

        var key = ((ISymbol)method.ContainingType.OriginalDefinition, protocol);
        if (!_known.TryGetValue(key, out var names))
        {
            _known[key] = names = Search(method.ContainingType, protocol);
        }

        return names.Contains((method.AssociatedSymbol ?? method).Name);
    }

    private static HashSet<string> Search(INamedTypeSymbol type, Protocol protocol)
    {
        var releasing = new HashSet<string>();
        foreach (var release in protocol.Releases)
        {
            releasing.Add(release.Name);
        }

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
                if (!releasing.Contains(name) && mentions.Overlaps(releasing))
                {
                    grows |= releasing.Add(name);
                }
            }
        }

        return releasing;
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
