using System.Collections.Generic;
using System.Threading;
using LeakLint.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Balance;

/// <summary>
/// Finds an acquire that is written twice, the second time where its release is due: in the <c>finally</c> of what the first one began,
/// in a teardown, in a <c>remove</c> accessor. The proof is the repetition: same member, same object, same arguments, the other
/// half exists, and stands nowhere.
/// </summary>
internal sealed class WrongHalves(Compilation compilation)
{
    private readonly Bodies _bodies = Bodies.For(compilation);

    /// <summary><c>_list.BeginUpdate(); try { … } finally { _list.BeginUpdate(); }</c></summary>
    public static IEnumerable<WrongHalf> InFinally(ITryOperation attempt)
    {
        if (attempt.Finally is null)
        {
            yield break;
        }

        foreach (var operation in attempt.Finally.Descendants())
        {
            if (operation is IInvocationOperation call && PairedNames.IsFirstHalf(call.TargetMethod.Name) && !IsNested(call, attempt.Finally) && PairedNames.OtherHalf(call.TargetMethod) is { } other
                && Before(attempt, call) is { } first && !Calls(attempt.Finally, other, call))
            {
                yield return new WrongHalf(call.Syntax.GetLocation(), first.Syntax.GetLocation(), call.TargetMethod.Name, other.Name, "in this finally block");
            }
        }
    }

