using System.Collections.Generic;
using LeakLint.Analyzers.Facts;
using LeakLint.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Registries;

/// <summary>
/// Reads what one reference to a registry does with it. A reference that is only read gives no use at all. What is
/// not understood escapes: the registry is then undecided, never guilty.
/// </summary>
internal sealed partial class RegistryUses
{
    private const int AliasLimit = 3;

    private readonly KnownTypes _types;
    private readonly RegistryShapes _shapes;
    private readonly RegistryAdds _adds;
    private readonly Bodies _bodies;

    public RegistryUses(KnownTypes types, RegistryShapes shapes, RegistryAdds adds, Bodies bodies)
    {
        _types = types;
        _shapes = shapes;
        _adds = adds;
        _bodies = bodies;
    }

    /// <summary>Adds the uses that <paramref name="reference"/> makes of <paramref name="registry"/> to <paramref name="uses"/>.</summary>
    public void Read(IOperation reference, ISymbol registry, RegistryKind kind, List<RegistryUse> uses)
    {
        // void Undo() => _nodes.Remove(this), a local function that nobody calls
        if (IsInDeadFunction(reference))
        {
            return;
        }

        switch (kind)
        {
            case RegistryKind.Replaced or RegistryKind.Delegate:
                // Their value never changes: only giving the field another one does.
                ReadReplaced(reference, registry, uses);
                break;
            case RegistryKind.Cache:
                ReadCache(reference, uses);
                break;
            case RegistryKind.Ambient:
                ReadAmbient(reference, registry, uses);
                break;
            default:
                ReadMutable(reference, registry, uses, depth: 0);
                break;
        }
    }

