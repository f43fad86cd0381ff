using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading;
using LeakLint.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Cycles;

/// <summary>How a method treats the state of its own object.</summary>
internal enum Manner
{
    /// <summary>It does its work whatever became of the object.</summary>
    Works,

    /// <summary><c>if (_isClosed) return; ...</c>: it works on an object that is still usable, else does nothing.</summary>
    AsksFirst,

    /// <summary><c>bool TryEnter() => !_isClosed;</c>: it says whether the object is usable, and does nothing else.</summary>
    Answers,
}

/// <summary>
/// Reads from a method's first statement whether it looks at a flag of its own object before it does anything. A
/// method that throws then does not count: an exception in a finalizer ends the process.
/// </summary>
internal sealed class Manners(Compilation compilation)
{
    private readonly Dictionary<ISymbol, object> _known = new(SymbolEqualityComparer.Default);

    /// <summary>The manner of <paramref name="method"/>.</summary>
    public Manner Of(IMethodSymbol method, CancellationToken cancellation)
    {
        if (_known.TryGetValue(method, out var known))
        {
            return (Manner)known;
        }

        var manner = Manner.Works;
        foreach (var body in Bodies.For(compilation).Of(method, cancellation))
        {
            if (body is IMethodBodyOperation whole && (whole.BlockBody ?? whole.ExpressionBody) is { } block)
            {
                manner = Of(block.Operations);
            }
        }

        _known[method] = manner;
        return manner;
    }

    /// <summary>Whether a property is <c>get { return _name; }</c>.</summary>
    public bool ReturnsField(IPropertySymbol property, CancellationToken cancellation)
    {
        if (property.GetMethod?.OriginalDefinition is not { } getter)
        {
            return false;
        }

        foreach (var body in Bodies.For(compilation).Of(getter, cancellation))
        {
            return body is IMethodBodyOperation whole
                && (whole.BlockBody ?? whole.ExpressionBody) is { Operations: { Length: 1 } statements }
                && statements[0] is IReturnOperation { ReturnedValue: IFieldReferenceOperation };
        }

        return false;
    }

    private static Manner Of(ImmutableArray<IOperation> statements)
    {
        if (statements.IsEmpty)
        {
            return Manner.Works;
        }

        switch (statements[0])
        {
            case IReturnOperation { ReturnedValue: { Type.SpecialType: SpecialType.System_Boolean } answer } when IsFlag(answer):
                return Manner.Answers;
            case ILockOperation { Body: IBlockOperation locked } when statements.Length == 1:
                return Of(locked.Operations);
            // if (_isClosed) return;   if (!_isClosed) { all there is }
            case IConditionalOperation { WhenFalse: null } test when AsksFlag(test.Condition) && (Returns(test.WhenTrue) || statements.Length == 1):
                return Manner.AsksFirst;
            default:
                return Manner.Works;
        }
    }

    private static bool Returns(IOperation statement) => statement switch
    {
        IReturnOperation => true,
        IBlockOperation { Operations: { Length: > 0 } inside } => Returns(inside[inside.Length - 1]),
        _ => false,
    };

    // _isClosed, !_isClosed && _count > 0: at least one of its parts is a flag of the object itself.
    private static bool AsksFlag(IOperation condition) => condition switch
    {
        IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr } both => AsksFlag(both.LeftOperand),
        _ => IsFlag(condition),
    };

    private static bool IsFlag(IOperation value) => value switch
    {
        IParenthesizedOperation parenthesized => IsFlag(parenthesized.Operand),
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not => IsFlag(not.Operand),
        IFieldReferenceOperation { Instance: IInstanceReferenceOperation, Type.SpecialType: SpecialType.System_Boolean } => true,
        IPropertyReferenceOperation { Instance: IInstanceReferenceOperation, Type.SpecialType: SpecialType.System_Boolean } => true,
        _ => false,
    };
}
