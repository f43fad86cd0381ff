using System;
using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Cycles;

/// <summary>A circle as it was found in one body: its edges, the first from the object whose finalizer does the use.</summary>
internal sealed class Found(ImmutableArray<Store> edges, Node finalized, Node peer, Touch? touch)
{
    public ImmutableArray<Store> Edges { get; } = edges;

    public Node Finalized { get; } = finalized;

    public Node Peer { get; } = peer;

    /// <summary>The use in the finalizer; null for a circle in which none matters.</summary>
    public Touch? Touch { get; } = touch;

    /// <summary>The same for every way in which one circle of members is found, wherever it is entered.</summary>
    public string Identity()
    {
        var smallest = string.Empty;
        for (var start = 0; start < Edges.Length; start++)
        {
            var text = new StringBuilder();
            for (var i = 0; i < Edges.Length; i++)
            {
                var edge = Edges[(start + i) % Edges.Length];
                text.Append(edge.Kind).Append(':').Append(edge.Member?.GetDocumentationCommentId() ?? edge.Member?.ToDisplayString()).Append('>');
            }

            var turned = text.ToString();
            if (smallest.Length == 0 || string.CompareOrdinal(turned, smallest) < 0)
            {
                smallest = turned;
            }

            // A long circle is told apart from one entry: all of them would take its length squared.
            if (Edges.Length > 32)
            {
                break;
            }
        }

        return smallest;
    }
}
