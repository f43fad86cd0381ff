using LeakLint.Analyzers.Facts;
using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Cycles;

/// <summary>
/// What the assignments of a member say about it, over all bodies that were read: where it is first assigned, whether
/// it owns what it refers to. From that, the back edge of a circle: the member that is given an object rather than
/// making one, or putting it into a collection. A name that says "parent" decides only between equals.
/// </summary>
internal sealed class Slots
{
    private const int Injected = 4;

    private readonly Dictionary<ISymbol, Slot> _slots = new(SymbolEqualityComparer.Default);

    public Slots(Shapes shapes)
    {
        foreach (var shape in shapes.InOrder)
        {
            foreach (var store in shape.Stores)
            {
                if (store.IsRead || store.To is null || store.Member is null)
                {
                    continue;
                }

                if (!_slots.TryGetValue(store.Member, out var slot))
                {
                    _slots[store.Member] = slot = new Slot(store.At);
                }

                slot.Add(store);
            }
        }
    }

    /// <summary>The circle with its evidence, its back edge last; null when that edge is nowhere in source.</summary>
    public Ring? Prove(Found found)
    {
        var edges = Turn(found.Edges);
        var evidence = ImmutableArray.CreateBuilder<Location>(edges.Length);
        Evidence? back = null;
        var stands = false;
        foreach (var edge in edges)
        {
            // An edge that was read stands; where it was made is the better place to show.
            var at = edge.IsRead && edge.Member is not null && _slots.TryGetValue(edge.Member, out var slot) ? slot.First : edge.At;
            evidence.Add(at.Location);
            if (IsNamed(edge))
            {
                back = at;
                stands = edge.IsRead;
            }
            else if (stands && edge is { IsRead: false, Kind: EdgeKind.Element } or { IsRead: false, IsWithin: true })
            {
                // _links.Add(x), _back.To = x: the field has been there, the element is what is new
                back = edge.At;
            }
        }

        return back is { Location.IsInSource: true }
            ? new Ring(edges, back, evidence.MoveToImmutable(), (INamedTypeSymbol)found.Finalized.Type!, found.Peer.Type!, found.Touch)
            : null;
    }

    private ImmutableArray<Store> Turn(ImmutableArray<Store> ring)
    {
        var best = -1;
        for (var i = 0; i < ring.Length; i++)
        {
            if (IsNamed(ring[i]) && (best < 0 || Compare(ring, i, best) > 0))
            {
                best = i;
            }
        }

        // The edges below a named one, its element or what its delegate captured, belong to it.
        while (best >= 0 && best + 1 < ring.Length && !IsNamed(ring[best + 1]))
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

    private static bool IsNamed(Store edge) => edge.Kind is EdgeKind.Field or EdgeKind.Event && !edge.IsWithin;

    private int Compare(ImmutableArray<Store> ring, int left, int right)
    {
        var byScore = Score(ring, left).CompareTo(Score(ring, right));
        if (byScore != 0)
        {
            return byScore;
        }

        var byName = -string.CompareOrdinal(ring[left].Member!.ToDisplayString(), ring[right].Member!.ToDisplayString());
        return byName != 0 ? byName : SourceTypes.Compare(ring[left].At.Location, ring[right].At.Location);
    }

    private int Score(ImmutableArray<Store> ring, int index)
    {
        var edge = ring[index];
        var score = edge.Kind == EdgeKind.Event ? -3 : 0;
        if (ring[(index + 1) % ring.Length].Kind == EdgeKind.Element)
        {
            score -= 5;
        }

        if (_slots.TryGetValue(edge.Member!, out var slot))
        {
            score += slot.Score;
        }

        // _back = new Back(owner): the constructor of the structure stores what it was given
        var within = ring[(index + 1) % ring.Length];
        if (within.IsWithin && _slots.TryGetValue(within.Member!, out var inner) && inner.IsInjected)
        {
            score += slot is { IsInjected: true } ? 0 : Injected;
        }
        else if (within is { IsWithin: true, IsRead: false } && edge.IsRead)
        {
            score++;
        }

        return NamesOwner(edge.Member!.Name) ? score + 2 : score;
    }

    private static bool NamesOwner(string name)
        => Contains(name, "parent") || Contains(name, "owner") || Contains(name, "container") || Contains(name, "host");

    private static bool Contains(string name, string word) => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0;

    private sealed class Slot(Evidence first)
    {
        private bool _makes;
        private bool _isInjected;
        private bool _isGiven;

        public Evidence First { get; private set; } = first;

        public bool IsInjected => _isInjected;

        public int Score => (_makes ? -4 : 0) + (_isInjected ? Injected : 0) + (_isGiven ? 1 : 0);

        public void Add(Store store)
        {
            // A structure is made wherever it is assigned: what it holds tells who is given.
            if (store.To!.Type is { IsValueType: true })
            {
                _isInjected |= store.IsInjected;
                _isGiven = true;
                Earliest(store.At);
                return;
            }

            _makes |= store.Makes || (store.From.Origin == Origin.This && store.To!.Origin == Origin.Fresh);
            _isInjected |= store.IsInjected;
            _isGiven |= store.To!.Origin is Origin.Parameter or Origin.This;
            Earliest(store.At);
        }

        private void Earliest(Evidence at)
        {
            if (SourceTypes.Compare(at.Location, First.Location) < 0)
            {
                First = at;
            }
        }
    }
}
