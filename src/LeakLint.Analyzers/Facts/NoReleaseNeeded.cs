using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Facts;

/// <summary>
/// Which types of one compilation need no release: the table of <see cref="Exemptions"/>, without what the user turned
/// off, and what he added. A derived type of the program is not exempt through its base, except where the whole family is.
/// </summary>
internal sealed class NoReleaseNeeded
{
    private readonly ConcurrentDictionary<ITypeSymbol, bool> _known = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> _exact = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> _families = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> _inMethods = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> _holding = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> _inFields = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> _familiesInFields = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> _holdingInFields = new(SymbolEqualityComparer.Default);

    private readonly ImmutableArray<string> _off;

    public NoReleaseNeeded(KnownTypes types, ImmutableArray<string> off = default, ImmutableArray<string> added = default)
    {
        _off = off;
        foreach (var exemption in Exemptions.All)
        {
            if (IsNamed(off, exemption.Name))
            {
                continue;
            }

            var isFamily = (exemption.Scope & ExemptionScope.Family) != 0;
            Add((exemption.Scope & ExemptionScope.OnlyInMethods) != 0 ? _inMethods : isFamily ? _families : _exact, types, exemption.Types, off);
            Add(_holding, types, exemption.But, off: default);
            if ((exemption.Scope & ExemptionScope.InFields) != 0)
            {
                Add(isFamily ? _familiesInFields : _inFields, types, exemption.Types, off);
                Add(_holdingInFields, types, exemption.But, off: default);
                Add(_holdingInFields, types, exemption.ButInFields, off: default);
            }
        }

        Add(_exact, types, added, off: default);
        Add(_inFields, types, added, off: default);
    }

    /// <summary>Whether the user turned the exemption of that name off.</summary>
    public bool IsOff(string exemption) => IsNamed(_off, exemption);

    /// <summary>Whether keeping an instance of <paramref name="type"/> forever keeps nothing that had to be released.</summary>
    public bool Includes(ITypeSymbol type)
    {
        if (!_known.TryGetValue(type, out var included))
        {
            included = IsNamed(type);
            _known[type] = included;
        }

        return included;
    }

    /// <summary>Whether a method that makes an instance of <paramref name="type"/>, and keeps it to itself, need not release it.</summary>
    public bool IncludesCreated(ITypeSymbol type) => Includes(type) || (IsInFamily(type, _inMethods) && !IsInFamily(type, _holding));

    /// <summary>Whether an object that made an instance of <paramref name="type"/> for a field of its own need not release it when it is torn down.</summary>
    public bool IncludesKept(ITypeSymbol type)
        => _inFields.Contains(type.OriginalDefinition) || Implements(type, _inFields) || (IsInFamily(type, _familiesInFields) && !IsInFamily(type, _holdingInFields));

    private bool IsNamed(ITypeSymbol type) => _exact.Contains(type.OriginalDefinition) || IsInFamily(type, _families) || Implements(type, _exact);

    // class Rows : IEnumerator<Row>: disposable only because every enumerator is.
    private static bool Implements(ITypeSymbol type, HashSet<ISymbol> faces)
    {
        foreach (var face in type.AllInterfaces)
        {
            if (faces.Contains(face.OriginalDefinition))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsInFamily(ITypeSymbol type, HashSet<ISymbol> families)
    {
        for (var t = type; t is not null; t = t.BaseType)
        {
            if (families.Contains(t.OriginalDefinition))
            {
                return true;
            }
        }

        foreach (var face in type.AllInterfaces)
        {
            if (families.Contains(face.OriginalDefinition))
            {
                return true;
            }
        }

        return false;
    }

    private static void Add(HashSet<ISymbol> known, KnownTypes types, ImmutableArray<string> names, ImmutableArray<string> off)
    {
        if (names.IsDefault)
        {
            return;
        }

        foreach (var name in names)
        {
            if (!IsNamed(off, name) && types.Get(name) is { } type)
            {
                known.Add(type);
            }
        }
    }

    private static bool IsNamed(ImmutableArray<string> names, string name)
    {
        if (!names.IsDefault)
        {
            foreach (var one in names)
            {
                if (string.Equals(one, name, StringComparison.OrdinalIgnoreCase))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
