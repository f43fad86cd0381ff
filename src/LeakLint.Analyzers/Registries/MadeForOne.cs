using System.Collections.Immutable;
using System.Threading;
using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Registries;

/// <summary>
/// Publishers that are made for their one subscriber: each creation in sight hands the constructor an object that was
/// just made and that it gives to nobody else. Publisher and subscriber live together. <c>new Channel(new Session())</c>
/// </summary>
internal sealed class MadeForOne(Sight sight)
{
    private const int Deepest = 3;

    /// <summary>Whether all that <paramref name="constructor"/> is ever given for <paramref name="parameter"/> is made for its object alone.</summary>
    public bool Includes(IParameterSymbol parameter, IMethodSymbol constructor, CancellationToken cancellation) => Includes(parameter, constructor, 0, cancellation);

    private bool Includes(IParameterSymbol parameter, IMethodSymbol constructor, int depth, CancellationToken cancellation)
    {
        var type = constructor.ContainingType.OriginalDefinition;
        if (depth > Deepest || IsReachedOtherwise(type, cancellation) || !DerivedHandOn(parameter, constructor, type, depth, out var isAny, cancellation))
        {
            return false;
        }

        foreach (var name in new[] { type.Name, "" })
        {
            foreach (var node in Mentions.Of(sight.Compilation, Mentions.Role.Created, name, cancellation))
            {
                if (sight.Bodies.At(node, cancellation) is not IObjectCreationOperation { Constructor: { } made } creation
                    || !SymbolEqualityComparer.Default.Equals(made.OriginalDefinition, constructor.OriginalDefinition))
                {
                    continue;
                }

                isAny = true;
                if (GivenFor(parameter, creation.Arguments) is not { } given || !IsForThisAlone(given, cancellation))
                {
                    return false;
                }
            }
        }

        return isAny;
    }

    // class Better : Channel { Better(Session session) : base(session) }
    private bool DerivedHandOn(IParameterSymbol parameter, IMethodSymbol constructor, INamedTypeSymbol type, int depth, out bool isAny, CancellationToken cancellation)
    {
        isAny = false;
        if (type.IsSealed)
        {
            return true;
        }

        foreach (var derived in SourceTypes.Of(sight.Compilation, cancellation))
        {
            if (!SymbolEqualityComparer.Default.Equals(derived.BaseType?.OriginalDefinition, type))
            {
                continue;
            }

            foreach (var below in derived.InstanceConstructors)
            {
                if (below.IsImplicitlyDeclared)
                {
                    continue;
                }

                if (HandsOn(below, parameter, constructor, out var given, cancellation) is false
                    || given is IParameterReferenceOperation handed && !Includes(handed.Parameter, below, depth + 1, cancellation)
                    || given is not null and not IParameterReferenceOperation && !IsForThisAlone(given, cancellation))
                {
                    return false;
                }

                isAny |= given is not null;
            }
        }

        return true;
    }

    // False where the base call is not seen: class Better(Session session) : Channel(session)
    private bool HandsOn(IMethodSymbol below, IParameterSymbol parameter, IMethodSymbol constructor, out IOperation? given, CancellationToken cancellation)
    {
        given = null;
        foreach (var reference in below.DeclaringSyntaxReferences)
        {
            if (reference.GetSyntax(cancellation) is not ConstructorDeclarationSyntax { Initializer: { } chain })
            {
                return false;
            }

            if (sight.Bodies.At(chain, cancellation) is not IInvocationOperation call)
            {
                return false;
            }

            if (SymbolEqualityComparer.Default.Equals(call.TargetMethod.OriginalDefinition, constructor.OriginalDefinition))
            {
                given = GivenFor(parameter, call.Arguments);
            }
        }

        return true;
    }

