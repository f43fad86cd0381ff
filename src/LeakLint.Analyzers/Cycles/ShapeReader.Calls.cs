using System.Collections.Generic;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Cycles;

/// <content>Calls: into code of the compilation, whose shape is put in their place, and into the framework's.</content>
internal sealed partial class ShapeReader
{
    private ImmutableArray<Value> Arguments(ImmutableArray<IArgumentOperation> arguments, int count, out uint knownFlags, out uint trueFlags)
    {
        knownFlags = 0;
        trueFlags = 0;
        var values = ImmutableArray.CreateBuilder<Value>(count);
        for (var i = 0; i < count; i++)
        {
            values.Add(Value.Nothing);
        }

        foreach (var argument in arguments)
        {
            var value = argument.Parameter is { RefKind: RefKind.Out } ? Value.Nothing : Read(argument.Value);
            if (argument.Parameter is not { } parameter || parameter.Ordinal >= count)
            {
                continue;
            }

            values[parameter.Ordinal] = value;
            if (parameter.Ordinal < 32 && parameter.Type.SpecialType == SpecialType.System_Boolean && Known(argument.Value) is { } known)
            {
                knownFlags |= 1u << parameter.Ordinal;
                trueFlags |= known ? 1u << parameter.Ordinal : 0;
            }
        }

        return values.MoveToImmutable();
    }

    private Value Invoke(IInvocationOperation call)
    {
        var target = call.TargetMethod;
        var receiver = Read(call.Instance);
        var arguments = Arguments(call.Arguments, target.Parameters.Length, out var knownFlags, out var trueFlags);
        if (call.Instance is not null && target.ContainingType.SpecialType != SpecialType.System_Object)
        {
            Called(receiver, call);
        }

        WaitIn(call, receiver, arguments);
        GoOn(call, receiver);
        Hand(target, arguments, call);
        if (_shapes.Exchanges(target) && call.Arguments.Length > 0)
        {
            // Interlocked.Exchange(ref _child, x), Volatile.Write(ref _child, x), and their reading siblings.
            if (arguments.Length > 1)
            {
                Write(call.Arguments[0].Value, arguments[1], call);
            }

            return arguments[0];
        }

        if (_shapes.SuppressesFinalization(target) && arguments.Length == 1 && arguments[0].Node is { } spared)
        {
            Spare(spared);
            return Value.Nothing;
        }

        if (_shapes.Reregisters(target))
        {
            _reregisters |= arguments.Length == 1 && ReferenceEquals(arguments[0].Node, _this);
            return Value.Nothing;
        }

        if (_shapes.HasCounted && !_inFinalizer && Count(call, receiver, arguments) is { } counted)
        {
            return counted;
        }

        if (target.MethodKind == MethodKind.LocalFunction)
        {
            return CallLocal(target, arguments, call.Type);
        }

        if (Containers.IsContainer(target.ContainingType))
        {
            return CallContainer(call, receiver, arguments);
        }

        // _children.ToList(), _children.OfType<Child>(), _last.GetValueOrDefault(): the same elements once more
        if (arguments.Length > 0 && Containers.Repeats(target))
        {
            return arguments[0];
        }

        if (target.ContainingType.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T && IsObject(call.Type))
        {
            return receiver;
        }

        var result = (target.IsStatic ? target.OriginalDefinition : _shapes.Dispatch(target, receiver.Node, call.Instance)) is { } found
            ? Inline(found, receiver, arguments, knownFlags, trueFlags, call.Type, call)
            : Opaque(call.Type);
        Outputs(call, Value.Nothing);
        return result;
    }

