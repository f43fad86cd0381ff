using System;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Facts;

/// <summary>What a condition comes to where it is known of some values that they are nothing - null, false, 0 - or that they are something.</summary>
internal static class KnownConditions
{
    /// <summary>True or false; null when nobody can say.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="isNothing">Of a value without its conversions: whether it is null, false or 0; null for unknown.</param>
    public static bool? Of(IOperation condition, Func<IOperation, bool?> isNothing)
    {
        switch (Values.Unwrap(condition))
        {
            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not:
                return !Of(not.Operand, isNothing);
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both:
                var (left, right) = (Of(both.LeftOperand, isNothing), Of(both.RightOperand, isNothing));
                return left == false || right == false ? false : left == true && right == true ? true : null;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr } either:
                var (one, other) = (Of(either.LeftOperand, isNothing), Of(either.RightOperand, isNothing));
                return one == true || other == true ? true : one == false && other == false ? false : null;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } comparison when IsNothing(comparison.RightOperand) && isNothing(Values.Unwrap(comparison.LeftOperand)) is { } empty:
                return empty == (comparison.OperatorKind == BinaryOperatorKind.Equals);
            case IBinaryOperation { RightOperand.ConstantValue: { HasValue: true, Value: int bound } } comparison when isNothing(Values.Unwrap(comparison.LeftOperand)) == true:
                return comparison.OperatorKind switch
                {
                    BinaryOperatorKind.GreaterThan => 0 > bound,
                    BinaryOperatorKind.GreaterThanOrEqual => 0 >= bound,
                    BinaryOperatorKind.LessThan => 0 < bound,
                    BinaryOperatorKind.LessThanOrEqual => 0 <= bound,
                    BinaryOperatorKind.Equals => bound == 0,
                    BinaryOperatorKind.NotEquals => bound != 0,
                    _ => null,
                };
            case IIsPatternOperation { Pattern: var pattern, Value: var tested } when isNothing(Values.Unwrap(tested)) is { } isEmpty:
                return pattern switch
                {
                    IConstantPatternOperation { Value: var constant } when IsNothing(constant) => isEmpty,
                    INegatedPatternOperation { Pattern: IConstantPatternOperation { Value: var constant } } when IsNothing(constant) => !isEmpty,
                    IDeclarationPatternOperation or IRecursivePatternOperation or ITypePatternOperation when isEmpty => false,
                    _ => null,
                };
            case IIsTypeOperation { ValueOperand: var asked } when isNothing(Values.Unwrap(asked)) == true:
                return false;
            case IInvocationOperation { TargetMethod: { Name: "ReferenceEquals", ContainingType.SpecialType: SpecialType.System_Object }, Arguments: { Length: 2 } two }
                when IsNothing(two[1].Value) && isNothing(Values.Unwrap(two[0].Value)) is { } same:
                return same;
            case { Type.SpecialType: SpecialType.System_Boolean } flag when isNothing(flag) == true:
                return false;
            default:
                return null;
        }
    }

    /// <summary><c>null</c>, <c>false</c>, <c>0</c>, <c>default</c></summary>
    public static bool IsNothing(IOperation value)
        => Values.Unwrap(value) is IDefaultValueOperation or { ConstantValue: { HasValue: true, Value: null or false or 0 } };
}
