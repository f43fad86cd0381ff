using System;
using System.Collections.Generic;
using LeakLint.Analyzers.Configuration;
using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Registries;

/// <summary>
/// Decides one registry from all of its uses. Anything that lets go of what it holds ends the matter; anything that
/// gives it out of sight leaves it undecided; then the first add that proves a leak is the evidence.
/// </summary>
internal readonly struct RegistryVerdict
{
    private const int CallDepth = 4;

    private RegistryVerdict(RegistryUse? proof, StoredValue stored, RegistryUse? undecided, UndecidedReason? reason)
    {
        Proof = proof;
        Stored = stored;
        Undecided = undecided;
        Reason = reason;
    }

    /// <summary>The add that proves the leak, if one does.</summary>
    public RegistryUse? Proof { get; }

    /// <summary>What that add keeps; for a helper's parameter, what its caller hands over.</summary>
    public StoredValue Stored { get; }

    /// <summary>The use that could not be decided, if nothing is proved.</summary>
    public RegistryUse? Undecided { get; }

    /// <summary>Why it could not be decided.</summary>
    public UndecidedReason? Reason { get; }

    /// <summary>Decides <paramref name="registry"/>.</summary>
    public static RegistryVerdict Of(ISymbol registry, RegistriesFacts facts)
    {
        var adds = new List<RegistryUse>();
        RegistryUse? escape = null;
        var unknownCollection = false;
        foreach (var uses in facts.UsesOf(registry))
        {
            foreach (var use in uses)
            {
                switch (use.Kind)
                {
                    case UseKind.LetsGo:
                        return default;
                    case UseKind.Replaces when use.Occasion != Occasion.Once || use.Member is IMethodSymbol { MethodKind: not MethodKind.StaticConstructor }:
                        return default;
                    case UseKind.Escapes when IsBefore(use, escape):
                        escape = use;
                        break;
                    case UseKind.Makes:
                        unknownCollection |= !use.MakesKnownCollection;
                        break;
                    case UseKind.Adds:
                        adds.Add(use);
                        break;
                }
            }
        }

        var proof = default(RegistryVerdict);
        var undecided = default(RegistryVerdict);
        foreach (var add in adds)
        {
            var verdict = OfAdd(add, facts);
            if (verdict.Proof is not null && IsBefore(add, proof.Proof))
            {
                proof = verdict;
            }
            else if (verdict.Undecided is not null && IsBefore(add, undecided.Undecided))
            {
                undecided = verdict;
            }
        }

        if (proof.Proof is null)
        {
            return undecided;
        }

        return escape is not null ? new(null, default, escape, escape.Reason)
            : unknownCollection ? new(null, default, proof.Proof, Reasons.UnknownCollection)
            : proof;
    }

    private static RegistryVerdict OfAdd(RegistryUse add, RegistriesFacts facts)
    {
        var found = Judge(add.Stored, facts.OccasionOf(add.Member!, add.Occasion), add.Member!, add, facts, 0);
        return found.Reason is { } reason ? new(null, default, add, reason)
            : found.Stored is not { } stored ? default
            : add.IsCached ? new(null, default, add, Reasons.Cache)
            : add.Guard == Guard.State || Occasions.IsLeftOut(add.Member!, facts.Types) ? new(null, default, add, Reasons.ConditionalOnState)
            : new(add, stored, null, null);
    }

    // Neither a stored value nor a reason: silent.
    private static (StoredValue? Stored, UndecidedReason? Reason) Judge(
        StoredValue stored, Occasion occasion, ISymbol member, RegistryUse add, RegistriesFacts facts, int depth)
    {
        if (occasion == Occasion.Once || !stored.Matters)
        {
            return default;
        }

        if (stored.Origin == StoredOrigin.Parameter && FromCallers(stored, add, facts, depth) is { Stored: not null } fromCallers)
        {
            return fromCallers;
        }

        if (stored.Kind == StoredKind.Plain)
        {
            return default;
        }

        if (occasion == Occasion.Unknown)
        {
            return (null, Reasons.OccasionUnknown);
        }

        var perInstance = occasion == Occasion.PerInstance;
        if (perInstance && Instances.AreTheProgram(member.ContainingType.OriginalDefinition, facts))
        {
            return default;
        }

        switch (stored.Kind, stored.Origin)
        {
            case (StoredKind.This, _) when stored.Type is INamedTypeSymbol type:
                return OfInstance(type.OriginalDefinition, stored, add, facts);

            case (StoredKind.Delegate, StoredOrigin.Fresh) when perInstance:
                return OfInstance(member.ContainingType.OriginalDefinition, stored, add, facts);

            case (StoredKind.Handle, StoredOrigin.Fresh):
            case (StoredKind.Handle, StoredOrigin.Parameter) when perInstance:
                return (stored, null);

            case (StoredKind.Finalizable or StoredKind.Disposable, StoredOrigin.Fresh) when perInstance:
                return IsMadeOncePerProcess(member, facts) ? default : (stored, null);

            case (StoredKind.Finalizable or StoredKind.Disposable, StoredOrigin.Fresh):
                return add.IsKeyed ? (null, Reasons.Cache)
                    : stored.Type is INamedTypeSymbol own && SymbolEqualityComparer.Default.Equals(RegistryShapes.OutermostOf(own), facts.Outermost) ? (stored, null)
                    : (null, Reasons.OriginUnknown);

            case (_, StoredOrigin.Parameter):
                return (null, Reasons.CallersState);

            default:
                return (null, Reasons.OriginUnknown);
        }
    }

    private static (StoredValue? Stored, UndecidedReason? Reason) OfInstance(INamedTypeSymbol type, StoredValue stored, RegistryUse add, RegistriesFacts facts) =>
        Instances.AreMadeOnce(type, facts) ? default
        : Instances.MayBeMeantToStay(type, add.IsKeyed, facts) is { } reason ? (null, reason)
        : (stored, null);

    // The constructor and the field initializers of a singleton run once; its methods do not.
    private static bool IsMadeOncePerProcess(ISymbol member, RegistriesFacts facts) =>
        member is IFieldSymbol or IPropertySymbol or IMethodSymbol { MethodKind: MethodKind.Constructor }
        && Instances.AreMadeOnce(member.ContainingType.OriginalDefinition, facts);

    // static void Track(Node node) => _nodes.Add(node);  called as Track(this) from a constructor
    private static (StoredValue? Stored, UndecidedReason? Reason) FromCallers(StoredValue stored, RegistryUse add, RegistriesFacts facts, int depth)
    {
        if (depth == CallDepth || stored.Parameter?.ContainingSymbol is not IMethodSymbol method)
        {
            return default;
        }

        foreach (var call in facts.Calls)
        {
            if (SymbolEqualityComparer.Default.Equals(call.Target, method.OriginalDefinition) && stored.Parameter.Ordinal < call.Arguments.Length)
            {
                var given = call.Arguments[stored.Parameter.Ordinal];
                var judged = Judge(given, facts.OccasionOf(call.Member, call.Occasion), call.Member, add, facts, depth + 1);
                if (judged.Stored is not null)
                {
                    return judged;
                }
            }
        }

        return default;
    }

    // The first in the source, so that a build reports the same place whatever the order of the callbacks.
    private static bool IsBefore(RegistryUse use, RegistryUse? other)
    {
        if (other is null)
        {
            return true;
        }

        var byFile = string.CompareOrdinal(use.Location.SourceTree?.FilePath, other.Location.SourceTree?.FilePath);
        return byFile < 0 || (byFile == 0 && use.Location.SourceSpan.Start < other.Location.SourceSpan.Start);
    }
}
