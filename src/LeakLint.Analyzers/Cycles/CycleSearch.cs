using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Cycles;

/// <summary>
/// The circles of one compilation, searched when the first type asks. It goes from the rare to the common: types
/// with a finalizer in source; of these, those whose finalizer uses an object that may be finalizable; and only if
/// there are any, the bodies that can tie such an object into a circle. A compilation without a dangerous finalizer
/// ends after the finalizers.
/// </summary>
internal sealed class CycleSearch
{
    private static readonly ConditionalWeakTable<Compilation, CycleSearch> Cache = new();

    private readonly object _gate = new();
    private readonly WeakReference<Compilation> _compilation;
    private Dictionary<ISymbol, CyclesFacts>? _facts;

    /// <summary>What the search has cost: the steps of reading bodies and of searching what they tie. Never more than a constant.</summary>
    public long Steps { get; private set; }

    private CycleSearch(Compilation compilation) => _compilation = new WeakReference<Compilation>(compilation);

    public static CycleSearch For(Compilation compilation) => Cache.GetValue(compilation, static c => new(c));

    /// <summary>
    /// Whether any type of the compilation declares a finalizer, or what a finalizer of the framework calls: asked of
    /// the declarations alone.
    /// </summary>
    public static bool IsWorthwhile(Compilation compilation)
        => compilation.ContainsSymbolsWithName(WellKnownMemberNames.DestructorName, SymbolFilter.Member)
            || compilation.ContainsSymbolsWithName("ReleaseHandle", SymbolFilter.Member)
            || compilation.ContainsSymbolsWithName("Dispose", SymbolFilter.Member);

    /// <summary>What was found in the code of a type; null when nothing was.</summary>
    public CyclesFacts? In(INamedTypeSymbol type, CancellationToken cancellation)
    {
        var facts = Volatile.Read(ref _facts);
        if (facts is null)
        {
            lock (_gate)
            {
                facts = _facts;
                if (facts is null && _compilation.TryGetTarget(out var compilation))
                {
                    // Should the search fail, it fails once, not for every type: the next ones find nothing.
                    facts = new Dictionary<ISymbol, CyclesFacts>(SymbolEqualityComparer.Default);
                    try
                    {
                        Search(compilation, facts, cancellation);
                    }
                    finally
                    {
                        if (!cancellation.IsCancellationRequested)
                        {
                            Volatile.Write(ref _facts, facts);
                        }
                    }
                }
            }
        }

        return facts is not null && facts.TryGetValue(type.OriginalDefinition, out var found) ? found : null;
    }

