using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Cycles;

/// <content>Counted handles: who counts on what.</content>
internal sealed partial class ShapeReader
{
    /// <summary>What a call does with counted handles; null when it is about something else.</summary>
    private Value? Count(IInvocationOperation call, Value receiver, ImmutableArray<Value> arguments)
    {
        var method = call.TargetMethod;
        if (_shapes.MakesCounted(method))
        {
            var made = new Value(new Node(Origin.Fresh, call.Type, exact: true));
            Set(made, EdgeKind.Counted, null, arguments[0], At(call));
            if (arguments.Length > 1 && arguments[1].Node is { Type.TypeKind: TypeKind.Delegate })
            {
                Set(made, EdgeKind.Released, null, arguments[1], At(call));
            }

            return made;
        }

        if (!_shapes.IsCounted(method.ContainingType) || receiver.Node is null)
        {
            return null;
        }

        switch (method.Name)
        {
            case "AddReference":
                return Another(receiver, call);
            case "TryAddReference" when call.Arguments.Length > 0:
                Write(call.Arguments[0].Value, Another(receiver, call), call);
                return Value.Nothing;
            case "Dispose":
                Remove(receiver, EdgeKind.Counted, null, null, At(call));
                return Value.Nothing;
            default:
                return null;
        }
    }

    // A handle of its own for another owner; not made from nothing, so it does not say who owns whom.
    private Value Another(Value handle, IInvocationOperation call)
    {
        var value = Load(handle, EdgeKind.Counted, null, Shapes.ValueTypeOf(call.TargetMethod.ContainingType), At(call));
        var another = new Value(new Node(Origin.Opaque, call.TargetMethod.ContainingType, exact: true));
        Set(another, EdgeKind.Counted, null, value, At(call));
        return another;
    }
}
