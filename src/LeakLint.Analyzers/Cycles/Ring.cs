using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Cycles;

/// <summary>
/// Objects that refer to each other in a circle, edge by edge, the back edge last, and the use in a finalizer that
/// makes their unknown order matter.
/// </summary>
internal sealed class Ring(ImmutableArray<Store> edges, Evidence backEdge, ImmutableArray<Location> evidence, INamedTypeSymbol owner, ITypeSymbol peer, Touch? touch)
{
    public ImmutableArray<Store> Edges { get; } = edges;

    /// <summary>Where the owned comes to refer to the owner.</summary>
    public Evidence BackEdge { get; } = backEdge;

    /// <summary>The assignment of each edge, in the order of the edges.</summary>
    public ImmutableArray<Location> Evidence { get; } = evidence;

    /// <summary>The type whose finalizer does it.</summary>
    public INamedTypeSymbol Owner { get; } = owner;

    /// <summary>The type that it does it to.</summary>
    public ITypeSymbol Peer { get; } = peer;

    /// <summary>The use in the finalizer; null for a circle in which none matters.</summary>
    public Touch? Touch { get; } = touch;

    public ISymbol? BackSlot => LastNamed()?.Member;

    /// <summary>"Parent._child -> Child._parent -> Parent".</summary>
    public string Describe()
    {
        var text = new StringBuilder();
        foreach (var edge in Edges)
        {
            switch (edge.Kind)
            {
                case EdgeKind.Element:
                    text.Append("[]");
                    break;
                case EdgeKind.Captured when text.Length > 0 && edge.From.Type?.TypeKind == TypeKind.Delegate:
                    text.Append(" -> lambda");
                    break;
                case EdgeKind.Field when edge.IsWithin && text.Length > 0:
                    text.Append('.').Append(edge.Member?.Name);
                    break;
                case EdgeKind.Field or EdgeKind.Event:
                    if (text.Length > 0)
                    {
                        text.Append(" -> ");
                    }

                    text.Append(NameOf(edge.From)).Append('.').Append(edge.Member?.Name);
                    break;
            }
        }

        return text.Append(" -> ").Append(NameOf(Edges[0].From)).ToString();
    }

    private Store? LastNamed()
    {
        for (var i = Edges.Length - 1; i >= 0; i--)
        {
            if (Edges[i] is { Member: not null, IsWithin: false })
            {
                return Edges[i];
            }
        }

        return null;
    }

    private static string NameOf(Node node) => node.Type?.Name is { Length: > 0 } name ? name : "?";
}
