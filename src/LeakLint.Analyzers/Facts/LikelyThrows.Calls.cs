using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
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
    private static List<Called>? s_calls;

    // The body that is being read.
    [ThreadStatic]
    private static Reading? s_reading;

    private readonly ConcurrentDictionary<Called, bool> _answers = new();
    private readonly ConcurrentDictionary<Called, BodyRead> _bodiesRead = new();

    /// <summary>Whether <paramref name="callee"/> throws in practice without having released what it was given for a parameter, or, at -1, holds itself.</summary>
    public bool ThrowsHolding(IMethodSymbol callee, int parameter, bool isAwaited, CancellationToken cancellation)
        => callee.DeclaringSyntaxReferences.IsEmpty || Implementations.MayVary(callee)
            || Throws(callee.PartialImplementationPart ?? callee, isAwaited, cancellation, new Circumstances(0, callee.MethodKind == MethodKind.Constructor, false, parameter < 0 ? Circumstances.Members : Circumstances.Parameter(parameter)));

    // What any body throws that the call may run; where none is in sight, anybody may write one that throws.
    private bool AnyThrows(IMethodSymbol method, bool isVirtual, bool isAwaited, CancellationToken cancellation, Circumstances? given = null)
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

    private bool Throws(IMethodSymbol method, bool isAwaited, CancellationToken cancellation, Circumstances? given = null)
    {
        // What an async method throws comes out of its task.
        if (method.IsAsync && !isAwaited)
        {
            return false;
        }

        method = method.OriginalDefinition;
        if (s_calls is { } calls)
        {
            calls.Add(new(method, isAwaited, given));
            return false;
        }

        var question = new Called(method, isAwaited, given);
        if (!_answers.TryGetValue(question, out var answer))
        {
            _answers[question] = answer = Reaches(question, cancellation);
        }

        return answer;
    }

    // Level by level: the method itself, what it calls, what that calls.
    private bool Reaches(Called first, CancellationToken cancellation)
    {
        var seen = new HashSet<Called> { first };
        var level = new List<Called> { first };
        for (var depth = 0; depth < Deepest && level.Count > 0; depth++)
        {
            var next = new List<Called>();
            foreach (var body in level)
            {
                var read = Read(body, cancellation);
                if (read.Throws)
                {
                    return true;
                }

                foreach (var call in read.Calls)
                {
                    if (seen.Count < Most && seen.Add(call))
                    {
                        next.Add(call);
                    }
                }
            }

            level = next;
        }

        return false;
    }

    private BodyRead Read(Called question, CancellationToken cancellation)
    {
        if (_bodiesRead.TryGetValue(question, out var known))
        {
            return known;
        }

        var (outer, outerReading) = (s_calls, s_reading);
        var calls = s_calls = [];
        s_reading = question.Given is { } given ? new Reading(question.Method, given, _bodies, cancellation) : null;
        try
        {
            var throws = false;
            foreach (var body in _bodies.Of(question.Method, cancellation))
            {
                throws |= InBody(body, question.IsAwaited && !question.Method.IsAsync, cancellation);
            }

            return _bodiesRead[question] = new(throws, calls);
        }
        finally
        {
            s_calls = outer;
            s_reading = outerReading;
        }
    }

    // Classes and no tuples, here and in other tables: a table over a value type is code that every compiler's process has to compile anew.
    private sealed class Called(IMethodSymbol method, bool isAwaited, Circumstances? given)
    {
        public IMethodSymbol Method { get; } = method;

        public bool IsAwaited { get; } = isAwaited;

        public Circumstances? Given { get; } = given;

        public override bool Equals(object? obj) => obj is Called other && IsAwaited == other.IsAwaited && Equals(Given, other.Given) && SymbolEqualityComparer.Default.Equals(Method, other.Method);

        public override int GetHashCode() => SymbolEqualityComparer.Default.GetHashCode(Method) ^ (IsAwaited ? 1 : 0) ^ (Given?.GetHashCode() ?? 0);
    }

    private sealed class BodyRead(bool throws, List<Called> calls)
    {
        public bool Throws { get; } = throws;

        public List<Called> Calls { get; } = calls;
    }
}