    private void ReadMutable(IOperation reference, ISymbol registry, List<RegistryUse> uses, int depth)
    {
        var value = reference;
        while (value.Parent is { } parent)
        {
            switch (parent)
            {
                case IConversionOperation conversion:
                    if (OutOfSight.IsReadOnlyView(conversion.Type))
                    {
                        return;
                    }

                    value = conversion;
                    continue;

                case IParenthesizedOperation:
                    value = parent;
                    continue;

                // (_nodes ??= new()).Add(this)
                case ICoalesceAssignmentOperation coalesce when coalesce.Target == value:
                    uses.Add(Made(coalesce.Value));
                    value = coalesce;
                    continue;

                case ICoalesceOperation or IConditionalOperation { Type: not null } when !IsCondition(parent, value):
                    value = parent;
                    continue;

                case ISimpleAssignmentOperation assignment when assignment.Target == value:
                    ReadAssignment(assignment, registry, uses);
                    return;

                case ISimpleAssignmentOperation assignment:
                    ReadAlias(assignment.Target as ILocalReferenceOperation, assignment, registry, uses, depth);
                    value = assignment;
                    continue;

                // (_nodes, var old) = (new(), _nodes)
                case ITupleOperation { Parent: IDeconstructionAssignmentOperation deconstruction } when deconstruction.Target == parent:
                    uses.Add(RegistryUse.Replaces());
                    return;

                case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator }:
                    FollowLocal(declarator.Symbol, declarator, registry, uses, depth);
                    return;

                case IConditionalAccessOperation access when access.Operation == value:
                    ReadConditionalAccess(access, registry, uses, depth);
                    return;

                case IInvocationOperation call when call.Instance == value:
                    ReadCall(call, registry, uses, depth);
                    return;

                case IPropertyReferenceOperation property when property.Instance == value:
                    if (IsLazyValue(property))
                    {
                        value = property;
                        continue;
                    }

                    ReadProperty(property, registry, uses, depth);
                    return;

                case IArgumentOperation argument:
                    ReadArgument(argument, registry, uses, depth);
                    return;

                case IForEachLoopOperation loop when loop.Collection == value:
                    ReadElements(loop, registry, uses, depth);
                    if (OutOfSight.ReleasesElements(loop))
                    {
                        uses.Add(RegistryUse.Escapes(reference.Syntax.GetLocation(), Reasons.ReleasedInPlace));
                    }

                    return;

                case IReturnOperation:
                    uses.Add(RegistryUse.Escapes(reference.Syntax.GetLocation(), Reasons.Returned));
                    return;

                case IFieldInitializerOperation or IPropertyInitializerOperation:
                    uses.Add(RegistryUse.Escapes(reference.Syntax.GetLocation(), Reasons.StoredElsewhere));
                    return;

                case IExpressionStatementOperation or ILockOperation or INameOfOperation or ISpreadOperation or IIsPatternOperation or IIsTypeOperation
                    or IBinaryOperation or IInterpolationOperation or IConditionalOperation or IEventReferenceOperation { Instance: null }:
                    return;

                default:
                    uses.Add(RegistryUse.Escapes(reference.Syntax.GetLocation(), Reasons.UnknownUse));
                    return;
            }
        }
    }

    private static bool IsCondition(IOperation parent, IOperation value) => parent is IConditionalOperation conditional && conditional.Condition == value;

    // _nodes = new() under a null test, or in a static constructor, makes it; elsewhere it forgets what it held.
    private void ReadAssignment(ISimpleAssignmentOperation assignment, ISymbol registry, List<RegistryUse> uses)
    {
        var made = Values.Unwrap(assignment.Value);
        if (made is ICoalesceOperation coalesce)
        {
            // _nodes = _nodes ?? new()
            uses.Add(Made(coalesce.WhenNull));
        }
        else if (Replacing.IsFirstValue(assignment, registry))
        {
            uses.Add(Made(made));
        }
        else
        {
            uses.Add(RegistryUse.Replaces());
        }
    }

    /// <summary>What a registry is made as: a collection of the framework, or something unknown.</summary>
    public RegistryUse Made(IOperation value)
    {
        value = Values.Unwrap(value);
        if (HasCapacity(value))
        {
            return RegistryUse.LetsGo();
        }

        var known = value switch
        {
            IObjectCreationOperation { Type: { } type } => _shapes.Collections.KindOf(_shapes.WithoutLazy(type)) != RegistryKind.None,
            ICollectionExpressionOperation => true,
            ILiteralOperation or IDefaultValueOperation => true,
            // names.ToDictionary(...), Load(): a new one, of the type it says
            IInvocationOperation { Type: { IsReferenceType: true } type } => _shapes.Collections.KindOf(type) == RegistryKind.Mutable,
            _ => false,
        };
        return RegistryUse.Makes(known, HasComparer(value));
    }

    // new BlockingCollection<Job>(100): who adds more, waits or is refused
    private static bool HasCapacity(IOperation made)
    {
        if (made is IObjectCreationOperation creation && creation.Type is { Name: "BlockingCollection" } type && !type.Locations[0].IsInSource)
        {
            foreach (var argument in creation.Arguments)
            {
                if (argument.Parameter is { Name: "boundedCapacity" })
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool HasComparer(IOperation made)
    {
        foreach (var operation in made.DescendantsAndSelf())
        {
            var arguments = operation switch
            {
                IObjectCreationOperation creation => creation.Arguments,
                IInvocationOperation call => call.Arguments,
                _ => [],
            };
            foreach (var argument in arguments)
            {
                if (argument.Parameter?.Type is { Name: "IEqualityComparer" or "IComparer" } && argument.ArgumentKind != ArgumentKind.DefaultValue && argument.Value.ConstantValue is not { HasValue: true, Value: null })
                {
                    return true;
                }
            }
        }

        return false;
    }

    // var nodes = _nodes; nodes.Clear();
    private void ReadAlias(ILocalReferenceOperation? target, ISimpleAssignmentOperation assignment, ISymbol registry, List<RegistryUse> uses, int depth)
    {
        if (target is null)
        {
            uses.Add(RegistryUse.Escapes(assignment.Syntax.GetLocation(), Reasons.StoredElsewhere));
        }
        else
        {
            FollowLocal(target.Local, assignment, registry, uses, depth);
        }
    }

    private void FollowLocal(ILocalSymbol local, IOperation from, ISymbol registry, List<RegistryUse> uses, int depth)
    {
        if (depth == AliasLimit || local.IsRef)
        {
            uses.Add(RegistryUse.Escapes(from.Syntax.GetLocation(), local.IsRef ? Reasons.ByReference : Reasons.StoredElsewhere));
            return;
        }

        foreach (var operation in Values.RootOf(from).Descendants())
        {
            if (operation is ILocalReferenceOperation reference
                && SymbolEqualityComparer.Default.Equals(reference.Local, local)
                && !(reference.Parent is IAssignmentOperation assigned && assigned.Target == reference))
            {
                ReadMutable(reference, registry, uses, depth + 1);
            }
        }
    }

    // _nodes?.Add(this)
    private void ReadConditionalAccess(IConditionalAccessOperation access, ISymbol registry, List<RegistryUse> uses, int depth)
    {
        foreach (var operation in access.WhenNotNull.DescendantsAndSelf())
        {
            if (operation is not IConditionalAccessInstanceOperation || ConditionalAccess.Around(operation) != access)
            {
                continue;
            }

            switch (operation.Parent)
            {
                case IInvocationOperation call when call.Instance == operation:
                    ReadCall(call, registry, uses, depth);
                    return;
                case IPropertyReferenceOperation property when property.Instance == operation:
                    ReadProperty(property, registry, uses, depth);
                    return;
                case IArgumentOperation argument:
                    ReadArgument(argument, registry, uses, depth);
                    return;
                default:
                    uses.Add(RegistryUse.Escapes(access.Syntax.GetLocation(), Reasons.UnknownUse));
                    return;
            }
        }
    }

    private void ReadCall(IInvocationOperation call, ISymbol registry, List<RegistryUse> uses, int depth)
    {
        if (call.TargetMethod.ContainingType is { SpecialType: SpecialType.System_Object })
        {
            return;
        }

        if (!IsFrameworkCollection(call.TargetMethod.ContainingType))
        {
            uses.Add(RegistryUse.Escapes(call.Syntax.GetLocation(), Reasons.Passed));
            return;
        }

        ReadInnerOf(call, registry, uses, depth);
        switch (CollectionMembers.EffectOf(call.TargetMethod.Name))
        {
            case MemberEffect.Grows:
                _adds.Read(call, firstArgument: 0, registry, uses);
                if (KeepsNode(call))
                {
                    uses.Add(RegistryUse.Escapes(call.Syntax.GetLocation(), Reasons.StoredElsewhere));
                }

                break;
            case MemberEffect.Shrinks:
                var removal = RegistryUse.LetsGo(RemovalOf(call));
                removal.IsByCallersKey = IsByCallersKey(call);
                uses.Add(removal);
                break;
            default:
                // _nodes.ForEach(n => n.Dispose())
                if (call.TargetMethod.Name == "ForEach" && OutOfSight.MayRelease(call))
                {
                    uses.Add(RegistryUse.Escapes(call.Syntax.GetLocation(), Reasons.ReleasedInPlace));
                }

                break;
        }
    }

    // _map.Remove(new Key(id)), where each key equals only itself
    private Removal RemovalOf(IInvocationOperation call) =>
        call.TargetMethod.Name is "Remove" or "TryRemove" && call.Arguments.Length > 0 && _adds.IsNeverEqual(call.Arguments[0].Value) ? Removal.ByFreshKey : Removal.Entry;

    // void OnAnswer(int id, ...) { if (_pending.TryRemove(id, out var call)) ... }
    private bool IsByCallersKey(IInvocationOperation call)
    {
        if (call.TargetMethod.Name is not ("Remove" or "TryRemove") || call.Arguments.Length == 0 || _adds.DomainOf(call.Arguments[0].Value).Kind != DomainKind.Parameter)
        {
            return false;
        }

        for (var outer = call.Parent; outer is not null; outer = outer.Parent)
        {
            if (outer is ILoopOperation or IAnonymousFunctionOperation)
            {
                return false;
            }
        }

        return true;
    }

    // The collection itself, or a base or an interface of one that the framework declares: IDictionary.Add.
    private bool IsFrameworkCollection(INamedTypeSymbol? type) =>
        type is not null && (_shapes.Collections.KindOf(type) != RegistryKind.None || !type.Locations[0].IsInSource);

    private static bool IsNothing(IOperation value)
    {
        value = Values.Unwrap(value);
        return value.ConstantValue is { HasValue: true, Value: null } || value is IDefaultValueOperation { Type.IsReferenceType: true };
    }

    // _node = _nodes.AddLast(this); _nodes.AddLast(_node): a kept node leads back to its list, and node.List may remove it.
    private bool KeepsNode(IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
        {
            if (_shapes.IsListNode(argument.Value.Type) && Values.Unwrap(argument.Value) is not IObjectCreationOperation)
            {
                return true;
            }
        }

        return _shapes.IsListNode(call.Type) && call.Parent is not (null or IExpressionStatementOperation or IReturnOperation { IsImplicit: true });
    }

    private bool IsLazyValue(IPropertyReferenceOperation property) =>
        property.Property is { Name: "Value", ContainingType: { } container } && !ReferenceEquals(_shapes.WithoutLazy(container), container);
}
