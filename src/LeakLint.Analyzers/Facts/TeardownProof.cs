using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Facts;

/// <summary>How sure it is that a piece of code runs before its object is given up, least sure first.</summary>
internal enum Running
{
    /// <summary>Nobody in sight calls it, and nobody else can; or only a finalizer does.</summary>
    Nobody,

    /// <summary>Under a condition that somebody else sets and that says nothing about the acquisition.</summary>
    Doubtful,

    /// <summary>Other code could call it, none in sight does.</summary>
    Offered,

    /// <summary>Some code in sight calls it, or the platform may.</summary>
    Alive,

    /// <summary>On a teardown.</summary>
    Sure,
}

/// <summary>
/// The proof that a release runs: the way from its place to the start of its member, then from the member to a
/// teardown, through helpers, lambdas and local functions. A release in the wrong branch of <c>disposing</c>, after a
/// return, in a catch, in a function that nobody calls or in a finalizer is none.
/// </summary>
internal sealed class TeardownProof
{
    private const int Deepest = 6;

    private static readonly ConditionalWeakTable<Compilation, TeardownProof> Cache = new();

    private readonly Sight _sight;
    private readonly TeardownFlags _flags;

    private TeardownProof(Compilation compilation)
    {
        _sight = Sight.For(compilation);
        Members = new(_sight.Types);
        _flags = new(_sight);
    }

    /// <summary>Which methods are teardowns.</summary>
    public TeardownMembers Members { get; }

    public static TeardownProof For(Compilation compilation) => Cache.GetValue(compilation, static c => new(c));

    /// <summary>How sure it is that <paramref name="release"/> runs; <paramref name="acquisition"/> is what it undoes, whose conditions it may share.</summary>
    public Running Of(IOperation release, IOperation? acquisition, CancellationToken cancellation)
        => Of(release, acquisition, new HashSet<ISymbol>(SymbolEqualityComparer.Default), 0, cancellation);

    /// <summary>How sure it is that <paramref name="member"/> runs.</summary>
    public Running OfMember(ISymbol member, CancellationToken cancellation)
        => OfMember(member, null, new HashSet<ISymbol>(SymbolEqualityComparer.Default), 0, cancellation);

    private Running Of(IOperation operation, IOperation? acquisition, HashSet<ISymbol> seen, int depth, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (_sight.Bodies.MemberAround(operation.Syntax, cancellation) is not { } member)
        {
            return Running.Alive;
        }

        // Two conditions on two parameters are not told apart: the last one counts.
        Requirement? required = null;
        var surest = Running.Sure;
        var child = operation;
        for (var parent = operation.Parent; parent is not null; child = parent, parent = parent.Parent)
        {
            switch (parent)
            {
                case IConditionalOperation conditional when child == conditional.WhenTrue:
                    surest = Min(surest, Holds(conditional.Condition, true, member, acquisition, operation, ref required, cancellation));
                    break;
                case IConditionalOperation conditional when child == conditional.WhenFalse:
                    surest = Min(surest, Holds(conditional.Condition, false, member, acquisition, operation, ref required, cancellation));
                    break;
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both when child == both.RightOperand:
                    surest = Min(surest, Holds(both.LeftOperand, true, member, acquisition, operation, ref required, cancellation));
                    break;
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr } either when child == either.RightOperand:
                    surest = Min(surest, Holds(either.LeftOperand, false, member, acquisition, operation, ref required, cancellation));
                    break;
                case IWhileLoopOperation { Condition.ConstantValue: { HasValue: true, Value: false }, ConditionIsTop: true }:
                    return Running.Nobody;
                case ICatchClauseOperation:
                    return Running.Nobody;
                case IBlockOperation block:
                    foreach (var earlier in block.Operations)
                    {
                        if (earlier == child)
                        {
                            break;
                        }

                        surest = Min(surest, Passes(earlier, member, acquisition, operation, ref required, cancellation));
                    }

                    break;
                case IAnonymousFunctionOperation lambda:
                    return Min(surest, OfLambda(lambda, member, seen, depth, cancellation));
                case ILocalFunctionOperation local:
                    return Min(surest, OfLocalFunction(local, acquisition, seen, depth, cancellation));
            }

            if (surest == Running.Nobody)
            {
                return surest;
            }
        }

