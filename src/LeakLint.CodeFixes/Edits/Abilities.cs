using System;
using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace LeakLint.CodeFixes.Edits;

/// <summary>
/// What the referenced framework, the runtime package and the language version offer. Asked of every project that
/// shares the files of an edit, and joined: the edited file must compile in all of them.
/// </summary>
[Flags]
internal enum Abilities
{
    None = 0,

    /// <summary><c>var (key, value)</c> of a pair.</summary>
    PairsDeconstruct = 1,

    /// <summary>A <c>ConditionalWeakTable</c> can be enumerated.</summary>
    WeakTableEnumerates = 2,

    /// <summary><c>ConditionalWeakTable.AddOrUpdate</c>.</summary>
    WeakTableReplaces = 4,

    /// <summary><c>ConditionalWeakTable.TryAdd</c>.</summary>
    WeakTableTries = 8,

    /// <summary><c>LeakLint.WeakValueDictionary</c>.</summary>
    WeakValueDictionary = 16,

    /// <summary><c>LeakLint.WeakSet</c>.</summary>
    WeakSet = 32,

    /// <summary><c>LeakLint.WeakHandle</c>.</summary>
    WeakHandle = 64,

    /// <summary><c>new()</c> of the target's type.</summary>
    TargetTypedNew = 128,

    /// <summary><c>static</c> lambdas.</summary>
    StaticLambdas = 256,

    /// <summary><c>[NotNullWhen]</c>.</summary>
    NotNullWhen = 512,

    /// <summary><c>LeakLint.HandleRegistry</c>.</summary>
    HandleRegistry = 1024,

    /// <summary><c>LeakLint.BoundedCache</c>.</summary>
    BoundedCache = 2048,

    /// <summary>All that a project could offer.</summary>
    All = 4095,
}

/// <summary>Asks a project for its <see cref="Abilities"/>.</summary>
internal static class AbilitiesOf
{
    public static Abilities Project(Compilation compilation)
    {
        var types = KnownTypes.For(compilation);
        var found = Abilities.None;
        if (Has(types.Get("System.Collections.Generic.KeyValuePair`2"), "Deconstruct"))
        {
            found |= Abilities.PairsDeconstruct;
        }

        if (types.Get("System.Runtime.CompilerServices.ConditionalWeakTable`2") is { } table)
        {
            found |= table.AllInterfaces.IsEmpty ? Abilities.None : Abilities.WeakTableEnumerates;
            found |= Has(table, "AddOrUpdate") ? Abilities.WeakTableReplaces : Abilities.None;
            found |= Has(table, "TryAdd") ? Abilities.WeakTableTries : Abilities.None;
        }

        found |= types.WeakValueDictionary is null ? Abilities.None : Abilities.WeakValueDictionary;
        found |= types.Get("LeakLint.WeakSet`1") is null ? Abilities.None : Abilities.WeakSet;
        found |= types.HandleRegistry is null ? Abilities.None : Abilities.HandleRegistry;
        found |= types.BoundedCache is null ? Abilities.None : Abilities.BoundedCache;
        found |= types.WeakHandle is null ? Abilities.None : Abilities.WeakHandle;
        found |= types.Get("System.Diagnostics.CodeAnalysis.NotNullWhenAttribute") is null ? Abilities.None : Abilities.NotNullWhen;
        if (((CSharpCompilation)compilation).LanguageVersion >= LanguageVersion.CSharp9)
        {
            found |= Abilities.TargetTypedNew | Abilities.StaticLambdas;
        }

        return found;
    }

    private static bool Has(INamedTypeSymbol? type, string publicMethod)
    {
        if (type is not null)
        {
            foreach (var member in type.GetMembers(publicMethod))
            {
                if (member is { Kind: SymbolKind.Method, DeclaredAccessibility: Accessibility.Public })
                {
                    return true;
                }
            }
        }

        return false;
    }
}
