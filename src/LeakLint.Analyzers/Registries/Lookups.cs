using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Registries;

/// <summary>Whether an add answers a lookup in the same registry: what a cache does when it misses.</summary>
internal sealed class Lookups(KnownTypes types)
{
    private const int DepthLimit = 4;

    /// <summary>The field itself, or a local that was read from it.</summary>
    public bool IsRegistry(IOperation value, ISymbol registry, int depth = 0)
    {
        value = Values.Unwrap(value);
        return value switch
        {
            IMemberReferenceOperation member => SymbolEqualityComparer.Default.Equals(member.Member.OriginalDefinition, registry)
                || (member is IPropertyReferenceOperation { Property.Name: "Value", Instance: { } lazy } && lazy.Type.Is(types.LazyOfT) && IsRegistry(lazy, registry, depth + 1)),
            ILocalReferenceOperation local => depth < DepthLimit && Values.LastGiven(local) is { } given && IsRegistry(given, registry, depth + 1),
            ICoalesceOperation coalesce => IsRegistry(coalesce.Value, registry, depth + 1),
            // Volatile.Read(ref _nodes), Interlocked.CompareExchange(ref _nodes, ...)
            IInvocationOperation { Arguments: { IsEmpty: false } arguments } call when call.TargetMethod.ContainingType.Is(types.Volatile) || call.TargetMethod.ContainingType.Is(types.Interlocked)
                => IsRegistry(arguments[0].Value, registry, depth + 1),
            _ => false,
        };
    }

    /// <summary>
    /// <c>_cache.GetOrAdd(key, Make)</c>, <c>if (!_cache.TryGetValue(key, out var x)) _cache[key] = ...</c>,
    /// <c>if (_seen.Add(id))</c>: what is looked for and was not there is put in. A duplicate that throws is no cache.
    /// </summary>
    public bool IsOnMiss(IOperation add, IOperation what, ISymbol registry)
    {
        if (add is IInvocationOperation call)
        {
            switch (call.TargetMethod.Name)
            {
                case "GetOrAdd" or "AddOrUpdate" or "GetValueRefOrAddDefault":
                    return true;
                // if (!_seen.Add(id)) return;
                case "Add" or "TryAdd" when call.Type?.SpecialType == SpecialType.System_Boolean && IsAsked(call) && call.Arguments.Length == 1:
                    return !Throws(call);
            }
        }

        return Find(add, registry) is { } lookup && !Throws(lookup);
    }

    /// <summary><c>if (!_names.Contains(name)) _names.Add(name);</c></summary>
    public bool IsContainsGuarded(IOperation add, ISymbol registry) => Find(add, registry) is not null;

    private IOperation? Find(IOperation add, ISymbol registry)
    {
        foreach (var operation in Values.RootOf(add).Descendants())
        {
            if (operation is IInvocationOperation { TargetMethod.Name: "TryGetValue" or "ContainsKey" or "Contains" or "TryGet" or "GetValueOrDefault" or "IndexOf" or "IndexOfKey" } lookup
                && (operation.Syntax.SpanStart < add.Syntax.SpanStart || add.Syntax.Span.Contains(operation.Syntax.Span))
                && ReceiverOf(lookup) is { } receiver
                && IsRegistry(receiver, registry))
            {
                return operation;
            }
        }

        return null;
    }

    /// <summary>What is asked: <c>_all.Contains(x)</c>, also by an extension method.</summary>
    public static IOperation? ReceiverOf(IInvocationOperation call) =>
        call.Instance ?? (call.TargetMethod.IsExtensionMethod && call.Arguments.Length > 0 ? call.Arguments[0].Value : null);

    // The result decides something, or is handed on.
    private static bool IsAsked(IInvocationOperation call)
    {
        IOperation value = call;
        while (value.Parent is IConversionOperation or IParenthesizedOperation or IUnaryOperation)
        {
            value = value.Parent;
        }

        return value.Parent is not (IExpressionStatementOperation or null) && value.Parent is not ISimpleAssignmentOperation { Target: IDiscardOperation };
    }

    // if (_byName.ContainsKey(name)) throw ...; the other way round: if (!_byName.TryAdd(...)) throw ...
    private static bool Throws(IOperation asked)
    {
        for (var child = asked; child.Parent is { } parent; child = parent)
        {
            if (parent is IConditionalOperation conditional)
            {
                return child == conditional.Condition
                    && (IsThrow(conditional.WhenTrue) || (conditional.WhenFalse is { } otherwise && IsThrow(otherwise)));
            }

            if (parent is IBlockOperation)
            {
                return false;
            }
        }

        return false;
    }

    private static bool IsThrow(IOperation statement) => statement switch
    {
        IThrowOperation => true,
        IExpressionStatementOperation { Operation: IThrowOperation } => true,
        IBlockOperation { Operations: { Length: > 0 } operations } => IsThrow(operations[operations.Length - 1]),
        _ => false,
    };
}
