using System.Threading;
using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Registries;

/// <summary>
/// Publishers and subscribers that live and die together, so that the subscription keeps nothing that is not kept anyway:
/// the publisher makes its subscriber, one owner makes both, or one holds the other by other means.
/// The exemption <c>die-together</c>.
/// </summary>
internal sealed class Companions(Sight sight, Publishers publishers, Comings comings)
{
    /// <summary>Whether the publisher of <paramref name="added"/>, which is <paramref name="instance"/>, and its subscriber go together.</summary>
    public bool Include(IOperation added, IOperation? instance, Publisher publisher, INamedTypeSymbol subscriber, CancellationToken cancellation)
        => publisher.Kind != PublisherKind.Static
            && (Holds(added, instance, publisher, cancellation) || publisher.Path.Length == 0 && IsMadeWith(publisher, subscriber, cancellation));

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
    private bool IsMadeWith(Publisher publisher, INamedTypeSymbol subscriber, CancellationToken cancellation)
    {
        var type = publisher.Root switch
        {
            IFieldSymbol field => field.Type,
            IPropertySymbol property => property.Type,
            IParameterSymbol parameter => parameter.Type,
            _ => null,
        };
        var isMade = false;
        foreach (var creation in type is null ? [] : comings.CreationsOf(subscriber, cancellation))
        {
            if (!IsMadeOnceByOwner(creation, cancellation) || !IsGivenOwn(creation, type!, cancellation))
            {
                return false;
            }

            isMade = true;
        }

        return isMade;
    }

    // In a constructor or an initializer, or behind "??=": the owner has one, as long as itself.
    private bool IsMadeOnceByOwner(IOperation creation, CancellationToken cancellation)
    {
        for (var at = creation.Parent; at is not null; at = at.Parent)
        {
            switch (at)
            {
                case ICoalesceAssignmentOperation { Target: IMemberReferenceOperation }:
                    return true;
                case ILoopOperation or IAnonymousFunctionOperation or ILocalFunctionOperation:
                    return false;
            }
        }

        return sight.Bodies.MemberAround(creation.Syntax, cancellation) is IMethodSymbol { MethodKind: MethodKind.Constructor } or IFieldSymbol { IsStatic: false } or IPropertySymbol { IsStatic: false };
    }

    private bool IsGivenOwn(IObjectCreationOperation creation, ITypeSymbol type, CancellationToken cancellation)
    {
        foreach (var argument in creation.Arguments)
        {
            if (argument.Parameter is { } parameter && SymbolEqualityComparer.Default.Equals(parameter.Type, type))
            {
                return publishers.Of(argument.Value, cancellation).Kind == PublisherKind.Own;
            }
        }

        return false;
    }
}
