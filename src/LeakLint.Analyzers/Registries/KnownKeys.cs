using System.Collections.Immutable;
using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Registries;

/// <summary>
/// <c>if (factory.Names().Contains(name)) _made[name] = factory.Make(name);</c>: a cache by keys that something else must know is no larger
/// than that. Whether that grows without end is a question about the other.
/// </summary>
internal static class KnownKeys
{
    /// <summary>Whether <paramref name="add"/> to <paramref name="registry"/> happens only where another collection has <paramref name="key"/>.</summary>
    public static bool AreAskedElsewhere(IOperation add, IOperation key, ISymbol registry, Lookups lookups)
    {
        if (SymbolOf(key) is not { } named)
        {
            return false;
        }

        for (var child = add; child.Parent is { } parent; child = parent)
        {
            switch (parent)
            {
                case IConditionalOperation conditional when child == conditional.WhenTrue && Asks(conditional.Condition, named, registry, lookups, isTrue: true):
                case IConditionalOperation other when child == other.WhenFalse && Asks(other.Condition, named, registry, lookups, isTrue: false):
                case ISwitchCaseOperation { Clauses: var clauses, Parent: ISwitchOperation { Value: var switched } } when IsSame(switched, named) && AreConstants(clauses):
                case IBlockOperation block when IsAskedBefore(block, child, named, registry, lookups):
                    return true;
            }
        }

        return false;
    }

    // if (!_known.ContainsKey(name)) return null;
    private static bool IsAskedBefore(IBlockOperation block, IOperation until, ISymbol key, ISymbol registry, Lookups lookups)
    {
        foreach (var statement in block.Operations)
        {
            if (statement == until)
            {
                return false;
            }

            // switch (name) { case "a": case "b": break; default: throw ...; }
            if (statement is ISwitchOperation { Value: var switched, Cases: var cases } && IsSame(switched, key) && OthersLeave(cases))
            {
                return true;
            }

            if (statement is IConditionalOperation { WhenFalse: null } conditional && Guards.Leaves(conditional.WhenTrue) && Asks(conditional.Condition, key, registry, lookups, isTrue: false))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Asks(IOperation condition, ISymbol key, ISymbol registry, Lookups lookups, bool isTrue)
    {
        condition = Values.Unwrap(condition);
        switch (condition)
        {
            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not:
                return Asks(not.Operand, key, registry, lookups, !isTrue);
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both when isTrue:
                return Asks(both.LeftOperand, key, registry, lookups, isTrue) || Asks(both.RightOperand, key, registry, lookups, isTrue);
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr } either when !isTrue:
                return Asks(either.LeftOperand, key, registry, lookups, isTrue) || Asks(either.RightOperand, key, registry, lookups, isTrue);
            case IInvocationOperation { TargetMethod.Name: "Contains" or "ContainsKey" or "TryGetValue" } call when isTrue:
                return Lookups.ReceiverOf(call) is { } receiver && !lookups.IsRegistry(receiver, registry) && IsCollection(receiver.Type) && Takes(call, key);
            // name is "a" or "b", name == "a" || name == "b"
            case IIsPatternOperation { Value: var tested, Pattern: var pattern }:
                return IsSame(tested, key) && IsConstant(pattern, isTrue);
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr } either:
                return Asks(either.LeftOperand, key, registry, lookups, isTrue) && Asks(either.RightOperand, key, registry, lookups, isTrue);
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both:
                return Asks(both.LeftOperand, key, registry, lookups, isTrue) && Asks(both.RightOperand, key, registry, lookups, isTrue);
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } equality:
                return (equality.OperatorKind == BinaryOperatorKind.Equals) == isTrue
                    && ((IsSame(equality.LeftOperand, key) && IsNotNull(equality.RightOperand)) || (IsSame(equality.RightOperand, key) && IsNotNull(equality.LeftOperand)));
            default:
                return false;
        }
    }

    private static bool IsSame(IOperation value, ISymbol key) => SymbolEqualityComparer.Default.Equals(SymbolOf(value), key);

    private static bool IsNotNull(IOperation value) => value.ConstantValue is { HasValue: true, Value: not null };

    private static bool IsConstant(IPatternOperation pattern, bool isTrue) => pattern switch
    {
        IConstantPatternOperation { Value: var value } => isTrue && IsNotNull(value),
        INegatedPatternOperation negated => IsConstant(negated.Pattern, !isTrue),
        IBinaryPatternOperation both => IsConstant(both.LeftPattern, isTrue) && IsConstant(both.RightPattern, isTrue),
        _ => false,
    };

    private static bool AreConstants(ImmutableArray<ICaseClauseOperation> clauses)
    {
        foreach (var clause in clauses)
        {
            if (clause is not ISingleValueCaseClauseOperation { Value: var value } || !IsNotNull(value))
            {
                return false;
            }
        }

        return true;
    }

    // Every case but those of constants leaves, and there is one for all the others.
    private static bool OthersLeave(ImmutableArray<ISwitchCaseOperation> cases)
    {
        var hasDefault = false;
        foreach (var section in cases)
        {
            if (AreConstants(section.Clauses))
            {
                continue;
            }

            hasDefault = true;
            if (section.Body.IsEmpty || section.Body[section.Body.Length - 1] is not (IReturnOperation or IThrowOperation or IExpressionStatementOperation { Operation: IThrowOperation }))
            {
                return false;
            }
        }

        return hasDefault;
    }

    // text.Contains(part) asks about the text
    private static bool IsCollection(ITypeSymbol? type) => type is { SpecialType: not SpecialType.System_String };

    private static bool Takes(IInvocationOperation call, ISymbol key)
    {
        foreach (var argument in call.Arguments)
        {
            if (SymbolEqualityComparer.Default.Equals(SymbolOf(argument.Value), key))
            {
                return true;
            }
        }

        return false;
    }

    private static ISymbol? SymbolOf(IOperation value) => Values.Unwrap(value) switch
    {
        IParameterReferenceOperation parameter => parameter.Parameter,
        ILocalReferenceOperation local => local.Local,
        _ => null,
    };
}
