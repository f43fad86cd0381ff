using LeakLint.Analyzers.Configuration;
using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Registries;

/// <summary>
/// Proves from one registry's history that it keeps what it should let go (<see cref="Holding"/>). That it grows
/// without a bound is proved in the other part of the class.
/// </summary>
internal static partial class Proofs
{
    private const int CallDepth = 4;

    /// <summary>Whether <paramref name="history"/> shows that handles, disposables, instances or callbacks are kept.</summary>
    public static RegistryVerdict Holding(RegistryHistory history, RegistriesFacts facts)
    {
        var undecided = default(RegistryVerdict);
        foreach (var add in history.Adds)
        {
            if (add.NeedsRoom && !history.IsWidened)
            {
                continue;
            }

            var found = Judge(add.Stored, facts.OccasionOf(add.Member!, add.Occasion), add.Member!, add, facts, 0);
            if (found.Stored is { } stored && !HasReason(add, history, facts, Wrong.Holds, out found.Reason))
            {
                if (Releases.WhyNone(add, stored, history, facts, Wrong.Holds) is { } cause)
                {
                    return RegistryVerdict.Proved(Wrong.Holds, add, stored, cause);
                }
            }
            else if (undecided.Undecided is null && found.Reason is { } reason && Releases.WhyNone(add, add.Stored, history, facts, Wrong.Holds) is not null)
            {
                undecided = RegistryVerdict.NotDecided(reason == EscapeOf(add, history)?.Reason ? EscapeOf(add, history)! : add, reason);
            }
        }

        return undecided;
    }

    // What is proved of the add, but for this.
    private static bool HasReason(RegistryUse add, RegistryHistory history, RegistriesFacts facts, Wrong wrong, out UndecidedReason? reason)
    {
        reason = add.IsCached && wrong == Wrong.Holds ? Reasons.Cache
            : add.Guard == Guard.State || Occasions.IsLeftOut(add.Member!, facts.Types) ? Reasons.ConditionalOnState
            : EscapeOf(add, history) is { } escape ? escape.Reason
            : history.IsUnknownCollection ? Reasons.UnknownCollection
            : null;
        return reason is not null;
    }

    // What leaves sight takes along what is inside it; what is inside leaves alone.
    private static RegistryUse? EscapeOf(RegistryUse add, RegistryHistory history)
    {
        foreach (var escape in history.Escapes)
        {
            if (!escape.IsInner || add.IsInner)
            {
                return escape;
            }
        }

        return null;
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
                    : stored.Type is INamedTypeSymbol own && SymbolEqualityComparer.Default.Equals(Nesting.Outermost(own), facts.Outermost) ? (stored, null)
                    : (null, Reasons.OriginUnknown);

            case (_, StoredOrigin.Parameter):
                return (null, Reasons.CallersState);

            default:
                return (null, Reasons.OriginUnknown);
        }
    }

    private static (StoredValue? Stored, UndecidedReason? Reason) OfInstance(INamedTypeSymbol type, StoredValue stored, RegistryUse add, RegistriesFacts facts) =>
        Instances.AreConstructedOnce(type, facts) ? default
        : Instances.MayBeMeantToStay(type, add.IsKeyed, facts) is { } reason ? (null, reason)
        : (stored, null);

    // The constructor and the field initializers of a singleton run once; its methods do not.
    private static bool IsMadeOncePerProcess(ISymbol member, RegistriesFacts facts) =>
        member is IFieldSymbol or IPropertySymbol or IMethodSymbol { MethodKind: MethodKind.Constructor }
        && Instances.AreConstructedOnce(member.ContainingType.OriginalDefinition, facts);

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
}
