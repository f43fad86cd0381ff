using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LeakLint.Analyzers.Facts;

/// <summary>Which members of a type name a field, or name a member that does: by names only, so it may say too much, never too little.</summary>
internal sealed class Mentioned
{
    private static readonly ConditionalWeakTable<Compilation, Mentioned> Cache = new();

    private readonly ConcurrentDictionary<ISymbol, HashSet<string>> _known = new(SymbolEqualityComparer.Default);

    public static Mentioned For(Compilation compilation) => Cache.GetValue(compilation, static _ => new());

    /// <summary>Whether a call to <paramref name="callee"/> may reach code of the type that names <paramref name="member"/>.</summary>
    public bool By(IMethodSymbol callee, ISymbol member)
    {
        var type = member.ContainingType.OriginalDefinition;
        if (!IsOfHierarchy(callee.ContainingType, type))
        {
            // Another type reaches a private member through this type only.
            return member.DeclaredAccessibility != Accessibility.Private && member is not IFieldSymbol { IsReadOnly: true };
        }

        if (!_known.TryGetValue(member.OriginalDefinition, out var names))
        {
            _known[member.OriginalDefinition] = names = Search(type, member.Name);
        }

        return names.Contains((callee.AssociatedSymbol ?? callee).Name) || callee.IsVirtual || callee.IsAbstract || callee.IsOverride;
    }

    private static bool IsOfHierarchy(INamedTypeSymbol? callee, INamedTypeSymbol type)
    {
        for (var at = type; at is not null; at = at.BaseType?.OriginalDefinition)
        {
            if (SymbolEqualityComparer.Default.Equals(callee?.OriginalDefinition, at))
            {
                return true;
            }
        }

        return callee?.TypeKind == TypeKind.Interface;
    }

    private static HashSet<string> Search(INamedTypeSymbol type, string name)
    {
        var members = new List<(string Name, HashSet<string> Mentions)>();
        foreach (var reference in type.DeclaringSyntaxReferences)
        {
            if (reference.GetSyntax() is TypeDeclarationSyntax declaration)
            {
                foreach (var member in declaration.Members)
                {
                    switch (member)
                    {
                        case MethodDeclarationSyntax { Identifier.ValueText: var called }:
                            members.Add((called, Names(member)));
                            break;
                        case PropertyDeclarationSyntax { Identifier.ValueText: var called }:
                            members.Add((called, Names(member)));
                            break;
                    }
                }
            }
        }

        var found = new HashSet<string> { name };
        for (var grows = true; grows;)
        {
            grows = false;
            foreach (var (called, mentions) in members)
            {
                grows |= !found.Contains(called) && mentions.Overlaps(found) && found.Add(called);
            }
        }

        return found;
    }

    private static HashSet<string> Names(SyntaxNode member)
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
