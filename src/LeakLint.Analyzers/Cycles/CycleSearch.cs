using System;
using System.Collections.Generic;
using System.Collections.Immutable;
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
    private Dictionary<ISymbol, ImmutableArray<Ring>>? _rings;

    private CycleSearch(Compilation compilation) => _compilation = new WeakReference<Compilation>(compilation);

    public static CycleSearch For(Compilation compilation) => Cache.GetValue(compilation, static c => new(c));

    /// <summary>Whether any type of the compilation declares a finalizer: asked of the declarations alone.</summary>
    public static bool IsWorthwhile(Compilation compilation)
        => compilation.ContainsSymbolsWithName(WellKnownMemberNames.DestructorName, SymbolFilter.Member);

    /// <summary>The circles whose back edge lies in the code of a type.</summary>
    public ImmutableArray<Ring> In(INamedTypeSymbol type, CancellationToken cancellation)
    {
        var rings = Volatile.Read(ref _rings);
        if (rings is null)
        {
            lock (_gate)
            {
                rings = _rings;
                if (rings is null && _compilation.TryGetTarget(out var compilation))
                {
                    // Should the search fail, it fails once, not for every type: the next ones find nothing.
                    rings = new Dictionary<ISymbol, ImmutableArray<Ring>>(SymbolEqualityComparer.Default);
                    try
                    {
                        rings = Search(compilation, cancellation);
                    }
                    finally
                    {
                        if (!cancellation.IsCancellationRequested)
                        {
                            Volatile.Write(ref _rings, rings);
                        }
                    }
                }
            }
        }

        return rings is not null && rings.TryGetValue(type.OriginalDefinition, out var found) ? found : ImmutableArray<Ring>.Empty;
    }

    private static Dictionary<ISymbol, ImmutableArray<Ring>> Search(Compilation compilation, CancellationToken cancellation)
    {
        var types = SourceTypes.Of(compilation, cancellation);
        var shapes = new Shapes(compilation, types);
        var finalizable = types.FindAll(static type => Finalization.IsFinalizable(type));
        var touches = DangerousFinalizers(finalizable, shapes, cancellation);
        var byType = new Dictionary<ISymbol, ImmutableArray<Ring>>(SymbolEqualityComparer.Default);
        if (touches.Count == 0)
        {
            return byType;
        }

        foreach (var ring in Distinct(Rings(types, finalizable, shapes, touches, cancellation), shapes))
        {
            var key = ring.BackEdge.DeclaredIn.OriginalDefinition;
            byType[key] = byType.TryGetValue(key, out var others) ? others.Add(ring) : [ring];
        }

        return byType;
    }

    private static Dictionary<ISymbol, ImmutableArray<Touch>> DangerousFinalizers(
        List<INamedTypeSymbol> peers, Shapes shapes, CancellationToken cancellation)
    {
        var dangerous = new Dictionary<ISymbol, ImmutableArray<Touch>>(SymbolEqualityComparer.Default);
        foreach (var type in peers)
        {
            var touches = Touch.Of(type, shapes, cancellation).RemoveAll(touch => !MayBeAny(touch.Path[touch.Path.Length - 1].Type, peers));
            if (!touches.IsEmpty)
            {
                dangerous[type] = touches;
            }
        }

        return dangerous;
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

    private static IEnumerable<Found> Rings(
        List<INamedTypeSymbol> types,
        List<INamedTypeSymbol> finalizable,
        Shapes shapes,
        Dictionary<ISymbol, ImmutableArray<Touch>> touches,
        CancellationToken cancellation)
    {
        var finder = new RingFinder(shapes, touches, cancellation);
        var bodies = new TyingBodies(touches.Keys, cancellation);
        foreach (var type in TyingTypes.ThatMayTie(touches.Keys, finalizable, types, cancellation))
        {
            var exact = type is { TypeKind: TypeKind.Class, IsAbstract: false } ? type : null;
            var isDangerous = touches.ContainsKey(type);
            for (INamedTypeSymbol? t = type; t is not null; t = isDangerous && exact is not null ? t.BaseType?.OriginalDefinition : null)
            {
                foreach (var member in t.GetMembers())
                {
                    cancellation.ThrowIfCancellationRequested();
                    if (member is not IMethodSymbol method
                        || !shapes.CanFollow(method)
                        || (!ReferenceEquals(t, type) && method is not { IsStatic: false, MethodKind: not MethodKind.Constructor })
                        || (method.IsImplicitlyDeclared && method.MethodKind != MethodKind.Constructor)
                        || !bodies.MayTie(method))
                    {
                        continue;
                    }

                    var shape = shapes.Of(new ShapeKey(method, method.IsStatic ? null : exact, 0, 0, inFinalizer: false), cancellation);
                    foreach (var found in finder.In(shape))
                    {
                        yield return found;
                    }
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
            rings.Add(ring);
        }

        return rings;
    }
}
