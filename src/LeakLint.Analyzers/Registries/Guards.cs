using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Registries;

/// <summary>What stands before an add and decides whether it happens.</summary>
internal enum Guard
{
    /// <summary>Nothing that would limit how often.</summary>
    None,

    /// <summary><c>if (!_hooked) { _hooked = true; _handlers += OnExit; }</c>, <c>if (_names.Count == 0) Fill();</c></summary>
    Once,

    /// <summary><c>if (_count &lt; Max) _nodes.Add(this);</c></summary>
    Bound,

    /// <summary><c>if (TrackLeaks) _nodes.Add(this);</c>: some static state that is set elsewhere.</summary>
    State,
}

/// <summary>
/// Finds the condition that limits an add: an <c>if</c> or <c>?:</c> around it, or one before it that leaves.
/// Only conditions over static state of the program count; a test of an argument limits nothing.
/// </summary>
internal sealed class Guards(KnownTypes types)
{
    /// <summary>What limits <paramref name="add"/>, which adds to <paramref name="registry"/>.</summary>
    public Guard Around(IOperation add, ISymbol? registry)
    {
        var found = Guard.None;
        for (var child = add; child.Parent is { } parent; child = parent)
        {
            var guard = parent switch
            {
                IConditionalOperation conditional when child != conditional.Condition => Of(conditional.Condition, conditional, registry, child == conditional.WhenTrue),
                IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr } both when child == both.RightOperand
                    => Of(both.LeftOperand, both, registry, both.OperatorKind == BinaryOperatorKind.ConditionalAnd),
                IBlockOperation block => OfEarlierExits(block, child, registry),
                ISwitchCaseOperation or ISwitchExpressionArmOperation => Guard.None,
                _ => Guard.None,
            };
            if (guard is Guard.Once or Guard.Bound)
            {
                return guard;
            }

            if (guard != Guard.None)
            {
                found = guard;
            }
        }

        return found;
    }

    // if (_hooked) return;  _hooked = true;  _handlers += OnExit;
    private Guard OfEarlierExits(IBlockOperation block, IOperation until, ISymbol? registry)
    {
        var found = Guard.None;
        foreach (var statement in block.Operations)
        {
            if (statement == until)
            {
                break;
            }

            if (statement is IConditionalOperation { WhenFalse: null } conditional && Leaves(conditional.WhenTrue))
            {
                var guard = Of(conditional.Condition, block, registry, isTrue: false);
                if (guard is Guard.Once or Guard.Bound)
                {
                    return guard;
                }

                if (guard != Guard.None)
                {
                    found = guard;
                }
            }
        }

        return found;
    }

    /// <summary>Whether <paramref name="statement"/> ends its block: a return, a throw, a break.</summary>
    public static bool Leaves(IOperation statement) => statement switch
    {
        IReturnOperation or IThrowOperation or IBranchOperation => true,
        IExpressionStatementOperation { Operation: IThrowOperation } => true,
        IBlockOperation { Operations: { Length: > 0 } operations } => Leaves(operations[operations.Length - 1]),
        _ => false,
    };

    private Guard Of(IOperation condition, IOperation region, ISymbol? registry, bool isTrue)
    {
        if (registry is not null && Emptiness.IsShown(condition, isTrue, registry))
        {
            return Guard.Once;
        }

        var found = Guard.None;
        foreach (var operation in condition.DescendantsAndSelf())
        {
            switch (operation)
            {
                // Interlocked.Exchange(ref _hooked, 1) == 0, Interlocked.Increment(ref _count) > Max
                case IInvocationOperation { TargetMethod: var method } call when method.ContainingType.Is(types.Interlocked) && TouchesStatic(call, registry):
                    return method.Name is "Increment" or "Add" ? Guard.Bound : Guard.Once;
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual } compared
                    when TouchesStatic(compared, registry):
                    return Guard.Bound;
                case IMemberReferenceOperation { Member: var state } reference when IsProgramState(reference, registry) && IsState(state, registry):
                    if (IsSetWithin(region, state))
                    {
                        return Guard.Once;
                    }

                    found = Guard.State;
                    break;
            }
        }

        return found;
    }

    private static bool TouchesStatic(IOperation operation, ISymbol? registry)
    {
        foreach (var part in operation.DescendantsAndSelf())
        {
            if (part is IMemberReferenceOperation { Member: var state } reference && IsProgramState(reference, registry) && IsState(state, registry))
            {
                return true;
            }
        }

        return false;
    }

    // What the one instance that has the registry knows of itself is as good as static.
    private static bool IsProgramState(IMemberReferenceOperation reference, ISymbol? registry) =>
        reference.Member.IsStatic
        || (registry is { IsStatic: false } && reference.Instance is IInstanceReferenceOperation && SymbolEqualityComparer.Default.Equals(reference.Member.ContainingType.OriginalDefinition, registry.ContainingType.OriginalDefinition));

    // A constant decides nothing at run time, and asking the registry itself what it has limits nothing.
    private static bool IsState(ISymbol member, ISymbol? registry) => member switch
    {
        IFieldSymbol { IsConst: true } => false,
        IFieldSymbol { IsReadOnly: true, Type.IsReferenceType: true } => false,
        IFieldSymbol or IPropertySymbol => member.Locations.Length > 0 && member.Locations[0].IsInSource
            && !SymbolEqualityComparer.Default.Equals(member.OriginalDefinition, registry),
        _ => false,
    };

    private static bool IsSetWithin(IOperation region, ISymbol state)
    {
        foreach (var operation in region.Descendants())
        {
            var target = operation switch
            {
                IAssignmentOperation assignment => assignment.Target,
                IIncrementOrDecrementOperation step => step.Target,
                IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument => argument.Value,
                _ => null,
            };
            if (target is IMemberReferenceOperation member && SymbolEqualityComparer.Default.Equals(member.Member, state))
            {
                return true;
            }
        }

        return false;
    }
}
