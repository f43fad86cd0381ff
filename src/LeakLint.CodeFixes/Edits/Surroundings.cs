using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LeakLint.CodeFixes.Edits;

/// <summary>
/// The document that an edit goes into: which names can be written there, which namespaces must be imported for them,
/// what the projects that share it offer.
/// </summary>
internal sealed class Surroundings(SemanticModel model, Abilities abilities)
{
    private readonly HashSet<string> _taken = new();

    /// <summary>The namespaces that the edits need and the document does not import, in no order.</summary>
    public SortedSet<string> MissingUsings { get; } = new(System.StringComparer.Ordinal);

    public SemanticModel Model => model;

    public bool Offers(Abilities asked) => (abilities & asked) == asked;

    /// <summary>How a type is named at a place: its simple name wherever that can be made to mean it.</summary>
    public string NameOf(INamedTypeSymbol type, SyntaxNode at)
    {
        var other = false;
        foreach (var visible in model.LookupNamespacesAndTypes(at.SpanStart, name: type.Name))
        {
            if (SymbolEqualityComparer.Default.Equals(visible.OriginalDefinition, type.OriginalDefinition))
            {
                return type.Name;
            }

            other |= visible is not INamedTypeSymbol named || named.Arity == type.Arity;
        }

        var home = type.ContainingNamespace.ToDisplayString();
        if (other)
        {
            return "global::" + home + "." + type.Name;
        }

        MissingUsings.Add(home);
        return type.Name;
    }

    /// <summary>Makes the extension methods of LINQ visible.</summary>
    public void NeedsLinq(SyntaxNode at)
    {
        foreach (var scope in model.GetImportScopes(at.SpanStart))
        {
            foreach (var import in scope.Imports)
            {
                if (import.NamespaceOrType is INamespaceSymbol imported && imported.ToDisplayString() == "System.Linq")
                {
                    return;
                }
            }
        }

        MissingUsings.Add("System.Linq");
    }

    /// <summary>A name that nothing in the member around <paramref name="at"/> bears.</summary>
    public string FreeName(string wanted, SyntaxNode at)
    {
        var member = at.FirstAncestorOrSelf<MemberDeclarationSyntax>() ?? at.SyntaxTree.GetRoot();
        var name = wanted;
        for (var i = 1; _taken.Contains(Mark(member, name)) || member.DescendantTokens().Any(t => t.IsKind(SyntaxKind.IdentifierToken) && t.ValueText == name); i++)
        {
            name = wanted + i;
        }

        _taken.Add(Mark(member, name));
        return name;
    }

    /// <summary>Whether reference types are annotated at a place.</summary>
    public bool Annotates(SyntaxNode at) => model.GetNullableContext(at.SpanStart).AnnotationsEnabled();

    private static string Mark(SyntaxNode member, string name) => member.SpanStart + ":" + name;
}
