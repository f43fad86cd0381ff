using LeakLint.Analyzers.Configuration;
using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Registries;

/// <content>Growth without a bound.</content>
internal static partial class Proofs
{
    /// <summary>
    /// Whether <paramref name="history"/> shows growth with inputs of an unbounded domain: an add that runs for each
    /// instance, or where a lookup in the same registry failed, and whose key or element comes from a caller or is made
    /// anew each time. What a static method is only handed to keep is its callers' state, unless they come and go.
    /// </summary>
    public static RegistryVerdict Growing(RegistryHistory history, RegistriesFacts facts)
    {
        var undecided = default(RegistryVerdict);
        foreach (var add in history.Adds)
        {
            if (add.NeedsRoom && !history.IsWidened)
            {
                continue;
            }

            var (grows, reason) = Grows(add, history, facts);
            if (grows && !HasReason(add, history, facts, Wrong.Grows, out reason))
            {
                if (Releases.WhyNone(add, add.Stored, history, facts, Wrong.Grows) is { } cause)
                {
                    return RegistryVerdict.Proved(add.Growth.IsWeak ? Wrong.KeepsDead : Wrong.Grows, add, add.Stored, cause);
                }
            }
            else if (reason is not null && undecided.Undecided is null && Releases.WhyNone(add, add.Stored, history, facts, Wrong.Grows) is not null)
            {
                undecided = RegistryVerdict.NotDecided(reason == EscapeOf(add, history)?.Reason ? EscapeOf(add, history)! : add, reason);
            }
        }

        return undecided;
    }

    private static (bool Grows, UndecidedReason? Reason) Grows(RegistryUse add, RegistryHistory history, RegistriesFacts facts)
    {
        var member = add.Member!;
        var occasion = facts.OccasionOf(member, add.Occasion);
        var growth = add.Growth;
        var domain = growth.Domain.NeverEqual && !history.HasComparer ? growth.Domain with { Kind = DomainKind.Fresh } : growth.Domain;
        if (occasion == Occasion.Once || history.Registry is { } registry && IsDelegate(registry))
        {
            return default;
        }

        if (growth.Form != GrowthForm.Always)
        {
            switch (domain.Kind)
            {
                case DomainKind.Bounded:
                case DomainKind.Parameter when AreAllBounded(domain.Parameter, facts, 0):
                    return default;
                case DomainKind.Known:
                    return (false, Reasons.KnownKeys);
                case DomainKind.Named:
                    return (false, Reasons.NamesOfFew);
                case DomainKind.Unknown:
                    return (false, Reasons.OriginUnknown);
                case DomainKind.Instance when growth.OnMiss:
                    return (false, Reasons.Cache);
            }
        }

        if (growth is { OnMiss: true, Form: GrowthForm.ByKey } && IsInterning(history.Registry.ContainingType, growth))
        {
            return (false, Reasons.Interned);
        }

        switch (occasion)
        {
            // if (_layouts.TryGetValue(key, out var known)) ... else _layouts[key] = this: equal ones are one
            case Occasion.PerInstance when add.Stored.Kind == StoredKind.This && growth.OnMiss:
                return (false, Reasons.Interned);
            case Occasion.Unknown:
                return (false, Reasons.OccasionUnknown);
            // static void Register(Rule rule) => _rules.Add(rule), called by instances: what they bring decides
            case Occasion.PerInstance when add.Occasion == Occasion.PerCall:
                break;
            case Occasion.PerInstance when IsConstruction(member) && Instances.AreConstructedOnce(member.ContainingType.OriginalDefinition, facts):
                return default;
            case Occasion.PerInstance when !Instances.AreMadeOnce(member.ContainingType.OriginalDefinition, facts):
                return OfInstances(member, add, facts);
        }

        // ServiceOf(Kind kind) => _services.GetOrAdd(kind, …), where Kind is a value of the program's own: of how many there are, nothing here says.
        var isOfService = history.Registry is { IsStatic: false } && growth is { OnMiss: true, Form: GrowthForm.ByKey } && domain is { Kind: DomainKind.Parameter, NeverEqual: false, Parameter.Type: var key } && IsOwnValue(key);
        if (occasion == Occasion.Repeatedly || growth.IsRecord || add.Missed != MissedWay.None || (growth.OnMiss && !isOfService && (!growth.IsGiven || growth.Form == GrowthForm.ByElement || domain.NeverEqual)))
        {
            return (true, null);
        }

        return AreCalledByInstances(member, domain, growth, facts, 0) ? (true, null) : (false, Reasons.CallersState);
    }

