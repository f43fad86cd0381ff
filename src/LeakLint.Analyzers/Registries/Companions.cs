using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading;
using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Registries;

/// <summary>
/// Publishers and subscribers that live and die together, so that the subscription keeps nothing that is not kept anyway:
/// the publisher makes its subscriber, one owner makes both, one holds the other by other means, or the end of one is the end of the other.
/// The exemption <c>die-together</c>.
/// </summary>
internal sealed class Companions(Sight sight, Publishers publishers, Comings comings)
{
    private const int Deepest = 3;

    private readonly TeardownMembers _members = new(sight.Types);

    /// <summary>Whether the publisher of <paramref name="added"/>, which is <paramref name="instance"/>, and its subscriber go together.</summary>
    public bool Include(IOperation added, IOperation? instance, Publisher publisher, INamedTypeSymbol subscriber, CancellationToken cancellation)
        => publisher.Kind != PublisherKind.Static
            && (Holds(added, instance, publisher, cancellation)
                || EndsWith(added, instance, publisher, cancellation)
                || publisher.Path.Length == 0 && TypeOf(instance, publisher) is { } type
                    && (IsMadeWith(type, subscriber, cancellation) || ArePartsOfOne(added, publisher, type, cancellation) || IsHandedOut(type, subscriber, cancellation)));

    // box.Disposed += (_, _) => Dispose(): what ends the publisher ends the subscriber, too.
    private bool EndsWith(IOperation added, IOperation? source, Publisher publisher, CancellationToken cancellation)
    {
        foreach (var operation in Values.RootOf(added).Descendants())
        {
            cancellation.ThrowIfCancellationRequested();
            if (Subscription.Added(operation) is { Instance: { } ending, Event.Name: "Disposed" or "Disposing" or "FormClosed" or "Closed" or "Exited" } end
                && IsPublisher(Handler.Unwrap(ending), source, publisher)
                && TearsDown(end.Value, cancellation))
            {
                return true;
            }
        }

        return false;
    }

    private bool TearsDown(IOperation handler, CancellationToken cancellation)
    {
        switch (Handler.Unwrap(handler))
        {
            case IAnonymousFunctionOperation lambda:
                return CallsTeardown(lambda.Body);
            case IMethodReferenceOperation { Instance: IInstanceReferenceOperation, Method: var method }:
                foreach (var body in sight.Bodies.Of(method.OriginalDefinition, cancellation))
                {
                    if (CallsTeardown(body))
                    {
                        return true;
                    }
                }

                return false;
            default:
                return false;
        }
    }

    private static bool CallsTeardown(IOperation body)
    {
        foreach (var operation in body.Descendants())
        {
            if (operation is IInvocationOperation { Instance: IInstanceReferenceOperation, TargetMethod.Name: "Dispose" or "DisposeAsync" or "Close" })
            {
                return true;
            }
        }

        return false;
    }

    // _filters.Bind(_grid): the one that calls has both, and made them.
    private bool ArePartsOfOne(IOperation added, Publisher publisher, ITypeSymbol type, CancellationToken cancellation)
    {
        if (publisher.Kind != PublisherKind.Passed
            || sight.Bodies.MemberAround(added.Syntax, cancellation) is not IMethodSymbol { MethodKind: MethodKind.Ordinary } method
            || Implementations.IsOpen(method))
        {
            return false;
        }

        var isAny = false;
        foreach (var use in sight.UsesOf(method, cancellation))
        {
            if (use is not IInvocationOperation { Instance: { } receiver } call || publishers.Of(receiver, cancellation).Kind != PublisherKind.Own || receiver is IInstanceReferenceOperation
                || !HandsOwn(call.Arguments, type, cancellation))
            {
                return false;
            }

            isAny = true;
        }

        return isAny;
    }

    // harness.Handler<T>(...), an extension of the publisher: what somebody ends hands out what listens to it, and what it hands out has no end of its own.
    private bool IsHandedOut(ITypeSymbol given, INamedTypeSymbol subscriber, CancellationToken cancellation)
    {
        if (given is not INamedTypeSymbol type || !_members.IsDisposable(type) || _members.AreIn(subscriber) || _members.IsDisposable(subscriber))
        {
            return false;
        }

        var isAny = false;
        foreach (var creation in comings.CreationsOf(subscriber, cancellation))
        {
            if (!IsReturned(creation) || sight.Bodies.MemberAround(creation.Syntax, cancellation) is not IMethodSymbol { IsExtensionMethod: true } door || !IsGivenReceiver(creation, door, type))
            {
                return false;
            }

            isAny = true;
        }

        return isAny;
    }

