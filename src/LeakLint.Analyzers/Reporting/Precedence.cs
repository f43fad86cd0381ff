using System.Runtime.CompilerServices;
using System.Threading;
using LeakLint.Analyzers.Balance;
using LeakLint.Analyzers.Cycles;
using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Reporting;

/// <summary>
/// One site, one verdict, across families: whether a rule that says more about a place already speaks there. It asks the facts
/// from which that rule is judged, not what was reported, so the answer is the same in any order of callbacks, and for
/// one document as for the whole compilation. The order is documented in <c>docs/how-it-decides.md</c>:
/// an acquire where its release is due (LEAK311), what only the finalizer would release (LEAK203), the circle that the place
/// closes (LEAK201, LEAK202, LEAK208); then the registries' own (LEAK101 to LEAK104, LEAK111).
/// </summary>
internal sealed class Precedence
{
    private static readonly ConditionalWeakTable<Compilation, Precedence> Cache = new();

    private readonly Compilation _compilation;
    private readonly WrongHalves _halves;

    private Precedence(Compilation compilation)
    {
        _compilation = compilation;
        _halves = new(compilation);
    }

    public static Precedence For(Compilation compilation) => Cache.GetValue(compilation, static c => new(c));

    /// <summary>Whether another family speaks at <paramref name="site"/>, which stands in <paramref name="member"/>. Asked of what is about to be reported, so seldom.</summary>
    public bool IsTold(Location site, ISymbol? member, CancellationToken cancellation)
        => member?.ContainingType is { } type && (IsWrongHalf(site, member, type, cancellation) || IsOfCycles(site, type, cancellation));

    /// <summary>Whether LEAK203 says of <paramref name="type"/> that <paramref name="registry"/>, or the type that has it, keeps its instances until their finalizer.</summary>
    public bool IsRootedBy(INamedTypeSymbol type, ISymbol registry, CancellationToken cancellation)
    {
        if (Finalization.IsFinalizable(type) && CycleSearch.For(_compilation).In(type, cancellation) is { } facts)
        {
            foreach (var rooting in facts.Rootings)
            {
                if (SymbolEqualityComparer.Default.Equals(rooting.Held, registry) || SymbolEqualityComparer.Default.Equals(rooting.Held, registry.ContainingType))
                {
                    return true;
                }
            }
        }

        return false;
    }

    // Dispose() => _bus.Changed += OnChanged;
    private bool IsWrongHalf(Location site, ISymbol member, INamedTypeSymbol type, CancellationToken cancellation)
    {
        if (member is IMethodSymbol method && WrongHalves.MayStandIn(method))
        {
            foreach (var half in _halves.In(type, cancellation))
            {
                if (AreOne(half.At, site))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private bool IsOfCycles(Location site, INamedTypeSymbol type, CancellationToken cancellation)
    {
        if (!CycleSearch.IsWorthwhile(_compilation) || CycleSearch.For(_compilation).In(type, cancellation) is not { } facts)
        {
            return false;
        }

        foreach (var rooting in facts.Rootings)
        {
            if (AreOne(rooting.At, site))
            {
                return true;
            }
        }

        foreach (var rings in new[] { facts.Rings, facts.Counted, facts.Late })
        {
            foreach (var ring in rings)
            {
                if (AreOne(ring.BackEdge.Location, site))
                {
                    return true;
                }
            }
        }

        return false;
    }

    // A rule may point at the call, another at the statement around it.
    private static bool AreOne(Location left, Location right)
        => left.SourceTree == right.SourceTree && (left.SourceSpan.Contains(right.SourceSpan) || right.SourceSpan.Contains(left.SourceSpan));
}
