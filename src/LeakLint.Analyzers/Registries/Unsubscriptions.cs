using System.Linq;
using System.Threading;
using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Registries;

/// <summary>What became of a subscription: how sure it is that it ends, and the place that ends it or fails to.</summary>
/// <param name="Running">How sure it is.</param>
/// <param name="At">The release, or the best try at one.</param>
/// <param name="Why">Why it does not count.</param>
internal readonly record struct Ending(Running Running, SyntaxNode? At, string? Why);

/// <summary>
/// Looks for what ends a subscription: <c>-=</c> of the same handler on the same publisher, by its name anywhere in the
/// compilation, on the way to a teardown; or a call that is given the handler or the publisher and is named like a release.
/// </summary>
internal sealed partial class Unsubscriptions(Sight sight, Handlers handlers, Publishers publishers, TeardownProof proof)
{
    /// <summary>How <paramref name="added"/> ends.</summary>
    public Ending Of(Subscription added, Handler handler, Publisher publisher, INamedTypeSymbol subscriber, CancellationToken cancellation)
    {
        var best = new Ending(Running.Nobody, null, null);
        foreach (var node in Mentions.Of(sight.Compilation, Mentions.Role.Taken, added.Event.Name, cancellation))
        {
            if (sight.Bodies.At(node, cancellation) is not { } operation)
            {
                continue;
            }

            var ending = Subscription.TakenOut(operation) is { } taken
                ? OfTaken(taken, added, handler, publisher, subscriber, cancellation)
                : OfCleared(operation, added, cancellation);
            if (ending is { } found && (best.At is null || found.Running > best.Running))
            {
                best = found;
                if (found.Running == Running.Sure)
                {
                    return best;
                }
            }
        }

        return best.Running < Running.Alive && (IsGivenToRelease(handler, added, cancellation) || IsReleasedAsPublisher(added.Operation, publisher, cancellation))
            ? new(Running.Alive, null, null)
            : best;
    }

    private Ending? OfTaken(Subscription taken, Subscription added, Handler handler, Publisher publisher, INamedTypeSymbol subscriber, CancellationToken cancellation)
    {
        if (!added.IsOfOneEvent(taken.Event))
        {
            return null;
        }

        var other = handlers.Of(taken.Value, cancellation);
        var node = taken.Operation.Syntax;
        if (other.Kind is HandlerKind.Parameter or HandlerKind.Unknown && other.Stored is null && !IsInCodeOf(node, subscriber, cancellation) || !handler.MayBe(other))
        {
            return null;
        }

        if (handler.Method is not null && other.Kind == HandlerKind.Method && handler.KeepsThis != other.KeepsThis && IsInCodeOf(node, subscriber, cancellation) && Differ(handler, other, subscriber))
        {
            return null;
        }

        // new Bus().Changed -= OnChanged
        if (taken.Instance is not null && Handler.Unwrap(taken.Instance) is IObjectCreationOperation)
        {
            return null;
        }

        // The static's own name says which it is; an instance is told by where it is reached from.
        if (!added.Event.IsStatic && !publisher.MayBe(publishers.Of(taken.Instance, cancellation)) && !IsSeenFromOutside(taken.Instance, publisher))
        {
            return null;
        }

        if (IsEmptied(taken.Operation, publisher) is { } emptied)
        {
            return new(Running.Nobody, node, "'" + publisher.Root!.Name + "' is null when the '-=' is reached, since line " + (emptied.GetLocation().GetLineSpan().StartLinePosition.Line + 1));
        }

        if (IsWithinHandler(node, handler))
        {
            return new(Running.Sure, node, null);
        }

        if (InSameMember(taken.Operation, added.Operation) is { } here)
        {
            return OfSameMember(taken, added, publisher, here, cancellation);
        }

        var running = proof.Of(taken.Operation, added.Operation, cancellation);
        if (running == Running.Offered && !IsInCodeOf(node, subscriber, cancellation))
        {
            // Another class looks after it.
            running = Running.Alive;
        }

        return new(running, node, Why(taken.Operation, running, cancellation));
    }

    // owner._hub.Changed -= owner.OnChanged, in another class
    private static bool IsSeenFromOutside(IOperation? instance, Publisher publisher)
        => instance is IMemberReferenceOperation { Instance: not IInstanceReferenceOperation, Member: var member } && publisher.Path.Length == 0 && SymbolEqualityComparer.Default.Equals(member, publisher.Root);

