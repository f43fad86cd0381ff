using System.Collections.Generic;
using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Registries;

/// <summary>
/// Reads what an add puts in: which argument is the key, which the value, which makes the value. An add by a key of
/// a bounded domain, or under a guard that limits it, is no use at all.
/// </summary>
internal sealed partial class RegistryAdds
{
    private readonly StoredValues _values;
    private readonly BoundedDomains _bounded;
    private readonly Domains _domains;
    private readonly Lookups _lookups;
    private readonly Guards _guards;
    private readonly MissedWays _missedWays;
    private readonly RegistryShapes _shapes;
    private readonly KnownTypes _types;

    public RegistryAdds(KnownTypes types, RegistryShapes shapes, StoredValues values, BoundedDomains bounded, Domains domains)
    {
        _types = types;
        _shapes = shapes;
        _values = values;
        _bounded = bounded;
        _domains = domains;
        _lookups = new(types);
        _guards = new(types);
        _missedWays = new(types, _lookups);
    }


    /// <summary><c>_nodes.Add(this)</c>, <c>_map.GetOrAdd(key, k => new Node(k))</c></summary>
    public void Read(IInvocationOperation call, int firstArgument, ISymbol registry, List<RegistryUse> uses)
    {
        var stored = StoredValue.Nothing;
        IOperation? key = null;
        IOperation? value = null;
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter is not { } parameter || parameter.Ordinal < firstArgument)
            {
                continue;
            }

            if (parameter.Name == "key" || (parameter.Name == "name" && call.Arguments.Length > 1))
            {
                key = argument.Value;
                continue;
            }

            // AddAfter(node, value) goes by a node, AddLast(node) adds one.
            if (parameter.Name is "factoryArgument" or "priority" or "index" or "comparer" || (parameter.Name == "node" && call.Arguments.Length > 1 && parameter.Ordinal == firstArgument))
            {
                continue;
            }

