using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Registries;

/// <summary>
/// Whether a condition shows that a registry is still empty, or not made yet: what is put in then is its first
/// contents, and is put in once.
/// </summary>
internal static class Emptiness
{
    /// <summary>Whether <paramref name="registry"/> is known to be empty where <paramref name="condition"/> is <paramref name="isTrue"/>.</summary>
    public static bool IsShown(IOperation condition, bool isTrue, ISymbol registry)
    {
        condition = Values.Unwrap(condition);
        switch (condition)
        {
            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not:
                return IsShown(not.Operand, !isTrue, registry);
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both:
                return isTrue && (IsShown(both.LeftOperand, true, registry) || IsShown(both.RightOperand, true, registry));
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr } either:
                return isTrue
                    ? IsShown(either.LeftOperand, true, registry) && IsShown(either.RightOperand, true, registry)
                    : IsShown(either.LeftOperand, false, registry) || IsShown(either.RightOperand, false, registry);
            case IBinaryOperation compared:
                return IsComparison(compared, isTrue, registry);
            case IIsPatternOperation pattern:
                return IsPattern(pattern.Pattern, isTrue, Is(pattern.Value, registry), IsCount(pattern.Value, registry));
            case IPropertyReferenceOperation { Property.Name: "IsEmpty" or "IsDefault" or "IsDefaultOrEmpty", Instance: { } instance }:
                return isTrue && Is(instance, registry);
            case IInvocationOperation { TargetMethod.Name: "Any" } any when any.Arguments.Length == 1:
                return !isTrue && Is(any.Arguments[0].Value, registry);
            default:
                return false;
        }
    }

    // _names == null, _names.Count == 0, _names.Count > 0
    private static bool IsComparison(IBinaryOperation compared, bool isTrue, ISymbol registry)
    {
        var equal = compared.OperatorKind == BinaryOperatorKind.Equals;
        if ((equal || compared.OperatorKind == BinaryOperatorKind.NotEquals) && (IsNull(compared.RightOperand) || IsNull(compared.LeftOperand)))
        {
            return equal == isTrue && (Is(compared.LeftOperand, registry) || Is(compared.RightOperand, registry));
        }

        if (!IsCount(compared.LeftOperand, registry) || compared.RightOperand.ConstantValue is not { HasValue: true, Value: int limit })
        {
            return false;
        }

        return compared.OperatorKind switch
        {
            BinaryOperatorKind.Equals => isTrue && limit == 0,
            BinaryOperatorKind.NotEquals or BinaryOperatorKind.GreaterThan => !isTrue && limit == 0,
            BinaryOperatorKind.LessThan => isTrue && limit == 1,
            BinaryOperatorKind.GreaterThanOrEqual => !isTrue && limit == 1,
            _ => false,
        };
    }

    private static bool IsPattern(IPatternOperation pattern, bool isTrue, bool ofRegistry, bool ofCount) => pattern switch
    {
        INegatedPatternOperation negated => IsPattern(negated.Pattern, !isTrue, ofRegistry, ofCount),
        IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: null } } => isTrue && ofRegistry,
        IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: 0 } } => isTrue && ofCount,
        _ => false,
    };

    private static bool IsNull(IOperation value) => Values.Unwrap(value).ConstantValue is { HasValue: true, Value: null };

    private static bool IsCount(IOperation value, ISymbol registry) =>
        Values.Unwrap(value) is IPropertyReferenceOperation { Property.Name: "Count" or "Length", Instance: { } instance } && Is(instance, registry);

    private static bool Is(IOperation value, ISymbol registry) =>
        Values.Unwrap(value) is IMemberReferenceOperation member && SymbolEqualityComparer.Default.Equals(member.Member.OriginalDefinition, registry);
}
