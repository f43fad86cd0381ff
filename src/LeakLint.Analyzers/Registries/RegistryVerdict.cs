using System.Collections.Generic;
using LeakLint.Analyzers.Configuration;
using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Registries;

/// <summary>What a registry does wrong.</summary>
internal enum Wrong
{
    /// <summary>Nothing that is proved.</summary>
    Nothing,

    /// <summary>It keeps handles, disposables, instances or callbacks.</summary>
    Holds,

    /// <summary>It grows with inputs that have no bound.</summary>
    Grows,

    /// <summary>It holds weak references, and keeps those whose objects are gone.</summary>
    KeepsDead,

    /// <summary>It is a memory cache without a limit, and an entry has no expiry.</summary>
    HasNoLimit,

    /// <summary>It is a slot of a thread or a flow that takes what must be released, and is never cleared.</summary>
    IsNeverCleared,
}

/// <summary>
/// Decides one registry from all of its uses. Anything that lets go of what it holds ends the matter; anything that
/// gives it out of sight leaves it undecided; then the first add that proves a leak is the evidence. What it holds is
/// the graver matter: that it grows is asked only where that is no leak.
/// </summary>
internal readonly struct RegistryVerdict
{
    private RegistryVerdict(Wrong wrong, RegistryUse? proof, StoredValue stored, Cause cause, RegistryUse? undecided, UndecidedReason? reason)
    {
        Wrong = wrong;
        Proof = proof;
        Stored = stored;
        Cause = cause;
        Undecided = undecided;
        Reason = reason;
    }

    public Wrong Wrong { get; }

    /// <summary>The add that proves the leak, if one does.</summary>
    public RegistryUse? Proof { get; }

    /// <summary>What that add keeps; for a helper's parameter, what its caller hands over.</summary>
    public StoredValue Stored { get; }

    /// <summary>Why nothing lets go of it.</summary>
    public Cause Cause { get; }

    /// <summary>The use that could not be decided, if nothing is proved.</summary>
    public RegistryUse? Undecided { get; }

    /// <summary>Why it could not be decided.</summary>
    public UndecidedReason? Reason { get; }

    /// <summary>Decides <paramref name="registry"/>.</summary>
    public static RegistryVerdict Of(ISymbol registry, RegistriesFacts facts)
        => Find(registry, facts) is var verdict && verdict.Proof is not null && IsTold(registry, verdict, facts) ? default : verdict;

    // Another rule says more about the add, or about what is added: only a finalizer would take it out.
    private static bool IsTold(ISymbol registry, RegistryVerdict verdict, RegistriesFacts facts)
        => facts.Precedence.IsTold(verdict.Proof!.Location, verdict.Proof.Member, default)
            || verdict is { Cause: Cause.OnlyFinalizer, Stored.Type: INamedTypeSymbol type } && facts.Precedence.IsRootedBy(type, registry, default);

    private static RegistryVerdict Find(ISymbol registry, RegistriesFacts facts)
    {
        if (!registry.IsStatic && !facts.IsLongLived(registry.ContainingType) && !Instances.AreMadeOnce(registry.ContainingType.OriginalDefinition, facts))
        {
            return default;
        }

        var uses = RegistryHistory.Of(registry, facts);
        switch (facts.Shapes.KindOf(registry))
        {
            case RegistryKind.Ambient:
                return Proofs.NeverCleared(uses, facts);
            case RegistryKind.Cache:
                return Proofs.Growing(uses, facts) is { Wrong: Wrong.Grows, Proof: { } proof } cache
                    ? Proved(Wrong.HasNoLimit, proof, cache.Stored, cache.Cause)
                    : default;
        }

        var held = Proofs.Holding(uses, facts);
        if (held.Wrong != Wrong.Nothing)
        {
            return held;
        }

        var grown = Proofs.Growing(uses, facts);
        return grown.Wrong != Wrong.Nothing ? grown
            : held.Undecided is not null ? held
            : grown;
    }

    public static RegistryVerdict Proved(Wrong wrong, RegistryUse proof, StoredValue stored, Cause cause) => new(wrong, proof, stored, cause, null, null);

    public static RegistryVerdict NotDecided(RegistryUse use, UndecidedReason reason) => new(Wrong.Nothing, null, default, default, use, reason);
}
