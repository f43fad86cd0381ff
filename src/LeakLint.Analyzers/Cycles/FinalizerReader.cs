using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading;
using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Cycles;

/// <summary>
/// Reads what the finalizer of one type does against the rules of finalizers. A place in another type's code is told
/// where this type's code leads there, and once: a base class that has a finalizer of its own answers for itself.
/// </summary>
internal sealed class FinalizerReader(FinalizerShapes finalizers, LockHolders holders, CancellationToken cancellation)
{
    private readonly Shapes _shapes = finalizers.Shapes;

    /// <summary>What the finalizer of a type does, <c>Dispose(false)</c> included.</summary>
    public FinalizerFacts Of(INamedTypeSymbol type, ImmutableArray<Touch> touches, HashSet<ISymbol> inRings)
    {
        if (type.TypeKind != TypeKind.Class || _shapes.AreNeverFinalized(type, cancellation))
        {
            return FinalizerFacts.None;
        }

        ImmutableArray<Publication> publications = [];
        ImmutableArray<Waiting> waits = [];
        foreach (var shape in finalizers.Of(type))
        {
            publications = publications.AddRange(Publications(type, shape));
            waits = waits.AddRange(WaitsOf(type, shape));
        }

        // What waits until it has been done with the object is a wait: nobody keeps the object afterwards.
        publications = publications.RemoveAll(given => IsWaitedFor(given.At, waits));
        return new FinalizerFacts(Uses(type, touches, inRings), publications, waits);
    }

    private static bool IsWaitedFor(Location at, ImmutableArray<Waiting> waits)
    {
        foreach (var wait in waits)
        {
            if (wait.Holder is null && wait.At == at)
            {
                return true;
            }
        }

        return false;
    }

    private ImmutableArray<PeerUse> Uses(INamedTypeSymbol type, ImmutableArray<Touch> touches, HashSet<ISymbol> inRings)
    {
        var uses = ImmutableArray.CreateBuilder<PeerUse>();
        var told = new HashSet<Location>();
        foreach (var touch in touches)
        {
            if (!(touch.Path[0].Member is { } tied && inRings.Contains(tied))
                && !(touch.Path[touch.Path.Length - 1].Member is { } member && _shapes.Counted.Contains(member))
                && !(touch.Path[0].Member is { } first && finalizers.IsKeptByStatic(type, first))
                && PeerOf(type, touch.Path[touch.Path.Length - 1], touch.Path.Length == 1) is { } peer
                && !(_shapes.IsCritical(peer) && _shapes.TakesCountWhenMade(type, cancellation))
                && PlaceIn(type, touch.At) is { } place
                && told.Add(place))
            {
                var finalizer = Finalization.FindFinalizer(peer)?.Locations[0];
                uses.Add(new PeerUse(NamedOf(touch), peer, place, finalizer is { IsInSource: true } ? finalizer : null));
            }
        }

        return uses.ToImmutable();
    }

    private static ISymbol? NamedOf(Touch touch)
    {
        for (var i = touch.Path.Length - 1; i >= 0; i--)
        {
            if (touch.Path[i].Member is { } member)
            {
                return member;
            }
        }

        return null;
    }

    // The finalizable type of what is used: as it is declared, or as every assignment of the field makes it.
    private ITypeSymbol? PeerOf(INamedTypeSymbol type, Node used, bool isOwn)
    {
        if (isOwn && used.Member is { } own && IsItself(type, own))
        {
            return null;
        }

        var peer = used.Type is { } declared && IsDangerous(type, declared) ? declared : null;
        if (peer is null && isOwn && used is { Kind: EdgeKind.Field, Member: { } writer } && finalizers.WrittenBy(type, writer) is { } below && IsDangerous(type, below))
        {
            peer = below;
        }

        if (peer is null && isOwn && used is { Kind: EdgeKind.Field, Member: { } member })
        {
            foreach (var stored in finalizers.StoredByConstructors(type, member))
            {
                if (stored.Type is not { } known || !IsDangerous(type, known))
                {
                    return null;
                }

                peer = known;
            }
        }

        return peer is null || _shapes.AreNeverFinalized(peer, cancellation) ? null : peer;
    }

    // _first = this;
    private bool IsItself(INamedTypeSymbol type, ISymbol member)
    {
        var stored = finalizers.StoredByConstructors(type, member);
        foreach (var node in stored)
        {
            if (node.Origin != Origin.This)
            {
                return false;
            }
        }

        return stored.Count > 0;
    }

    // Not a SafeHandle, which is finalized after all ordinary ones; not a weak reference, which reads that its target is
    // gone; not a thread, which is no garbage while it runs.
    private bool IsDangerous(INamedTypeSymbol type, ITypeSymbol peer)
        => Finalization.FindFinalizer(peer) is { } finalizer
            && !_shapes.IsWeakOrBelow(peer)
            && !_shapes.IsThread(peer)
            && (!_shapes.IsCritical(peer) || _shapes.IsCritical(type))
            && !finalizers.Complains(finalizer);

