using System;
using System.Threading;
using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Registries;

/// <summary>Ends that are calls: the opposite of the call that subscribed, or a call named like a release that is given the handler or the publisher.</summary>
internal sealed partial class Unsubscriptions
{
    private static readonly string[] Releasing = ["Remove", "Unsub", "Unreg", "Detach", "Unhook", "Unbind", "Unlisten", "Disconnect", "Release", "Clear", "Dispose", "Stop", "Off", "Cancel", "Unwire", "Unadvise", "Delete", "Reset"];

    /// <summary>How the subscription that <paramref name="begin"/> makes ends, by one of <paramref name="ends"/>.</summary>
    public Ending OfCalls(IInvocationOperation begin, IMethodSymbol?[] ends, Handler given, Publisher publisher, INamedTypeSymbol subscriber, CancellationToken cancellation)
    {
        var best = new Ending(Running.Nobody, null, null);
        foreach (var end in ends)
        {
            foreach (var use in sight.UsesOf(end!, cancellation))
            {
                if (use is not IInvocationOperation call || !Concerns(call, given, subscriber, cancellation)
                    || !begin.TargetMethod.IsStatic && !publisher.MayBe(publishers.Of(call.Instance, cancellation)))
                {
                    continue;
                }

                var running = IsWithinHandler(call.Syntax, given) ? Running.Sure : proof.Of(call, begin, cancellation);
                if (running == Running.Offered && !IsInCodeOf(call.Syntax, subscriber, cancellation))
                {
                    running = Running.Alive;
                }

                if (best.At is null || running > best.Running)
                {
                    best = new(running, call.Syntax, Why(call, running, cancellation)?.Replace("'-='", "'" + call.TargetMethod.Name + "'"));
                }
            }
        }

        return best.Running < Running.Alive && publisher.Root is not null && IsReleasedAsPublisher(begin, publisher, cancellation) ? new(Running.Alive, null, null) : best;
    }

    // It names this, or the same handler; elsewhere it names an object of the subscriber's type, or nothing at all.
    private bool Concerns(IInvocationOperation call, Handler given, INamedTypeSymbol subscriber, CancellationToken cancellation)
    {
        var isInCode = IsInCodeOf(call.Syntax, subscriber, cancellation);
        if (call.Arguments.IsEmpty)
        {
            return isInCode;
        }

        foreach (var argument in call.Arguments)
        {
            var value = Handler.Unwrap(argument.Value);
            if (given.Kind == HandlerKind.Unknown)
            {
                if (isInCode ? value is IInstanceReferenceOperation : value is not IInstanceReferenceOperation && CanBe(value.Type, subscriber))
                {
                    return true;
                }
            }
            else if (value is IInstanceReferenceOperation && isInCode || argument.Value.Type is { TypeKind: TypeKind.Delegate } && given.MayBe(handlers.Of(argument.Value, cancellation)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool CanBe(ITypeSymbol? type, INamedTypeSymbol subscriber)
    {
        for (INamedTypeSymbol? at = subscriber; at is { SpecialType: not SpecialType.System_Object }; at = at.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(type, at))
            {
                return true;
            }
        }

        return false;
    }

    // EventUtil.Detach(_bus, OnChanged), WeakEventManager.RemoveHandler(_bus, "Changed", OnChanged)
    private bool IsGivenToRelease(Handler handler, Subscription added, CancellationToken cancellation)
    {
        var symbol = handler.Stored ?? (ISymbol?)handler.Method;
        if (symbol is null or ILocalSymbol || symbol is IMethodSymbol { MethodKind: MethodKind.LocalFunction })
        {
            return false;
        }

        foreach (var use in sight.UsesOf(symbol, cancellation))
        {
            if (added.Operation.Syntax.Span.Contains(use.Syntax.Span) && added.Operation.Syntax.SyntaxTree == use.Syntax.SyntaxTree)
            {
                continue;
            }

            IOperation? at = use.Parent;
            while (at is IDelegateCreationOperation or IConversionOperation or IParenthesizedOperation)
            {
                at = at.Parent;
            }

            if (at is IArgumentOperation { Parent: IInvocationOperation call } && IsNamedLikeRelease(call.TargetMethod.Name) && proof.Of(call, added.Operation, cancellation) >= Running.Alive)
            {
                return true;
            }
        }

        return false;
    }

    // _bus.UnsubscribeAll(this), _hub.Detach(this), Pool.Release(_bus)
    private bool IsReleasedAsPublisher(IOperation added, Publisher publisher, CancellationToken cancellation)
    {
        if (publisher.Root is not (IFieldSymbol or IPropertySymbol) || publisher.Root.DeclaringSyntaxReferences.IsEmpty)
        {
            return false;
        }

        foreach (var use in sight.UsesOf(publisher.Root, cancellation))
        {
            IOperation at = use;
            while (at.Parent is IConversionOperation)
            {
                at = at.Parent;
            }

            var call = at.Parent switch
            {
                IInvocationOperation invoked when invoked.Instance == at => IsGivenThis(invoked) ? invoked : null,
                IConditionalAccessOperation { WhenNotNull: IInvocationOperation invoked } => IsGivenThis(invoked) ? invoked : null,
                IArgumentOperation { Parent: IInvocationOperation given } => given,
                _ => null,
            };
            if (call is not null && IsNamedLikeRelease(call.TargetMethod.Name) && proof.Of(call, added, cancellation) >= Running.Alive)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsGivenThis(IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
        {
            if (Handler.Unwrap(argument.Value) is IInstanceReferenceOperation)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsNamedLikeRelease(string name)
    {
        foreach (var part in Releasing)
        {
            if (name.StartsWith(part, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
