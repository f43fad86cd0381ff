using System.Collections.Concurrent;
using System.Threading;
using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Registries;

/// <summary>
/// Reads the object on which an event is subscribed to: back through fields, properties, locals and calls to where it
/// comes from. What is made by the subscriber is its own; what its constructor is given was there before it; what a
/// static of the program or of the platform holds stays.
/// </summary>
internal sealed class Publishers(Sight sight)
{
    private const int Deepest = 6;

    private readonly MadeForOne _madeForOne = new(sight);
    private readonly ConcurrentDictionary<ISymbol, object> _members = new(SymbolEqualityComparer.Default);

    /// <summary>The publisher that a field or a property of the subscriber holds.</summary>
    public Publisher OfMember(ISymbol member, CancellationToken cancellation) => OfOwnMember(member, 0, cancellation);

    /// <summary>The publisher that <paramref name="instance"/> is; null is that of a static event.</summary>
    public Publisher Of(IOperation? instance, CancellationToken cancellation, int depth = 0)
    {
        if (depth > Deepest)
        {
            return Publisher.Unknown;
        }

        switch (instance)
        {
            case null:
                return new(PublisherKind.Static, null, "");
            case IConversionOperation conversion:
                return Of(conversion.Operand, cancellation, depth);
            case IParenthesizedOperation parenthesized:
                return Of(parenthesized.Operand, cancellation, depth);
            case ICoalesceOperation coalesce:
                return Of(coalesce.Value, cancellation, depth + 1) is { Kind: not PublisherKind.Unknown } first ? first : Of(coalesce.WhenNull, cancellation, depth + 1);
            case IAssignmentOperation assignment:
                return Of(assignment.Value, cancellation, depth + 1);
            case IAwaitOperation awaited:
                return Of(awaited.Operation, cancellation, depth + 1);
            case IConditionalAccessInstanceOperation access:
                return ConditionalAccess.Around(access) is { } around ? Of(around.Operation, cancellation, depth + 1) : Publisher.Unknown;
            case IConditionalAccessOperation conditional:
                return Of(conditional.WhenNotNull, cancellation, depth + 1);
            case IInstanceReferenceOperation:
                return Publisher.Own;
            case IObjectCreationOperation or ITypeParameterObjectCreationOperation:
                return Publisher.Own;
            case ILocalReferenceOperation { Local.IsForEach: true } element:
                return OfElement(element, depth, cancellation);
            case ILocalReferenceOperation local:
                return Handlers.ValueOf(local.Local, Values.RootOf(local), cancellation) is { } value ? Of(value, cancellation, depth + 1) : Publisher.Unknown;
            case IParameterReferenceOperation parameter:
                return OfParameter(parameter, cancellation);
            case IFieldReferenceOperation { Field.IsStatic: true } field:
                return new(field.Field.IsReadOnly ? PublisherKind.Static : PublisherKind.Injected, field.Field, "");
            case IFieldReferenceOperation { Instance: IInstanceReferenceOperation } field:
                return OfOwnMember(field.Field, depth, cancellation);
            case IPropertyReferenceOperation { Property.IsStatic: true } property:
                return new(IsForever(property.Property, cancellation) ? PublisherKind.Static : PublisherKind.Injected, property.Property, "");
            case IPropertyReferenceOperation { Instance: IInstanceReferenceOperation, Property.IsIndexer: false } property:
                return OfOwnMember(property.Property, depth, cancellation);
            case IPropertyReferenceOperation { Property.IsIndexer: true }:
                return Publisher.Unknown;
            case IMemberReferenceOperation { Instance: { } holder, Member: IFieldSymbol or IPropertySymbol } member:
                return Of(holder, cancellation, depth + 1) is { Kind: not PublisherKind.Unknown } of
                    ? of with { Kind = of.Kind == PublisherKind.Static ? PublisherKind.Injected : of.Kind, Path = of.Path + "." + member.Member.Name }
                    : Publisher.Unknown;
            case IInvocationOperation call:
                return OfCall(call, depth, cancellation);
            default:
                return Publisher.Unknown;
        }
    }

    // foreach (var item in _items) item.Changed += OnChanged;
    private Publisher OfElement(ILocalReferenceOperation element, int depth, CancellationToken cancellation)
    {
        for (var at = element.Parent; at is not null; at = at.Parent)
        {
            if (at is IForEachLoopOperation { LoopControlVariable: IVariableDeclaratorOperation { Symbol: var variable } } loop && SymbolEqualityComparer.Default.Equals(variable, element.Local))
            {
                return Of(loop.Collection, cancellation, depth + 1) is { Kind: PublisherKind.Injected or PublisherKind.Own } of ? of with { Path = of.Path + "[]" } : Publisher.Unknown;
            }
        }

        return Publisher.Unknown;
    }

