using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Cycles;

/// <content>Expressions: what they refer to, and what they do on the way.</content>
internal sealed partial class ShapeReader
{
    private Value Expression(IOperation operation)
    {
        switch (operation)
        {
            case IInstanceReferenceOperation instance:
                return instance.ReferenceKind switch
                {
                    InstanceReferenceKind.ContainingTypeInstance => new Value(_this),
                    InstanceReferenceKind.ImplicitReceiver when _initialized.Count > 0 => _initialized.Peek(),
                    _ => Value.Nothing,
                };
            case ILocalReferenceOperation local:
                return GetVariable(local.Local);
            case IParameterReferenceOperation parameter:
                return IsOwn(parameter.Parameter)
                    ? GetVariable(parameter.Parameter)
                    : Load(new Value(_this), EdgeKind.Field, parameter.Parameter.OriginalDefinition, parameter.Type, At(parameter));
            case IFieldReferenceOperation field:
                return ReadField(field);
            case IPropertyReferenceOperation property:
                return ReadProperty(property);
            case IArrayElementReferenceOperation element:
                return Load(Read(element.ArrayReference), EdgeKind.Element, null, element.Type, At(element));
            case IParenthesizedOperation parenthesized:
                return Read(parenthesized.Operand);
            case IConversionOperation conversion:
                return Convert(conversion);
            case IAwaitOperation await:
                Read(await.Operation);
                return Opaque(await.Type);
            case ICoalesceOperation coalesce:
                return Coalesce(coalesce);
            case IConditionalAccessOperation access:
                return ConditionalAccess(access);
            case IConditionalAccessInstanceOperation:
                return _conditional.Count > 0 ? _conditional.Peek() : Value.Nothing;
            case IIsPatternOperation match:
                Bind(match.Pattern, Read(match.Value));
                return Value.Nothing;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr } binary:
                return ShortCircuit(binary);
            case ISwitchExpressionOperation @switch:
                return SwitchExpression(@switch);
            case IObjectCreationOperation creation:
                return Create(creation);
            case ITupleOperation tuple:
                return CreateTuple(tuple);
            case IWithOperation with:
                return With(with);
            case IArrayCreationOperation array:
                return CreateArray(array);
            case ICollectionExpressionOperation collection:
                return CreateCollection(collection);
            case IObjectOrCollectionInitializerOperation initializer:
                ReadAll(initializer.Initializers);
                return Value.Nothing;
            case IDelegateCreationOperation @delegate:
                return CreateDelegate(@delegate);
            case IAnonymousFunctionOperation function:
                return Closure(function, function.Symbol.ReturnType);
            case IInvocationOperation call:
                return Invoke(call);
            case IVariableDeclaratorOperation variable:
                return Declare(variable);
            case ISimpleAssignmentOperation assignment:
                return Assign(assignment);
            case ICoalesceAssignmentOperation assignment:
                return AssignIfNull(assignment);
            case IDeconstructionAssignmentOperation deconstruction:
                return Deconstruct(deconstruction);
            case IEventAssignmentOperation subscription:
                return Subscribe(subscription);
            case ICompoundAssignmentOperation or IIncrementOrDecrementOperation:
                Children(operation);
                return Value.Nothing;
            case INameOfOperation or ITypeOfOperation or ILiteralOperation or IDefaultValueOperation:
                return Value.Nothing;
            default:
                Children(operation);
                return operation.Type is { } type ? Opaque(type) : Value.Nothing;
        }
    }

    private bool IsOwn(IParameterSymbol parameter)
        => _variables.ContainsKey(parameter) || !_shapes.IsPrimary(parameter) || SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, _method);

    private void Children(IOperation operation)
    {
        foreach (var child in operation.ChildOperations)
        {
            Read(child);
        }
    }

    private Value ReadField(IFieldReferenceOperation field)
    {
        var holder = Read(field.Instance);
        if (field.Field.IsStatic)
        {
            return IsObject(field.Type) ? RootOf(field.Field, field.Type) : Value.Nothing;
        }

        Observed(holder, field);
        return Load(holder, EdgeKind.Field, Shapes.SlotOf(field.Field), field.Type, At(field));
    }

    private Value ReadProperty(IPropertyReferenceOperation property)
    {
        var holder = Read(property.Instance);
        var arguments = Arguments(property.Arguments, property.Property.Parameters.Length, out _, out _);
        if (_inFinalizer && Waits.IsWait(property.Property))
        {
            WaitFor(WaitKind.Event, property.Property.ContainingType.Name + ".Result", holder.Node, property);
        }

        if (property.Property.IsStatic)
        {
            return IsObject(property.Type) ? RootOf(property.Property, property.Type) : Value.Nothing;
        }

        if (PartOf(property, holder) is { } part)
        {
            return part;
        }

        if (_shapes.HasCounted && property.Property.Name == "Value" && _shapes.IsCounted(property.Property.ContainingType))
        {
            return Load(holder, EdgeKind.Counted, null, property.Type, At(property));
        }

        Observed(holder, property);
        if (property.Property.GetMethod is { } getter && _shapes.Dispatch(getter, holder.Node, property.Instance) is { } found)
        {
            return _shapes.IsAutomatic(found.AssociatedSymbol)
                ? Load(holder, EdgeKind.Field, Shapes.SlotOf(found.AssociatedSymbol!), property.Type, At(property))
                : Inline(found, holder, arguments, 0, 0, property.Type, property);
        }

        return Opaque(property.Type);
    }

    // _children[0], map.Values, list.First.Value, pair.Value, (A)?.Value, lazy.Value: what a collection holds, and what is nothing but it.
    private Value? PartOf(IPropertyReferenceOperation property, Value holder)
    {
        var type = property.Property.ContainingType;
        if (type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T)
        {
            return IsObject(property.Type) ? holder : Value.Nothing;
        }

        var isLazy = type is { Name: "Lazy", Arity: 1 } && Framework.Declares(type);
        if (!isLazy && !Containers.IsContainer(type))
        {
            return null;
        }

        if (isLazy && property.Property.Name == "IsValueCreated")
        {
            return Value.Nothing;
        }

        return !IsObject(property.Type) ? Value.Nothing
            : property.Type is INamedTypeSymbol part && Containers.IsContainer(part) && Containers.IsView(property.Property.Name) ? holder
            : property.Arguments.Length > 0 || property.Property.OriginalDefinition.Type is ITypeParameterSymbol ? Load(holder, EdgeKind.Element, null, property.Type, At(property))
            : Opaque(property.Type);
    }

    // A flag of the peer is a question about the peer's state, which is what a careful finalizer asks first.
    private void Observed(Value holder, IOperation at)
    {
        if (at.Type?.SpecialType == SpecialType.System_Boolean)
        {
            if (holder.Node is { } node)
            {
                AskedAbout(node);
            }
        }
        else if (!IsText(at))
        {
            Used(holder, at);
        }
    }

    // ~Part() => Log("leaked, of " + _owner.Name): text that a field holds is the same after a finalizer ran.
    private bool IsText(IOperation member) => member switch
    {
        { Type.SpecialType: not SpecialType.System_String } => false,
        IFieldReferenceOperation => true,
        IPropertyReferenceOperation property => _shapes.IsAutomatic(property.Property) || _shapes.Manners.ReturnsField(property.Property, _cancellation),
        _ => false,
    };

    private Value Convert(IConversionOperation conversion)
    {
        var value = Read(conversion.Operand);
        if (conversion.OperatorMethod is not null || !IsObject(conversion.Type))
        {
            return Opaque(conversion.Type);
        }

        // A cast that succeeds, or is used, tells the type.
        if (value.Node is { Exact: false, Origin: Origin.Opaque or Origin.Loaded } node
            && conversion.Type is INamedTypeSymbol { TypeKind: TypeKind.Class, SpecialType: SpecialType.None } narrower
            && (node.Type is not INamedTypeSymbol known || Shapes.IsBelow(narrower, known)))
        {
            node.Type = narrower;
        }

        return value;
    }

    // "_item is A a" tells of a only: the next test may find a B.
    private Value Narrowed(Value value, ITypeSymbol? type)
    {
        if (value is not { Node: { Exact: false, Origin: Origin.Loaded, Holder: { } holder } node, Other: null }
            || type is not INamedTypeSymbol { TypeKind: TypeKind.Class, SpecialType: SpecialType.None } narrower
            || SymbolEqualityComparer.Default.Equals(node.Type, narrower)
            || (node.Type is INamedTypeSymbol known && !Shapes.IsBelow(narrower, known)))
        {
            return value;
        }

        var found = new Node(Origin.Loaded, narrower, narrower.IsSealed) { Holder = holder, Kind = node.Kind, Member = node.Member };
        Add(new Store(holder, node.Kind, node.Member, found, _stores.Find(store => ReferenceEquals(store.To, node))?.At ?? new Evidence(Location.None, _method.ContainingType, byConstructor: false), Arm.Below(_on, value.On)) { IsRead = true });
        return new Value(found, value.On);
    }

    private Value Coalesce(ICoalesceOperation coalesce)
    {
        var value = Read(coalesce.Value);
        var outer = _on;
        var id = _shapes.NextBranch();
        _on = new Arm(id, 1, outer);
        var otherwise = Read(coalesce.WhenNull);
        var onOther = _on;
        _on = outer;
        if (otherwise.Node is null)
        {
            return value;
        }

        return Either(value, new Arm(id, 0, outer), otherwise, onOther);
    }

    private Value ConditionalAccess(IConditionalAccessOperation access)
    {
        _conditional.Push(Read(access.Operation));
        var value = Read(access.WhenNotNull);
        _conditional.Pop();
        return value;
    }

    private Value SwitchExpression(ISwitchExpressionOperation @switch)
    {
        var of = Read(@switch.Value);
        var outer = _on;
        var id = _shapes.NextBranch();
        var number = 0;
        var result = Value.Nothing;
        foreach (var arm in @switch.Arms)
        {
            _on = new Arm(id, number++, outer);
            Bind(arm.Pattern, of);
            Read(arm.Guard);
            var value = Read(arm.Value);
            result = result.Node is null ? new Value(value.Node, _on) : result.Other is null ? new Value(result.Node, result.On, value.Node, _on) : result;
        }

        _on = outer;
        return result;
    }

    private void Bind(IPatternOperation pattern, Value value)
    {
        switch (pattern)
        {
            case IDeclarationPatternOperation { DeclaredSymbol: { } variable }:
                SetVariable(variable, Narrowed(value, (variable as ILocalSymbol)?.Type));
                break;
            case IRecursivePatternOperation recursive:
                if (recursive.DeclaredSymbol is { } named)
                {
                    SetVariable(named, Narrowed(value, (named as ILocalSymbol)?.Type));
                }

                foreach (var part in recursive.PropertySubpatterns)
                {
                    if (part.Member is IMemberReferenceOperation { Type.SpecialType: SpecialType.System_Boolean } && value.Node is { } node)
                    {
                        AskedAbout(node);
                    }
                }

                break;
            case INegatedPatternOperation negated:
                Bind(negated.Pattern, value);
                break;
            case IBinaryPatternOperation binary:
                Bind(binary.LeftPattern, value);
                Bind(binary.RightPattern, value);
                break;
        }
    }
}
