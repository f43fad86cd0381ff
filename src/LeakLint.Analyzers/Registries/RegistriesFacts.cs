using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using LeakLint.Analyzers.Facts;
using LeakLint.Analyzers.Reporting;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace LeakLint.Analyzers.Registries;

/// <summary>A call of a method of the same outermost type: what it hands over, and how often it runs.</summary>
internal sealed class CallFact(IMethodSymbol target, ImmutableArray<StoredValue> arguments, ImmutableArray<Domain> domains, ISymbol member, Occasion occasion)
{
    public IMethodSymbol Target { get; } = target;

    public ImmutableArray<StoredValue> Arguments { get; } = arguments;

    public ImmutableArray<Domain> Domains { get; } = domains;

    public ISymbol Member { get; } = member;

    public Occasion Occasion { get; } = occasion;
}

/// <summary>A creation of an instance of a type of the same outermost type.</summary>
internal sealed class CreationFact(INamedTypeSymbol type, ISymbol member, Occasion occasion)
{
    public INamedTypeSymbol Type { get; } = type;

    public ISymbol Member { get; } = member;

    public Occasion Occasion { get; } = occasion;
}

/// <summary>A method that is called, or named as a delegate, and by what.</summary>
internal sealed class Mention(IMethodSymbol target, ISymbol member)
{
    public IMethodSymbol Target { get; } = target;

    public ISymbol Member { get; } = member;
}

/// <summary>
/// What the code of one outermost type, all of its parts and nested types, does with the registries that only it can
/// reach; or, where <see cref="Outermost"/> is null, what all code of the compilation does with all registries. Filled from concurrent callbacks; the same place seen twice, as an IDE may make it, is one fact. Holds small values
/// only, no operations and no models.
/// </summary>
internal sealed class RegistriesFacts
{
    private readonly ConcurrentDictionary<Spot, List<RegistryUse>> _noUses = new();
    private readonly ConcurrentDictionary<ISymbol, ConcurrentDictionary<Spot, List<RegistryUse>>> _uses = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<Spot, CallFact> _calls = new();
    private readonly ConcurrentDictionary<Spot, CreationFact> _creations = new();
    private readonly ConcurrentDictionary<INamedTypeSymbol, bool> _made = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<INamedTypeSymbol, bool> _longLived = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<ISymbol, object> _verdicts = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<INamedTypeSymbol, RegistriesFacts>? _ofTypes;
    private readonly ConcurrentDictionary<Spot, Mention> _mentions = new();

    public RegistriesFacts(
        INamedTypeSymbol? outermost,
        RegistryShapes shapes,
        KnownTypes types,
        Constants constants,
        Callers callers,
        Lifetimes lifetimes,
        Precedence precedence,
        ConcurrentDictionary<INamedTypeSymbol, RegistriesFacts>? ofTypes = null)
    {
        _ofTypes = ofTypes;
        Lifetimes = lifetimes;
        Precedence = precedence;
        Outermost = outermost;
        Shapes = shapes;
        Types = types;
        Constants = constants;
        Callers = callers;
    }

    public KnownTypes Types { get; }

    public RegistryShapes Shapes { get; }

    public Lifetimes Lifetimes { get; }

    /// <summary>Which types of the compilation have instances that are constants of some other type.</summary>
    public Constants Constants { get; }

    /// <summary>What callers anywhere in the compilation hand over.</summary>
    public Callers Callers { get; }

    /// <summary>What other families say at the same places.</summary>
    public Precedence Precedence { get; }

    public INamedTypeSymbol? Outermost { get; }

    /// <summary>Whether these are the facts of the whole compilation.</summary>
    public bool AreOfCompilation => Outermost is null;

    /// <summary>The registries that something is done with.</summary>
    public IEnumerable<ISymbol> Registries => _uses.Keys;

    public IEnumerable<CallFact> Calls => _calls.Values;

    public IEnumerable<CreationFact> Creations => _creations.Values;

    /// <summary>Methods that are called, or named as a delegate, and by what.</summary>
    public IEnumerable<Mention> Mentions => _mentions.Values;

    public IEnumerable<List<RegistryUse>> UsesOf(ISymbol registry) => _uses.TryGetValue(registry, out var uses) ? uses.Values : _noUses.Values;

    public void Note(ISymbol registry, SyntaxNode at, List<RegistryUse> uses) =>
        _uses.GetOrAdd(registry, static _ => new())[new(at)] = [.. uses];

