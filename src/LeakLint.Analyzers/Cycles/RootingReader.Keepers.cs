using System.Collections.Generic;
using System.Collections.Immutable;
using LeakLint.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Cycles;

/// <content>Whether what was acquired keeps the object alive.</content>
internal sealed partial class RootingReader
{
    private bool KeepsObject(Kind kind, IOperation operation, ISymbol held, INamedTypeSymbol type, Shape shape) => kind switch
    {
        Kind.Timer => Runs(operation, held, type) && (operation is IEventAssignmentOperation subscription ? Refers(subscription.HandlerValue) : IsHanded(operation, shape)),
        Kind.Publisher => IsPublished(operation, type, shape),
        _ => IsHanded(operation, shape) || IsSubscribed(operation, type),
    };

    // GCHandle.Alloc(this), new Timer(Tick, …): the platform keeps it, and it refers to the object.
    private static bool IsHanded(IOperation operation, Shape shape)
    {
        var place = operation.Syntax.GetLocation();
        foreach (var store in shape.Stores)
        {
            if (store is { IsRead: false, To: { } given } && store.From.Root is not null && store.At.Location == place && Reaches(given, shape))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Reaches(Node from, Shape shape)
    {
        var seen = new HashSet<Node> { from };
        var open = new Stack<Node>();
        open.Push(from);
        while (open.Count > 0)
        {
            var node = open.Pop();
            if (ReferenceEquals(node, shape.This))
            {
                return true;
            }

            foreach (var edge in shape.Stores)
            {
                if (ReferenceEquals(edge.From, node) && !edge.IsRead && edge.To is { } to && seen.Add(to))
                {
                    open.Push(to);
                }
            }
        }

        return false;
    }

    // this; this.OnTick; () => Tick()
    private static bool Refers(IOperation? value)
    {
        switch (value)
        {
            case IConversionOperation conversion:
                return Refers(conversion.Operand);
            case IInstanceReferenceOperation self:
                return self.ReferenceKind == InstanceReferenceKind.ContainingTypeInstance;
            case IDelegateCreationOperation creation:
                return Refers(creation.Target);
            case IMethodReferenceOperation method:
                return Refers(method.Instance);
            case IAnonymousFunctionOperation function:
                foreach (var operation in function.Body.Descendants())
                {
                    if (operation is IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance })
                    {
                        return true;
                    }
                }

                return false;
            default:
                return false;
        }
    }

    private static bool Contains(ImmutableArray<IFieldSymbol> fields, ISymbol field)
    {
        foreach (var one in fields)
        {
            if (SymbolEqualityComparer.Default.Equals(one, field))
            {
                return true;
            }
        }

        return false;
    }

    // A timer that ticks again and again. One that ticks once lets go by itself.
    private bool Runs(IOperation operation, ISymbol held, INamedTypeSymbol type)
    {
        if (operation is IObjectCreationOperation { Arguments.Length: 4 } creation
            && !Releases.IsNever(creation.Arguments[2].Value)
            && !Releases.IsNever(creation.Arguments[3].Value)
            && creation.Arguments[3].Value.ConstantValue is not { HasValue: true, Value: 0 })
        {
            return true;
        }

        var starts = false;
        foreach (var member in type.GetMembers())
        {
            foreach (var body in Bodies.For(_compilation).Of(member, cancellation))
            {
                foreach (var inner in body.Descendants())
                {
                    switch (inner)
                    {
                        case IInvocationOperation { Instance: { } instance } call when Is(instance, held):
                            starts |= call.TargetMethod.Name == "Start"
                                || (call.TargetMethod.Name == "Change" && call.Arguments.Length > 1 && !Releases.IsNever(call.Arguments[0].Value) && !Releases.IsNever(call.Arguments[1].Value));
                            break;
                        case ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: var name, Instance: { } owner }, Value.ConstantValue: { HasValue: true, Value: bool value } } when IsOf(owner, held):
                            if (name == "AutoReset" && !value)
                            {
                                return false;
                            }

                            starts |= value && name is "Enabled" or "IsEnabled";
                            break;
                    }
                }
            }
        }

