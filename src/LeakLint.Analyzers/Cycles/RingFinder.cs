using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading;
using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Cycles;

/// <summary>
/// Finds, in one shape, the circles that a finalizer's use lies on: from an object whose finalizer uses another,
/// along the path of that use, and from there back by edges that stand together.
/// </summary>
internal sealed class RingFinder(Shapes shapes, Dictionary<ISymbol, ImmutableArray<Touch>> touchesOf, CancellationToken cancellation)
{
    // What one body may cost, and all of them together: past either, what is left is unproved and not told.
    private const long MostStepsOfBody = 200_000;
    internal const long MostSteps = 4_000_000;

    private long _end;

    /// <summary>What the search has cost so far: edges looked at, and pairs of edges asked whether they stand together.</summary>
    public long Steps { get; private set; }

    /// <summary>The circles of a shape as edges, the first from the object that is finalized.</summary>
    public IEnumerable<Found> In(Shape shape)
    {
        if (Steps >= MostSteps || !MayHold(shape))
        {
            yield break;
        }

        _end = System.Math.Min(MostSteps, Steps + MostStepsOfBody);

        var edges = new Dictionary<Node, List<Store>>();
        foreach (var edge in shape.Surviving())
        {
            if (!edges.TryGetValue(edge.From, out var from))
            {
                edges[edge.From] = from = [];
            }

            from.Add(edge);
        }

        var spared = new HashSet<Node>(shape.NeverFinalized);
        foreach (var finalized in edges.Keys)
        {
            cancellation.ThrowIfCancellationRequested();
            if (TouchesOf(finalized) is not { } touches || finalized.NeverFinalized || spared.Contains(finalized))
            {
                continue;
            }

            // No touch: any circle through the object.
            if (touches.IsEmpty)
            {
                foreach (var first in edges[finalized])
                {
                    if (Back([first], finalized, edges) is { } around && !shapes.AreNeverFinalized(finalized.Type!, cancellation))
                    {
                        yield return new Found(around, finalized, finalized, null);
                        break;
                    }
                }

                continue;
            }

            foreach (var touch in touches)
            {
                foreach (var way in Along(touch, finalized, edges))
                {
                    var peer = way[way.Length - 1].To!;
                    if (!ReferenceEquals(peer, finalized)
                        && !spared.Contains(peer)
                        && IsInAnyOrder(finalized, peer)
                        && Back(way, finalized, edges) is { } ring
                        && !shapes.AreNeverFinalized(finalized.Type!, cancellation)
                        && !shapes.AreNeverFinalized(peer.Type!, cancellation))
                    {
                        yield return new Found(ring, finalized, peer, touch);
                    }
                }
            }
        }
    }

    private bool MayHold(Shape shape)
    {
        foreach (var store in shape.Stores)
        {
            if (store.To is not null && TouchesOf(store.From) is not null)
            {
                return true;
            }
        }

        return false;
    }

    private ImmutableArray<Touch>? TouchesOf(Node node)
        => node.Type is INamedTypeSymbol type && touchesOf.TryGetValue(type.OriginalDefinition, out var touches) ? touches : null;

    // Critical finalizers run after the ordinary ones of the same collection: an ordinary one may use what they free.
    private bool IsInAnyOrder(Node finalized, Node peer)
        => !peer.NeverFinalized
            && peer.Type is { } type
            && IsFinalizable(type)
            && (!shapes.IsCritical(type) || shapes.IsCritical(finalized.Type!));

    private static bool IsFinalizable(ITypeSymbol type)
    {
        if (type is ITypeParameterSymbol parameter)
        {
            foreach (var constraint in parameter.ConstraintTypes)
            {
                if (Finalization.IsFinalizable(constraint))
                {
                    return true;
                }
            }

            return false;
        }

        return Finalization.IsFinalizable(type);
    }

    private List<ImmutableArray<Store>> Along(Touch touch, Node finalized, Dictionary<Node, List<Store>> edges)
    {
        var ways = new List<ImmutableArray<Store>> { ImmutableArray<Store>.Empty };
        foreach (var step in touch.Path)
        {
            var longer = new List<ImmutableArray<Store>>();
            foreach (var way in ways)
            {
                var at = way.IsEmpty ? finalized : way[way.Length - 1].To!;
                if (!edges.TryGetValue(at, out var from))
                {
                    continue;
                }

                foreach (var edge in from)
                {
                    Steps++;
                    if (Steps < _end && edge.Kind == step.Kind && SymbolEqualityComparer.Default.Equals(edge.Member, step.Member) && StandsWith(edge, way) && longer.Count < 64)
                    {
                        longer.Add(way.Add(edge));
                    }
                }
            }

            ways = longer;
        }

        return ways;
    }

    // The shortest way back, every edge of which can stand together with the others.
    private ImmutableArray<Store>? Back(ImmutableArray<Store> way, Node home, Dictionary<Node, List<Store>> edges)
    {
        var start = way[way.Length - 1].To!;
        var reachedBy = new Dictionary<Node, Store?> { [start] = null };
        foreach (var edge in way)
        {
            if (!ReferenceEquals(edge.From, home) && !reachedBy.ContainsKey(edge.From))
            {
                reachedBy[edge.From] = null;
            }
        }

        var queue = new Queue<Node>();
        queue.Enqueue(start);
        while (queue.Count > 0 && Steps < _end)
        {
            var node = queue.Dequeue();
            if (!edges.TryGetValue(node, out var from))
            {
                continue;
            }

            foreach (var edge in from)
            {
                Steps++;
                var isHome = ReferenceEquals(edge.To, home);
                if ((!isHome && reachedBy.ContainsKey(edge.To!)) || !StandsWith(edge, way) || !StandsWithWay(edge, node, reachedBy))
                {
                    continue;
                }

                if (isHome)
                {
                    return way.AddRange(WayTo(node, reachedBy)).Add(edge);
                }

                reachedBy[edge.To!] = edge;
                queue.Enqueue(edge.To!);
            }
        }

        return null;
    }

    private bool StandsWith(Store edge, ImmutableArray<Store> way)
    {
        foreach (var other in way)
        {
            Steps++;
            if (!Arm.Compatible(edge.On, other.On))
            {
                return false;
            }
        }

        return true;
    }

    private bool StandsWithWay(Store edge, Node from, Dictionary<Node, Store?> reachedBy)
    {
        for (var n = reachedBy[from]; n is not null; n = reachedBy[n.From])
        {
            Steps++;
            if (!Arm.Compatible(edge.On, n.On))
            {
                return false;
            }
        }

        return true;
    }

    private static List<Store> WayTo(Node node, Dictionary<Node, Store?> reachedBy)
    {
        var way = new List<Store>();
        for (var n = reachedBy[node]; n is not null; n = reachedBy[n.From])
        {
            way.Add(n);
        }

        way.Reverse();
        return way;
    }
}
