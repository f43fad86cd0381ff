using System.Collections.Concurrent;
using System.Threading;
using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Flow;

/// <summary>Factories: what a method has just acquired for its caller.</summary>
internal sealed partial class Summaries
{
    private readonly ConcurrentDictionary<ISymbol, ResourceKind?> _results = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<ISymbol, (ResourceKind Kind, int Element)?> _inside = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<ISymbol, (ResourceKind?, bool)> _outs = new(SymbolEqualityComparer.Default);

    /// <summary>The kind of resource that every return of <paramref name="callee"/> has just acquired for its caller; null for none.</summary>
    public ResourceKind? FreshResult(IMethodSymbol callee, IOwnership ownership, CancellationToken cancellation)
    {
        var method = callee.OriginalDefinition;
        if (_results.TryGetValue(method, out var kind))
        {
            return kind;
        }

        kind = Ask(
            (method, null),
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
    public (ResourceKind Kind, int Element)? FreshInside(IMethodSymbol callee, IOwnership ownership, CancellationToken cancellation)
    {
        var method = callee.OriginalDefinition;
        if (!_inside.TryGetValue(method, out var inside))
        {
            inside = Ask((method, null), () => Graph(method, cancellation) is { } graph ? FlowAnalysis.Run(graph, ownership, cancellation)?.ReturnsInside : null, null, out var keep);
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
            answer = Ask(
                (asked, null),
                () => Graph(callee, cancellation) is { } graph && FlowAnalysis.Run(graph, ownership, cancellation) is { GaveUp: GaveUp.No } result
                    ? (result.HandsOut(asked.Ordinal), result.MayHandOutNothing(asked.Ordinal))
                    : default((ResourceKind?, bool)),
                default,
                out var keep);
            if (keep)
            {
                _outs[asked] = answer;
            }
        }

        orNothing = answer.Item2;
        return answer.Item1;
    }
}