    private ImmutableArray<Publication> Publications(INamedTypeSymbol type, Shape shape)
    {
        var publications = ImmutableArray.CreateBuilder<Publication>();
        var told = new HashSet<Location>();
        var edges = shape.Surviving();
        foreach (var edge in edges)
        {
            // Who asks to be finalized again may be put back into its pool; to be kept by a static member is another thing.
            if (!edge.IsRead
                && !(shape.Reregisters && edge.Kind != EdgeKind.Field)
                && edge.To is { ReadsPlainValues: false } given
                && KeeperOf(type, edge, shape.This) is { } keeper
                && Reaches(given, shape.This, edges)
                && PlaceIn(type, edge.At) is { } place
                && told.Add(place))
            {
                publications.Add(new Publication(keeper, place));
            }
        }

        return publications.ToImmutable();
    }

    // A static member, the platform; or an object that the finalized one was given, and did not make.
    private string? KeeperOf(INamedTypeSymbol type, Store edge, Node self)
    {
        for (var n = edge.From; n is not null; n = n.Holder)
        {
            if (n.Root is { } root)
            {
                return root is IMethodSymbol { MethodKind: MethodKind.Constructor } constructor ? constructor.ContainingType.Name
                    : root is IMethodSymbol method ? method.ContainingType.Name + "." + method.Name
                    : root.Name;
            }
        }

        // _pool.Return(this)
        return edge.From is { Origin: Origin.Loaded, Kind: EdgeKind.Field, Member: { } member } from
            && ReferenceEquals(from.Holder, self)
            && edge.To == self
            && IsGiven(type, member)
            ? member.Name
            : null;
    }

    private bool IsGiven(INamedTypeSymbol type, ISymbol member)
    {
        var isGiven = false;
        foreach (var stored in finalizers.StoredByConstructors(type, member))
        {
            if (stored.Origin != Origin.Parameter)
            {
                return false;
            }

            isGiven = true;
        }

        return isGiven;
    }

    private static bool Reaches(Node from, Node self, List<Store> edges)
    {
        var seen = new HashSet<Node> { from };
        var open = new Stack<Node>();
        open.Push(from);
        while (open.Count > 0)
        {
            var node = open.Pop();
            if (ReferenceEquals(node, self))
            {
                return true;
            }

            foreach (var edge in edges)
            {
                if (ReferenceEquals(edge.From, node) && !edge.IsRead && edge.To is { ReadsPlainValues: false } to && seen.Add(to))
                {
                    open.Push(to);
                }
            }
        }

        return false;
    }

    private ImmutableArray<Waiting> WaitsOf(INamedTypeSymbol type, Shape shape)
    {
        var waits = ImmutableArray.CreateBuilder<Waiting>();
        var told = new HashSet<Location>();
        foreach (var wait in InOrder(shape.Waits))
        {
            if (PlaceIn(type, wait.At) is not { } place)
            {
                continue;
            }

            Location? holder = null;
            if (wait.Kind == WaitKind.Lock)
            {
                holder = LockOf(type, shape, wait.On) is { } @lock ? holders.OfLong(@lock, cancellation) : null;
                if (holder is null)
                {
                    continue;
                }
            }

            if (told.Add(place))
            {
                waits.Add(new Waiting(wait.What, place, holder));
            }
        }

        return waits.ToImmutable();
    }

    // A static lock, or the lock of an object that was given: somebody else may hold either. Its own is free when it dies.
    private ISymbol? LockOf(INamedTypeSymbol type, Shape shape, Node? on) => on switch
    {
        { Root: { } root } => root,
        { Origin: Origin.Loaded, Kind: EdgeKind.Field, Member: { } member, Holder: { Origin: Origin.Loaded, Kind: EdgeKind.Field, Member: { } through } holder }
            when ReferenceEquals(holder.Holder, shape.This) && IsGiven(type, through) => member,
        _ => null,
    };

    // Of what one call leads to, a wait that may never end is worth more words than a lock.
    private static IEnumerable<Wait> InOrder(List<Wait> waits)
    {
        foreach (var kind in new[] { WaitKind.Event, WaitKind.Lock })
        {
            foreach (var wait in waits)
            {
                if (wait.Kind == kind)
                {
                    yield return wait;
                }
            }
        }
    }

    /// <summary>Where a type's own code does it; null when a base class is told instead.</summary>
    private static Location? PlaceIn(INamedTypeSymbol type, Evidence at)
    {
        for (Evidence? e = at; e is not null; e = e.Through)
        {
            if (SymbolEqualityComparer.Default.Equals(e.DeclaredIn.OriginalDefinition, type.OriginalDefinition))
            {
                return e.Location;
            }

            if (Finalization.IsFinalizable(e.DeclaredIn) && Shapes.IsBelow(type, e.DeclaredIn))
            {
                return null;
            }
        }

        return null;
    }
}
