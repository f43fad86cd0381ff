using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading;
using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Registries;

/// <summary>What kind of thing a registry is, as far as growing and shrinking it goes.</summary>
internal enum RegistryKind
{
    /// <summary>No registry: <c>static int _count;</c></summary>
    None,

    /// <summary>Changed in place: <c>static readonly List&lt;Node&gt; _nodes = new();</c></summary>
    Mutable,

    /// <summary>Changed in place, but what stands behind it is known from its creation only: <c>static IList&lt;Node&gt; _nodes;</c></summary>
    Face,

    /// <summary>Changed by assignment: <c>static ImmutableList&lt;Node&gt; _nodes;</c>, <c>static Node[] _nodes;</c></summary>
    Replaced,

    /// <summary>Changed by <c>+=</c>: <c>static Action? _handlers;</c></summary>
    Delegate,
}

/// <summary>
/// Which static fields and auto-properties are registries that only their outermost type can reach. Asked for
/// every reference in a type, so each answer is given once per compilation.
/// </summary>
internal sealed class RegistryShapes
{
    private static readonly string[] MutableCollections =
    {
        "System.Collections.ArrayList",
        "System.Collections.Hashtable",
        "System.Collections.Queue",
        "System.Collections.SortedList",
        "System.Collections.Stack",
        "System.Collections.Concurrent.BlockingCollection`1",
        "System.Collections.Concurrent.ConcurrentBag`1",
        "System.Collections.Concurrent.ConcurrentDictionary`2",
        "System.Collections.Concurrent.ConcurrentQueue`1",
        "System.Collections.Concurrent.ConcurrentStack`1",
        "System.Collections.Generic.Dictionary`2",
        "System.Collections.Generic.HashSet`1",
        "System.Collections.Generic.LinkedList`1",
        "System.Collections.Generic.List`1",
        "System.Collections.Generic.OrderedDictionary`2",
        "System.Collections.Generic.PriorityQueue`2",
        "System.Collections.Generic.Queue`1",
        "System.Collections.Generic.SortedDictionary`2",
        "System.Collections.Generic.SortedList`2",
        "System.Collections.Generic.SortedSet`1",
        "System.Collections.Generic.Stack`1",
        "System.Collections.ObjectModel.Collection`1",
        "System.Collections.ObjectModel.ObservableCollection`1",
        "System.Collections.Specialized.HybridDictionary",
        "System.Collections.Specialized.ListDictionary",
        "System.Collections.Specialized.OrderedDictionary",
    };

    private static readonly string[] Faces =
    {
        "System.Collections.IDictionary",
        "System.Collections.IList",
        "System.Collections.Concurrent.IProducerConsumerCollection`1",
        "System.Collections.Generic.ICollection`1",
        "System.Collections.Generic.IDictionary`2",
        "System.Collections.Generic.IList`1",
        "System.Collections.Generic.ISet`1",
    };

    private static readonly string[] ImmutableCollections =
    {
        "System.Collections.Immutable.IImmutableDictionary`2",
        "System.Collections.Immutable.IImmutableList`1",
        "System.Collections.Immutable.IImmutableQueue`1",
        "System.Collections.Immutable.IImmutableSet`1",
        "System.Collections.Immutable.IImmutableStack`1",
        "System.Collections.Immutable.ImmutableArray`1",
        "System.Collections.Immutable.ImmutableDictionary`2",
        "System.Collections.Immutable.ImmutableHashSet`1",
        "System.Collections.Immutable.ImmutableList`1",
        "System.Collections.Immutable.ImmutableQueue`1",
        "System.Collections.Immutable.ImmutableSortedDictionary`2",
        "System.Collections.Immutable.ImmutableSortedSet`1",
        "System.Collections.Immutable.ImmutableStack`1",
    };

