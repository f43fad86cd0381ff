using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Cycles;

/// <summary>What the finalizer of a type does, as far as a rule says something against it; the places lie in the type's own code.</summary>
internal sealed class FinalizerFacts(ImmutableArray<PeerUse> uses, ImmutableArray<Publication> publications, ImmutableArray<Waiting> waits)
{
    public static readonly FinalizerFacts None = new([], [], []);

    /// <summary>Other finalizable objects that it uses.</summary>
    public ImmutableArray<PeerUse> Uses { get; } = uses;

    /// <summary>Where it gives its own object to somebody who keeps it.</summary>
    public ImmutableArray<Publication> Publications { get; } = publications;

    /// <summary>Where it waits.</summary>
    public ImmutableArray<Waiting> Waits { get; } = waits;

    public bool IsEmpty => Uses.IsEmpty && Publications.IsEmpty && Waits.IsEmpty;
}

/// <summary>A finalizer uses an object whose finalizer may have run.</summary>
/// <param name="member">The field that leads to it.</param>
/// <param name="peer">What is known of its type.</param>
/// <param name="at">The use.</param>
/// <param name="finalizer">The peer's finalizer, where it is in source.</param>
internal sealed class PeerUse(ISymbol? member, ITypeSymbol peer, Location at, Location? finalizer)
{
    public ISymbol? Member { get; } = member;

    public ITypeSymbol Peer { get; } = peer;

    public Location At { get; } = at;

    public Location? Finalizer { get; } = finalizer;
}

/// <summary>A finalizer gives its own object away.</summary>
/// <param name="keeper">Who keeps it: a field, an event, a method of the platform.</param>
/// <param name="at">Where.</param>
internal sealed class Publication(string keeper, Location at)
{
    public string Keeper { get; } = keeper;

    public Location At { get; } = at;
}

/// <summary>A finalizer waits.</summary>
/// <param name="what">What the wait is.</param>
/// <param name="at">Where.</param>
/// <param name="holder">For a lock: where its holder may stay long.</param>
internal sealed class Waiting(string what, Location at, Location? holder)
{
    public string What { get; } = what;

    public Location At { get; } = at;

    public Location? Holder { get; } = holder;
}
