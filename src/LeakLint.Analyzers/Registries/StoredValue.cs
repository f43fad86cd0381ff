using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Registries;

/// <summary>What is put into a registry, as far as the rules of this family care.</summary>
internal enum StoredKind
{
    /// <summary>Nothing that has to be let go of by name.</summary>
    Plain,

    /// <summary><c>_nodes.Add(this)</c></summary>
    This,

    /// <summary>A counted handle: its count cannot come back to zero.</summary>
    Handle,

    /// <summary>An object with a finalizer, which never runs while it is held.</summary>
    Finalizable,

    /// <summary>An object that somebody should dispose.</summary>
    Disposable,

    /// <summary>A delegate over an instance, or a closure: it keeps what it captured.</summary>
    Delegate,
}

/// <summary>Where the stored object comes from.</summary>
internal enum StoredOrigin
{
    /// <summary>From a place that says nothing about how often: a field, a call, a parameter of a lambda.</summary>
    Elsewhere,

    /// <summary>Made for this very add: <c>new Node()</c>, <c>handle.AddReference()</c>, <c>this</c>, a lambda over <c>this</c>.</summary>
    Fresh,

    /// <summary>A parameter of the method that adds: its callers decide.</summary>
    Parameter,
}

/// <summary>One stored object: what it is and where it comes from.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Origin">Where it comes from.</param>
/// <param name="Type">Its type; for a delegate the type of the instance it keeps.</param>
/// <param name="Parameter">The parameter it comes from, if it does.</param>
internal readonly record struct StoredValue(StoredKind Kind, StoredOrigin Origin, ITypeSymbol? Type, IParameterSymbol? Parameter = null)
{
    /// <summary>Nothing of interest.</summary>
    public static readonly StoredValue Nothing = new(StoredKind.Plain, StoredOrigin.Elsewhere, null);

    /// <summary>Whether the rules have anything to say about it, now or once its callers are known.</summary>
    public bool Matters => Kind != StoredKind.Plain || Origin == StoredOrigin.Parameter;

    /// <summary>What a value of the static type <paramref name="type"/> is to a registry that keeps it.</summary>
    public static StoredKind KindOf(ITypeSymbol? type, KnownTypes types, NoReleaseNeeded exempt)
    {
        switch (type)
        {
            case null or { TypeKind: TypeKind.Error or TypeKind.Dynamic or TypeKind.Pointer or TypeKind.Array }:
            case not null when Values.IsTextOrNumber(type):
                return StoredKind.Plain;
            case { TypeKind: TypeKind.Delegate }:
                return StoredKind.Delegate;
        }

        if (SymbolEqualityComparer.Default.Equals(type.OriginalDefinition, types.SharedHandle))
        {
            return StoredKind.Handle;
        }

        if (exempt.Includes(type))
        {
            return StoredKind.Plain;
        }

        if (Finalization.IsFinalizable(type))
        {
            return StoredKind.Finalizable;
        }

        return Implements(type, types.Disposable) || Implements(type, types.AsyncDisposable) ? StoredKind.Disposable : StoredKind.Plain;
    }

    private static bool Implements(ITypeSymbol type, INamedTypeSymbol? face)
    {
        if (face is null)
        {
            return false;
        }

        if (SymbolEqualityComparer.Default.Equals(type, face))
        {
            return true;
        }

        foreach (var implemented in type.AllInterfaces)
        {
            if (SymbolEqualityComparer.Default.Equals(implemented, face))
            {
                return true;
            }
        }

        return false;
    }
}
