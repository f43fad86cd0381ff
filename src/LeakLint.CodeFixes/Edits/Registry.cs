using System.Collections.Generic;
using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LeakLint.CodeFixes.Edits;

/// <summary>The field that is swapped, as one project sees it.</summary>
/// <param name="field">The field or auto-property.</param>
/// <param name="source">Its row in the table of source collections.</param>
/// <param name="declaredType">Its type as it is written.</param>
/// <param name="types">The types of the project.</param>
internal sealed class Registry(ISymbol field, SourceCollection source, TypeSyntax declaredType, KnownTypes types)
{
    public ISymbol Field { get; } = field;

    public SourceCollection Source { get; } = source;

    public TypeSyntax DeclaredType { get; } = declaredType;

    public INamedTypeSymbol Collection => (INamedTypeSymbol)(Field is IFieldSymbol f ? f.Type : ((IPropertySymbol)Field).Type);

    /// <summary>What is held: the values of a map, the elements of a bag.</summary>
    public ITypeSymbol Held => Collection.TypeArguments[Collection.TypeArguments.Length - 1];

    /// <summary>Whether what is held are counted handles.</summary>
    public bool HoldsHandles => SymbolEqualityComparer.Default.Equals(Held.OriginalDefinition, types.SharedHandle);

    /// <summary>The members beside the field that the rewritten uses call, by the purpose that names them: <c>AddTo</c>.</summary>
    public SortedDictionary<string, string> Helpers { get; } = new(System.StringComparer.Ordinal);

    /// <summary>The name of the member that serves a purpose: <c>AddTo</c> and <c>_byName</c> give <c>AddToByName</c>.</summary>
    public string Helper(string purpose)
    {
        if (!Helpers.TryGetValue(purpose, out var name))
        {
            var bare = Field.Name.TrimStart('_');
            bare = bare.Length > 2 && bare[1] == '_' && bare[0] is ('s' or 'm' or 't') ? bare.Substring(2) : bare;
            bare = bare.Length == 0 ? Field.Name : char.ToUpperInvariant(bare[0]) + bare.Substring(1);
            name = purpose + bare;
            for (var i = 1; IsTaken(name); i++)
            {
                name = purpose + bare + i;
            }

            Helpers.Add(purpose, name);
        }

        return name;
    }

    private bool IsTaken(string name)
    {
        for (var type = Field.ContainingType; type is not null; type = type.BaseType)
        {
            if (type.GetMembers(name).Length > 0 || type.Name == name)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The type arguments as they are written in <paramref name="type"/>, or spelt out where an alias hides them.</summary>
    public TypeSyntax[] ArgumentsOf(TypeSyntax type, SemanticModel model)
    {
        if (Written(type) is { } written)
        {
            return written;
        }

        var arguments = Collection.TypeArguments;
        var spelt = new TypeSyntax[arguments.Length];
        for (var i = 0; i < spelt.Length; i++)
        {
            spelt[i] = SyntaxFactory.ParseTypeName(arguments[i].ToMinimalDisplayString(model, type.SpanStart));
        }

        return spelt;
    }

    private static TypeSyntax[]? Written(TypeSyntax type) => type switch
    {
        NullableTypeSyntax nullable => Written(nullable.ElementType),
        QualifiedNameSyntax qualified => Written(qualified.Right),
        AliasQualifiedNameSyntax alias => Written(alias.Name),
        GenericNameSyntax generic => [.. generic.TypeArgumentList.Arguments],
        _ => null,
    };
}
