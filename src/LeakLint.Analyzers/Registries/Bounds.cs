using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Registries;

/// <summary>Tells a count that is held against a limit from one that is only shown or counted through.</summary>
internal static class Bounds
{
    /// <summary>Whether <paramref name="count"/>, a registry's <c>Count</c>, is compared with a limit.</summary>
    public static bool IsLimit(IOperation count)
    {
        var value = count;
        while (value.Parent is IConversionOperation or IParenthesizedOperation)
        {
            value = value.Parent;
        }

        switch (value.Parent)
        {
            case IBinaryOperation { OperatorKind: var comparison } compared when IsComparison(comparison):
                return !IsEmptiness(compared, value) && !IsLoopCondition(compared) && !OnlyTells(compared);
            // var n = _nodes.Count; if (n > Max) ...
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } }:
                return IsLimit(local, Values.RootOf(value));
            case ISimpleAssignmentOperation { Target: ILocalReferenceOperation target }:
                return IsLimit(target.Local, Values.RootOf(value));
            case ISimpleAssignmentOperation or IIsPatternOperation or ISwitchOperation or ISwitchExpressionOperation:
                return true;
            // _nodes.Count % Limit, Math.Min(_nodes.Count, Max): something is worked out with it
            case IBinaryOperation { Type.SpecialType: SpecialType.System_Int32 }:
                return true;
            default:
                return false;
        }
    }

    private static bool IsLimit(ILocalSymbol local, IOperation root)
    {
        foreach (var operation in root.Descendants())
        {
            if (operation is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, local) && IsLimit(reference))
            {
                return true;
            }
        }

        return false;
    }

    // if (_nodes.Count > 1000) _log.Warn("many nodes"): nothing leaves, nothing of the program's own is called, nothing is changed
    private static bool OnlyTells(IBinaryOperation compared)
    {
        if (compared.Parent is not IConditionalOperation { WhenFalse: null } conditional || conditional.Condition != compared)
        {
            return false;
        }

        foreach (var operation in conditional.WhenTrue.DescendantsAndSelf())
        {
            switch (operation)
            {
                case IReturnOperation or IThrowOperation or IBranchOperation or IAssignmentOperation or IIncrementOrDecrementOperation or ILoopOperation or IAwaitOperation:
                case IInvocationOperation { TargetMethod: var method } when IsOwn(method) || CollectionMembers.EffectOf(method.Name) != MemberEffect.Reads || method.MethodKind == MethodKind.DelegateInvoke:
                    return false;
            }
        }

        return true;
    }

    private static bool IsOwn(IMethodSymbol method) => method.MethodKind == MethodKind.LocalFunction || (method.Locations.Length > 0 && method.Locations[0].IsInSource && method.ContainingType?.TypeKind != TypeKind.Interface);

    private static bool IsComparison(BinaryOperatorKind kind) => kind is BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals
        or BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual;

    // _nodes.Count > 0, 1 <= _nodes.Count
    private static bool IsEmptiness(IBinaryOperation compared, IOperation count)
    {
        var other = compared.LeftOperand == count ? compared.RightOperand : compared.LeftOperand;
        return other.ConstantValue is { HasValue: true, Value: 0 or 1 };
    }

    // for (var i = 0; i < _nodes.Count; i++)
    private static bool IsLoopCondition(IBinaryOperation compared) =>
        compared.Parent is IForLoopOperation loop && loop.Condition == compared;

    /// <summary><c>if (_count == _nodes.Length) Array.Resize(ref _nodes, _count * 2);</c>, <c>new Node[_nodes.Length + 1]</c>: the length is asked for in order to make more room.</summary>
    public static bool MakesRoom(IOperation count, ISymbol registry)
    {
        for (var outer = count.Parent; outer is not null; outer = outer.Parent)
        {
            switch (outer)
            {
                case IArrayCreationOperation or IArgumentOperation { Parent: IInvocationOperation { TargetMethod.ContainingType.SpecialType: SpecialType.System_Array } }:
                    return true;
                case IConditionalOperation conditional:
                    return Replaces(conditional.WhenTrue, registry);
                case IBlockOperation:
                    return false;
            }
        }

        return false;
    }

    private static bool Replaces(IOperation branch, ISymbol registry)
    {
        foreach (var operation in branch.DescendantsAndSelf())
        {
            var replaced = operation switch
            {
                IArgumentOperation { Parameter.RefKind: RefKind.Ref } argument => argument.Value,
                ISimpleAssignmentOperation assignment => assignment.Target,
                _ => null,
            };
            if (replaced is IMemberReferenceOperation member && SymbolEqualityComparer.Default.Equals(member.Member.OriginalDefinition, registry))
            {
                return true;
            }
        }

        return false;
    }
}
