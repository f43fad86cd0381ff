using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Registries;

/// <summary>Fields and properties that are filled where they were seen to be empty: <c>if (_view == null) _view = new View(this);</c></summary>
internal static class Slots
{
    /// <summary>The member that <paramref name="value"/> goes into, if it does so only while that is null; null otherwise.</summary>
    public static ISymbol? FilledOnce(IOperation value)
    {
        while (value.Parent is IConversionOperation or IParenthesizedOperation)
        {
            value = value.Parent;
        }

        switch (value.Parent)
        {
            case ICoalesceAssignmentOperation { Target: IMemberReferenceOperation target }:
                return target.Member;
            case ISimpleAssignmentOperation { Target: IMemberReferenceOperation { Instance: null or IInstanceReferenceOperation, Member: var slot } } assignment when assignment.Value == value:
                return IsSeenEmpty(assignment, slot) ? slot : null;
            default:
                return null;
        }
    }

    private static bool IsSeenEmpty(IOperation assignment, ISymbol slot)
    {
        for (var child = assignment; child.Parent is { } parent; child = parent)
        {
            switch (parent)
            {
                case IAnonymousFunctionOperation or ILocalFunctionOperation:
                    return false;
                case ICoalesceOperation coalesce when child == coalesce.WhenNull && Is(coalesce.Value, slot):
                case IConditionalOperation conditional when child != conditional.Condition && TestsForNull(conditional.Condition, slot):
                    return true;
                case IBlockOperation block:
                    foreach (var earlier in block.Operations)
                    {
                        if (earlier == child)
                        {
                            break;
                        }

                        if (earlier is IConditionalOperation { WhenFalse: null } way && Guards.Leaves(way.WhenTrue) && TestsForNull(way.Condition, slot))
                        {
                            return true;
                        }
                    }

                    break;
            }
        }

        return false;
    }

    // _view == null, _view is null, _view is { }, _view is not null
    private static bool TestsForNull(IOperation condition, ISymbol slot)
    {
        foreach (var operation in condition.DescendantsAndSelf())
        {
            if (operation is IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } compared
                    && (Is(compared.LeftOperand, slot) && IsNull(compared.RightOperand) || Is(compared.RightOperand, slot) && IsNull(compared.LeftOperand))
                || operation is IIsPatternOperation { Pattern: IConstantPatternOperation or INegatedPatternOperation or IRecursivePatternOperation } pattern && Is(pattern.Value, slot))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsNull(IOperation value) => Handler.Unwrap(value).ConstantValue is { HasValue: true, Value: null };

    private static bool Is(IOperation value, ISymbol slot)
        => Handler.Unwrap(value) is IMemberReferenceOperation { Instance: null or IInstanceReferenceOperation, Member: var member } && SymbolEqualityComparer.Default.Equals(member, slot);
}
