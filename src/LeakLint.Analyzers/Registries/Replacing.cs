using System;
using System.Collections.Generic;
using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Registries;

/// <summary>Tells giving a registry its first value from replacing what it held.</summary>
internal static class Replacing
{
    /// <summary><c>if (_nodes == null) _nodes = new();</c>: nothing was held before.</summary>
    public static bool IsFirstValue(IOperation assignment, ISymbol registry)
    {
        for (var child = assignment; child.Parent is { } parent; child = parent)
        {
            if (parent is IConditionalOperation conditional && child == conditional.WhenTrue && TestsForNull(conditional.Condition, registry))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Reads <c>ref _nodes</c> passed to <c>Interlocked</c>, <c>LazyInitializer</c>, <c>Volatile</c>, <c>ImmutableInterlocked</c> or to others.</summary>
    public static void ReadReference(
        IArgumentOperation argument, ISymbol registry, KnownTypes types, List<RegistryUse> uses, Func<IOperation, RegistryUse> made, Action<IOperation> update)
    {
        if (argument.Parent is not IInvocationOperation { TargetMethod: { ContainingType: { } type } method } call || type.Locations[0].IsInSource)
        {
            uses.Add(RegistryUse.Escapes(argument.Value.Syntax.GetLocation(), Reasons.ByReference));
            return;
        }

        if (type.Is(types.LazyInitializer) || (type.Is(types.Volatile) && method.Name == "Read"))
        {
            return;
        }

        if (type.Is(types.Interlocked) && method.Name == "CompareExchange" && call.Arguments.Length == 3)
        {
            if (IsNull(call.Arguments[2].Value))
            {
                uses.Add(made(call.Arguments[1].Value));
            }
            else
            {
                update(call.Arguments[1].Value);
            }
        }
        else if (call.Arguments.Length == 2 && ((type.Is(types.Interlocked) && method.Name == "Exchange") || (type.Is(types.Volatile) && method.Name == "Write")))
        {
            update(call.Arguments[1].Value);
        }
        else if (type.Is(types.ImmutableInterlocked))
        {
            update(call);
        }
        // Array.Resize(ref _nodes, _nodes.Length * 2): room for more
        else if (type.SpecialType == SpecialType.System_Array && method.Name == "Resize")
        {
            uses.Add(RegistryUse.Widens());
        }
        else
        {
            uses.Add(RegistryUse.Escapes(argument.Value.Syntax.GetLocation(), Reasons.ByReference));
        }
    }

    private static bool TestsForNull(IOperation condition, ISymbol registry)
    {
        foreach (var operation in condition.DescendantsAndSelf())
        {
            var tested = operation switch
            {
                IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals } equals => IsNull(equals.RightOperand) ? equals.LeftOperand : IsNull(equals.LeftOperand) ? equals.RightOperand : null,
                IIsPatternOperation { Pattern: IConstantPatternOperation { Value: { } constant } } pattern when IsNull(constant) => pattern.Value,
                IPropertyReferenceOperation { Property.Name: "IsDefault" or "IsDefaultOrEmpty", Instance: { } instance } => instance,
                _ => null,
            };
            if (tested is not null
                && Values.Unwrap(tested) is IMemberReferenceOperation member
                && SymbolEqualityComparer.Default.Equals(member.Member.OriginalDefinition, registry))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsNull(IOperation value) => Values.Unwrap(value).ConstantValue is { HasValue: true, Value: null };
}