    private Publisher OfParameter(IParameterReferenceOperation reference, CancellationToken cancellation)
    {
        var parameter = reference.Parameter;
        switch (parameter.ContainingSymbol)
        {
            case IMethodSymbol { MethodKind: MethodKind.Constructor } constructor:
                return Of(parameter, constructor, reference, cancellation);
            case IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.PropertySet or MethodKind.ExplicitInterfaceImplementation, IsStatic: false }:
                return KeptIn(parameter, reference, cancellation) is { } kept ? new(PublisherKind.Passed, kept, "") : Publisher.Unknown;
            default:
                return Publisher.Unknown;
        }
    }

    // The field that keeps the parameter stands for it, so that what the constructor adds can be found taken out.
    private Publisher Of(IParameterSymbol parameter, IMethodSymbol constructor, IOperation reference, CancellationToken cancellation)
    {
        if (_madeForOne.Includes(parameter, constructor, cancellation))
        {
            return Publisher.Own;
        }

        if (KeptIn(parameter, reference, cancellation) is { } kept)
        {
            return new(PublisherKind.Injected, kept, "");
        }

        foreach (var member in constructor.ContainingType.GetMembers())
        {
            // A record's, or a field "_bus = bus" of a primary constructor.
            if (member is IPropertySymbol { IsStatic: false } property && property.Name == parameter.Name && property.Locations[0] == parameter.Locations[0])
            {
                return new(PublisherKind.Injected, property, "");
            }
        }

        return new(PublisherKind.Injected, IsGivenToAnotherConstructor(parameter, reference) ? null : parameter, "");
    }

    private static bool IsGivenToAnotherConstructor(IParameterSymbol parameter, IOperation reference)
    {
        foreach (var operation in Values.RootOf(reference).Descendants())
        {
            if (operation is IInvocationOperation { TargetMethod.MethodKind: MethodKind.Constructor } chained)
            {
                foreach (var argument in chained.Arguments)
                {
                    if (Handler.Unwrap(argument.Value) is IParameterReferenceOperation given && SymbolEqualityComparer.Default.Equals(given.Parameter, parameter))
                    {
                        return true;
                    }
                }
            }
        }

        return false;
    }

    // _bus = bus;  _bus = bus ?? throw …;  Bus = bus;  private readonly Bus _bus = bus;
    private ISymbol? KeptIn(IParameterSymbol parameter, IOperation reference, CancellationToken cancellation)
    {
        foreach (var operation in Values.RootOf(reference).DescendantsAndSelf())
        {
            if (operation is ISimpleAssignmentOperation { Target: IMemberReferenceOperation { Instance: IInstanceReferenceOperation, Member: IFieldSymbol or IPropertySymbol } target } assignment
                && Is(assignment.Value, parameter))
            {
                return target.Member;
            }
        }

        if (parameter.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Constructor, ContainingType: var type })
        {
            foreach (var member in type.GetMembers())
            {
                if (member is IFieldSymbol { IsStatic: false, IsImplicitlyDeclared: false } or IPropertySymbol { IsStatic: false })
                {
                    foreach (var place in member.DeclaringSyntaxReferences)
                    {
                        var initializer = place.GetSyntax(cancellation) switch
                        {
                            Microsoft.CodeAnalysis.CSharp.Syntax.VariableDeclaratorSyntax { Initializer.Value: var value } => value,
                            Microsoft.CodeAnalysis.CSharp.Syntax.PropertyDeclarationSyntax { Initializer.Value: var value } => value,
                            _ => null,
                        };
                        if (initializer is not null && Mentions.LastNameOf(initializer) == parameter.Name
                            && SymbolEqualityComparer.Default.Equals(sight.Bodies.SymbolAt(initializer, cancellation), parameter))
                        {
                            return member;
                        }
                    }
                }
            }
        }

        return null;
    }

    private static bool Is(IOperation value, IParameterSymbol parameter)
    {
        while (true)
        {
            switch (value)
            {
                case IConversionOperation conversion:
                    value = conversion.Operand;
                    break;
                case ICoalesceOperation coalesce:
                    value = coalesce.Value;
                    break;
                case ISimpleAssignmentOperation assignment:
                    value = assignment.Value;
                    break;
                default:
                    return value is IParameterReferenceOperation given && SymbolEqualityComparer.Default.Equals(given.Parameter, parameter);
            }
        }
    }

    private Publisher OfOwnMember(ISymbol member, int depth, CancellationToken cancellation)
    {
        member = member.OriginalDefinition;
        if (!_members.TryGetValue(member, out var known))
        {
            known = ReadOwnMember(member, depth, cancellation);
            if (depth == 0)
            {
                _members[member] = known;
            }
        }

        return (Publisher)known;
    }

    private Publisher ReadOwnMember(ISymbol member, int depth, CancellationToken cancellation)
    {
        // DataContext, Parent, Owner: a library's base class knows.
        if (member.DeclaringSyntaxReferences.IsEmpty)
        {
            return Publisher.Unknown;
        }

        if (member is IPropertySymbol { GetMethod: { } getter } property && !property.IsAbstract && ResultOf(getter, cancellation) is { } result)
        {
            return Of(result, cancellation, depth + 1);
        }

        var kind = PublisherKind.Unknown;
        foreach (var value in Handlers.ValuesOf(member, sight, cancellation))
        {
            var origin = Of(value, cancellation, depth + 1).Kind;
            switch (origin)
            {
                case PublisherKind.Injected or PublisherKind.Static:
                    kind = origin;
                    break;
                case PublisherKind.Own when kind == PublisherKind.Unknown:
                    kind = PublisherKind.Own;
                    break;
                case PublisherKind.Passed when kind is PublisherKind.Unknown:
                    kind = PublisherKind.Passed;
                    break;
                case PublisherKind.Unknown when kind is PublisherKind.Passed:
                    kind = PublisherKind.Unknown;
                    break;
            }
        }

        // Required, or set by an object initializer: what is injected so is passed.
        if (kind == PublisherKind.Unknown && member is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true })
        {
            kind = PublisherKind.Injected;
        }

        return kind is PublisherKind.Injected or PublisherKind.Passed or PublisherKind.Static && IsDisposedHere(member, cancellation) ? Publisher.Own : new(kind, member, "");
    }

    // Who disposes it owns it: publisher and subscriber go together.
    private bool IsDisposedHere(ISymbol member, CancellationToken cancellation)
    {
        foreach (var use in sight.UsesOf(member, cancellation))
        {
            IOperation at = use;
            while (at.Parent is IConversionOperation)
            {
                at = at.Parent;
            }

            if (at.Parent is IInvocationOperation { TargetMethod.Name: "Dispose" or "DisposeAsync" or "Close" or "CloseAsync" } call && call.Instance == at
                || at.Parent is IConditionalAccessOperation { WhenNotNull: IInvocationOperation { TargetMethod.Name: "Dispose" or "DisposeAsync" or "Close" or "CloseAsync" } } access && access.Operation == at)
            {
                return true;
            }
        }

        return false;
    }

    // The one expression that a getter or a small method returns.
    private IOperation? ResultOf(IMethodSymbol method, CancellationToken cancellation)
    {
        IOperation? result = null;
        foreach (var body in sight.Bodies.Of(method.OriginalDefinition, cancellation))
        {
            foreach (var operation in body.DescendantsAndSelf())
            {
                if (operation is IReturnOperation { ReturnedValue: { } value })
                {
                    if (result is not null)
                    {
                        return null;
                    }

                    result = value;
                }
            }
        }

        return result;
    }

    private Publisher OfCall(IInvocationOperation call, int depth, CancellationToken cancellation)
    {
        var method = call.TargetMethod;
        if (Services.Finds(method))
        {
            return new(PublisherKind.Injected, null, "");
        }

        if (Services.Makes(method))
        {
            return Publisher.Own;
        }

        // Bus.GetInstance(), GetBus()
        if (!method.DeclaringSyntaxReferences.IsEmpty && (method.IsStatic || call.Instance is IInstanceReferenceOperation) && !method.IsVirtual && ResultOf(method, cancellation) is { } result)
        {
            var origin = Of(result, cancellation, depth + 1);
            return origin.Root is IParameterSymbol ? Publisher.Unknown : origin;
        }

        return Publisher.Unknown;
    }

    // public static Bus Default { get; } = new();  AppDomain.CurrentDomain
    private bool IsForever(IPropertySymbol property, CancellationToken cancellation)
    {
        if (property.DeclaringSyntaxReferences.IsEmpty)
        {
            return property.SetMethod is null && SymbolEqualityComparer.Default.Equals(property.Type, property.ContainingType);
        }

        if (property.SetMethod is { DeclaredAccessibility: not Accessibility.Private })
        {
            return false;
        }

        if (property.GetMethod is { } getter && ResultOf(getter, cancellation) is { } result)
        {
            result = Handler.Unwrap(result);
            return result is IFieldReferenceOperation { Field: { IsStatic: true, IsReadOnly: true } }
                || result is ICoalesceAssignmentOperation { Target: IFieldReferenceOperation { Field.IsStatic: true } }
                || result is IPropertyReferenceOperation { Property: { Name: "Value", ContainingType.Name: "Lazy" }, Instance: IFieldReferenceOperation { Field: { IsStatic: true, IsReadOnly: true } } }
                || result is IFieldReferenceOperation { Field: { IsStatic: true, DeclaredAccessibility: Accessibility.Private } field } && SymbolEqualityComparer.Default.Equals(field.Type, property.ContainingType);
        }

        return property.SetMethod is null || SymbolEqualityComparer.Default.Equals(property.Type, property.ContainingType);
    }
}