        return Min(surest, OfMember(member, required, seen, depth, cancellation));
    }

    private Running Holds(IOperation condition, bool value, ISymbol member, IOperation? acquisition, IOperation release, ref Requirement? required, CancellationToken cancellation)
        => _flags.Holds(condition, value, member, acquisition, release, ref required, cancellation);

    // if (_disposed) return;  return;
    private Running Passes(IOperation earlier, ISymbol member, IOperation? acquisition, IOperation release, ref Requirement? required, CancellationToken cancellation)
    {
        switch (earlier)
        {
            case IReturnOperation { Kind: OperationKind.Return } or IThrowOperation or IExpressionStatementOperation { Operation: IThrowOperation }:
                return Running.Nobody;
            case IConditionalOperation { WhenFalse: null } conditional when Leaves(conditional.WhenTrue):
                return Holds(conditional.Condition, false, member, acquisition, release, ref required, cancellation);
            case IConditionalOperation { WhenFalse: { } otherwise } conditional when Leaves(otherwise):
                return Holds(conditional.Condition, true, member, acquisition, release, ref required, cancellation);
            default:
                return Running.Sure;
        }
    }

    internal static bool Leaves(IOperation statement) => statement switch
    {
        IReturnOperation { Kind: OperationKind.Return } or IThrowOperation => true,
        IExpressionStatementOperation { Operation: IThrowOperation } => true,
        IBlockOperation { Operations: { Length: > 0 } operations } => Leaves(operations[operations.Length - 1]),
        _ => false,
    };

    // An argument, a handler of an event, an element, a result: somebody may call it. A local or a field: if it is read.
    private Running OfLambda(IAnonymousFunctionOperation lambda, ISymbol member, HashSet<ISymbol> seen, int depth, CancellationToken cancellation)
    {
        IOperation value = lambda;
        while (value.Parent is IDelegateCreationOperation or IConversionOperation or IParenthesizedOperation)
        {
            value = value.Parent;
        }

        var kept = KeptUndo.In(value, out var isOneOfMany);
        if (kept is ILocalSymbol)
        {
            var root = lambda.Syntax;
            while (root.Parent is { } up && up is not Microsoft.CodeAnalysis.CSharp.Syntax.MemberDeclarationSyntax)
            {
                root = up;
            }

            return IsRead(_sight.UsesWithin(root, kept, cancellation)) ? Min(Running.Alive, OfMember(member, null, seen, depth + 1, cancellation)) : Running.Nobody;
        }

        if (kept is IFieldSymbol { DeclaredAccessibility: Accessibility.Private })
        {
            var best = Running.Nobody;
            foreach (var use in _sight.UsesOf(kept, cancellation))
            {
                if (IsRead(use) && !(isOneOfMany && KeptUndo.IsStored(use)))
                {
                    best = Max(best, depth > Deepest ? Running.Alive : Of(use, null, new HashSet<ISymbol>(seen, SymbolEqualityComparer.Default), depth + 1, cancellation));
                }
            }

            return Min(Running.Alive, best);
        }

        return member is IFieldSymbol or IPropertySymbol ? Running.Alive : Min(Running.Alive, OfMember(member, null, seen, depth + 1, cancellation));
    }

    private static bool IsRead(List<IOperation> uses)
    {
        foreach (var use in uses)
        {
            if (IsRead(use))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsRead(IOperation use) => !(use.Parent is ISimpleAssignmentOperation assignment && assignment.Target == use);

    private Running OfLocalFunction(ILocalFunctionOperation function, IOperation? acquisition, HashSet<ISymbol> seen, int depth, CancellationToken cancellation)
    {
        if (depth > Deepest || !seen.Add(function.Symbol))
        {
            return Running.Nobody;
        }

        IOperation root = function;
        while (root.Parent is not null)
        {
            root = root.Parent;
        }

        var best = Running.Nobody;
        foreach (var operation in root.Descendants())
        {
            if (function.Syntax.Span.Contains(operation.Syntax.Span))
            {
                continue;
            }

            if (operation is IInvocationOperation call && SymbolEqualityComparer.Default.Equals(call.TargetMethod.OriginalDefinition, function.Symbol.OriginalDefinition))
            {
                best = Max(best, Of(call, acquisition, seen, depth + 1, cancellation));
            }
            else if (operation is IMethodReferenceOperation group && SymbolEqualityComparer.Default.Equals(group.Method.OriginalDefinition, function.Symbol.OriginalDefinition) && !IsTakenOut(group))
            {
                best = Max(best, Running.Alive);
            }
        }

        return best;
    }

    private Running OfMember(ISymbol member, Requirement? required, HashSet<ISymbol> seen, int depth, CancellationToken cancellation)
    {
        if (member is not IMethodSymbol method)
        {
            return Running.Alive;
        }

        if (method.MethodKind == MethodKind.Destructor || depth > Deepest || !seen.Add(method))
        {
            return Running.Nobody;
        }

        if (Members.Includes(method))
        {
            // Dispose(bool): the owner's Dispose() passes true.
            if (required is null)
            {
                return Running.Sure;
            }

            return TeardownMembers.IsDisposeOfBool(method) ? required.Value && !IsOnlyGivenFalse(method, required, cancellation) ? Running.Sure : Running.Nobody
                : HasCaller(method, required, seen, depth, out _, cancellation) ? Running.Sure
                // OnDeactivateAsync(bool close): the framework says which it is.
                : method.IsOverride && !IsCalled(method, cancellation) ? Running.Alive
                : Running.Nobody;
        }

        if (method.MethodKind is MethodKind.Constructor or MethodKind.StaticConstructor)
        {
            return Running.Alive;
        }

        if (HasCaller(method, required, seen, depth, out var best, cancellation))
        {
            return best;
        }

        if (method.IsOverride || method.IsVirtual && IsOffered(method) || method.IsAbstract || TeardownMembers.ImplementsAnInterface(method) || method.GetAttributes().Length > 0 || Markup.MayCall(method, cancellation) || method.MethodKind == MethodKind.EventRemove || _sight.IsNamedUnbound(method, cancellation))
        {
            return Max(best, Running.Alive);
        }

        return IsOffered(method) ? Max(best, Running.Offered) : best;
    }

    // public void Dispose() { Dispose(false); }
    private bool IsOnlyGivenFalse(IMethodSymbol method, Requirement required, CancellationToken cancellation)
    {
        var isGiven = false;
        foreach (var use in _sight.UsesOf(method, cancellation))
        {
            if (use is not IInvocationOperation call || _sight.Bodies.MemberAround(use.Syntax, cancellation) is not IMethodSymbol { MethodKind: not MethodKind.Destructor })
            {
                continue;
            }

            if (Meets(call, required))
            {
                return false;
            }

            isGiven = true;
        }

        return isGiven;
    }

    // base.OnDeactivateAsync(close) hands on what it was given.
    private bool IsCalled(IMethodSymbol method, CancellationToken cancellation)
    {
        foreach (var use in _sight.UsesOf(method, cancellation))
        {
            if (_sight.Bodies.MemberAround(use.Syntax, cancellation) is not IMethodSymbol { IsOverride: true, Name: var name } || name != method.Name)
            {
                return true;
            }
        }

        return false;
    }

    // The surest of the callers in sight that meet the requirement; false when there is none that counts.
    private bool HasCaller(IMethodSymbol method, Requirement? required, HashSet<ISymbol> seen, int depth, out Running best, CancellationToken cancellation)
    {
        best = Running.Nobody;
        var uses = _sight.UsesOf(method.AssociatedSymbol ?? method, cancellation);
        foreach (var use in uses)
        {
            switch (use)
            {
                case IInvocationOperation call when !Meets(call, required):
                    continue;
                case IMethodReferenceOperation group when IsTakenOut(group):
                    continue;
            }

            // Who calls it from its own body calls it only when it runs already.
            if (_sight.Bodies.MemberAround(use.Syntax, cancellation) is { } around && SymbolEqualityComparer.Default.Equals(around, method))
            {
                continue;
            }

            var through = Of(use, null, new HashSet<ISymbol>(seen, SymbolEqualityComparer.Default), depth + 1, cancellation);
            best = Max(best, use is IInvocationOperation ? through : Min(Running.Alive, through));
            if (best == Running.Sure)
            {
                break;
            }
        }

        return best > Running.Nobody;
    }

    // bus.Changed -= OnChanged names the method and runs nothing.
    private static bool IsTakenOut(IMethodReferenceOperation group)
    {
        IOperation? at = group.Parent;
        while (at is IDelegateCreationOperation or IConversionOperation or IParenthesizedOperation)
        {
            at = at.Parent;
        }

        return at is IEventAssignmentOperation { Adds: false } or ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Subtract };
    }

    // Cleanup(false) does not do what stands under "if (detach)".
    private static bool Meets(IInvocationOperation call, Requirement? required)
    {
        if (required is null)
        {
            return true;
        }

        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter?.Ordinal == required.Parameter.Ordinal)
            {
                return argument.Value.ConstantValue is not { HasValue: true, Value: bool given } || given == required.Value;
            }
        }

        return true;
    }

    /// <summary>Whether code outside the compilation can call <paramref name="method"/>.</summary>
    private static bool IsOffered(IMethodSymbol method) => Implementations.IsOpen(method);

    private static Running Min(Running left, Running right) => left < right ? left : right;

    private static Running Max(Running left, Running right) => left > right ? left : right;
}
