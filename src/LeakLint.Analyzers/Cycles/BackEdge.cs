using System;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Cycles;

/// <summary>
/// Which edge of a circle points from the owned to the owner. What makes an object or puts it into a collection owns
/// it; what is given an object when it is made does not. A name that says "parent" decides only between equals.
/// </summary>
internal static class BackEdge
{
    /// <summary>Turns the circle so that its back edge is the last.</summary>
    public static ImmutableArray<Store> Last(ImmutableArray<Store> ring)
    {
        var best = -1;
        for (var i = 0; i < ring.Length; i++)
        {
            if (IsNamed(ring[i]) && (best < 0 || Compare(ring, i, best) > 0))
            {
                best = i;
            }
        }

        if (best < 0)
        {
            return ring;
        }

        // The edges below a named one, its element or what its delegate captured, belong to it.
        while (best + 1 < ring.Length && !IsNamed(ring[best + 1]))
        {
            best++;
        }

        var turned = ImmutableArray.CreateBuilder<Store>(ring.Length);
        for (var i = 1; i <= ring.Length; i++)
        {
            turned.Add(ring[(best + i) % ring.Length]);
        }

        return turned.MoveToImmutable();
    }

    private static bool IsNamed(Store edge) => edge.Kind is EdgeKind.Field or EdgeKind.Event;

    private static int Compare(ImmutableArray<Store> ring, int left, int right)
    {
        var byScore = Score(ring, left).CompareTo(Score(ring, right));
        return byScore != 0
            ? byScore
            : -string.CompareOrdinal(ring[left].Member?.ToDisplayString(), ring[right].Member?.ToDisplayString());
    }

    private static int Score(ImmutableArray<Store> ring, int index)
    {
        var edge = ring[index];
        var score = edge.Kind == EdgeKind.Event ? -3 : 0;
        var next = ring[(index + 1) % ring.Length];
        if (next.Kind == EdgeKind.Element)
        {
            score -= 5;
        }

        if (edge.Makes)
        {
            score -= 4;
        }

        if (edge.IsInjected)
        {
            score += 4;
        }

        if (edge.To!.Origin == Origin.This && !edge.IsRead)
        {
            score += 1;
        }

        return NamesOwner(edge.Member!.Name) ? score + 2 : score;
    }

    private static bool NamesOwner(string name)
        => Contains(name, "parent") || Contains(name, "owner") || Contains(name, "container") || Contains(name, "host");

    private static bool Contains(string name, string word) => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0;
}