    private readonly KnownTypes _types;
    private readonly BoundedDomains _bounded;
    private readonly ConcurrentDictionary<ISymbol, RegistryKind> _kinds = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<INamedTypeSymbol, bool> _worthWatching = new(SymbolEqualityComparer.Default);
    private Dictionary<ISymbol, RegistryKind>? _collections;

    public RegistryShapes(KnownTypes types, BoundedDomains bounded)
    {
        _types = types;
        _bounded = bounded;
    }

    /// <summary>Whether <paramref name="outermost"/> or a type nested in it declares a registry.</summary>
    public bool HasRegistry(INamedTypeSymbol outermost)
    {
        if (!_worthWatching.TryGetValue(outermost, out var has))
        {
            has = DeclaresRegistry(outermost);
            _worthWatching[outermost] = has;
        }

        return has;
    }

    /// <summary>The kind of the static field or auto-property <paramref name="member"/>.</summary>
    public RegistryKind KindOf(ISymbol member)
    {
        if (!member.IsStatic)
        {
            return RegistryKind.None;
        }

        var definition = member.OriginalDefinition;
        if (!_kinds.TryGetValue(definition, out var kind))
        {
            kind = Judge(definition);
            _kinds[definition] = kind;
        }

        return kind;
    }

    /// <summary>The kind of a collection type; what a creation expression makes is judged by it too.</summary>
    public RegistryKind KindOfType(ITypeSymbol type)
    {
        switch (type)
        {
            case { TypeKind: TypeKind.Delegate }:
                return RegistryKind.Delegate;
            case IArrayTypeSymbol { Rank: 1 }:
                return RegistryKind.Replaced;
            case INamedTypeSymbol:
                return Collections().TryGetValue(type.OriginalDefinition, out var kind) ? kind : RegistryKind.None;
            default:
                return RegistryKind.None;
        }
    }

    /// <summary><c>Lazy&lt;List&lt;Node&gt;&gt;</c> is looked through to <c>List&lt;Node&gt;</c>.</summary>
    public ITypeSymbol WithoutLazy(ITypeSymbol type) =>
        type is INamedTypeSymbol { Name: "Lazy", TypeArguments.Length: 1 } lazy
            && SymbolEqualityComparer.Default.Equals(lazy.OriginalDefinition, _types.LazyOfT)
            ? lazy.TypeArguments[0]
            : type;

    /// <summary>Whether <paramref name="type"/> is a node of a linked list, which knows its list.</summary>
    public bool IsListNode(ITypeSymbol? type) =>
        type is INamedTypeSymbol { Arity: 1 } node
        && _types.Get("System.Collections.Generic.LinkedListNode`1") is { } known
        && SymbolEqualityComparer.Default.Equals(node.OriginalDefinition, known);

    /// <summary>The type that is declared in no other type: all code that can see its private members is in it.</summary>
    public static INamedTypeSymbol OutermostOf(INamedTypeSymbol type)
    {
        while (type.ContainingType is { } container)
        {
            type = container;
        }

        return type.OriginalDefinition;
    }

    private bool DeclaresRegistry(INamedTypeSymbol type)
    {
        foreach (var member in type.GetMembers())
        {
            switch (member)
            {
                case IFieldSymbol { IsStatic: true } or IPropertySymbol { IsStatic: true } when KindOf(member) != RegistryKind.None:
                case INamedTypeSymbol nested when DeclaresRegistry(nested):
                    return true;
            }
        }

        return false;
    }

    private RegistryKind Judge(ISymbol member)
    {
        var type = member switch
        {
            IFieldSymbol { IsConst: false, IsImplicitlyDeclared: false } field => field.Type,
            IPropertySymbol { IsIndexer: false } property when IsAuto(property) => property.Type,
            _ => null,
        };
        if (type is null || !OnlyOutermostReaches(member))
        {
            return RegistryKind.None;
        }

        type = WithoutLazy(type);
        if (!CouldHoldAnObject(type) || IsPerThread(member))
        {
            return RegistryKind.None;
        }

        // A delegate, an array, an immutable collection that is never assigned again never changes.
        var kind = KindOfType(type);
        return kind is RegistryKind.Replaced or RegistryKind.Delegate && IsAssignedOnce(member) ? RegistryKind.None : kind;
    }

