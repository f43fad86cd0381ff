using System.Threading;
using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Registries;

/// <summary>
/// Judges a <c>-=</c>: whether the delegate can be one that was added. A lambda, a fresh target, a closure of another
/// call never is; a private method is not, if no code adds it and another handler of the event stays.
/// </summary>
internal sealed class NoEffects(Sight sight, Handlers handlers, Publishers publishers, Unsubscriptions endings)
{
    /// <summary>The fault of <paramref name="taken"/>, if it takes nothing out.</summary>
    public SubscriptionFacts? Judge(Subscription taken, ISymbol member, CancellationToken cancellation)
    {
        var handler = handlers.Of(taken.Value, cancellation);
        var (why, meant) = WhyNot(taken, handler, member, cancellation);
        if (why is null)
        {
            return null;
        }

        meant ??= AddedBeside(taken, handler, cancellation)?.Operation.Syntax;
        return new(SubscriptionFault.NoEffect, taken.Operation.Syntax.GetLocation(), taken.Event.Name, why)
        {
            Others = meant is null ? [] : [meant.GetLocation()],
        };
    }

    /// <summary>Whether a '-=' without effect stands for the end of <paramref name="added"/>: it says what is wrong, on the line that is.</summary>
    public bool AccountFor(Subscription added, CancellationToken cancellation)
    {
        foreach (var node in Mentions.Of(sight.Compilation, Mentions.Role.Taken, added.Event.Name, cancellation))
        {
            if (sight.Bodies.At(node, cancellation) is { } operation
                && Subscription.TakenOut(operation) is { } taken
                && added.IsOfOneEvent(taken.Event)
                && sight.Bodies.MemberAround(node, cancellation) is { } member
                && Judge(taken, member, cancellation) is { Others: { Length: 1 } meant }
                && meant[0].SourceTree == added.Operation.Syntax.SyntaxTree && meant[0].SourceSpan == added.Operation.Syntax.Span)
            {
                return true;
            }
        }

        return false;
    }

    private (string? Why, SyntaxNode? Meant) WhyNot(Subscription taken, Handler handler, ISymbol member, CancellationToken cancellation)
    {
        var value = Handler.Unwrap(taken.Value);
        switch (value)
        {
            case IAnonymousFunctionOperation:
                return ("a lambda is equal to no other delegate", null);
            case IInvocationOperation call when handler.Kind == HandlerKind.Made:
                return ("'" + call.TargetMethod.Name + "' makes a new delegate each time", null);
            case IMethodReferenceOperation when handler.IsTargetFresh:
                return ("its target is a new object, which nobody has added", null);
            case ILocalReferenceOperation local when Handlers.ValueOf(local.Local, Values.RootOf(value), cancellation) is { } held && Handler.Unwrap(held) is IAnonymousFunctionOperation:
                return OfFunction(taken, local.Local, handler, "'" + local.Local.Name + "' is a delegate of this call alone", cancellation);
            case IMethodReferenceOperation { Method: { MethodKind: MethodKind.LocalFunction } function } when handler.KeepsLocals:
                return OfFunction(taken, function, handler, "'" + function.Name + "' keeps variables of this call, so it is another delegate in each", cancellation);
            case IMethodReferenceOperation { Instance: ILocalReferenceOperation local } reference
                when Handlers.ValueOf(local.Local, Values.RootOf(value), cancellation) is { } made && Handler.Unwrap(made) is IObjectCreationOperation:
                return IsNamedOnlyHere(local.Local, value, taken, cancellation) ? ("'" + local.Local.Name + "' is a new object, whose '" + reference.Method.Name + "' nobody has added", null) : (null, null);
            case IMethodReferenceOperation { Instance: IInstanceReferenceOperation or null } reference when reference.Method.DeclaredAccessibility == Accessibility.Private:
                return OfMethod(taken, reference.Method, cancellation);
            default:
                return (null, null);
        }
    }

    // EventHandler h = (s, e) => Use(x); if (on) bus.Changed += h; else bus.Changed -= h;
    private static (string?, SyntaxNode?) OfFunction(Subscription taken, ISymbol function, Handler handler, string why, CancellationToken cancellation)
    {
        SyntaxNode? exclusive = null;
        foreach (var use in Values.RootOf(taken.Operation).Descendants())
        {
            cancellation.ThrowIfCancellationRequested();
            var symbol = use switch
            {
                ILocalReferenceOperation local => (ISymbol)local.Local,
                IMethodReferenceOperation method => method.Method.OriginalDefinition,
                _ => null,
            };
            if (!SymbolEqualityComparer.Default.Equals(symbol, function) || taken.Operation.Syntax.Span.Contains(use.Syntax.Span))
            {
                continue;
            }

            var at = use.Parent;
            while (at is IDelegateCreationOperation or IConversionOperation or IParenthesizedOperation)
            {
                at = at.Parent;
            }

            switch (at)
            {
                case IEventAssignmentOperation { Adds: true } when handler.KeepsLocals && Unsubscriptions.AreExclusive(taken.Operation.Syntax, at.Syntax) && !IsInLoop(taken.Operation):
                    exclusive = at.Syntax;
                    break;
                case IEventAssignmentOperation { Adds: false }:
                case ISimpleAssignmentOperation assignment when assignment.Target == use:
                    break;
                default:
                    return (null, null);
            }
        }

        return (why, exclusive);
    }

