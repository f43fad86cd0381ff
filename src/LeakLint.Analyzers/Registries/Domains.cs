using System.Collections.Immutable;
using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Registries;

/// <summary>
/// Reads from an expression how many values it can take. Looks through locals, loops, tuples and calls: what a call
/// makes of few values is few, what it makes of a caller's value is the caller's.
/// </summary>
internal sealed class Domains
{
    private const int DepthLimit = 8;

    private readonly KnownTypes _types;
    private readonly BoundedDomains _bounded;
    private readonly FreshValues _fresh;
    private readonly Identity _identity;

    public Domains(KnownTypes types, BoundedDomains bounded)
    {
        _types = types;
        _bounded = bounded;
        _fresh = new(types);
        _identity = new(types);
    }

    /// <summary>The domain of <paramref name="value"/>.</summary>
    public Domain Of(IOperation value) => Of(value, 0) with { NeverEqual = _identity.IsNeverEqual(value) };

    private Domain Of(IOperation value, int depth)
    {
        value = Values.Unwrap(value);
        if (depth > DepthLimit)
        {
            return Domain.Unknown;
        }

        if (_fresh.Includes(value))
        {
            return new(DomainKind.Fresh, HasInput: true, IsMoment: true);
        }

        if (value is not ILocalReferenceOperation && (_bounded.Includes(value) || IsReduced(value)))
        {
            return Domain.Bounded;
        }

        switch (value)
        {
            case ILocalReferenceOperation local:
                return _bounded.Includes(local.Type) ? Domain.Bounded : OfLocal(local, depth);
            case IParameterReferenceOperation parameter:
                return IsFilledByCompiler(parameter.Parameter) ? new(DomainKind.Named) : new(DomainKind.Parameter, parameter.Parameter);
            case IInstanceReferenceOperation:
                return new(DomainKind.Instance);
            case IMemberReferenceOperation member:
                return OfMember(member, depth);
            case IObjectCreationOperation creation:
                return OfCreation(creation, depth);
            case IInvocationOperation call:
                return OfCall(call, depth);
            case IAwaitOperation awaited:
                return Of(awaited.Operation, depth + 1);
            case IArrayCreationOperation { Initializer: { } initializer }:
                return OfAll(initializer.ElementValues, depth);
            case IArrayElementReferenceOperation element:
                return Of(element.ArrayReference, depth + 1);
            case ICollectionExpressionOperation list:
                return OfAll(list.Elements, depth);
            case ITupleOperation tuple:
                return OfAll(tuple.Elements, depth);
            case IAnonymousObjectCreationOperation anonymous:
                return OfAll(anonymous.Initializers, depth);
            case IInterpolatedStringOperation text:
                return OfText(text, depth);
            case IBinaryOperation binary:
                return Of(binary.LeftOperand, depth + 1).Join(Of(binary.RightOperand, depth + 1));
            case ICoalesceOperation coalesce:
                return Of(coalesce.Value, depth + 1).Join(Of(coalesce.WhenNull, depth + 1));
            case IConditionalOperation { WhenFalse: { } otherwise } conditional:
                return Of(conditional.WhenTrue, depth + 1).Join(Of(otherwise, depth + 1));
            case IConditionalAccessOperation access:
                return Of(access.Operation, depth + 1).Join(Of(access.WhenNotNull, depth + 1));
            case IConditionalAccessInstanceOperation:
                return Domain.Bounded;
            case IDelegateCreationOperation or IAnonymousFunctionOperation:
                return _identity.IsNeverEqual(value) ? new(DomainKind.Fresh, HasInput: true) : Domain.Unknown;
            case IWithOperation with:
                return Of(with.Operand, depth + 1);
            default:
                return Domain.Unknown;
        }
    }

    // [CallerMemberName] string name = "": as many as there are callers in the source
    private bool IsFilledByCompiler(IParameterSymbol parameter)
    {
        if (!parameter.IsOptional)
        {
            return false;
        }

        foreach (var attribute in parameter.GetAttributes())
        {
            if (attribute.AttributeClass is { } type
                && (type.Is(_types.Get("System.Runtime.CompilerServices.CallerMemberNameAttribute"))
                    || type.Is(_types.Get("System.Runtime.CompilerServices.CallerFilePathAttribute"))
                    || type.Is(_types.Get("System.Runtime.CompilerServices.CallerArgumentExpressionAttribute"))))
            {
                return true;
            }
        }

        return false;
    }

    private Domain OfLocal(ILocalReferenceOperation local, int depth) =>
        Values.LastGiven(local) is { } given ? Of(given, depth + 1)
        : Origins.Of(local) is { } origin ? Of(origin, depth + 1)
        : Domain.Unknown;

