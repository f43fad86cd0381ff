using System.Collections.Generic;
using System.Threading;
using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Registries;

/// <summary>
/// Which types have instances that are the program's constants, by the declarations alone: <c>static readonly Planet
/// Earth = ...</c>, in whatever type. A table of the instances of such a type, or of a base of it, is filled by the
/// static initializers. Asked only when a leak is nearly proved, and gathered once a compilation.
/// </summary>
internal sealed class Constants(Compilation compilation)
{
    private HashSet<ISymbol>? _types;

    /// <summary>Whether a constant of <paramref name="type"/>, or of a type below it, is declared anywhere.</summary>
    public bool Include(INamedTypeSymbol type) => (Volatile.Read(ref _types) ?? Gather()).Contains(type.OriginalDefinition);

    private HashSet<ISymbol> Gather()
    {
        var found = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        var pending = new Stack<INamespaceOrTypeSymbol>();
        pending.Push(compilation.Assembly.GlobalNamespace);
        while (pending.Count > 0)
        {
            foreach (var member in pending.Pop().GetMembers())
            {
                switch (member)
                {
                    case INamespaceOrTypeSymbol inner:
                        pending.Push(inner);
                        break;
                    case IFieldSymbol { IsStatic: true, IsReadOnly: true, Type: INamedTypeSymbol { TypeKind: TypeKind.Class } type }:
                        // A singleton of its own type is a constant too; what it derives from counts as well.
                        AddWithBases(type, found);
                        break;
                }
            }
        }

        Volatile.Write(ref _types, found);
        return found;
    }

    private static void AddWithBases(INamedTypeSymbol type, HashSet<ISymbol> found)
    {
        for (var t = type; t is { SpecialType: not SpecialType.System_Object }; t = t.BaseType)
        {
            if (t.Locations[0].IsInSource)
            {
                found.Add(t.OriginalDefinition);
            }
        }
    }
}
