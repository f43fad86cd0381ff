using System.Collections.Generic;
using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Registries;

/// <summary>
/// Reads what an add puts in: which argument is the key, which the value, which makes the value. An add by a key of
/// a bounded domain, or under a guard that limits it, is no use at all.
/// </summary>
internal sealed class RegistryAdds
{
    private readonly StoredValues _values;
    private readonly BoundedDomains _bounded;

    public RegistryAdds(StoredValues values, BoundedDomains bounded)
    {
        _values = values;
        _bounded = bounded;
    }

    /// <summary><c>_nodes.Add(this)</c>, <c>_map.GetOrAdd(key, k => new Node(k))</c></summary>
    public void Read(IInvocationOperation call, int firstArgument, ISymbol registry, List<RegistryUse> uses)
    {
        var stored = StoredValue.Nothing;
        IOperation? key = null;
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter is not { } parameter || parameter.Ordinal < firstArgument)
            {
                continue;
            }

            if (parameter.Name == "key")
            {
                key = argument.Value;
                continue;
            }

            var candidate = OfArgument(argument, parameter);
            if (candidate.Matters && (!stored.Matters || stored.Kind == StoredKind.Plain))
            {
                stored = candidate;
            }
        }

        Note(call, key, stored, registry, uses);
    }

    /// <summary><c>_map[key] = this</c></summary>
    public void ReadIndexer(IPropertyReferenceOperation indexer, IOperation value, ISymbol registry, List<RegistryUse> uses)
    {
        var key = indexer.Arguments.Length == 1 && indexer.Arguments[0].Parameter is { } parameter && IsKey(indexer, parameter)
            ? indexer.Arguments[0].Value
            : null;
        if (key is not null)
        {
            Note(indexer.Parent!, key, _values.Of(value), registry, uses);
        }
    }

    /// <summary><c>_handlers += OnChanged</c></summary>
    public void ReadValue(IOperation value, IOperation add, ISymbol registry, List<RegistryUse> uses) =>
        Note(add, key: null, _values.Of(value), registry, uses);

    /// <summary>
    /// The new value of a registry that is changed by assignment: <c>_nodes = _nodes.Add(this)</c>. When it is not
    /// built on the old one, the old one is let go.
    /// </summary>
    public void ReadUpdate(IOperation value, ISymbol registry, List<RegistryUse> uses)
    {
        value = Values.Unwrap(value);
        if (value is ILocalReferenceOperation local && Values.LastGiven(local) is { } given)
        {
            value = given;
        }

        switch (value)
        {
            case IInvocationOperation { TargetMethod.ContainingType.Name: "ImmutableInterlocked" } call:
                ReadInterlocked(call, registry, uses);
                return;

            // Delegate.Combine(_handlers, value)
            case IInvocationOperation { TargetMethod: { Name: "Combine", ContainingType.SpecialType: SpecialType.System_Delegate }, Arguments.Length: 2 } combine
                when IsRegistry(combine.Arguments[0].Value, registry):
                ReadValue(combine.Arguments[1].Value, combine, registry, uses);
                return;

            case IInvocationOperation call when FindGrowth(call, registry) is { } growth:
                Read(growth, growth.Instance is null ? 1 : 0, registry, uses);
                return;

            case ICollectionExpressionOperation list when Spreads(list, registry):
                ReadValue(list, list, registry, uses);
                return;

            // _handlers = _handlers + OnChanged
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum when IsRegistry(sum.LeftOperand, registry):
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
                    Note(call, key: null, passed, registry, uses);
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
    private static IInvocationOperation? FindGrowth(IInvocationOperation call, ISymbol registry)
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

            if (IsRegistry(step.Instance ?? step.Arguments[0].Value, registry))
            {
                return growth;
            }
        }

        return null;
    }

    private static bool Spreads(ICollectionExpressionOperation list, ISymbol registry)
    {
        foreach (var element in list.Elements)
        {
            if (element is ISpreadOperation spread && IsRegistry(spread.Operand, registry))
            {
                return true;
            }
        }

        return false;
    }

    // The field itself, or a local that was read from it.
    private static bool IsRegistry(IOperation value, ISymbol registry, int depth = 0)
    {
        value = Values.Unwrap(value);
        return value switch
        {
            IMemberReferenceOperation member => SymbolEqualityComparer.Default.Equals(member.Member.OriginalDefinition, registry),
            ILocalReferenceOperation local => depth < 4 && Values.LastGiven(local) is { } given && IsRegistry(given, registry, depth + 1),
            ICoalesceOperation coalesce => IsRegistry(coalesce.Value, registry, depth + 1),
            // Volatile.Read(ref _nodes), Interlocked.CompareExchange(ref _nodes, ...)
            IInvocationOperation { TargetMethod.ContainingType.Name: "Volatile" or "Interlocked", Arguments: { IsEmpty: false } arguments } => IsRegistry(arguments[0].Value, registry, depth + 1),
            _ => false,
        };
    }

    private StoredValue OfArgument(IArgumentOperation argument, IParameterSymbol parameter)
    {
        var declared = parameter.OriginalDefinition.Type;
        if (parameter.Name is "factoryArgument" or "priority" or "index" or "comparer")
        {
            return StoredValue.Nothing;
        }

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

    private void Note(IOperation add, IOperation? key, StoredValue stored, ISymbol registry, List<RegistryUse> uses)
    {
        if (key is not null && _values.Of(key) is { Kind: StoredKind.This or StoredKind.Handle } owner)
        {
            stored = owner;
        }

        if (!stored.Matters || (key is not null && _bounded.Includes(key)))
        {
            return;
        }

        var guard = Guards.Around(add, registry);
        if (guard is not (Guard.Once or Guard.Bound))
        {
            var isCached = key is not null && (SaysTheKind(key) || (!ComesFromParameter(key) && IsMissGuarded(add, registry)));
            uses.Add(RegistryUse.Adds(add.Syntax.GetLocation(), stored, isKeyed: key is not null, isCached, guard));
        }
    }

    // protected abstract string Name { get; }  _codecs[Name] = this: as many as there are kinds of codecs.
    private static bool SaysTheKind(IOperation key) =>
        Values.Unwrap(key) is IPropertyReferenceOperation { Instance: IInstanceReferenceOperation, Property: { IsAbstract: true } or { IsVirtual: true } or { IsOverride: true } };

    // id, request.Path, $"{host}:{port}": what a caller hands over has no bound in sight.
    private static bool ComesFromParameter(IOperation key, int depth = 0)
    {
        key = Values.Unwrap(key);
        switch (key)
        {
            case IParameterReferenceOperation:
                return true;
            case IMemberReferenceOperation { Instance: { } instance }:
                return ComesFromParameter(instance, depth);
            case IInterpolatedStringOperation text:
                foreach (var part in text.Parts)
                {
                    if (part is IInterpolationOperation { Expression: { } expression } && ComesFromParameter(expression, depth))
                    {
                        return true;
                    }
                }

                return false;
            case ILocalReferenceOperation local:
                return depth < 4 && Values.LastGiven(local) is { } given && ComesFromParameter(given, depth + 1);
            default:
                return false;
        }
    }

    // _cache.GetOrAdd(key, ...); if (!_cache.TryGetValue(key, out var node)) _cache[key] = ...
    private static bool IsMissGuarded(IOperation add, ISymbol registry)
    {
        if (add is IInvocationOperation { TargetMethod.Name: "GetOrAdd" })
        {
            return true;
        }

        foreach (var operation in Values.RootOf(add).Descendants())
        {
            if (operation is IInvocationOperation { TargetMethod.Name: "TryGetValue" or "ContainsKey" or "Contains" or "TryGet", Instance: { } instance }
                && operation.Syntax.SpanStart < add.Syntax.SpanStart
                && IsRegistry(instance, registry))
            {
                return true;
            }
        }

        return false;
    }
}