    private static bool IsAssignedOnce(ISymbol member) => member is IFieldSymbol { IsReadOnly: true } or IPropertySymbol { SetMethod: null };

    // Private itself, or inside a private nested type: either way no code outside the outermost type sees it.
    private static bool OnlyOutermostReaches(ISymbol member)
    {
        for (ISymbol? s = member; s is { ContainingType: not null }; s = s.ContainingType)
        {
            if (s.DeclaredAccessibility == Accessibility.Private)
            {
                return true;
            }
        }

        return false;
    }

    // static List<Node> Nodes { get; } = new(); an accessor with a body decides for itself what the value is.
    private static bool IsAuto(IPropertySymbol property)
    {
        foreach (var member in property.ContainingType.GetMembers())
        {
            if (member is IFieldSymbol { AssociatedSymbol: { } owner } && SymbolEqualityComparer.Default.Equals(owner, property))
            {
                return IsBodiless(property.GetMethod) && IsBodiless(property.SetMethod);
            }
        }

        return false;
    }

    private static bool IsBodiless(IMethodSymbol? accessor)
    {
        if (accessor is not null)
        {
            foreach (var declaration in accessor.DeclaringSyntaxReferences)
            {
                if (declaration.GetSyntax() is not Microsoft.CodeAnalysis.CSharp.Syntax.AccessorDeclarationSyntax { Body: null, ExpressionBody: null })
                {
                    return false;
                }
            }
        }

        return true;
    }

    // [ThreadStatic] slots die with their thread; LEAK108 watches them.
    private bool IsPerThread(ISymbol member)
    {
        foreach (var attribute in member.GetAttributes())
        {
            if (SymbolEqualityComparer.Default.Equals(attribute.AttributeClass, _types.ThreadStaticAttribute))
            {
                return true;
            }
        }

        return false;
    }

    // Dictionary<string, int> keeps nothing but values, whatever is put in; Dictionary<Type, Node> stops growing by itself.
    private bool CouldHoldAnObject(ITypeSymbol type)
    {
        switch (type)
        {
            case IArrayTypeSymbol array:
                return IsObject(array.ElementType);
            case INamedTypeSymbol { TypeArguments: { Length: 2 } arguments } when _bounded.Includes(arguments[0]):
                return false;
            case INamedTypeSymbol { IsGenericType: true, TypeKind: not TypeKind.Delegate } generic:
                foreach (var argument in generic.TypeArguments)
                {
                    if (IsObject(argument))
                    {
                        return true;
                    }
                }

                return false;
            default:
                return true;
        }
    }

    private static bool IsObject(ITypeSymbol type) =>
        type is IArrayTypeSymbol array ? IsObject(array.ElementType) : !Values.IsTextOrNumber(type) && type.TypeKind != TypeKind.Pointer;

    private Dictionary<ISymbol, RegistryKind> Collections() => Volatile.Read(ref _collections) ?? Resolve();

    private Dictionary<ISymbol, RegistryKind> Resolve()
    {
        var found = new Dictionary<ISymbol, RegistryKind>(SymbolEqualityComparer.Default);
        Resolve(MutableCollections, RegistryKind.Mutable, found);
        Resolve(Faces, RegistryKind.Face, found);
        Resolve(ImmutableCollections, RegistryKind.Replaced, found);
        Volatile.Write(ref _collections, found);
        return found;
    }

    private void Resolve(string[] names, RegistryKind kind, Dictionary<ISymbol, RegistryKind> found)
    {
        foreach (var name in names)
        {
            if (_types.Get(name) is { } type)
            {
                found[type] = kind;
            }
        }
    }
}