    // _hub = null; if (_hub != null) _hub.Changed -= OnChanged;
    private static SyntaxNode? IsEmptied(IOperation taken, Publisher publisher)
    {
        // var hub = _hub; _hub = null; hub.Changed -= OnChanged; has it in its hand.
        if (publisher.Root is not IFieldSymbol || Subscription.TakenOut(taken)?.Instance is not { } instance || Handler.Unwrap(instance) is not IFieldReferenceOperation)
        {
            return null;
        }

        SyntaxNode? emptied = null;
        IOperation child = taken;
        for (var at = taken.Parent; at is IConditionalOperation or IBlockOperation or IExpressionStatementOperation or IConditionalAccessOperation; child = at, at = at.Parent)
        {
            foreach (var statement in at is IBlockOperation block ? block.Operations : [])
            {
                if (statement == child)
                {
                    break;
                }

                foreach (var operation in statement.DescendantsAndSelf())
                {
                    if (operation is ISimpleAssignmentOperation { Target: IFieldReferenceOperation { Field: var field } } assignment && SymbolEqualityComparer.Default.Equals(field, publisher.Root))
                    {
                        emptied = statement is IExpressionStatementOperation && Handler.Unwrap(assignment.Value).ConstantValue is { HasValue: true, Value: null } ? statement.Syntax : null;
                    }
                }
            }
        }

        return emptied;
    }

    // "_helper.OnChanged", with a field of the subscriber, is not "OnChanged" of this.
    private static bool Differ(Handler handler, Handler other, INamedTypeSymbol subscriber)
        => (handler.Target ?? other.Target) is IFieldSymbol { ContainingType: var holder } && (handler.Target is null || other.Target is null)
            && SymbolEqualityComparer.Default.Equals(holder.OriginalDefinition, subscriber.OriginalDefinition);

    // Changed = null; by the type that has the event
    private Ending? OfCleared(IOperation operation, Subscription added, CancellationToken cancellation)
        => operation is ISimpleAssignmentOperation { Target: var target }
            && target switch { IEventReferenceOperation e => e.Event, IMemberReferenceOperation m => m.Member, _ => null } is { } cleared
            && added.IsOfOneEvent(cleared)
            ? new(proof.Of(operation, null, cancellation) is var running && running == Running.Nobody ? Running.Nobody : Running.Alive, operation.Syntax, null)
            : null;

    private string? Why(IOperation taken, Running running, CancellationToken cancellation)
    {
        if (running >= Running.Alive)
        {
            return null;
        }

        var line = taken.Syntax.GetLocation().GetLineSpan().StartLinePosition.Line + 1;
        var where = "the '-=' at line " + line + " ";
        if (running == Running.Doubtful)
        {
            return where + "depends on a flag that somebody else sets";
        }

        return sight.Bodies.MemberAround(taken.Syntax, cancellation) switch
        {
            IMethodSymbol { MethodKind: MethodKind.Destructor } => where + "is in the finalizer, which cannot run while the handler is there",
            IMethodSymbol method when running == Running.Offered => where + "is in '" + method.Name + "', which the teardown does not call",
            _ => where + "is where no teardown gets to",
        };
    }