    private static bool IsReturned(IOperation value)
    {
        while (value.Parent is IConversionOperation)
        {
            value = value.Parent;
        }

        return value.Parent is IReturnOperation { Parent: IBlockOperation { Parent: IMethodBodyOperation or IConditionalOperation or IBlockOperation } or IConditionalOperation };
    }

    private static bool IsGivenReceiver(IObjectCreationOperation creation, IMethodSymbol door, ITypeSymbol type)
    {
        foreach (var argument in creation.Arguments)
        {
            if (SymbolEqualityComparer.Default.Equals(argument.Parameter?.Type, type))
            {
                return Handler.Unwrap(argument.Value) is IParameterReferenceOperation { Parameter: { Ordinal: 0 } given } && SymbolEqualityComparer.Default.Equals(given.ContainingSymbol, door);
            }
        }

        return false;
    }

    // Controls.Add(child);  Content = child;  parent.Children.Add(this);  parent.Child = this;
    private bool Holds(IOperation added, IOperation? source, Publisher publisher, CancellationToken cancellation)
    {
        foreach (var operation in Values.RootOf(added).Descendants())
        {
            cancellation.ThrowIfCancellationRequested();
            if (operation == added)
            {
                continue;
            }

            switch (operation)
            {
                case IInvocationOperation { TargetMethod.Name: "Add" or "Insert" or "AddRange" or "AddChild" or "AddControl" or "AddView" or "AddLogicalChild" or "AddVisualChild" or "Push" or "Enqueue" } call:
                    foreach (var argument in call.Arguments)
                    {
                        var given = Handler.Unwrap(argument.Value);
                        if (IsPublisher(given, source, publisher) && IsOfThis(call.Instance)
                            || given is IInstanceReferenceOperation && call.Instance is { } holder && RootIs(holder, publisher, cancellation))
                        {
                            return true;
                        }
                    }

                    break;
                case ISimpleAssignmentOperation { Target: IMemberReferenceOperation { Member: IPropertySymbol or IFieldSymbol, Instance: { } instance } target } assignment:
                    // session.CommandReceived = Handle: the publisher has one such slot, and its subscriber fills it.
                    var value = Handler.Unwrap(assignment.Value);
                    if (value is IInstanceReferenceOperation or IMethodReferenceOperation { Instance: IInstanceReferenceOperation } && RootIs(instance, publisher, cancellation)
                        || instance is IInstanceReferenceOperation && target.Member is { DeclaringSyntaxReferences.IsEmpty: true, Name: "Content" or "Child" or "Header" } && IsPublisher(value, source, publisher))
                    {
                        return true;
                    }

                    break;
            }
        }

        return false;
    }

    private static bool IsPublisher(IOperation given, IOperation? source, Publisher publisher)
    {
        var named = Named(given);
        return named is not null && (SymbolEqualityComparer.Default.Equals(named, publisher.Root)
            || source is not null && SymbolEqualityComparer.Default.Equals(named, Named(Handler.Unwrap(source))));
    }

    private static ISymbol? Named(IOperation value) => value switch
    {
        IMemberReferenceOperation member => member.Member,
        IParameterReferenceOperation parameter => parameter.Parameter,
        ILocalReferenceOperation local => local.Local,
        _ => null,
    };

    private static bool IsOfThis(IOperation? holder)
    {
        while (holder is IMemberReferenceOperation { Instance: { } inner })
        {
            holder = inner;
        }

        return holder is IInstanceReferenceOperation;
    }

    private bool RootIs(IOperation holder, Publisher publisher, CancellationToken cancellation)
        => publisher.Root is not null && publishers.Of(holder, cancellation) is { Root: { } root } && SymbolEqualityComparer.Default.Equals(root, publisher.Root);

