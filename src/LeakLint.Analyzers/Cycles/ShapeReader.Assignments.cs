using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Cycles;

/// <content>Assignments, declarations and subscriptions.</content>
internal sealed partial class ShapeReader
{
    private Value Declare(IVariableDeclaratorOperation variable)
    {
        if ((variable.Initializer ?? (variable.Parent as IVariableDeclarationOperation)?.Initializer) is { } initializer)
        {
            SetVariable(variable.Symbol, Read(initializer.Value));
            if (variable.Symbol.Type.SpecialType == SpecialType.System_Boolean && Known(initializer.Value) is { } known)
            {
                _flags[variable.Symbol] = known;
            }
        }

        return Value.Nothing;
    }

    private Value Assign(ISimpleAssignmentOperation assignment)
    {
        if (assignment.Target is IParameterReferenceOperation or ILocalReferenceOperation)
        {
            var value = Read(assignment.Value);
            Write(assignment.Target, value, assignment);
            return value;
        }

        // The holder is read first, as the language does: "_child = (_child = x)" aside, nobody can tell.
        var stored = Read(assignment.Value);
        Write(assignment.Target, stored, assignment);
        return stored;
    }

    private Value AssignIfNull(ICoalesceAssignmentOperation assignment)
    {
        var before = Read(assignment.Target);
        var outer = _on;
        _on = new Arm(_shapes.NextBranch(), 0, outer);
        var value = Read(assignment.Value);
        Write(assignment.Target, value, assignment);
        var on = _on;
        _on = outer;
        return value.Node is null ? before : new Value(value.Node, on);
    }

    private Value Deconstruct(IDeconstructionAssignmentOperation deconstruction)
    {
        var target = deconstruction.Target;
        var source = deconstruction.Value;
        while (source is IConversionOperation conversion)
        {
            source = conversion.Operand;
        }

        if (target is not ITupleOperation targets || source is not ITupleOperation sources || targets.Elements.Length != sources.Elements.Length)
        {
            Children(deconstruction);
            return Value.Nothing;
        }

        var values = new Value[sources.Elements.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = Read(sources.Elements[i]);
        }

        for (var i = 0; i < values.Length; i++)
        {
            Write(targets.Elements[i], values[i], targets.Elements[i]);
        }

        return Value.Nothing;
    }

    // "_child = new Child(…)", also through "??", "??=" and casts.
    private static bool Makes(IOperation assignment)
    {
        var value = assignment switch
        {
            IAssignmentOperation simple => simple.Value,
            _ => null,
        };
        while (value is IConversionOperation or ICoalesceOperation)
        {
            value = value is IConversionOperation conversion ? conversion.Operand : ((ICoalesceOperation)value).WhenNull;
        }

        return value is IObjectCreationOperation;
    }

    private void Write(IOperation target, Value value, IOperation at)
    {
        switch (target)
        {
            case ILocalReferenceOperation local:
                _flags.Remove(local.Local);
                SetVariable(local.Local, value);
                break;
            case IDeclarationExpressionOperation declaration:
                Write(declaration.Expression, value, at);
                break;
            case IParameterReferenceOperation parameter when IsOwn(parameter.Parameter):
                _flags.Remove(parameter.Parameter);
                SetVariable(parameter.Parameter, value);
                break;
            case IParameterReferenceOperation captured:
                Set(new Value(_this), EdgeKind.Field, captured.Parameter.OriginalDefinition, value, At(at));
                break;
            case IFieldReferenceOperation { Field.IsStatic: true } @static when _inFinalizer:
                Set(RootOf(@static.Field, @static.Field.ContainingType), EdgeKind.Field, @static.Field.OriginalDefinition, value, At(at));
                break;
            case IFieldReferenceOperation { Field.IsStatic: false } field when IsObject(field.Type):
                Set(Changed(field.Instance), EdgeKind.Field, Shapes.SlotOf(field.Field), value, At(at), Makes(at));
                break;
            case IArrayElementReferenceOperation element when IsObject(element.Type):
                Set(Read(element.ArrayReference), EdgeKind.Element, null, value, At(at));
                break;
            case IPropertyReferenceOperation property:
                WriteProperty(property, value, at);
                break;
            default:
                Children(target);
                break;
        }
    }

    private void WriteProperty(IPropertyReferenceOperation property, Value value, IOperation at)
    {
        var symbol = property.Property;
        if (symbol.IsStatic)
        {
            if (_inFinalizer)
            {
                Set(RootOf(symbol, symbol.ContainingType), EdgeKind.Field, symbol.OriginalDefinition, value, At(at));
            }

            return;
        }

        var holder = Changed(property.Instance);

        if (Containers.IsContainer(symbol.ContainingType))
        {
            var arguments = Arguments(property.Arguments, symbol.Parameters.Length, out _, out _);
            if (value.Node is not null)
            {
                Set(holder, EdgeKind.Element, null, value, At(at));
            }

            if (arguments.Length > 0 && arguments[0].Node is not null)
            {
                Set(holder, EdgeKind.Element, null, arguments[0], At(at));
            }

            return;
        }

        // A get-only automatic property is assigned in its constructor.
        if (symbol.SetMethod is null)
        {
            if (_shapes.IsAutomatic(symbol) && IsObject(symbol.Type))
            {
                Set(holder, EdgeKind.Field, Shapes.SlotOf(symbol), value, At(at), Makes(at));
            }

            return;
        }

        if (_shapes.Dispatch(symbol.SetMethod, holder.Node, property.Instance) is not { } setter)
        {
            return;
        }

        if (_shapes.IsAutomatic(setter.AssociatedSymbol))
        {
            if (IsObject(symbol.Type))
            {
                Set(holder, EdgeKind.Field, Shapes.SlotOf(setter.AssociatedSymbol!), value, At(at), Makes(at));
            }

            return;
        }

        Used(holder, at);
        var values = Arguments(property.Arguments, symbol.Parameters.Length, out _, out _);
        Inline(setter, holder, values.Add(value), 0, 0, null, at);
    }

    private Value Subscribe(IEventAssignmentOperation subscription)
    {
        var handler = Read(subscription.HandlerValue);
        if (subscription.EventReference is not IEventReferenceOperation { Event: { IsStatic: false } } reference)
        {
            if (subscription.Adds && subscription.EventReference is IEventReferenceOperation { Event: var @static })
            {
                Set(RootOf(@static, @static.ContainingType), EdgeKind.Event, @static.OriginalDefinition, handler, At(subscription));
            }

            return Value.Nothing;
        }

        var holder = Read(reference.Instance);
        Used(holder, subscription);
        var accessor = subscription.Adds ? reference.Event.AddMethod : reference.Event.RemoveMethod;
        if (accessor is null || _shapes.Dispatch(accessor, holder.Node, reference.Instance) is not { AssociatedSymbol: IEventSymbol @event } found)
        {
            return Value.Nothing;
        }

        if (!found.IsImplicitlyDeclared)
        {
            Inline(found, holder, [handler], 0, 0, null, subscription);
        }
        else if (subscription.Adds)
        {
            Set(holder, EdgeKind.Event, @event.OriginalDefinition, handler, At(subscription));
        }
        else
        {
            Remove(holder, EdgeKind.Event, @event.OriginalDefinition, null, At(subscription));
        }

        return Value.Nothing;
    }
}
