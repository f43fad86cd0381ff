using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Cycles;

/// <summary>The evidence of a circle: each edge by the assignment that makes it.</summary>
internal sealed class Proof(ImmutableArray<Store> edges, Evidence backEdge, ImmutableArray<Location> locations)
{
    public ImmutableArray<Store> Edges { get; } = edges;

    public Evidence Back { get; } = backEdge;

    public ImmutableArray<Location> Locations { get; } = locations;

    public static Proof? Of(ImmutableArray<Store> ring, Shapes shapes)
    {
        var written = ImmutableArray.CreateBuilder<Store>(ring.Length);
        foreach (var edge in ring)
        {
            // An edge that was read stands; where it was made is the better place to show.
            written.Add(edge.IsRead && shapes.FirstWrite(edge) is { } write ? edge.MadeAt(write) : edge);
        }

        var edges = BackEdge.Last(written.MoveToImmutable());
        var locations = ImmutableArray.CreateBuilder<Location>(edges.Length);
        Evidence? back = null;
        foreach (var edge in edges)
        {
            locations.Add(edge.At.Location);
            if (edge.Kind is EdgeKind.Field or EdgeKind.Event)
            {
                back = edge.At;
            }
        }

        return back is { Location.IsInSource: true } ? new Proof(edges, back, locations.MoveToImmutable()) : null;
    }
}
