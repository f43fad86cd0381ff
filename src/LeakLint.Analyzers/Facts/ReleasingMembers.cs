using System.Collections.Concurrent;
using System.Collections.Generic;
using LeakLint.Analyzers.Protocols;
using Microsoft.CodeAnalysis;
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

    /// <summary>Whether the method ends what it did not make: <c>using (_stream) { … }</c></summary>
    public static bool EndsByUsing(IMethodSymbol method)
    {
        foreach (var reference in method.DeclaringSyntaxReferences)
        {
            foreach (var node in reference.GetSyntax().DescendantNodes())
            {
                if (node is UsingStatementSyntax { Expression: IdentifierNameSyntax or MemberAccessExpressionSyntax } || node is LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0, Declaration.Variables: { Count: 1 } one } && one[0].Initializer?.Value is IdentifierNameSyntax or MemberAccessExpressionSyntax)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static HashSet<string> Search(INamedTypeSymbol type, Protocol protocol)
    {
        var releasing = new HashSet<string>();
        foreach (var release in protocol.Releases)
        {
            releasing.Add(release.Name);
        }

        NamedMembers.Grow(type, releasing);
        return releasing;
    }
}