    private static bool IsOwnValue(ITypeSymbol type)
        => type is { IsValueType: true, TypeKind: TypeKind.Struct, SpecialType: SpecialType.None } or { IsRecord: true } && !Framework.Declares(type);

    private static (bool Grows, UndecidedReason? Reason) OfInstances(ISymbol member, RegistryUse add, RegistriesFacts facts)
    {
        var type = member.ContainingType.OriginalDefinition;
        return Instances.AreTheProgram(type, facts) ? default
            : IsConstruction(member) && Instances.MayBeMeantToStay(type, add.IsKeyed, facts) is { } reason ? (false, reason)
            : (true, null);
    }

    // static Name Get(string text) => _names.GetOrAdd(text, t => new Name(t)), with a private constructor, or by its contents:
    // the type keeps one instance of each value that it has.
    private static bool IsInterning(INamedTypeSymbol type, Growth growth) =>
        growth.Made is not null
        && SymbolEqualityComparer.Default.Equals(growth.Made.OriginalDefinition, type.OriginalDefinition)
        && (!growth.IsText || Instances.OnlyItselfCreates(type.OriginalDefinition));

    private static bool IsConstruction(ISymbol member) => member is IFieldSymbol or IPropertySymbol or IMethodSymbol { MethodKind: MethodKind.Constructor };

    private static bool IsDelegate(ISymbol registry) =>
        registry is IFieldSymbol { Type.TypeKind: TypeKind.Delegate } or IPropertySymbol { Type.TypeKind: TypeKind.Delegate };

    // Text("ok"), Text("cancel"): every caller in sight passes one of few, and there are no others.
    private static bool AreAllBounded(IParameterSymbol? parameter, RegistriesFacts facts, int depth)
    {
        if (depth == CallDepth || parameter?.ContainingSymbol is not IMethodSymbol method)
        {
            return false;
        }

        if (!facts.AreAllCallsInSight(method))
        {
            return facts.Callers.PassOneOfFew(parameter);
        }

        var called = false;
        foreach (var call in facts.Calls)
        {
            if (!SymbolEqualityComparer.Default.Equals(call.Target, method.OriginalDefinition) || parameter.Ordinal >= call.Domains.Length)
            {
                continue;
            }

            called = true;
            var given = call.Domains[parameter.Ordinal];
            if (given.NeverEqual || !(given.Kind == DomainKind.Bounded || (given.Kind == DomainKind.Parameter && AreAllBounded(given.Parameter, facts, depth + 1))))
            {
                return false;
            }
        }

        // Calls in types without a registry are not among the facts.
        return called || facts.Callers.PassOneOfFew(parameter);
    }

    // Audit.Record(request.User) in a handler's method: instances come and go, and each call brings something of its own.
    private static bool AreCalledByInstances(ISymbol member, Domain domain, Growth growth, RegistriesFacts facts, int depth)
    {
        if (depth == CallDepth || member is not IMethodSymbol method)
        {
            return false;
        }

        foreach (var call in facts.Calls)
        {
            if (!SymbolEqualityComparer.Default.Equals(call.Target, method.OriginalDefinition))
            {
                continue;
            }

            var given = domain.Parameter is { } parameter
                && SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol.OriginalDefinition, method.OriginalDefinition)
                && parameter.Ordinal < call.Domains.Length
                ? call.Domains[parameter.Ordinal]
                : domain;
            var brings = given.Kind is DomainKind.Parameter or DomainKind.Instance
                || (growth.Form == GrowthForm.Always && domain.Parameter is null)
                || (given.Kind == DomainKind.Fresh && (given.HasInput || domain.Parameter is null));
            if (!brings)
            {
                continue;
            }

            var occasion = facts.OccasionOf(call.Member, call.Occasion);
            if (occasion == Occasion.Repeatedly || (occasion == Occasion.PerInstance && !IsOnce(call.Member, facts)))
            {
                return true;
            }

            if (occasion == Occasion.PerCall && AreCalledByInstances(call.Member, given, growth, facts, depth + 1))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsOnce(ISymbol caller, RegistriesFacts facts)
    {
        var type = caller.ContainingType.OriginalDefinition;
        return facts.Lifetimes.AreBounded(Nesting.Outermost(type))
            || Instances.AreTheProgram(type, facts)
            || Instances.AreMadeOnce(type, facts)
            || (IsConstruction(caller) && Instances.AreConstructedOnce(type, facts));
    }
}
