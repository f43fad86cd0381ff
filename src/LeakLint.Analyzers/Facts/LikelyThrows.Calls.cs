using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading;
using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Facts;

/// <summary>What the methods of the compilation throw: each body is read once, and its calls are followed level by level.</summary>
internal sealed partial class LikelyThrows
{
    // What throws further down than this, nobody up here thinks of.
    private const int Deepest = 5;

    // Methods that call each other in many ways would otherwise be followed along every way.
    private const int Most = 200;

    // While a body is read: the bodies that it may run in turn. They are asked afterwards, so that an answer never
    // depends on what was asked before it.
    [ThreadStatic]
    private static List<(IMethodSymbol Method, bool IsAwaited)>? s_calls;

    private readonly ConcurrentDictionary<(ISymbol, bool), bool> _answers = new();
    private readonly ConcurrentDictionary<(ISymbol, bool), (bool Throws, ImmutableArray<(IMethodSymbol Method, bool IsAwaited)> Calls)> _bodiesRead = new();

    // What any body throws that the call may run; where none is in sight, anybody may write one that throws.
    private bool AnyThrows(IMethodSymbol method, bool isVirtual, bool isAwaited, CancellationToken cancellation)
    {
        if (!isVirtual || !Implementations.MayVary(method))
        {
            return Throws(method, isAwaited, cancellation);
        }

        var isAny = false;
        foreach (var implementation in Implementations.For(_compilation).Of(method, cancellation))
        {
            isAny = true;
            if (Throws(implementation, isAwaited, cancellation))
            {
                return true;
            }
        }

        return !isAny;
    }

    private bool Throws(IMethodSymbol method, bool isAwaited, CancellationToken cancellation)
    {
        // What an async method throws comes out of its task.
        if (method.IsAsync && !isAwaited)
        {
            return false;
        }

        method = method.OriginalDefinition;
        if (s_calls is { } calls)
        {
            calls.Add((method, isAwaited));
            return false;
        }

        var question = ((ISymbol)method, isAwaited);
        if (!_answers.TryGetValue(question, out var answer))
        {
            _answers[question] = answer = Reaches(method, isAwaited, cancellation);
        }

        return answer;
    }

    // Level by level: the method itself, what it calls, what that calls.
    private bool Reaches(IMethodSymbol method, bool isAwaited, CancellationToken cancellation)
    {
        var seen = new HashSet<(ISymbol, bool)> { (method, isAwaited) };
        var level = new List<(IMethodSymbol Method, bool IsAwaited)> { (method, isAwaited) };
        for (var depth = 0; depth < Deepest && level.Count > 0; depth++)
        {
            var next = new List<(IMethodSymbol Method, bool IsAwaited)>();
            foreach (var (body, awaited) in level)
            {
                var (throws, calls) = Read(body, awaited, cancellation);
                if (throws)
                {
                    return true;
                }

                foreach (var call in calls)
                {
                    if (seen.Count < Most && seen.Add((call.Method, call.IsAwaited)))
                    {
                        next.Add(call);
                    }
                }
            }

            level = next;
        }

        return false;
    }

    private (bool Throws, ImmutableArray<(IMethodSymbol Method, bool IsAwaited)> Calls) Read(IMethodSymbol method, bool isAwaited, CancellationToken cancellation)
    {
        var question = ((ISymbol)method, isAwaited);
        if (_bodiesRead.TryGetValue(question, out var known))
        {
            return known;
        }

        var outer = s_calls;
        var calls = s_calls = [];
        try
        {
            var throws = false;
            foreach (var body in _bodies.Of(method, cancellation))
            {
                throws |= InBody(body, isAwaited && !method.IsAsync, cancellation);
            }

            return _bodiesRead[question] = (throws, [.. calls]);
        }
        finally
        {
            s_calls = outer;
        }
    }
}