    private void Search(Compilation compilation, Dictionary<ISymbol, CyclesFacts> facts, CancellationToken cancellation)
    {
        var types = SourceTypes.Of(compilation, cancellation);
        var shapes = new Shapes(compilation, types);
        var finalizable = types.FindAll(static type => Finalization.IsFinalizable(type));
        var finalizers = new FinalizerShapes(shapes, cancellation);
        var touches = new Dictionary<ISymbol, ImmutableArray<Touch>>(SymbolEqualityComparer.Default);
        foreach (var type in finalizable)
        {
            touches[type] = Touch.Of(type, finalizers);
        }

        var dangerous = Dangerous(touches, finalizable, types);
        // Of their own: what the search for circles spends on a large program is not missing to the finalizers.
        var tying = new Shapes(compilation, types);
        var inRings = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        if (dangerous.Count > 0)
        {
            foreach (var ring in Distinct(Rings(types, finalizable, tying, dangerous, cancellation), tying))
            {
                var of = FactsOf(ring.BackEdge.DeclaredIn.OriginalDefinition, facts);
                of.Rings = of.Rings.Add(ring);
                foreach (var edge in ring.Edges)
                {
                    if (edge.Member is { } member)
                    {
                        inRings.Add(member);
                    }
                }
            }
        }

        var late = KeptLonger.Candidates(finalizable, touches, shapes, cancellation);
        LeaveOutOfCircles(late, types);
        if (late.Count > 0)
        {
            foreach (var ring in Distinct(Rings(types, finalizable, tying, late, cancellation), tying))
            {
                if (!ring.Edges.Any(static edge => edge.Member is not null) || ring.Edges.Any(edge => edge.Member is { } member && inRings.Contains(member)))
                {
                    continue;
                }

                var of = FactsOf(ring.BackEdge.DeclaredIn.OriginalDefinition, facts);
                of.Late = of.Late.Add(ring);
            }
        }

        // Nothing of it is more than not found: say so of each type whose finalizer would have mattered.
        if (tying.IsSpent || Steps >= RingFinder.MostSteps)
        {
            foreach (var type in dangerous.Keys.Concat(late.Keys))
            {
                FactsOf((INamedTypeSymbol)type, facts).IsOutOfBudget = true;
            }
        }

        var sharing = new Shapes(compilation, types);
        var counted = new CountedRings(sharing, cancellation);
        foreach (var ring in Distinct(counted.In(types), sharing))
        {
            var of = FactsOf(ring.BackEdge.DeclaredIn.OriginalDefinition, facts);
            of.Counted = of.Counted.Add(ring);
        }

        foreach (var (type, captured) in counted.CapturingReleases())
        {
            var of = FactsOf(type.OriginalDefinition, facts);
            of.Captured = of.Captured.Add(captured);
        }

        var reader = new FinalizerReader(finalizers, new LockHolders(compilation), cancellation);
        var roots = new RootingReader(shapes, cancellation);
        foreach (var type in finalizable)
        {
            var finalizer = reader.Of(type, touches[type], inRings);
            if (!finalizer.IsEmpty)
            {
                FactsOf(type, facts).Finalizer = finalizer;
            }

            // The event of a circle dies with it.
            var rootings = roots.Of(type).RemoveAll(rooting => inRings.Contains(rooting.Held));
            if (!rootings.IsEmpty)
            {
                FactsOf(type, facts).Rootings = rootings;
            }
        }

        Steps += shapes.Steps + tying.Steps + sharing.Steps;
    }

    private static CyclesFacts FactsOf(INamedTypeSymbol type, Dictionary<ISymbol, CyclesFacts> facts)
    {
        if (!facts.TryGetValue(type, out var of))
        {
            facts[type] = of = new CyclesFacts(type);
        }

        return of;
    }

    // The finalizers that use an object which may be one of the compilation's finalizable ones.
    private static Dictionary<ISymbol, ImmutableArray<Touch>> Dangerous(
        Dictionary<ISymbol, ImmutableArray<Touch>> touches, List<INamedTypeSymbol> peers, List<INamedTypeSymbol> types)
    {
        var dangerous = new Dictionary<ISymbol, ImmutableArray<Touch>>(SymbolEqualityComparer.Default);
        foreach (var of in touches)
        {
            var left = of.Value.RemoveAll(touch => !MayBeAny(touch.Path[touch.Path.Length - 1].Type, peers));
            if (!left.IsEmpty)
            {
                dangerous[of.Key] = left;
            }
        }

        // What is used must lead back: a handle that holds an address alone is in no circle.
        var reach = new TypeReach(types, dangerous.Keys);
        foreach (var type in new List<ISymbol>(dangerous.Keys))
        {
            var left = dangerous[type].RemoveAll(touch => !reach.Leads(touch.Path[touch.Path.Length - 1].Type));
            if (left.IsEmpty)
            {
                dangerous.Remove(type);
            }
            else
            {
                dangerous[type] = left;
            }
        }

        return dangerous;
    }

    private static void LeaveOutOfCircles(Dictionary<ISymbol, ImmutableArray<Touch>> late, List<INamedTypeSymbol> types)
    {
        var reach = new TypeReach(types, late.Keys);
        foreach (var type in new List<ISymbol>(late.Keys))
        {
            if (!reach.Leads((INamedTypeSymbol)type))
            {
                late.Remove(type);
            }
        }
    }

    private static bool MayBeAny(ITypeSymbol? type, List<INamedTypeSymbol> peers)
    {
        if (type is not INamedTypeSymbol { SpecialType: not SpecialType.System_Object } named)
        {
            return type is not IArrayTypeSymbol;
        }

        foreach (var peer in peers)
        {
            if (Shapes.IsBelow(peer, named))
            {
                return true;
            }
        }

        return false;
    }