        return starts;
    }

    private static bool Is(IOperation value, ISymbol held) => SymbolEqualityComparer.Default.Equals(Releases.FieldOf(value), held);

    // _timer.Enabled = true, and in new Timer { Enabled = true } assigned to it.
    private static bool IsOf(IOperation owner, ISymbol held)
        => Is(owner, held)
            || (owner is IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ImplicitReceiver }
                && owner.Parent?.Parent?.Parent?.Parent is { } made
                && SymbolEqualityComparer.Default.Equals(TargetOf(made) ?? InitializedBy(made), held));

    private static ISymbol? InitializedBy(IOperation value) => value.Parent switch
    {
        IFieldInitializerOperation { InitializedFields.Length: 1 } field => field.InitializedFields[0],
        IConversionOperation conversion => InitializedBy(conversion),
        _ => null,
    };

    // Somebody else's event or registry: static, or of an object that this one was given. One that it made dies with it.
    private bool IsPublished(IOperation operation, INamedTypeSymbol type, Shape shape)
    {
        switch (operation)
        {
            case IEventAssignmentOperation { EventReference: IEventReferenceOperation { Event: var @event } reference } subscription:
                return Refers(subscription.HandlerValue)
                    && (@event.IsStatic || IsGiven(reference.Instance, type))
                    && !IsWeakEvent(@event);
            case IInvocationOperation { TargetMethod.DeclaringSyntaxReferences.Length: > 0 } call:
                return call.Instance is null ? Keeps(call) : IsGiven(call.Instance, type) && Keeps(call);
            default:
                return IsHanded(operation, shape);
        }
    }

    // CommandManager.RequerySuggested keeps its handlers weakly, and so may an event whose accessors are written out.
    private bool IsWeakEvent(IEventSymbol @event)
    {
        if (@event is { Name: "RequerySuggested", ContainingType.Name: "CommandManager" })
        {
            return true;
        }

        if (@event.AddMethod is not { IsImplicitlyDeclared: false } add || add.DeclaringSyntaxReferences.IsEmpty)
        {
            return false;
        }

        foreach (var body in Bodies.For(_compilation).Of(add, cancellation))
        {
            foreach (var operation in body.Descendants())
            {
                // add => _inner += value;   add { _handlers = (EventHandler)Delegate.Combine(_handlers, value); }
                if (operation is IEventAssignmentOperation or ICompoundAssignmentOperation or IInvocationOperation { TargetMethod: { Name: "Combine", ContainingType.Name: "Delegate" } })
                {
                    return false;
                }
            }
        }

        return true;
    }

    // Code in sight that stores the argument that refers to the object, where it is kept.
    private bool Keeps(IInvocationOperation call)
    {
        var method = call.TargetMethod.OriginalDefinition;
        if (!shapes.CanFollow(method))
        {
            return false;
        }

        var shape = shapes.Of(new ShapeKey(method, null, 0, 0, inFinalizer: false), cancellation);
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter is not { } parameter || parameter.Ordinal >= shape.Parameters.Length || !Refers(argument.Value))
            {
                continue;
            }

            foreach (var store in shape.Surviving())
            {
                if (ReferenceEquals(store.To, shape.Parameters[parameter.Ordinal]) && !store.IsRead && IsKept(store.From, shape.This, method.IsStatic))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool IsKept(Node from, Node self, bool isStatic)
    {
        for (Node? n = from; n is not null; n = n.Holder)
        {
            if (n.Root is not null || (!isStatic && ReferenceEquals(n, self)))
            {
                return true;
            }
        }

        return false;
    }

    // token.Register(OnCancel), monitor.OnChange(…), source.Subscribe(…): what the source keeps, if it is somebody else's.
    private bool IsSubscribed(IOperation operation, INamedTypeSymbol type)
    {
        if (operation is not IInvocationOperation call || call.TargetMethod.DeclaringSyntaxReferences.Length > 0)
        {
            return false;
        }

        var refers = false;
        foreach (var argument in call.Arguments)
        {
            refers |= Refers(argument.Value);
        }

        return refers
            && call.TargetMethod.Name is "Register" or "UnsafeRegister" or "Subscribe" or "OnChange" or "RegisterChangeCallback"
            && call.Type is INamedTypeSymbol { Name: "CancellationTokenRegistration" or "IDisposable" }
            && (call.Instance ?? (call.Arguments.Length > 0 ? call.Arguments[0].Value : null)) is { } source
            && IsGiven(source, type);
    }

    // A parameter, a static, or a field that every assignment fills with one of these.
    private bool IsGiven(IOperation? source, INamedTypeSymbol type, int depth = 0)
    {
        switch (source)
        {
            case IConversionOperation conversion:
                return IsGiven(conversion.Operand, type, depth);
            case IParameterReferenceOperation { Parameter.RefKind: RefKind.None }:
                return true;
            case IFieldReferenceOperation { Field.IsStatic: true } or IPropertyReferenceOperation { Property.IsStatic: true }:
                return true;
            // lifetime.Stopping.Register(…), _linked.Token.Register(…)
            case IPropertyReferenceOperation { Instance: { } holder } property when property.Instance is not IInstanceReferenceOperation:
                return IsGiven(holder, type, depth);
            case IMemberReferenceOperation when Releases.FieldOf(source) is { } field && depth == 0:
                return IsFieldGiven(field, type);
            default:
                return false;
        }
    }

    private bool IsFieldGiven(ISymbol field, INamedTypeSymbol type)
    {
        var given = false;
        foreach (var member in type.GetMembers())
        {
            foreach (var body in Bodies.For(_compilation).Of(member, cancellation))
            {
                if (body is IFieldInitializerOperation { InitializedFields: var fields } && Contains(fields, field))
                {
                    return false;
                }

                foreach (var operation in body.Descendants())
                {
                    if (operation is ISimpleAssignmentOperation assignment && Is(assignment.Target, field) && assignment.Value.ConstantValue is not { HasValue: true, Value: null })
                    {
                        if (!IsGiven(assignment.Value, type, 1) && !IsLinked(assignment.Value, type))
                        {
                            return false;
                        }

                        given = true;
                    }
                }
            }
        }

        return given;
    }

    // CancellationTokenSource.CreateLinkedTokenSource(token): the given token's source keeps it.
    private bool IsLinked(IOperation value, INamedTypeSymbol type)
    {
        if (value is IInvocationOperation { TargetMethod: { Name: "CreateLinkedTokenSource", ContainingType.Name: "CancellationTokenSource" } } linked)
        {
            foreach (var argument in linked.Arguments)
            {
                if (IsGiven(argument.Value, type, 1) || (argument.Value is IArrayCreationOperation { Initializer.ElementValues: { Length: > 0 } tokens } && IsGiven(tokens[0], type, 1)))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
