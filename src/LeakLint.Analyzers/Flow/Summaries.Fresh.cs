using System.Collections.Concurrent;
using System.Threading;
using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Flow;

/// <summary>Factories: what a method has just acquired for its caller.</summary>
internal sealed partial class Summaries
{
    private readonly ConcurrentDictionary<ISymbol, ResourceKind?> _results = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<ISymbol, FreshElement?> _inside = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<ISymbol, FreshOutcome> _outs = new(SymbolEqualityComparer.Default);

    /// <summary>The kind of resource that every return of <paramref name="callee"/> has just acquired for its caller; null for none.</summary>
    public ResourceKind? FreshResult(IMethodSymbol callee, IOwnership ownership, CancellationToken cancellation)
    {
        var method = callee.OriginalDefinition;
        if (_results.TryGetValue(method, out var kind))
        {
            return kind;
        }

        if (!FreshReturns.ArePossible(method, cancellation))
        {
            return _results[method] = null;
        }

        kind = (ResourceKind?)Ask(
            new(method, null),
            () => Graph(method, cancellation) is { } graph ? FlowAnalysis.Run(graph, ownership, cancellation)?.Returns : null,
            null,
            out var keep);
        if (keep)
        {
            _results[method] = kind;
        }

        return kind;
    }

    /// <summary>The element of a tuple that every return of <paramref name="callee"/> has just acquired for its caller; null for none.</summary>
    public FreshElement? FreshInside(IMethodSymbol callee, IOwnership ownership, CancellationToken cancellation)
    {
        var method = callee.OriginalDefinition;
        if (!_inside.TryGetValue(method, out var inside))
        {
            inside = (FreshElement?)Ask(new(method, null), () => Graph(method, cancellation) is { } graph ? FlowAnalysis.Run(graph, ownership, cancellation)?.ReturnsInside : null, null, out var keep);
            if (keep)
            {
                _inside[method] = inside;
            }
        }

        return inside;
    }

    /// <summary>The kind of resource that <paramref name="parameter"/>, an <c>out</c> parameter, hands freshly acquired to the caller, always or else nothing; null for none.</summary>
    public ResourceKind? FreshOut(IMethodSymbol callee, IParameterSymbol parameter, IOwnership ownership, CancellationToken cancellation, out bool orNothing)
    {
        var asked = parameter.OriginalDefinition;
        if (!_outs.TryGetValue(asked, out var answer))
        {
            answer = (FreshOutcome)Ask(
                new(asked, null),
                () => Graph(callee, cancellation) is { } graph && FlowAnalysis.Run(graph, ownership, cancellation) is { GaveUp: GaveUp.No } result
                    ? new FreshOutcome(result.HandsOut(asked.Ordinal), result.MayHandOutNothing(asked.Ordinal))
                    : FreshOutcome.None,
                FreshOutcome.None,
                out var keep)!;
            if (keep)
            {
                _outs[asked] = answer;
            }
        }

        orNothing = answer.OrNothing;
        return answer.Kind;
    }

    private sealed class FreshOutcome(ResourceKind? kind, bool orNothing)
    {
        public static readonly FreshOutcome None = new(null, false);

        public ResourceKind? Kind { get; } = kind;

        public bool OrNothing { get; } = orNothing;
    }
}

/// <summary>An element of a tuple that is a resource.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Element">Which element.</param>
internal sealed record FreshElement(ResourceKind Kind, int Element);