    private IEnumerable<Found> Rings(
        List<INamedTypeSymbol> types,
        List<INamedTypeSymbol> finalizable,
        Shapes shapes,
        Dictionary<ISymbol, ImmutableArray<Touch>> touches,
        CancellationToken cancellation)
    {
        var finder = new RingFinder(shapes, touches, cancellation);
        var bodies = new TyingBodies(touches.Keys, cancellation);
        var reach = new TypeReach(types, touches.Keys);
        foreach (var type in TyingTypes.ThatMayTie(touches.Keys, finalizable.FindAll(reach.Leads), types, cancellation))
        {
            var exact = type is { TypeKind: TypeKind.Class, IsAbstract: false } ? type : null;
            var isDangerous = touches.ContainsKey(type);
            for (INamedTypeSymbol? t = type; t is not null; t = isDangerous && exact is not null ? t.BaseType?.OriginalDefinition : null)
            {
                foreach (var member in t.GetMembers())
                {
                    cancellation.ThrowIfCancellationRequested();
                    if (shapes.IsSpent)
                    {
                        yield break;
                    }

                    if (member is not IMethodSymbol { MethodKind: not MethodKind.Destructor } method
                        || !shapes.CanFollow(method)
                        || (!ReferenceEquals(t, type) && method is not { IsStatic: false, MethodKind: not MethodKind.Constructor })
                        || (method.IsImplicitlyDeclared && method.MethodKind != MethodKind.Constructor)
                        || !bodies.MayTie(method))
                    {
                        continue;
                    }

                    var shape = shapes.Of(new ShapeKey(method, method.IsStatic ? null : exact, 0, 0, inFinalizer: false), cancellation);
                    var before = finder.Steps;
                    foreach (var found in finder.In(shape))
                    {
                        yield return found;
                    }

                    Steps += finder.Steps - before;
                }
            }
        }
    }

    // One circle is found from each of its bodies and objects; one back edge may close several. Each is told once.
    private static List<Ring> Distinct(IEnumerable<Found> found, Shapes shapes)
    {
        var byIdentity = new Dictionary<string, Found>(StringComparer.Ordinal);
        foreach (var circle in found)
        {
            var identity = circle.Identity();
            if (!byIdentity.ContainsKey(identity))
            {
                byIdentity[identity] = circle;
            }
        }

        // What is known of a member's assignments is complete only now that every body has been read.
        var slots = new Slots(shapes);
        var byPlace = new Dictionary<Location, (string Identity, Ring Ring)>();
        foreach (var circle in byIdentity)
        {
            if (slots.Prove(circle.Value) is not { } ring)
            {
                continue;
            }

            if (!byPlace.TryGetValue(ring.BackEdge.Location, out var other)
                || ring.Edges.Length < other.Ring.Edges.Length
                || (ring.Edges.Length == other.Ring.Edges.Length && string.CompareOrdinal(circle.Key, other.Identity) < 0))
            {
                byPlace[ring.BackEdge.Location] = (circle.Key, ring);
            }
        }

        var rings = new List<Ring>();
        foreach (var (_, ring) in byPlace.Values)
        {
            if (!IsCuredByAnother(ring, byPlace.Values))
            {
                rings.Add(ring);
            }
        }

        return rings;
    }

    // One mend cures both: the same use in a finalizer, and the way back of a shorter circle lies on this one.
    private static bool IsCuredByAnother(Ring ring, IEnumerable<(string Identity, Ring Ring)> others)
    {
        foreach (var (_, other) in others)
        {
            if (other.Edges.Length < ring.Edges.Length && other.BackSlot is { } back && ring.Touch is { } touch && other.Touch is { } same && touch.At.Location == same.At.Location)
            {
                foreach (var edge in ring.Edges)
                {
                    if (SymbolEqualityComparer.Default.Equals(edge.Member, back))
                    {
                        return true;
                    }
                }
            }
        }

        return false;
    }
}
