using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Cycles;

/// <content>What a condition tells: its value where that is known, and which objects it asked about themselves.</content>
internal sealed partial class ShapeReader
{
    /// <summary>
    /// The value of a condition where constants decide it: <c>disposing</c> in <c>Dispose(false)</c>, and what is
    /// made of it.
    /// </summary>
    private bool? Known(IOperation? condition)
    {
        switch (condition)
        {
            case null:
                return null;
            case { ConstantValue: { HasValue: true, Value: bool constant } }:
                return constant;
            case IParameterReferenceOperation parameter:
                return _flags.TryGetValue(parameter.Parameter, out var flag) ? flag : null;
            case ILocalReferenceOperation local:
                return _flags.TryGetValue(local.Local, out var value) ? value : null;
            case IParenthesizedOperation parenthesized:
                return Known(parenthesized.Operand);
            case IConversionOperation conversion:
                return Known(conversion.Operand);
            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not:
                return !Known(not.Operand);
            case IBinaryOperation binary:
                return Known(binary);
            case IIsPatternOperation { Pattern: IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: bool expected } } } match:
                return Known(match.Value) is { } matched ? matched == expected : null;
            case IIsPatternOperation { Pattern: INegatedPatternOperation { Pattern: IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: bool refused } } } } mismatch:
                return Known(mismatch.Value) is { } other ? other != refused : null;
            default:
                return null;
        }
    }

    private bool? Known(IBinaryOperation binary)
    {
        if (_depth > DeepestNesting)
        {
            return null;
        }

        _depth++;
        var left = Known(binary.LeftOperand);
        var right = Known(binary.RightOperand);
        _depth--;
        return binary.OperatorKind switch
        {
            BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.And => left & right,
            BinaryOperatorKind.ConditionalOr or BinaryOperatorKind.Or => left | right,
            BinaryOperatorKind.Equals => left is { } l && right is { } r ? l == r : null,
            BinaryOperatorKind.NotEquals or BinaryOperatorKind.ExclusiveOr => left is { } l && right is { } r ? l != r : null,
            _ => null,
        };
    }

    /// <summary>
    /// Reads a condition, and remembers the objects that it asked about themselves (<c>peer.IsClosed</c>): code under
    /// such a question knows whether the peer's finalizer has run. Gives what was newly asked.
    /// </summary>
    private HashSet<Node> Ask(IOperation? condition)
    {
        var before = new HashSet<Node>(_asked);
        Read(condition);
        var asked = new HashSet<Node>(_asked);
        asked.ExceptWith(before);
        return asked;
    }

    private void Forget(HashSet<Node> asked) => _asked.ExceptWith(asked);

    private void AskedAbout(Node node) => _asked.Add(node);

    /// <summary>
    /// A call uses its object; in a finalizer, one whose code asks about its object before it does anything is a
    /// question, as <c>peer.IsClosed</c> is: <c>if (_isClosed) return;</c>, <c>bool TryEnter() => !_isClosed;</c>.
    /// </summary>
    private void Called(Value receiver, IInvocationOperation call)
    {
        // _parent.DangerousRelease(): until then it held a count of the parent, which cannot have been released.
        if (_inFinalizer && receiver.Node is { Member: { } counted } && _shapes.EndsCount(call.TargetMethod))
        {
            _shapes.Counted.Add(counted);
            return;
        }

        if (_inFinalizer
            && receiver.Node is { } node
            && !ReferenceEquals(node, _this)
            && _shapes.Dispatch(call.TargetMethod, node, call.Instance) is { } found)
        {
            switch (_shapes.Manners.Of(found, _cancellation))
            {
                case Manner.Answers:
                    AskedAbout(node);
                    return;
                case Manner.AsksFirst:
                    return;
            }
        }

        Used(receiver, call);
    }

    private Value ShortCircuit(IBinaryOperation binary)
    {
        Read(binary.LeftOperand);
        if (Known(binary.LeftOperand) is { } left && left == (binary.OperatorKind == BinaryOperatorKind.ConditionalOr))
        {
            return Value.Nothing;
        }

        var outer = _on;
        _on = new Arm(_shapes.NextBranch(), 0, outer);
        Read(binary.RightOperand);
        _on = outer;
        return Value.Nothing;
    }
}