    // request.Path, _name, Settings.Default; what a static property or a call on nothing gives is not known
    private Domain OfMember(IMemberReferenceOperation member, int depth)
    {
        switch (member)
        {
            case { Instance: null }:
            // text.Length: a measure, not an identity
            case IPropertyReferenceOperation { Property: { Name: "Length" or "Count" or "Rank", Type.SpecialType: SpecialType.System_Int32 } }:
                return Domain.Unknown;
            // protected abstract string Name { get; }: as many as there are kinds
            case IPropertyReferenceOperation { Instance: IInstanceReferenceOperation, Property: { IsAbstract: true } or { IsVirtual: true } or { IsOverride: true } }:
                return Domain.Unknown;
            case IPropertyReferenceOperation { Arguments: { IsEmpty: false } arguments }:
                var indexed = Of(member.Instance, depth + 1);
                foreach (var argument in arguments)
                {
                    indexed = indexed.Join(Of(argument.Value, depth + 1));
                }

                return indexed;
            default:
                return Of(member.Instance, depth + 1);
        }
    }

    // new Key(id, kind): by its arguments where it is compared by value, else another one each time
    private Domain OfCreation(IObjectCreationOperation creation, int depth)
    {
        var domain = Domain.Bounded;
        foreach (var argument in creation.Arguments)
        {
            domain = domain.Join(OfPart(argument.Value, depth));
        }

        if (creation.Initializer is { } initializer)
        {
            foreach (var set in initializer.Initializers)
            {
                if (set is ISimpleAssignmentOperation assignment)
                {
                    domain = domain.Join(OfPart(assignment.Value, depth));
                }
            }
        }

        return creation.Type is { IsReferenceType: true } type && Identity.IsByReference(type)
            ? new(DomainKind.Fresh, domain.Parameter, HasInput: domain.HasInput || domain.Kind >= DomainKind.Instance, IsMoment: domain.IsMoment)
            : domain;
    }

    // new Key { Name = name, Type = type }: of how many functions a program hands over as a part of a key, nothing tells
    private Domain OfPart(IOperation value, int depth)
        => Values.Unwrap(value) is IParameterReferenceOperation { Type.TypeKind: TypeKind.Delegate } ? Domain.Unknown : Of(value, depth + 1);

    private Domain OfCall(IInvocationOperation call, int depth)
    {
        var domain = Domain.Bounded;
        var made = false;
        if (call.Instance is { } instance)
        {
            domain = Of(instance, depth + 1);
            made = true;
        }

        foreach (var argument in call.Arguments)
        {
            if (argument.Value is IDelegateCreationOperation || argument.Parameter is { RefKind: RefKind.Out })
            {
                continue;
            }

            domain = domain.Join(Of(argument.Value, depth + 1));
            made = true;
        }

        // Of its own state it may make anything: reader.ReadLine(), Compute()
        return !made || domain.Kind is DomainKind.Bounded or DomainKind.Instance && !IsPure(call) ? Domain.Unknown : domain;
    }

    // Path.Combine("a", "b"), "a".ToUpper(): the framework's functions of text and numbers say nothing of their own.
    private static bool IsPure(IInvocationOperation call) =>
        call.TargetMethod.ContainingType is { SpecialType: SpecialType.System_String or SpecialType.System_Int32 or SpecialType.System_Int64 or SpecialType.System_Object };

    private Domain OfText(IInterpolatedStringOperation text, int depth)
    {
        var domain = Domain.Bounded;
        foreach (var part in text.Parts)
        {
            if (part is IInterpolationOperation { Expression: { } expression })
            {
                domain = domain.Join(Of(expression, depth + 1));
            }
        }

        return domain;
    }

    private Domain OfAll(ImmutableArray<IOperation> values, int depth)
    {
        var domain = Domain.Bounded;
        foreach (var value in values)
        {
            domain = domain.Join(value is ISpreadOperation spread ? Of(spread.Operand, depth + 1) : value is ISimpleAssignmentOperation set ? Of(set.Value, depth + 1) : Of(value, depth + 1));
        }

        return domain;
    }

    // hash % 16, id & 7, x > y: few, whatever went in
    private static bool IsReduced(IOperation value) => value is IBinaryOperation binary
        && ((binary.OperatorKind is BinaryOperatorKind.Remainder && binary.RightOperand.ConstantValue.HasValue)
            || (binary.OperatorKind is BinaryOperatorKind.And && (binary.RightOperand.ConstantValue.HasValue || binary.LeftOperand.ConstantValue.HasValue)));
}
