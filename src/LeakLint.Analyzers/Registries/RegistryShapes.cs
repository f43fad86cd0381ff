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

    /// <summary>A cache that lets go by limits and times: <c>static MemoryCache _cache;</c></summary>
    Cache,

    /// <summary>One value for each thread, or for each flow of calls: <c>static AsyncLocal&lt;Session&gt; _current;</c></summary>
    Ambient,
}

/// <summary>Who can reach a registry.</summary>
internal enum Reach
{
    /// <summary>Only its outermost type: all code that can do something with it is in sight while one types.</summary>
    Outermost,

    /// <summary>Other types of the compilation: judged when all of it has been read.</summary>
    Compilation,

    /// <summary>Other compilations too.</summary>
    Everybody,
}

/// <summary>
/// Which fields and auto-properties are registries: static ones, and those of the instance that a singleton keeps of
/// itself. Asked for every reference in a type, so each answer is given once per compilation.
/// </summary>
internal sealed class RegistryShapes
{
    private readonly KnownTypes _types;
    private readonly BoundedDomains _bounded;
    private readonly ConcurrentDictionary<ISymbol, object> _kinds = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<INamedTypeSymbol, bool> _worthWatching = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<INamedTypeSymbol, bool> _singletons = new(SymbolEqualityComparer.Default);

    private readonly bool _isProgram;
    private readonly bool _hasFriends;

    public RegistryShapes(KnownTypes types, BoundedDomains bounded, Compilation compilation)
    {
        _hasFriends = HasFriends(compilation.Assembly);
        _isProgram = compilation.Options.OutputKind is OutputKind.ConsoleApplication or OutputKind.WindowsApplication or OutputKind.WindowsRuntimeApplication;
        _types = types;
        _bounded = bounded;
        Collections = new(types);
    }

    /// <summary>The framework's collections.</summary>
    public CollectionTypes Collections { get; }

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

    /// <summary>The kind of the field or auto-property <paramref name="member"/>, whoever can reach it.</summary>
    public RegistryKind KindOf(ISymbol member)
    {
        if (!member.IsStatic && (member.ContainingType is not { } owner || !KeepsItself(owner.OriginalDefinition)))
        {
            return RegistryKind.None;
        }

        var definition = member.OriginalDefinition;
        if (!_kinds.TryGetValue(definition, out var kind))
        {
            kind = Judge(definition);
            _kinds[definition] = kind;
        }

        return (RegistryKind)kind;
    }

    /// <summary>Who can reach <paramref name="member"/>: the least accessible of it and of the types around it decides.</summary>
    public static Reach ReachOf(ISymbol member)
    {
        var reach = Reach.Everybody;
        for (ISymbol? s = member; s is { ContainingType: not null } or INamedTypeSymbol; s = s.ContainingType)
        {
            switch (s.DeclaredAccessibility)
            {
                case Accessibility.Private:
                    return Reach.Outermost;
                case Accessibility.Internal or Accessibility.ProtectedAndInternal:
                    reach = Reach.Compilation;
                    break;
            }
        }

        return reach;
    }

    /// <summary>Whether no code outside the compilation can reach <paramref name="member"/>: nobody references a program; its friends, by <c>InternalsVisibleTo</c>, do.</summary>
    public bool IsClosed(ISymbol member) => ReachOf(member) switch
    {
        Reach.Outermost => true,
        Reach.Compilation => !_hasFriends,
        _ => _isProgram && !_hasFriends,
    };

    /// <summary>
    /// <c>static readonly Sessions Instance = new(); private Sessions() { }</c>: what the one instance has lives as long as
    /// a static. Whether there is only one, its creations tell.
    /// </summary>
    public bool KeepsItself(INamedTypeSymbol type)
    {
        if (type.TypeKind != TypeKind.Class || type.IsStatic)
        {
            return false;
        }

        if (!_singletons.TryGetValue(type, out var keeps))
        {
            keeps = HasOnlyPrivateConstructors(type) && Keeps(type, type);
            _singletons[type] = keeps;
        }

        return keeps;
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

    /// <summary>Whether another assembly may see what is internal.</summary>
    public static bool HasFriends(IAssemblySymbol assembly)
    {
        foreach (var attribute in assembly.GetAttributes())
        {
            if (attribute.AttributeClass is { Name: "InternalsVisibleToAttribute" })
            {
                return true;
            }
        }

        return false;
    }

    private bool Keeps(INamedTypeSymbol holder, INamedTypeSymbol type)
    {
        foreach (var member in holder.GetMembers())
        {
            var held = member switch
            {
                IFieldSymbol { IsStatic: true } field => field.Type,
                INamedTypeSymbol nested when Keeps(nested, type) => type,
                _ => null,
            };
            if (held is not null && SymbolEqualityComparer.Default.Equals(WithoutLazy(held).OriginalDefinition, type))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasOnlyPrivateConstructors(INamedTypeSymbol type)
    {
        foreach (var constructor in type.InstanceConstructors)
        {
            if (constructor.DeclaredAccessibility != Accessibility.Private)
            {
                return false;
            }
        }

        return true;
    }

    private bool DeclaresRegistry(INamedTypeSymbol type)
    {
        foreach (var member in type.GetMembers())
        {
            switch (member)
            {
                case IFieldSymbol or IPropertySymbol when KindOf(member) != RegistryKind.None:
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
        if (type is null)
        {
            return RegistryKind.None;
        }

        if (IsAmbient(member, type))
        {
            return RegistryKind.Ambient;
        }

        // A delegate, an array, an immutable collection that is never assigned again never changes.
        type = WithoutLazy(type);
        var kind = Collections.KindOf(type);
        return kind is RegistryKind.Replaced or RegistryKind.Delegate && IsAssignedOnce(member) ? RegistryKind.None
            : kind != RegistryKind.None && IsBounded(type) ? RegistryKind.None
            : kind;
    }

    // Dictionary<Type, Node> stops growing by itself; Dictionary<Type, List<Node>> stops, but its lists may not.
    private bool IsBounded(ITypeSymbol type) => type switch
    {
        INamedTypeSymbol { TypeArguments: { Length: 2 } arguments } => _bounded.Includes(arguments[0]) && Collections.KindOf(arguments[1]) != RegistryKind.Mutable,
        INamedTypeSymbol { TypeKind: not TypeKind.Delegate, TypeArguments: { Length: 1 } arguments } => Collections.KeepsEqualOnce(type) && _bounded.Includes(arguments[0]),
        _ => false,
    };

    private static bool IsAssignedOnce(ISymbol member) => member is IFieldSymbol { IsReadOnly: true } or IPropertySymbol { SetMethod: null };

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

    // [ThreadStatic] static Session? t_current; a collection in such a slot dies with its thread.
    private bool IsAmbient(ISymbol member, ITypeSymbol type)
    {
        if (!member.IsStatic)
        {
            return false;
        }

        if (type.Is(_types.Get("System.Threading.AsyncLocal`1")) || type.Is(_types.Get("System.Threading.ThreadLocal`1")))
        {
            return true;
        }

        foreach (var attribute in member.GetAttributes())
        {
            if (SymbolEqualityComparer.Default.Equals(attribute.AttributeClass, _types.ThreadStaticAttribute))
            {
                return true;
            }
        }

        return false;
    }
}