    /// <summary>What the teardowns and the <c>remove</c> accessors of a type do again instead of undoing it.</summary>
    public IEnumerable<WrongHalf> In(INamedTypeSymbol type, CancellationToken cancellation)
    {
        TypeCode? code = null;
        foreach (var member in type.GetMembers())
        {
            if (member is not IMethodSymbol { IsImplicitlyDeclared: false } method || !MayStandIn(method) || !MayRepeat(method, cancellation))
            {
                continue;
            }

            foreach (var root in _bodies.Of(method, cancellation))
            {
                foreach (var operation in root.Descendants())
                {
                    var found = operation switch
                    {
                        IEventAssignmentOperation { Adds: true } added => method.MethodKind == MethodKind.EventRemove ? OfAccessor(added, method) : OfEvent(added, method, type, ref code, cancellation),
                        ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Add } combined when method.MethodKind == MethodKind.EventRemove => OfAccessor(combined, method),
                        IInvocationOperation call when method.MethodKind == MethodKind.Ordinary => OfCall(call, method, type, ref code, cancellation),
                        _ => null,
                    };
                    if (found is not null)
                    {
                        yield return found;
                    }
                }
            }
        }
    }

    /// <summary>Whether <paramref name="method"/> is a place for second halves: a teardown by its name, a <c>remove</c> accessor.</summary>
    public static bool MayStandIn(IMethodSymbol method)
        => method.MethodKind == MethodKind.EventRemove
            || (method.MethodKind is MethodKind.Ordinary or MethodKind.ExplicitInterfaceImplementation && PairedNames.IsSecondHalf(method.Name.Substring(method.Name.LastIndexOf('.') + 1)));

    // By the text: an event that is added to, or a call by a verb that has a second half.
    private static bool MayRepeat(IMethodSymbol method, CancellationToken cancellation)
    {
        foreach (var reference in method.DeclaringSyntaxReferences)
        {
            foreach (var node in reference.GetSyntax(cancellation).DescendantNodes())
            {
                switch (node)
                {
                    case AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.AddAssignmentExpression }:
                    case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: var called } } when PairedNames.IsFirstHalf(called):
                    case InvocationExpressionSyntax { Expression: SimpleNameSyntax { Identifier.ValueText: var plain } } when PairedNames.IsFirstHalf(plain):
                    case MemberBindingExpressionSyntax { Name.Identifier.ValueText: var bound } when PairedNames.IsFirstHalf(bound):
                        return true;
                }
            }
        }

        return false;
    }

    // remove { _inner.Changed += value; }
    private static WrongHalf? OfAccessor(IOperation added, IMethodSymbol accessor)
    {
        var (value, target) = added switch
        {
            IEventAssignmentOperation assignment => (assignment.HandlerValue, assignment.EventReference),
            ICompoundAssignmentOperation combined => (combined.Value, combined.Target),
            _ => (added, added),
        };
        if (Facts.Values.Unwrap(value) is not IParameterReferenceOperation { Parameter.IsImplicitlyDeclared: true })
        {
            return null;
        }

        foreach (var operation in Facts.Values.RootOf(added).Descendants())
        {
            if (operation is IEventAssignmentOperation { Adds: false } or ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Subtract })
            {
                return null;
            }
        }

        return new WrongHalf(added.Syntax.GetLocation(), accessor.Locations[0], target.Syntax + " +=", target.Syntax + " -=", "in this 'remove' accessor");
    }

    // Dispose() => _source.Changed += OnChanged;
    private WrongHalf? OfEvent(IEventAssignmentOperation added, IMethodSymbol method, INamedTypeSymbol type, ref TypeCode? code, CancellationToken cancellation)
    {
        if (added.EventReference is not IEventReferenceOperation { Event: var @event } || Handler(added) is null || IsNested(added, null))
        {
            return null;
        }

        IOperation? first = null;
        code ??= new TypeCode(type, _bodies, cancellation);
        foreach (var (member, root) in code.Mentioning([@event.Name]))
        {
            foreach (var operation in root.Descendants())
            {
                if (operation is not IEventAssignmentOperation other || other.Syntax == added.Syntax || other.EventReference is not IEventReferenceOperation { Event: var its } || !SymbolEqualityComparer.Default.Equals(its, @event))
                {
                    continue;
                }

                if (!other.Adds)
                {
                    return null;
                }

                if (!SymbolEqualityComparer.Default.Equals(member, method) && IsSameText(other.Syntax, added.Syntax) && !(member is IMethodSymbol home && MayStandIn(home)))
                {
                    first = other;
                }
            }
        }

        return first is null ? null : new WrongHalf(added.Syntax.GetLocation(), first.Syntax.GetLocation(), added.EventReference.Syntax + " +=", added.EventReference.Syntax + " -=", "in '" + method.Name + "'");
    }

    // Dispose() => _bus.Register(this);
    private WrongHalf? OfCall(IInvocationOperation call, IMethodSymbol method, INamedTypeSymbol type, ref TypeCode? code, CancellationToken cancellation)
    {
        if (call.TargetMethod.Name is "Push" or "Pause" or "Suspend" or "Wait" or "WaitAsync" || IsNested(call, null) || PairedNames.OtherHalf(call.TargetMethod) is not { } other)
        {
            return null;
        }

        IOperation? first = null;
        code ??= new TypeCode(type, _bodies, cancellation);
        foreach (var (member, root) in code.Mentioning([call.TargetMethod.Name, other.Name]))
        {
            foreach (var operation in root.Descendants())
            {
                if (operation is not IInvocationOperation one || one.Syntax == call.Syntax)
                {
                    continue;
                }

                if (one.TargetMethod.Name == other.Name)
                {
                    return null;
                }

                if (IsSameText(one.Syntax, call.Syntax) && SymbolEqualityComparer.Default.Equals(one.TargetMethod, call.TargetMethod))
                {
                    if (SymbolEqualityComparer.Default.Equals(member, method) || (member is IMethodSymbol home && MayStandIn(home)))
                    {
                        return null;
                    }

                    first = one;
                }
            }
        }

        return first is null ? null : new WrongHalf(call.Syntax.GetLocation(), first.Syntax.GetLocation(), call.TargetMethod.Name, other.Name, "in '" + method.Name + "'");
    }

    // A lambda is another handler each time.
    private static IOperation? Handler(IEventAssignmentOperation added)
        => Facts.Values.Unwrap(added.HandlerValue) switch
        {
            IDelegateCreationOperation { Target: IMethodReferenceOperation method } => method,
            IFieldReferenceOperation field => field,

            // Subscribe(Action done) => _source.Done += done;   Unsubscribe(Action done) => _source.Done += done;
            IParameterReferenceOperation parameter => parameter,
            _ => null,
        };

    private static IInvocationOperation? Before(ITryOperation attempt, IInvocationOperation call)
    {
        // The statements before it in its block, and the first of its own.
        if (attempt.Body.Operations.Length > 0 && FindIn(attempt.Body.Operations[0], call) is { } inside)
        {
            return inside;
        }

        if (attempt.Parent is not IBlockOperation block)
        {
            return null;
        }

        IInvocationOperation? last = null;
        foreach (var statement in block.Operations)
        {
            if (statement == attempt)
            {
                break;
            }

            last = FindIn(statement, call) ?? last;
        }

        return last;
    }

    private static IInvocationOperation? FindIn(IOperation statement, IInvocationOperation call)
    {
        if (statement is not (IExpressionStatementOperation or IVariableDeclarationGroupOperation or IConditionalOperation))
        {
            return null;
        }

        foreach (var operation in statement.Descendants())
        {
            if (operation is IInvocationOperation one && SymbolEqualityComparer.Default.Equals(one.TargetMethod, call.TargetMethod) && IsSameText(one.Syntax, call.Syntax))
            {
                return one;
            }
        }

        return null;
    }

    private static bool Calls(IOperation block, IMethodSymbol other, IInvocationOperation call)
    {
        foreach (var operation in block.Descendants())
        {
            if (operation is IInvocationOperation one && one.TargetMethod.Name == other.Name && one.TargetMethod.ContainingType.Equals(call.TargetMethod.ContainingType, SymbolEqualityComparer.Default))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsNested(IOperation operation, IOperation? within)
    {
        for (var at = operation.Parent; at is not null && at != within; at = at.Parent)
        {
            if (at is IAnonymousFunctionOperation or ILocalFunctionOperation || (within is not null && at is ITryOperation))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsSameText(SyntaxNode one, SyntaxNode other) => SyntaxFactory.AreEquivalent(one, other);
}