            value ??= argument.Value;
            var candidate = OfArgument(argument, parameter);
            if (candidate.Matters && (!stored.Matters || stored.Kind == StoredKind.Plain))
            {
                stored = candidate;
            }
        }

        Note(call, key, value, stored, registry, uses);
    }

    /// <summary><c>_map[key] = this</c></summary>
    public void ReadIndexer(IPropertyReferenceOperation indexer, IOperation value, ISymbol registry, List<RegistryUse> uses)
    {
        var key = indexer.Arguments.Length == 1 && indexer.Arguments[0].Parameter is { } parameter && IsKey(indexer, parameter)
            ? indexer.Arguments[0].Value
            : null;
        if (key is not null)
        {
            Note(indexer.Parent!, key, value, _values.Of(value), registry, uses);
        }
    }

    /// <summary><c>_handlers += OnChanged</c>, <c>_nodes[_count++] = this</c></summary>
    public void ReadValue(IOperation value, IOperation add, ISymbol registry, List<RegistryUse> uses) =>
        Note(add, key: null, value, _values.Of(value), registry, uses);

    /// <summary><c>_cache.Set(key, value)</c> on a memory cache: whatever is put in is there to be looked up.</summary>
    public void ReadCacheKey(IInvocationOperation call, IOperation key, List<RegistryUse> uses)
    {
        var domain = _domains.Of(key);
        if (domain.Kind != DomainKind.Bounded)
        {
            uses.Add(RegistryUse.Adds(
                call.Syntax.GetLocation(),
                StoredValue.Nothing,
                new Growth(GrowthForm.ByKey, domain, OnMiss: true, IsGiven: false, IsRecord: false, IsWeak: false, Made: null, IsText: false, TextOf(key)),
                isCached: false,
                Guard.None));
        }
    }

    /// <summary>Whether <paramref name="key"/> is one that no entry equals.</summary>
    public bool IsNeverEqual(IOperation key) => _domains.Of(key).NeverEqual;

    /// <summary>The domain of <paramref name="value"/>.</summary>
    public Domain DomainOf(IOperation value) => _domains.Of(value);

    /// <summary>What storing <paramref name="value"/> keeps.</summary>
    public StoredValue StoredBy(IOperation value) => _values.Of(value);

    /// <summary>
    /// The new value of a registry that is changed by assignment: <c>_nodes = _nodes.Add(this)</c>. When it is not
    /// built on the old one, the old one is let go.
    /// </summary>
    public void ReadUpdate(IOperation value, ISymbol registry, List<RegistryUse> uses)
    {
        value = Values.Unwrap(value);
        if (Widening.Reads(value, registry, out var last))
        {
            uses.Add(RegistryUse.Widens());
            if (last is not null)
            {
                ReadValue(last.Value, last, registry, uses);
            }

            return;
        }

        if (value is ILocalReferenceOperation local && Values.LastGiven(local) is { } given)
        {
            value = given;
        }

        switch (value)
        {
            case IInvocationOperation call when call.TargetMethod.ContainingType.Is(_types.ImmutableInterlocked):
                ReadInterlocked(call, registry, uses);
                return;

            // Delegate.Combine(_handlers, value)
            case IInvocationOperation { TargetMethod: { Name: "Combine", ContainingType.SpecialType: SpecialType.System_Delegate }, Arguments.Length: 2 } combine
                when _lookups.IsRegistry(combine.Arguments[0].Value, registry):
                ReadValue(combine.Arguments[1].Value, combine, registry, uses);
                return;

            case IInvocationOperation call when FindGrowth(call, registry) is { } growth:
                Read(growth, growth.Instance is null ? 1 : 0, registry, uses);
                return;

            case ICollectionExpressionOperation list when Spreads(list, registry):
                ReadValue(list, list, registry, uses);
                return;

            // _handlers = _handlers + OnChanged
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum when _lookups.IsRegistry(sum.LeftOperand, registry):
                ReadValue(sum.RightOperand, sum, registry, uses);
                return;

            default:
                uses.Add(RegistryUse.Replaces());
                return;
        }
    }

    private void ReadInterlocked(IInvocationOperation call, ISymbol registry, List<RegistryUse> uses)
    {
        if (call.TargetMethod.Name == "Update")
        {
            // Update(ref _nodes, (all, node) => all.Add(node), this)
            foreach (var argument in call.Arguments)
            {
                if (argument.Parameter?.Name == "transformerArgument" && _values.Of(argument.Value) is { Matters: true } passed)
                {
                    Note(call, key: null, argument.Value, passed, registry, uses);
                }
                else if (LambdaOf(argument.Value) is { } lambda && ReturnedBy(lambda) is IInvocationOperation transformed)
                {
                    if (CollectionMembers.EffectOf(transformed.TargetMethod.Name) == MemberEffect.Grows)
                    {
                        Read(transformed, transformed.Instance is null ? 1 : 0, registry, uses);
                    }
                    else
                    {
                        uses.Add(RegistryUse.LetsGo());
                    }
                }
            }
        }
        else if (CollectionMembers.EffectOf(call.TargetMethod.Name) == MemberEffect.Grows)
        {
            Read(call, firstArgument: 1, registry, uses);
        }
        else
        {
            uses.Add(RegistryUse.LetsGo());
        }
    }

    // _nodes.Add(this), _nodes.Append(this).ToArray(): the call that grows, when nothing in the chain shrinks.
    private IInvocationOperation? FindGrowth(IInvocationOperation call, ISymbol registry)
    {
        IInvocationOperation? growth = null;
        for (IOperation? link = call; link is IInvocationOperation step; link = Values.Unwrap(step.Instance ?? step.Arguments[0].Value))
        {
            switch (CollectionMembers.EffectOf(step.TargetMethod.Name))
            {
                case MemberEffect.Grows:
                    growth ??= step;
                    break;
                case MemberEffect.Shrinks:
                    return null;
            }

            if (step.Instance is null && step.Arguments.IsEmpty)
            {
                return null;
            }

            if (_lookups.IsRegistry(step.Instance ?? step.Arguments[0].Value, registry))
            {
                return growth;
            }
        }

        return null;
    }

    private bool Spreads(ICollectionExpressionOperation list, ISymbol registry)
    {
        foreach (var element in list.Elements)
        {
            if (element is ISpreadOperation spread && _lookups.IsRegistry(spread.Operand, registry))
            {
                return true;
            }
        }

        return false;
    }

    private StoredValue OfArgument(IArgumentOperation argument, IParameterSymbol parameter)
    {
        var declared = parameter.OriginalDefinition.Type;

        // The factory is not kept; what it makes is.
        return declared.TypeKind == TypeKind.Delegate ? OfFactory(argument.Value) : _values.Of(argument.Value);
    }

    private StoredValue OfFactory(IOperation factory)
    {
        if (LambdaOf(factory) is { } lambda)
        {
            return ReturnedBy(lambda) is { } made ? _values.Of(made) : StoredValue.Nothing;
        }

        return Values.Unwrap(factory) is { Type: INamedTypeSymbol { DelegateInvokeMethod.ReturnType: { } result } }
            ? _values.OfUnknown(result)
            : StoredValue.Nothing;
    }

    private static IAnonymousFunctionOperation? LambdaOf(IOperation value) =>
        Values.Unwrap(value) is IDelegateCreationOperation { Target: IAnonymousFunctionOperation lambda } ? lambda : null;

    private static IOperation? ReturnedBy(IAnonymousFunctionOperation lambda)
    {
        IOperation? returned = null;
        foreach (var operation in lambda.Body.Descendants())
        {
            if (operation is IReturnOperation { ReturnedValue: { } value })
            {
                returned = Values.Unwrap(value);
            }
        }

        return returned;
    }

    // The indexer of a list sets a slot that exists.
    private static bool IsKey(IPropertyReferenceOperation indexer, IParameterSymbol parameter) =>
        parameter.Name == "key" || parameter.OriginalDefinition.Type.TypeKind == TypeKind.TypeParameter
        || (indexer.Property.ContainingType.Name.Contains("Dictionary") && parameter.Type.SpecialType != SpecialType.System_Int32);

    private void Note(IOperation add, IOperation? key, IOperation? value, StoredValue stored, ISymbol registry, List<RegistryUse> uses)
    {
        if (key is not null && _values.Of(key) is { Kind: StoredKind.This or StoredKind.Handle } owner)
        {
            stored = owner;
        }

        if (key is not null && _bounded.Includes(key))
        {
            return;
        }

        var growth = GrowthOf(add, key, value, registry);
        if (growth.Form != GrowthForm.Always && growth.Domain.Kind == DomainKind.Bounded && !growth.Domain.NeverEqual && !stored.Matters)
        {
            return;
        }

        var guard = _guards.Around(add, registry);
        if (guard is not (Guard.Once or Guard.Bound))
        {
            var isCached = key is not null && (SaysTheKind(key) || (growth.OnMiss && !ComesFromParameter(key)));
            var use = RegistryUse.Adds(add.Syntax.GetLocation(), stored, growth, isCached, guard);
            use.Missed = _missedWays.Of(add, key ?? value, value, registry);
            uses.Add(use);
        }
    }

    private Growth GrowthOf(IOperation add, IOperation? key, IOperation? value, ISymbol registry)
    {
        var what = key ?? value;
        if (what is null)
        {
            return new(GrowthForm.Always, Domain.Unknown, OnMiss: false, IsGiven: false, IsRecord: false, IsWeak: false, Made: null, IsText: false, string.Empty);
        }

        var miss = _lookups.IsOnMiss(add, what, registry);
        var form = key is not null ? GrowthForm.ByKey
            : IsSet(add, registry) || _lookups.IsContainsGuarded(add, registry) ? GrowthForm.ByElement
            : GrowthForm.Always;
        var domain = _domains.Of(what);
        if (key is not null && value is not null && _bounded.IncludesObjectsOf(TypeMadeBy(value)))
        {
            domain = new(DomainKind.Named);
        }
        else if (miss && key is not null && KnownKeys.AreAskedElsewhere(add, key, registry, _lookups))
        {
            domain = new(DomainKind.Known);
        }

        return new(form, domain, miss, value is not null && IsGiven(value), IsRecord(domain, value), IsWeak(what) || (value is not null && IsWeak(value)), value is null ? null : TypeMadeBy(value), what.Type?.SpecialType == SpecialType.System_String, TextOf(what));
    }

    private bool IsRecord(Domain domain, IOperation? value) =>
        domain.IsMoment || (value is not null && value.Type is not { TypeKind: TypeKind.Delegate } && _domains.Of(value).IsMoment);

    private static ITypeSymbol? TypeMadeBy(IOperation value) =>
        Values.Unwrap(value) is { Type: INamedTypeSymbol { DelegateInvokeMethod: { ReturnsVoid: false } factory } } ? factory.ReturnType : value.Type;

    // new WeakReference<Node>(this), (name, new WeakReference(this))
    private bool IsWeak(IOperation value)
    {
        var made = TypeMadeBy(value);
        return made.Is(_types.WeakReference) || made.Is(_types.WeakReferenceOfT) || made.Is(_types.WeakHandle);
    }

    private bool IsSet(IOperation add, ISymbol registry)
    {
        var collection = add is IInvocationOperation { Instance.Type: { } receiver } ? receiver : registry switch
        {
            IFieldSymbol field => _shapes.WithoutLazy(field.Type),
            IPropertySymbol property => _shapes.WithoutLazy(property.Type),
            _ => null,
        };
        return collection is not null && _shapes.Collections.KeepsEqualOnce(collection);
    }

    // Register(string name, Handler handler) => _handlers[name] = handler: the caller's, as the caller made it.
    private static bool IsGiven(IOperation value)
    {
        value = Values.Unwrap(value);
        return value is IParameterReferenceOperation
            || (value is ILocalReferenceOperation local && Values.LastGiven(local) is IParameterReferenceOperation)
            || (value is ICoalesceOperation { Value: { } first, WhenNull: IThrowOperation } && Values.Unwrap(first) is IParameterReferenceOperation);
    }

    private static string TextOf(IOperation value)
    {
        var text = value.Syntax.ToString();
        return text.Length <= 40 && text.IndexOf('\n') < 0 ? text : value.Type?.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat) ?? string.Empty;
    }
}
