using System;
using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Protocols;

/// <summary>
/// A type that a row of the table names. Looked up when something of its simple name turns up, not before: a look-up by full
/// name asks every reference of the compilation, and most rows are about types that most programs do not use.
/// </summary>
internal sealed class NamedType
{
    private readonly KnownTypes _types;
    private readonly string _metadataName;
    private readonly string _name;

    public NamedType(KnownTypes types, string metadataName)
    {
        _types = types;
        _metadataName = metadataName;
        var end = metadataName.IndexOf('`');
        end = end < 0 ? metadataName.Length : end;
        var start = metadataName.LastIndexOfAny(['.', '+'], end - 1) + 1;
        _name = metadataName.Substring(start, end - start);
    }

    /// <summary>The type; null where nothing that is referenced declares it.</summary>
    public INamedTypeSymbol? Symbol => _types.Get(_metadataName);

    /// <summary>Whether <paramref name="type"/> is this type, in any construction.</summary>
    public bool Is(ITypeSymbol? type) => type is not null && string.Equals(type.Name, _name, StringComparison.Ordinal) && type.Is(Symbol);

    /// <summary>Whether <paramref name="type"/> is this type or derives from it.</summary>
    public bool IsOrDerives(ITypeSymbol? type)
    {
        for (var at = type; at is not null; at = at.BaseType)
        {
            if (Is(at))
            {
                return true;
            }
        }

        return false;
    }
}