    // AddSingleton<Channel>(), Channel(string name) : this(Bus.Default)
    private bool IsReachedOtherwise(INamedTypeSymbol type, CancellationToken cancellation)
    {
        foreach (var _ in Mentions.Of(sight.Compilation, Mentions.Role.TypeArgument, type.Name, cancellation))
        {
            return true;
        }

        foreach (var constructor in type.InstanceConstructors)
        {
            foreach (var reference in constructor.DeclaringSyntaxReferences)
            {
                if (reference.GetSyntax(cancellation) is ConstructorDeclarationSyntax { Initializer: { } chain } && chain.ThisOrBaseKeyword.ValueText == "this")
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static IOperation? GivenFor(IParameterSymbol parameter, ImmutableArray<IArgumentOperation> arguments)
    {
        foreach (var argument in arguments)
        {
            if (argument.Parameter?.Ordinal == parameter.Ordinal)
            {
                return WithoutConversions(argument.Value);
            }
        }

        return null;
    }

    // new Channel(new Session()), new Channel(CreateSession()), or a local that is named nowhere else
    private bool IsForThisAlone(IOperation given, CancellationToken cancellation)
    {
        if (given is not ILocalReferenceOperation { Local: var local })
        {
            return IsFresh(given, 0, cancellation);
        }

        var root = Values.RootOf(given);
        var uses = 0;
        foreach (var operation in root.Descendants())
        {
            uses += operation is ILocalReferenceOperation { Local: var other } && SymbolEqualityComparer.Default.Equals(other, local) ? 1 : 0;
        }

        return uses == 1 && !RunsMoreOften(given, local, cancellation)
            && Handlers.ValueOf(local, root, cancellation) is { } value && IsFresh(WithoutConversions(value), 0, cancellation);
    }

    // A loop or a function between the local and where it is handed over: many subscribers get the one publisher.
    private static bool RunsMoreOften(IOperation given, ILocalSymbol local, CancellationToken cancellation)
    {
        var declared = local.DeclaringSyntaxReferences.Length == 1 ? local.DeclaringSyntaxReferences[0].GetSyntax(cancellation) : null;
        for (var at = given.Parent; at is not null && declared is not null && !at.Syntax.Span.Contains(declared.Span); at = at.Parent)
        {
            if (at is ILoopOperation or IAnonymousFunctionOperation or ILocalFunctionOperation)
            {
                return true;
            }
        }

        return declared is null;
    }

    private bool IsFresh(IOperation value, int depth, CancellationToken cancellation)
    {
        switch (value)
        {
            case IObjectCreationOperation:
                return true;
            case IInvocationOperation { IsVirtual: false, TargetMethod: { DeclaringSyntaxReferences.IsEmpty: false } factory } when depth < Deepest:
                var isAny = false;
                foreach (var body in sight.Bodies.Of(factory.OriginalDefinition, cancellation))
                {
                    foreach (var operation in body.DescendantsAndSelf())
                    {
                        if (operation is IReturnOperation { Kind: OperationKind.Return, ReturnedValue: { } returned })
                        {
                            isAny = true;
                            returned = WithoutConversions(returned);
                            if (returned is ILocalReferenceOperation { Local: var local })
                            {
                                if (IsKept(local, body) || Handlers.ValueOf(local, body, cancellation) is not { } made)
                                {
                                    return false;
                                }

                                returned = WithoutConversions(made);
                            }

                            if (!IsFresh(returned, depth + 1, cancellation))
                            {
                                return false;
                            }
                        }
                    }
                }

                return isAny;
            default:
                return false;
        }
    }

    // _all.Add(session); _last = session: somebody keeps it, and does not listen for its end as session.Closed += Forget does
    private static bool IsKept(ILocalSymbol local, IOperation body)
    {
        var isGiven = false;
        foreach (var operation in body.Descendants())
        {
            if (operation is not ILocalReferenceOperation { Local: var other } reference || !SymbolEqualityComparer.Default.Equals(other, local))
            {
                continue;
            }

            IOperation at = reference;
            while (at.Parent is IConversionOperation)
            {
                at = at.Parent;
            }

            switch (at.Parent)
            {
                case IEventReferenceOperation { Parent: IEventAssignmentOperation { Adds: true } }:
                    return false;
                case IMemberReferenceOperation or IReturnOperation:
                case IInvocationOperation call when call.Instance == at:
                case ISimpleAssignmentOperation assignment when assignment.Target == at:
                    break;
                default:
                    isGiven = true;
                    break;
            }
        }

        return isGiven;
    }

    private static IOperation WithoutConversions(IOperation value)
    {
        while (value is IConversionOperation { OperatorMethod: null } or IParenthesizedOperation)
        {
            value = value is IConversionOperation conversion ? conversion.Operand : ((IParenthesizedOperation)value).Operand;
        }

        return value;
    }
}
