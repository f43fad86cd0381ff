using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace LeakLint.Analyzers.Registries;

/// <summary>A call of a method of the same outermost type: what it hands over, and how often it runs.</summary>
internal sealed class CallFact(IMethodSymbol target, ImmutableArray<StoredValue> arguments, ISymbol member, Occasion occasion)
{
    public IMethodSymbol Target { get; } = target;

    public ImmutableArray<StoredValue> Arguments { get; } = arguments;

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

/// <summary>
/// What the code of one outermost type, all of its parts and nested types, does with its private static registries.
/// Filled from concurrent callbacks; the same place seen twice, as an IDE may make it, is one fact. Holds small values
/// only, no operations and no models.
/// </summary>
internal sealed class RegistriesFacts
{
    private readonly ConcurrentDictionary<(SyntaxTree, TextSpan), ImmutableArray<RegistryUse>> _noUses = new();
    private readonly ConcurrentDictionary<ISymbol, ConcurrentDictionary<(SyntaxTree, TextSpan), ImmutableArray<RegistryUse>>> _uses = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<(SyntaxTree, TextSpan), CallFact> _calls = new();
    private readonly ConcurrentDictionary<(SyntaxTree, TextSpan), CreationFact> _creations = new();

    public RegistriesFacts(INamedTypeSymbol outermost, KnownTypes types, Constants constants)
    {
        Outermost = outermost;
        Types = types;
        Constants = constants;
    }

    public KnownTypes Types { get; }

    /// <summary>Which types of the compilation have instances that are constants of some other type.</summary>
    public Constants Constants { get; }

    public INamedTypeSymbol Outermost { get; }

    /// <summary>The registries that something is done with.</summary>
    public IEnumerable<ISymbol> Registries => _uses.Keys;

    public IEnumerable<CallFact> Calls => _calls.Values;

    public IEnumerable<CreationFact> Creations => _creations.Values;

    public IEnumerable<ImmutableArray<RegistryUse>> UsesOf(ISymbol registry) => _uses.TryGetValue(registry, out var uses) ? uses.Values : _noUses.Values;

    public void Note(ISymbol registry, SyntaxNode at, List<RegistryUse> uses) =>
        _uses.GetOrAdd(registry, static _ => new())[(at.SyntaxTree, at.Span)] = uses.ToImmutableArray();

    public void Note(SyntaxNode at, CallFact call) => _calls[(at.SyntaxTree, at.Span)] = call;

    public void Note(SyntaxNode at, CreationFact creation) => _creations[(at.SyntaxTree, at.Span)] = creation;

    /// <summary>How often the code of <paramref name="member"/> runs, its callers in sight counted: a private static method that only a static constructor calls runs once.</summary>
    public Occasion OccasionOf(ISymbol member, Occasion occasion, int depth = 0)
    {
        if (occasion != Occasion.PerCall || depth > 4 || member is not IMethodSymbol { DeclaredAccessibility: Accessibility.Private } method)
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
}