    private static bool IsWithinHandler(SyntaxNode node, Handler handler)
    {
        if (handler.Body is { } body)
        {
            return body.Syntax.SyntaxTree == node.SyntaxTree && body.Syntax.Span.Contains(node.Span);
        }

        foreach (var place in handler.Method?.DeclaringSyntaxReferences ?? [])
        {
            if (place.SyntaxTree == node.SyntaxTree && place.Span.Contains(node.Span))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsInCodeOf(SyntaxNode node, INamedTypeSymbol subscriber, CancellationToken cancellation)
    {
        var type = sight.Bodies.MemberAround(node, cancellation)?.ContainingType;
        for (; type is not null; type = type.ContainingType)
        {
            for (INamedTypeSymbol? at = subscriber; at is not null; at = at.BaseType)
            {
                if (SymbolEqualityComparer.Default.Equals(at.OriginalDefinition, type.OriginalDefinition))
                {
                    return true;
                }
            }

            for (INamedTypeSymbol? at = type.BaseType; at is not null; at = at.BaseType)
            {
                if (SymbolEqualityComparer.Default.Equals(at.OriginalDefinition, subscriber.OriginalDefinition))
                {
                    return true;
                }
            }
        }

        return false;
    }

    // The member that has both, outside of any function of its own.
    private static SyntaxNode? InSameMember(IOperation taken, IOperation added)
    {
        var left = FunctionAround(taken.Syntax);
        return left is not null && left == FunctionAround(added.Syntax) ? left : null;
    }

    private static SyntaxNode? FunctionAround(SyntaxNode node)
    {
        for (var at = node.Parent; at is not null; at = at.Parent)
        {
            if (at is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or ArrowExpressionClauseSyntax { Parent: BasePropertyDeclarationSyntax })
            {
                return at;
            }
        }

        return null;
    }

    private Ending? OfSameMember(Subscription taken, Subscription added, Publisher publisher, SyntaxNode member, CancellationToken cancellation)
    {
        var node = taken.Operation.Syntax;
        if (AreExclusive(node, added.Operation.Syntax))
        {
            var toggled = proof.Of(taken.Operation, added.Operation, cancellation);
            return new(toggled, node, Why(taken.Operation, toggled, cancellation));
        }

        if (node.SpanStart < added.Operation.Syntax.SpanStart)
        {
            // _model.Changed -= H; _model = value; _model.Changed += H;  but  bus.Changed -= H; bus.Changed += H; ends nothing.
            return publisher.Root is { IsStatic: false } root && (IsAssignedIn(member, root, node.Span.End, cancellation) || IsAssignedByCall(taken.Operation, added.Operation, root, cancellation) || taken.Instance?.Syntax.ToString() != added.Instance?.Syntax.ToString())
                ? new(Running.Sure, node, null)
                : null;
        }

        // What Balance follows on every way, it speaks of.
        return ReturnsBetween(added.Operation.Syntax, node, member) is { } way
            && !(added.Operation is IEventAssignmentOperation followed && new TakenBackHandlers(sight.Bodies).TryAcquire(followed, cancellation, out _))
            ? new(Running.Nobody, node, "the way out at line " + (way.GetLocation().GetLineSpan().StartLinePosition.Line + 1) + " passes the '-='")
            : new(Running.Sure, node, null);
    }

    /// <summary>Whether the two stand in different branches, so that no run goes from one to the other.</summary>
    public static bool AreExclusive(SyntaxNode taken, SyntaxNode added)
    {
        for (var at = taken; at.Parent is not null; at = at.Parent)
        {
            if (at.Parent.Span.Contains(added.Span))
            {
                return at.Parent is IfStatementSyntax or ElseClauseSyntax or ConditionalExpressionSyntax or SwitchStatementSyntax
                    || at is StatementSyntax && at.Parent is BlockSyntax block && LeavesBefore(block, taken, added);
            }
        }

        return false;
    }

    // if (on) { E += H; return; } E -= H;
    private static bool LeavesBefore(BlockSyntax block, SyntaxNode taken, SyntaxNode added)
    {
        foreach (var statement in block.Statements)
        {
            if (statement is IfStatementSyntax branch && (branch.Span.Contains(added.Span) || branch.Span.Contains(taken.Span))
                && !(branch.Span.Contains(added.Span) && branch.Span.Contains(taken.Span))
                && (branch.Statement is ReturnStatementSyntax || branch.Statement is BlockSyntax { Statements: var inner } && inner.LastOrDefault() is ReturnStatementSyntax or ThrowStatementSyntax))
            {
                return true;
            }
        }

        return false;
    }

    // After that place: _model = value; _model.Changed -= H; takes it out of the new one.
    private bool IsAssignedIn(SyntaxNode member, ISymbol root, int after, CancellationToken cancellation)
    {
        foreach (var use in sight.UsesWithin(member, root, cancellation))
        {
            if (use.Syntax.SpanStart < after)
            {
                continue;
            }

            if (use.Parent is IAssignmentOperation assignment && assignment.Target == use || use.Parent is IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out })
            {
                return true;
            }
        }

        return false;
    }

    // _parent.Changed -= H; base.Move(to); _parent.Changed += H;
    private bool IsAssignedByCall(IOperation taken, IOperation added, ISymbol root, CancellationToken cancellation)
    {
        foreach (var operation in Values.RootOf(taken).Descendants())
        {
            if (operation is IInvocationOperation { Instance: IInstanceReferenceOperation, TargetMethod: var called }
                && operation.Syntax.SpanStart > taken.Syntax.Span.End && operation.Syntax.Span.End < added.Syntax.SpanStart)
            {
                foreach (var place in called.OriginalDefinition.DeclaringSyntaxReferences)
                {
                    if (IsAssignedIn(place.GetSyntax(cancellation), root, 0, cancellation))
                    {
                        return true;
                    }
                }
            }
        }

        return false;
    }

    // "return" between the two, where no finally does the taking out and nothing was taken out before.
    private static SyntaxNode? ReturnsBetween(SyntaxNode added, SyntaxNode taken, SyntaxNode member)
    {
        if (taken.FirstAncestorOrSelf<FinallyClauseSyntax>() is not null
            || added.FirstAncestorOrSelf<StatementSyntax>() is not { Parent: BlockSyntax block } statement
            || taken.FirstAncestorOrSelf<StatementSyntax>()?.Parent != block)
        {
            return null;
        }

        foreach (var between in block.Statements)
        {
            if (between.SpanStart <= statement.SpanStart || between.Span.Contains(taken.Span))
            {
                continue;
            }

            if (between.SpanStart > taken.SpanStart)
            {
                break;
            }

            foreach (var node in between.DescendantNodesAndSelf(static n => n is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)))
            {
                if (node is ReturnStatementSyntax && !TakesOut(node, added))
                {
                    return node;
                }
            }
        }

        return null;
    }

    // Before that return another "-=" of the event stands in the same block.
    private static bool TakesOut(SyntaxNode way, SyntaxNode added)
    {
        var name = Mentions.LastNameOf((added as AssignmentExpressionSyntax)?.Left);
        for (var at = way.Parent; at is BlockSyntax or IfStatementSyntax or ElseClauseSyntax; at = at.Parent)
        {
            if (at.Span.Contains(added.Span))
            {
                break;
            }

            foreach (var node in at.DescendantNodes())
            {
                if (node is AssignmentExpressionSyntax other && other.SpanStart < way.SpanStart && other.OperatorToken.ValueText == "-=" && Mentions.LastNameOf(other.Left) == name)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
