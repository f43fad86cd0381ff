using System.Collections.Immutable;
using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Registries;

/// <summary>
/// Reads from an expression what a registry would keep by storing it. Looks through locals, tuples, key-value
/// pairs and list nodes; does not look into calls.
/// </summary>
internal sealed class StoredValues
{
    private const int DepthLimit = 6;

    private readonly KnownTypes _types;
    private readonly NoReleaseNeeded _exempt;
    private readonly BoundedDomains _bounded;

    public StoredValues(KnownTypes types, NoReleaseNeeded exempt, BoundedDomains bounded)
    {
        _types = types;
        _exempt = exempt;
        _bounded = bounded;
    }

    /// <summary>What storing <paramref name="value"/> keeps.</summary>
    public StoredValue Of(IOperation value, int depth = 0)
    {
        if (depth > DepthLimit)
        {
            return StoredValue.Nothing;
        }

        value = Values.Unwrap(value);
        switch (value)
        {
            case IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance, Type.IsReferenceType: true }:
                return new(StoredKind.This, StoredOrigin.Fresh, value.Type);
            case IDelegateCreationOperation creation:
                return OfDelegate(creation);
            case IAnonymousFunctionOperation lambda:
                return OfLambda(lambda);
            case IObjectCreationOperation creation:
                return OfCreation(creation, depth);
            case ITupleOperation tuple:
                return FirstThatMatters(tuple.Elements, depth);
            case IAnonymousObjectCreationOperation anonymous:
                return FirstThatMatters(anonymous.Initializers, depth);
            case IArrayCreationOperation { Initializer: { } initializer }:
                return FirstThatMatters(initializer.ElementValues, depth);
            case ICollectionExpressionOperation list:
                return FirstThatMatters(list.Elements, depth);
            case IWithOperation { Type.IsReferenceType: true }:
                return new(KindOf(value.Type), StoredOrigin.Fresh, value.Type);
            case ILocalReferenceOperation local when Values.LastGiven(local) is { } given:
                return IsReleasedByUsing(local.Local) ? StoredValue.Nothing : Of(given, depth + 1);
            case IParameterReferenceOperation { Type: { } type } parameter when !Values.IsTextOrNumber(type):
                return new(KindOf(parameter.Type), StoredOrigin.Parameter, parameter.Type, parameter.Parameter);
            case IInvocationOperation call:
                return new(KindOf(call.Type), MakesHandle(call) ? StoredOrigin.Fresh : StoredOrigin.Elsewhere, call.Type);
            case ILiteralOperation or IDefaultValueOperation:
                return StoredValue.Nothing;
            default:
                return new(KindOf(value.Type), StoredOrigin.Elsewhere, value.Type);
        }
    }

    /// <summary>
    /// What handing <paramref name="value"/> to a helper hands over. Asked for every argument, so a local is only
    /// looked up when its own type says that it matters.
    /// </summary>
    public StoredValue OfHandedOver(IOperation value)
    {
        value = Values.Unwrap(value);
        return value is ILocalReferenceOperation local && KindOf(local.Type) == StoredKind.Plain ? StoredValue.Nothing : Of(value);
    }

    /// <summary>What storing some value of <paramref name="type"/> keeps, when no expression for it is in sight.</summary>
    public StoredValue OfUnknown(ITypeSymbol type) => new(KindOf(type), StoredOrigin.Elsewhere, type);

    private StoredKind KindOf(ITypeSymbol? type) => StoredValue.KindOf(type, _types, _exempt);

    // (name, this) keeps this, whatever else it keeps.
    private StoredValue FirstThatMatters(ImmutableArray<IOperation> values, int depth)
    {
        var first = StoredValue.Nothing;
        foreach (var value in values)
        {
            var stored = Of(value, depth + 1);
            if (stored.Kind != StoredKind.Plain)
            {
                return stored;
            }

            first = first.Matters ? first : stored;
        }

        return first;
    }

    private StoredValue OfCreation(IObjectCreationOperation creation, int depth)
    {
        var kind = KindOf(creation.Type);
        if (kind != StoredKind.Plain)
        {
            return new(kind, StoredOrigin.Fresh, creation.Type);
        }

        // new KeyValuePair<string, Node>(name, this), new LinkedListNode<Node>(this), new Entry(this, name)
        if (creation.Type is { } type && !_exempt.Includes(type) && KeepsItsArguments(creation))
        {
            foreach (var argument in creation.Arguments)
            {
                if (Of(argument.Value, depth + 1) is { Kind: not StoredKind.Plain } stored)
                {
                    return stored;
                }
            }
        }

        return StoredValue.Nothing;
    }

    // A tuple, a pair, a list node; a record's own parameters become its properties.
    private bool KeepsItsArguments(IObjectCreationOperation creation)
    {
        var type = creation.Type!;
        if (type.IsTupleType)
        {
            return true;
        }

        if (type.IsRecord && creation.Constructor is { Parameters.Length: > 0 } constructor)
        {
            foreach (var member in type.GetMembers(constructor.Parameters[0].Name))
            {
                if (member is IPropertySymbol)
                {
                    return true;
                }
            }
        }

        var definition = type.OriginalDefinition;
        return SymbolEqualityComparer.Default.Equals(definition, _types.Get("System.Collections.Generic.KeyValuePair`2"))
            || SymbolEqualityComparer.Default.Equals(definition, _types.Get("System.Collections.Generic.LinkedListNode`1"))
            || SymbolEqualityComparer.Default.Equals(definition, _types.Get("System.Tuple`2"));
    }

    // SharedHandle.Create(x), handle.AddReference(): each call is one more count.
    private bool MakesHandle(IInvocationOperation call) =>
        SymbolEqualityComparer.Default.Equals(call.Type?.OriginalDefinition, _types.SharedHandle)
        && call.TargetMethod.ContainingType is { } container
        && SymbolEqualityComparer.Default.Equals(container.ContainingNamespace, _types.SharedHandle!.ContainingNamespace);

    private StoredValue OfDelegate(IDelegateCreationOperation creation)
    {
        switch (Values.Unwrap(creation.Target))
        {
            case IAnonymousFunctionOperation lambda:
                return OfLambda(lambda);
            case IMethodReferenceOperation { Instance: { } instance }:
                instance = Values.Unwrap(instance);
                if (!KeepsSomething(instance.Type))
                {
                    return StoredValue.Nothing;
                }

                return instance switch
                {
                    IInstanceReferenceOperation => new(StoredKind.Delegate, StoredOrigin.Fresh, instance.Type),
                    IParameterReferenceOperation parameter => new(StoredKind.Delegate, StoredOrigin.Parameter, instance.Type, parameter.Parameter),
                    _ => new(StoredKind.Delegate, StoredOrigin.Elsewhere, instance.Type),
                };
            default:
                return StoredValue.Nothing;
        }
    }

    // () => Close() over this; () => session.Close() over a parameter of the method around it.
    private StoredValue OfLambda(IAnonymousFunctionOperation lambda)
    {
        if (lambda.Symbol.IsStatic)
        {
            return StoredValue.Nothing;
        }

        var captured = StoredValue.Nothing;
        foreach (var operation in lambda.Body.Descendants())
        {
            switch (operation)
            {
                case IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance, Type.IsReferenceType: true }:
                    return new(StoredKind.Delegate, StoredOrigin.Fresh, operation.Type);
                case IParameterReferenceOperation parameter when !IsWithin(parameter.Parameter, lambda) && KeepsSomething(parameter.Type):
                    // What a constructor is given, each new instance brings along.
                    if (parameter.Parameter.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Constructor })
                    {
                        return new(StoredKind.Delegate, StoredOrigin.Fresh, parameter.Type);
                    }

                    captured = new(StoredKind.Delegate, StoredOrigin.Parameter, parameter.Type, parameter.Parameter);
                    break;
                case ILocalReferenceOperation local when !captured.Matters && !IsWithin(local.Local, lambda) && KeepsSomething(local.Type):
                    captured = new(StoredKind.Delegate, StoredOrigin.Elsewhere, local.Type);
                    break;
            }
        }

        return captured;
    }

    private static bool IsWithin(ISymbol symbol, IAnonymousFunctionOperation lambda)
    {
        for (var s = symbol.ContainingSymbol; s is IMethodSymbol; s = s.ContainingSymbol)
        {
            if (SymbolEqualityComparer.Default.Equals(s, lambda.Symbol))
            {
                return true;
            }
        }

        return false;
    }

    // A captured string, number, Type or delegate is not an instance that comes and goes.
    private bool KeepsSomething(ITypeSymbol? type) =>
        type is { IsReferenceType: true, TypeKind: not (TypeKind.Delegate or TypeKind.Array) }
        && !Values.IsTextOrNumber(type)
        && !_bounded.Includes(type)
        && !_exempt.Includes(type);

    // using var node = ...: what is stored is dead at the end of the block; that is another mistake.
    private static bool IsReleasedByUsing(ILocalSymbol local) => local.IsUsing;
}