    private static bool IsInLoop(IOperation operation)
    {
        for (var at = operation.Parent; at is not null; at = at.Parent)
        {
            if (at is ILoopOperation or IAnonymousFunctionOperation or ILocalFunctionOperation)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsNamedOnlyHere(ILocalSymbol local, IOperation value, Subscription taken, CancellationToken cancellation)
    {
        foreach (var operation in Values.RootOf(value).Descendants())
        {
            cancellation.ThrowIfCancellationRequested();
            if (operation is ILocalReferenceOperation use && SymbolEqualityComparer.Default.Equals(use.Local, local)
                && !taken.Operation.Syntax.Span.Contains(use.Syntax.Span)
                && !(use.Parent is IMemberReferenceOperation { Parent: not IDelegateCreationOperation } or IInvocationOperation { Instance: ILocalReferenceOperation }))
            {
                return false;
            }
        }

        return true;
    }

    // bus.Changed += OnChanged;  bus.Changed -= OnChange;
    private (string?, SyntaxNode?) OfMethod(Subscription taken, IMethodSymbol method, CancellationToken cancellation)
    {
        SyntaxNode? elsewhere = null;
        foreach (var use in sight.UsesOf(method, cancellation))
        {
            if (use is not IMethodReferenceOperation)
            {
                continue;
            }

            var at = use.Parent;
            while (at is IDelegateCreationOperation or IConversionOperation or IParenthesizedOperation)
            {
                at = at.Parent;
            }

            if (at is null || Subscription.TakenOut(at) is not null)
            {
                continue;
            }

            if (Subscription.Added(at) is not { } added || added.IsOfOneEvent(taken.Event))
            {
                return (null, null);
            }

            elsewhere = at.Syntax;
        }

        if (AddedBeside(taken, new() { Kind = HandlerKind.Method, Method = method, KeepsThis = true }, cancellation) is { } other)
        {
            return ("'" + method.Name + "' was never added, " + Named(other) + " was", other.Operation.Syntax);
        }

        return elsewhere is not null && sight.Bodies.At(elsewhere, cancellation) is { } operation && Subscription.Added(operation) is { } stays
            && !IsTakenOut(stays, cancellation)
            ? ("'" + method.Name + "' was added to '" + stays.Event.ContainingType.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat) + "." + stays.Event.Name + "'", elsewhere)
            : (null, null);
    }

    private static string Named(Subscription added)
        => Handler.Unwrap(added.Value) is IMethodReferenceOperation { Method.Name: var name } ? "'" + name + "'" : "a lambda";

    // Another handler of the same event that the same type adds, and nothing takes out.
    private Subscription? AddedBeside(Subscription taken, Handler handler, CancellationToken cancellation)
    {
        var type = Outermost(sight.Bodies.MemberAround(taken.Operation.Syntax, cancellation)?.ContainingType);
        var publisher = publishers.Of(taken.Event.IsStatic ? null : taken.Instance, cancellation);
        foreach (var node in Mentions.Of(sight.Compilation, Mentions.Role.Added, taken.Event.Name, cancellation))
        {
            if (SymbolEqualityComparer.Default.Equals(Outermost(sight.Bodies.MemberAround(node, cancellation)?.ContainingType), type)
                && sight.Bodies.At(node, cancellation) is { } operation
                && Subscription.Added(operation) is { } added
                && added.IsOfOneEvent(taken.Event)
                && (taken.Event.IsStatic || publisher.MayBe(publishers.Of(added.Instance, cancellation)))
                && handlers.Of(added.Value, cancellation) is { Kind: HandlerKind.Method or HandlerKind.Lambda or HandlerKind.Static or HandlerKind.Made } other
                && !(other.Kind == HandlerKind.Method && other.MayBe(handler))
                && !IsTakenOut(added, cancellation))
            {
                return added;
            }
        }

        return null;
    }

    private bool IsTakenOut(Subscription added, CancellationToken cancellation)
        => sight.Bodies.MemberAround(added.Operation.Syntax, cancellation) is { ContainingType: { } type }
            && endings.Of(added, handlers.Of(added.Value, cancellation), publishers.Of(added.Event.IsStatic ? null : added.Instance, cancellation), type, cancellation).Running > Running.Nobody;

    private static INamedTypeSymbol? Outermost(INamedTypeSymbol? type) => type is null ? null : Nesting.Outermost(type);
}