    // What the callee may have put into a variable passed by reference is some other object.
    private void Outputs(IInvocationOperation call, Value container)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter is { RefKind: RefKind.Ref or RefKind.Out } parameter)
            {
                var value = container.Node is null ? Opaque(parameter.Type) : Load(container, EdgeKind.Element, null, parameter.Type, At(argument));
                Write(argument.Value, value, argument);
            }
        }
    }

    private Value CallContainer(IInvocationOperation call, Value container, ImmutableArray<Value> arguments)
    {
        var name = call.TargetMethod.Name;
        if (Containers.Adds(name))
        {
            for (var i = 0; i < arguments.Length; i++)
            {
                // GetOrAdd(key, static k => …): what makes an element is none
                if (arguments[i].Node is { } added && (added.Type is not { TypeKind: TypeKind.Delegate } || call.TargetMethod.OriginalDefinition.Parameters[i].Type is ITypeParameterSymbol))
                {
                    Set(container, EdgeKind.Element, null, arguments[i], At(call));
                }
            }
        }
        else if (Containers.Removes(name))
        {
            if (arguments.IsEmpty)
            {
                Remove(container, EdgeKind.Element, null, null, At(call));
            }
            else if (arguments[0].Node is { } only)
            {
                Remove(container, EdgeKind.Element, null, only, At(call));
            }
        }

        Outputs(call, container);
        if (!IsObject(call.Type))
        {
            return Value.Nothing;
        }

        // An immutable collection answers with the collection that holds the element too; a copy holds the same elements.
        return SymbolEqualityComparer.Default.Equals(call.Type!.OriginalDefinition, call.TargetMethod.ContainingType.OriginalDefinition) || name is "ToArray" or "AsReadOnly" or "GetConsumingEnumerable"
            ? container
            : Load(container, EdgeKind.Element, null, call.Type, At(call));
    }

    private Value Elements(Value collection, IForEachLoopOperation each)
    {
        var of = each.Collection;
        while (of is IConversionOperation conversion)
        {
            of = conversion.Operand;
        }

        // foreach (var (key, child) in _children)
        if (each.LoopControlVariable is not IVariableDeclaratorOperation)
        {
            foreach (var operation in each.LoopControlVariable.DescendantsAndSelf())
            {
                if (operation is ILocalReferenceOperation local)
                {
                    _variables[local.Local] = of.Type is INamedTypeSymbol map && Containers.IsContainer(map) ? Load(collection, EdgeKind.Element, null, local.Type, At(of)) : Opaque(local.Type);
                }
            }
        }

        if (each.LoopControlVariable is not IVariableDeclaratorOperation { Symbol.Type: { } type } || !IsObject(type))
        {
            return Value.Nothing;
        }

        // A pair of a dictionary is nothing but what it holds.
        if (Shapes.IsTransparent(type) && of.Type is INamedTypeSymbol pairs && Containers.IsContainer(pairs))
        {
            return collection;
        }

        return of.Type is IArrayTypeSymbol || (of.Type is INamedTypeSymbol named && Containers.IsContainer(named)) || of is IInvocationOperation { TargetMethod: var repeated } && Containers.Repeats(repeated)
            ? Load(collection, EdgeKind.Element, null, type, At(of))
            : Opaque(type);
    }

    private Value CallLocal(IMethodSymbol target, ImmutableArray<Value> arguments, ITypeSymbol? type)
    {
        if (_root is null || !_localFunctions.Add(target))
        {
            return Opaque(type);
        }

        foreach (var operation in _root.Descendants())
        {
            if (operation is ILocalFunctionOperation function && SymbolEqualityComparer.Default.Equals(function.Symbol, target))
            {
                foreach (var parameter in function.Symbol.Parameters)
                {
                    _variables[parameter] = arguments[parameter.Ordinal];
                }

                var (result, many) = (_result, _manyResults);
                Read(function.Body);
                (_result, _manyResults, _ended) = (result, many, false);
                break;
            }
        }

        _localFunctions.Remove(target);
        return Opaque(type);
    }

    private Value Create(IObjectCreationOperation creation)
    {
        if (creation.Constructor is not { } constructor || creation.Type is not INamedTypeSymbol type)
        {
            Children(creation);
            return Opaque(creation.Type);
        }

        var arguments = Arguments(creation.Arguments, constructor.Parameters.Length, out var knownFlags, out var trueFlags);
        var made = IsObject(type) ? new Value(new Node(Origin.Fresh, type, exact: true)) : Value.Nothing;
        Hand(constructor, arguments, creation, made);
        if (made.Node is null)
        {
            return Value.Nothing;
        }

        if (!_shapes.IsWeak(type))
        {
            Inline(constructor.OriginalDefinition, made, arguments, knownFlags, trueFlags, null, creation);
        }

        if (creation.Initializer is { } initializer)
        {
            _initialized.Push(made);
            Read(initializer);
            _initialized.Pop();
        }

        return made;
    }

    private Value CreateArray(IArrayCreationOperation array)
    {
        var made = new Value(new Node(Origin.Fresh, array.Type, exact: true));
        if (array.Initializer is { } initializer)
        {
            foreach (var element in initializer.ElementValues)
            {
                var value = Read(element);
                if (value.Node is not null)
                {
                    Set(made, EdgeKind.Element, null, value, At(element));
                }
            }
        }

        return made;
    }

    private Value CreateCollection(ICollectionExpressionOperation collection)
    {
        var isContainer = collection.Type is IArrayTypeSymbol || (collection.Type is INamedTypeSymbol named && Containers.IsContainer(named));
        var made = new Value(new Node(Origin.Fresh, collection.Type, exact: true));
        foreach (var element in collection.Elements)
        {
            var value = Read(element);
            if (isContainer && element is not ISpreadOperation && value.Node is not null)
            {
                Set(made, EdgeKind.Element, null, value, At(element));
            }
        }

        return isContainer ? made : Opaque(collection.Type);
    }

    private Value CreateDelegate(IDelegateCreationOperation creation)
    {
        if (creation.Target is IAnonymousFunctionOperation function)
        {
            return Closure(function, creation.Type);
        }

        if (creation.Target is IMethodReferenceOperation { Instance: { } instance })
        {
            var receiver = Read(instance);
            var made = new Value(new Node(Origin.Fresh, creation.Type, exact: true));
            Set(made, EdgeKind.Captured, null, receiver, At(creation));
            return made;
        }

        return Opaque(creation.Type);
    }

    private Value Closure(IAnonymousFunctionOperation function, ITypeSymbol? type)
    {
        var made = new Value(new Node(Origin.Fresh, type, exact: true) { ReadsPlainValues = _inFinalizer && ReadsPlainValues(function) });
        var seen = new HashSet<Node>();
        foreach (var operation in function.Body.Descendants())
        {
            var captured = operation switch
            {
                IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance } => new Value(_this),
                ILocalReferenceOperation local => GetVariable(local.Local),
                IParameterReferenceOperation parameter when IsOwn(parameter.Parameter) => GetVariable(parameter.Parameter),
                IParameterReferenceOperation => new Value(_this),
                _ => Value.Nothing,
            };
            if (captured.Node is { } node && seen.Add(node))
            {
                Set(made, EdgeKind.Captured, null, captured, At(operation));
            }
        }

        return made;
    }

    /// <summary>Puts a callee's shape in the place of its call.</summary>
    private Value Inline(
        IMethodSymbol method, Value receiver, ImmutableArray<Value> arguments, uint knownFlags, uint trueFlags, ITypeSymbol? result, IOperation? call = null)
    {
        if (_inFinalizer && call is not null && !ReferenceEquals(receiver.Node, _this))
        {
            KeepGiven(method, receiver, arguments, call);
        }

        if (!Follows(method, receiver, arguments, result) || !_shapes.CanFollow(method))
        {
            return Opaque(result);
        }

        var exact = receiver.Node is { Exact: true, Type: INamedTypeSymbol { TypeKind: TypeKind.Class } type } ? type.OriginalDefinition : null;
        var shape = _shapes.Callee(new ShapeKey(method, exact, knownFlags, trueFlags, _inFinalizer));
        return new Inlining(this, shape, receiver, arguments, _inFinalizer && call is not null ? At(call) : null).Apply(result);
    }

    /// <summary>
    /// Whether a call can matter. In a finalizer: what its own object does, and static helpers. Elsewhere: what gets
    /// two objects to tie, a constructor's chain, what hands out an object that it may have tied, and what may untie.
    /// </summary>
    private bool Follows(IMethodSymbol method, Value receiver, ImmutableArray<Value> arguments, ITypeSymbol? result)
    {
        var isOwn = ReferenceEquals(receiver.Node, _this);
        var objects = receiver.Node is null ? 0 : 1;
        foreach (var argument in arguments)
        {
            if (argument.Node is not null && !ReferenceEquals(argument.Node, receiver.Node))
            {
                objects++;
            }
        }

        return _inFinalizer
            ? isOwn || (objects > 0 && (receiver.Node is null || method.MethodKind == MethodKind.Constructor))
            : objects > 1
                || (isOwn && (method.MethodKind == MethodKind.Constructor || IsObject(result)))
                || (method.IsStatic && objects > 0 && IsObject(result))
                || (objects > 0 && method.MethodKind == MethodKind.PropertyGet)
                || (receiver.Node is { } tied && !isOwn && IsTied(tied));
    }

    // "child.Detach()" after "child.Attach(this)" may undo it.
    private bool IsTied(Node node)
    {
        _shapes.Spend(_stores.Count);
        foreach (var store in _stores)
        {
            if (!store.IsRead && store.To is not null && ReferenceEquals(store.From, node))
            {
                return true;
            }
        }

        return false;
    }
}