    /// <summary>Notes that the program keeps one instance of <paramref name="type"/> as long as it lives.</summary>
    public void NoteLongLived(INamedTypeSymbol type) => _longLived[type] = true;

    public bool IsLongLived(INamedTypeSymbol type) => _longLived.ContainsKey(type.OriginalDefinition);

    /// <summary>Notes that an instance of <paramref name="type"/> is made, which declares no registry: once, or whenever the code comes by.</summary>
    public void NoteMade(INamedTypeSymbol type, bool once) => _made.AddOrUpdate(type, once, (_, before) => before && once);

    /// <summary>Whether instances of <paramref name="type"/>, which declares no registry, are made in sight, and each once; null when none is.</summary>
    public bool? IsMadeOnce(INamedTypeSymbol type) => _made.TryGetValue(type, out var once) ? once : null;

    public void Note(SyntaxNode at, CallFact call) => _calls[new(at)] = call;

    public void Note(SyntaxNode at, IMethodSymbol mentioned, ISymbol member) => _mentions[new(at)] = new(mentioned, member);

    public void Note(SyntaxNode at, CreationFact creation) => _creations[new(at)] = creation;

    /// <summary>What is wrong with <paramref name="registry"/>. Asked when all has been read, decided once.</summary>
    public RegistryVerdict VerdictOf(ISymbol registry)
    {
        if (!_verdicts.TryGetValue(registry, out var verdict))
        {
            verdict = RegistryVerdict.Of(registry, this);
            _verdicts[registry] = verdict;
        }

        return (RegistryVerdict)verdict;
    }

    /// <summary>What its outermost type alone tells of <paramref name="registry"/>, when only that can reach it.</summary>
    public RegistryVerdict VerdictOfType(ISymbol registry) =>
        RegistryShapes.ReachOf(registry) == Reach.Outermost
        && _ofTypes is not null
        && _ofTypes.TryGetValue(Nesting.Outermost(registry.ContainingType), out var ofType)
            ? ofType.VerdictOf(registry)
            : default;

    /// <summary>How often the code of <paramref name="member"/> runs, its callers in sight counted: a private static method that only a static constructor calls runs once.</summary>
    public Occasion OccasionOf(ISymbol member, Occasion occasion, int depth = 0)
    {
        if (occasion is not (Occasion.PerCall or Occasion.PerInstance) || depth > 4 || member is not IMethodSymbol method || !IsClosed(method))
        {
            return occasion;
        }

        var called = false;
        foreach (var call in _calls.Values)
        {
            if (SymbolEqualityComparer.Default.Equals(call.Target, method.OriginalDefinition)
                && !SymbolEqualityComparer.Default.Equals(call.Member, method))
            {
                called = true;
                var outer = OccasionOf(call.Member, call.Occasion, depth + 1);
                if (outer != Occasion.Once)
                {
                    return outer;
                }
            }
        }

        return called ? Occasion.Once : occasion;
    }

    /// <summary>Whether nobody out of sight can call <paramref name="method"/>, and nobody has it as a delegate.</summary>
    public bool AreAllCallsInSight(IMethodSymbol method) =>
        method is { IsVirtual: false, IsOverride: false, IsAbstract: false, ExplicitInterfaceImplementations.IsEmpty: true }
        && (method.DeclaredAccessibility == Accessibility.Private || (AreOfCompilation && Shapes.IsClosed(method)))
        && !IsMentioned(method);

    // A private static method is called by its outermost type only; an internal one by the compilation only.
    private bool IsClosed(IMethodSymbol method) =>
        method.MethodKind == MethodKind.Ordinary && (method.IsStatic || AreOfCompilation) && AreAllCallsInSight(method);

    // new Timer(_ => Sweep()), handlers += OnTick: whoever has the delegate calls it as often as he likes.
    private bool IsMentioned(IMethodSymbol method)
    {
        foreach (var mention in _mentions.Values)
        {
            if (SymbolEqualityComparer.Default.Equals(mention.Target, method.OriginalDefinition))
            {
                return true;
            }
        }

        return false;
    }

    // A class: a table over a value type is code that every compiler's process has to compile anew.
    private sealed class Spot(SyntaxNode at)
    {
        private readonly SyntaxTree _tree = at.SyntaxTree;
        private readonly TextSpan _span = at.Span;

        public override bool Equals(object? obj) => obj is Spot other && _span == other._span && _tree == other._tree;

        public override int GetHashCode() => unchecked((_tree.GetHashCode() * 397) ^ _span.GetHashCode());
    }
}
