using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using LeakLint.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Facts;

/// <summary>
/// Whether a constructor or method hands its own object to somebody: puts <c>this</c> into a registry, a delegate, another
/// object, or disposes it. Whoever has it may release it, so its creator need not.
/// </summary>
internal sealed class SelfPublication
{
    private const int Deepest = 4;

    private static readonly ConditionalWeakTable<Compilation, SelfPublication> Cache = new();

    private readonly ConcurrentDictionary<IMethodSymbol, bool> _known = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<IMethodSymbol, bool> _knownBesides = new(SymbolEqualityComparer.Default);
    private readonly Bodies _bodies;

    private SelfPublication(Compilation compilation) => _bodies = Bodies.For(compilation);

    public static SelfPublication For(Compilation compilation) => Cache.GetValue(compilation, static c => new(c));

    /// <summary>Whether code in sight of <paramref name="method"/>, and what it calls on its own object, gives the object away.</summary>
    public bool HappensIn(IMethodSymbol method, CancellationToken cancellation) => HappensIn(method, _known, besidesResult: false, cancellation);

    /// <summary>The same, but that what the method returns was made with the object does not count: <c>return new Logger(this, level);</c></summary>
    public bool HappensBesidesResult(IMethodSymbol method, CancellationToken cancellation) => HappensIn(method, _knownBesides, besidesResult: true, cancellation);

    private bool HappensIn(IMethodSymbol method, ConcurrentDictionary<IMethodSymbol, bool> answers, bool besidesResult, CancellationToken cancellation)
    {
        method = method.OriginalDefinition;
        if (!answers.TryGetValue(method, out var known))
        {
            answers[method] = known = HappensIn(method, new HashSet<IMethodSymbol>(SymbolEqualityComparer.Default), besidesResult, 0, cancellation);
        }

        return known;
    }

    private bool HappensIn(IMethodSymbol method, HashSet<IMethodSymbol> seen, bool besidesResult, int depth, CancellationToken cancellation)
    {
        if (depth > Deepest || !seen.Add(method))
        {
            return false;
        }

        foreach (var body in _bodies.Of(method, cancellation))
        {
            foreach (var operation in body.DescendantsAndSelf())
            {
                if (operation is IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance } self && GivesAway(self, seen, besidesResult, depth, cancellation))
                {
                    return true;
                }

                // : base(x), : this(x)
                if (operation is IInvocationOperation { TargetMethod: { MethodKind: MethodKind.Constructor } chained } && HappensIn(chained.OriginalDefinition, seen, besidesResult, depth + 1, cancellation))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private bool GivesAway(IInstanceReferenceOperation self, HashSet<IMethodSymbol> seen, bool besidesResult, int depth, CancellationToken cancellation)
    {
        if (IsInsideLambda(self))
        {
            return true;
        }

        IOperation value = self;
        while (value.Parent is IConversionOperation conversion)
        {
            value = conversion;
        }

        return value.Parent switch
        {
            // Start() runs here; Dispose() ends it.
            IInvocationOperation call when call.Instance == value => call.TargetMethod.Name is "Dispose" or "DisposeAsync" or "Close"
                || HappensIn(call.TargetMethod.OriginalDefinition, seen, besidesResult, depth + 1, cancellation),
            IMethodReferenceOperation => true,
            IMemberReferenceOperation => false,
            IArgumentOperation { Parent: IInvocationOperation { TargetMethod: var callee } } => !IsHarmless(callee),
            IArgumentOperation { Parent: IObjectCreationOperation made } when besidesResult && IsReturned(made) => made.Constructor is { } constructor && HappensIn(constructor.OriginalDefinition, seen, besidesResult, depth + 1, cancellation),
            IBinaryOperation or IIsPatternOperation or IIsTypeOperation or ILockOperation or INameOfOperation or IReturnOperation => false,
            _ => true,
        };
    }

    // GC.SuppressFinalize(this), ObjectDisposedException.ThrowIf(_gone, this), ReferenceEquals(this, other), Monitor.Enter(this)
    private static bool IsHarmless(IMethodSymbol callee)
        => Framework.Declares(callee.ContainingType) && callee.ContainingType.Name is "GC" or "ObjectDisposedException" or "Object" or "Monitor" or "ArgumentNullException" or "RuntimeHelpers";

    private static bool IsReturned(IOperation made)
    {
        while (made.Parent is IConversionOperation or IParenthesizedOperation)
        {
            made = made.Parent;
        }

        return made.Parent is IReturnOperation { Kind: OperationKind.Return };
    }

    private static bool IsInsideLambda(IOperation operation)
    {
        for (var at = operation.Parent; at is not null; at = at.Parent)
        {
            if (at is IAnonymousFunctionOperation)
            {
                return true;
            }
        }

        return false;
    }
}
