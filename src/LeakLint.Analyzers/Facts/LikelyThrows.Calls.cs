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
    private static List<(IMethodSymbol Method, bool IsAwaited, Circumstances Given)>? s_calls;

    // The body that is being read.
    [ThreadStatic]
    private static Reading? s_reading;

    private readonly ConcurrentDictionary<(ISymbol, bool, Circumstances), bool> _answers = new();
    private readonly ConcurrentDictionary<(ISymbol, bool, Circumstances), (bool Throws, ImmutableArray<(IMethodSymbol Method, bool IsAwaited, Circumstances Given)> Calls)> _bodiesRead = new();

    /// <summary>Whether <paramref name="callee"/> throws in practice without having released what it was given for a parameter, or, at -1, holds itself.</summary>
    public bool ThrowsHolding(IMethodSymbol callee, int parameter, bool isAwaited, CancellationToken cancellation)
        => callee.DeclaringSyntaxReferences.IsEmpty || Implementations.MayVary(callee)
            || Throws(callee.PartialImplementationPart ?? callee, isAwaited, cancellation, new Circumstances(0, callee.MethodKind == MethodKind.Constructor, false, parameter < 0 ? Circumstances.Members : Circumstances.Parameter(parameter)));

    // What any body throws that the call may run; where none is in sight, anybody may write one that throws.
    private bool AnyThrows(IMethodSymbol method, bool isVirtual, bool isAwaited, CancellationToken cancellation, Circumstances given = default)
    {
        if (!isVirtual || !Implementations.MayVary(method))
        {
            return Throws(method, isAwaited, cancellation, given);
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

    private bool Throws(IMethodSymbol method, bool isAwaited, CancellationToken cancellation, Circumstances given = default)
    {
        // What an async method throws comes out of its task.
        if (method.IsAsync && !isAwaited)
        {
            return false;
        }

        method = method.OriginalDefinition;
        if (s_calls is { } calls)
        {
            calls.Add((method, isAwaited, given));
            return false;
        }

        var question = ((ISymbol)method, isAwaited, given);
        if (!_answers.TryGetValue(question, out var answer))
        {
            _answers[question] = answer = Reaches(method, isAwaited, given, cancellation);
        }

        return answer;
    }

    // Level by level: the method itself, what it calls, what that calls.
    private bool Reaches(IMethodSymbol method, bool isAwaited, Circumstances given, CancellationToken cancellation)
    {
        var seen = new HashSet<(ISymbol, bool, Circumstances)> { (method, isAwaited, given) };
        var level = new List<(IMethodSymbol Method, bool IsAwaited, Circumstances Given)> { (method, isAwaited, given) };
        for (var depth = 0; depth < Deepest && level.Count > 0; depth++)
        {
            var next = new List<(IMethodSymbol Method, bool IsAwaited, Circumstances Given)>();
            foreach (var (body, awaited, under) in level)
            {
                var (throws, calls) = Read(body, awaited, under, cancellation);
                if (throws)
                {
                    return true;
                }

                foreach (var call in calls)
                {
                    if (seen.Count < Most && seen.Add((call.Method, call.IsAwaited, call.Given)))
                    {
                        next.Add(call);
                    }
                }
            }

            level = next;
        }

        return false;
    }

    private (bool Throws, ImmutableArray<(IMethodSymbol Method, bool IsAwaited, Circumstances Given)> Calls) Read(IMethodSymbol method, bool isAwaited, Circumstances given, CancellationToken cancellation)
    {
        var question = ((ISymbol)method, isAwaited, given);
        if (_bodiesRead.TryGetValue(question, out var known))
        {
            return known;
        }

        var (outer, outerReading) = (s_calls, s_reading);
        var calls = s_calls = [];
        s_reading = new Reading(method, given, _bodies, cancellation);
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
            (s_calls, s_reading) = (outer, outerReading);
        }
    }
}