    // class Owner { Owner() { _bus = new Bus(); _view = new View(_bus); _other = new Other(this); } }
    private bool IsMadeWith(ITypeSymbol type, INamedTypeSymbol subscriber, CancellationToken cancellation)
    {
        var isMade = false;
        foreach (var creation in comings.CreationsOf(subscriber, cancellation))
        {
            // Made through another constructor, it has another publisher.
            if (!Takes(creation.Constructor, type))
            {
                continue;
            }

            if (!RunsOnceForOwner(creation, 0, cancellation) || !HandsOwn(creation.Arguments, type, cancellation))
            {
                return false;
            }

            isMade = true;
        }

        return isMade;
    }

    // As what the subscriber is given it: a field that keeps it may say less.
    private static ITypeSymbol? TypeOf(IOperation? instance, Publisher publisher) => instance is not null && Handler.Unwrap(instance) is IParameterReferenceOperation given ? given.Parameter.Type : publisher.Root switch
    {
        IFieldSymbol field => field.Type,
        IPropertySymbol property => property.Type,
        IParameterSymbol parameter => parameter.Type,
        _ => null,
    };

    private static bool Takes(IMethodSymbol? constructor, ITypeSymbol type)
    {
        foreach (var parameter in constructor?.Parameters ?? [])
        {
            if (SymbolEqualityComparer.Default.Equals(parameter.Type, type))
            {
                return true;
            }
        }

        return false;
    }

    // In a constructor or an initializer, in a method that these call once, or where the place for it is empty: the owner has one, as long as itself.
    private bool RunsOnceForOwner(IOperation operation, int depth, CancellationToken cancellation)
    {
        if (Slots.FilledOnce(operation) is not null)
        {
            return true;
        }

        for (var at = operation.Parent; at is not null; at = at.Parent)
        {
            switch (at)
            {
                case ILoopOperation or IAnonymousFunctionOperation:
                    return false;
                case ILocalFunctionOperation function:
                    return depth < Deepest && OnlyCallOf(function) is { } only && RunsOnceForOwner(only, depth + 1, cancellation);
            }
        }

        return sight.Bodies.MemberAround(operation.Syntax, cancellation) switch
        {
            IMethodSymbol { MethodKind: MethodKind.Constructor } or IFieldSymbol { IsStatic: false } or IPropertySymbol { IsStatic: false } => true,
            IMethodSymbol { MethodKind: MethodKind.Ordinary, IsStatic: false } method => depth < Deepest && (method.DeclaredAccessibility == Accessibility.Protected || !Implementations.IsOpen(method)) && IsCalledOnce(method, depth, cancellation),
            _ => false,
        };
    }

    private static IInvocationOperation? OnlyCallOf(ILocalFunctionOperation function)
    {
        IInvocationOperation? only = null;
        foreach (var operation in Values.RootOf(function).Descendants())
        {
            if (operation is IInvocationOperation call && SymbolEqualityComparer.Default.Equals(call.TargetMethod.OriginalDefinition, function.Symbol.OriginalDefinition))
            {
                if (only is not null)
                {
                    return null;
                }

                only = call;
            }
            else if (operation is IMethodReferenceOperation group && SymbolEqualityComparer.Default.Equals(group.Method.OriginalDefinition, function.Symbol.OriginalDefinition))
            {
                return null;
            }
        }

        return only;
    }

    // By each constructor at most once.
    private bool IsCalledOnce(IMethodSymbol method, int depth, CancellationToken cancellation)
    {
        while (method.OverriddenMethod is { } overridden)
        {
            method = overridden.OriginalDefinition;
        }

        var callers = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var use in sight.UsesOf(method, cancellation))
        {
            if (use is not IInvocationOperation || sight.Bodies.MemberAround(use.Syntax, cancellation) is not { } caller || !callers.Add(caller) || !RunsOnceForOwner(use, depth + 1, cancellation))
            {
                return false;
            }
        }

        return callers.Count > 0;
    }

    private bool HandsOwn(ImmutableArray<IArgumentOperation> arguments, ITypeSymbol? type, CancellationToken cancellation)
    {
        foreach (var argument in arguments)
        {
            if (argument.Parameter is { } parameter && SymbolEqualityComparer.Default.Equals(parameter.Type, type))
            {
                return publishers.Of(argument.Value, cancellation).Kind == PublisherKind.Own;
            }
        }

        return false;
    }
}
