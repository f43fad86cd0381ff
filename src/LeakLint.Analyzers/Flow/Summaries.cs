using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Flow;

/// <summary>
/// What methods of the compilation do with a resource that they are given, and whether what they return was just
/// acquired. Computed on demand, once, and kept beside the ownership that asks. A question that runs into itself, too
/// deep, or into too many others, is answered "nobody can say"; an answer on the way that rests on such a cut is not kept.
/// </summary>
internal sealed partial class Summaries
{
    private const int Deepest = 6;

    // Methods that call each other in many ways would otherwise be followed along every way.
    private const int Most = 50;

    // The questions this thread is answering, and whether one of them was cut short.
    [ThreadStatic]
    private static HashSet<Question>? s_open;

    [ThreadStatic]
    private static bool s_cut;

    [ThreadStatic]
    private static int s_asked;

    private readonly Bodies _bodies;
    private readonly ConcurrentDictionary<Question, object> _passings = new();
    private readonly ConcurrentDictionary<Question, object> _members = new();

    public Summaries(Compilation compilation) => _bodies = Bodies.For(compilation);

    /// <summary>What the body of <paramref name="callee"/>, and no override of it, does with an argument; false when there is no body to read.</summary>
    public bool TryFollow(
        IMethodSymbol callee, IParameterSymbol parameter, ResourceKind kind, IOwnership ownership, CancellationToken cancellation, out Passing passing)
    {
        passing = Passing.Unknown;
        if (callee.OriginalDefinition.PartialImplementationPart is { } body)
        {
            callee = body;
            parameter = body.Parameters[parameter.Ordinal];
        }

        if (callee.DeclaringSyntaxReferences.IsEmpty || callee.IsAbstract || IsPrimary(callee, cancellation))
        {
            return false;
        }

        var key = new Question(parameter.OriginalDefinition, kind);
        if (_passings.TryGetValue(key, out var known))
        {
            passing = (Passing)known;
            return true;
        }

        if (Graph(callee, cancellation) is not { } graph)
        {
            return false;
        }

        passing = (Passing)Ask(key, () => PassedAndSaid(FlowAnalysis.Follow(graph, parameter.OriginalDefinition, kind, ownership, cancellation)), Passing.Unknown, out var keep)!;
        if (keep)
        {
            _passings[key] = passing;
        }

        return true;
    }

    /// <summary>What the body of <paramref name="callee"/> does with what its caller holds on <paramref name="member"/> of their object; false when there is no body to read.</summary>
    public bool TryFollow(IMethodSymbol callee, ISymbol member, ResourceKind kind, IOwnership ownership, CancellationToken cancellation, out Passing passing)
    {
        passing = Passing.Unknown;
        var method = callee.OriginalDefinition;
        var key = new Question(method, kind, member.OriginalDefinition);
        if (_members.TryGetValue(key, out var known))
        {
            passing = (Passing)known;
            return true;
        }

        if (method.DeclaringSyntaxReferences.IsEmpty || method.IsAbstract || Graph(method, cancellation) is not { } graph)
        {
            return false;
        }

        passing = (Passing)Ask(new(method, kind), () => Passed(FlowAnalysis.Follow(graph, member.OriginalDefinition, kind, ownership, cancellation)), Passing.Unknown, out var keep)!;
        if (keep)
        {
            _members[key] = passing;
        }

        return true;
    }

    private static object? Ask(Question question, Func<object?> answer, object? unknown, out bool keep)
    {
        var open = s_open ??= [];
        s_asked = open.Count == 0 ? 0 : s_asked + 1;
        if (open.Count >= Deepest || s_asked > Most || !open.Add(question))
        {
            s_cut = true;
            keep = false;
            return unknown;
        }

        var cutBefore = s_cut;
        s_cut = false;
        try
        {
            var answered = answer();

            // The first question of all is cut only by itself and the limits: it would be answered the same again.
            keep = !s_cut || open.Count == 1;
            return answered;
        }
        finally
        {
            open.Remove(question);
            s_cut = open.Count > 0 && (s_cut || cutBefore);
        }
    }

    // Where the way out tells what became of it: static bool TryStart(Stream s) { if (…) { s.Dispose(); return false; } …; return true; }
    private static Passing PassedAndSaid(FlowResult result)
    {
        const ResourceStatus Ended = ResourceStatus.Released | ResourceStatus.Transferred;
        var passed = Passed(result);
        var history = result.Resources[0];
        if (passed is Passing.Uses or Passing.Releases || result.GaveUp != GaveUp.No || history.Said is not (not ResourceStatus.None, not ResourceStatus.None) said)
        {
            return passed;
        }

        return said.WhenFalse == ResourceStatus.Held && (said.WhenTrue & ~Ended) == 0 ? Passing.EndsIfTrue
            : said.WhenTrue == ResourceStatus.Held && (said.WhenFalse & ~Ended) == 0 ? Passing.EndsIfFalse
            : passed;
    }

    private static Passing Passed(FlowResult result)
    {
        if (result.GaveUp != GaveUp.No)
        {
            return Passing.Unknown;
        }

        // What swallows an exception is judged by its normal paths, where it has any; what refuses its argument has done nothing with it.
        var history = result.Resources[0];
        var normal = (history.AtReturn == ResourceStatus.None ? history.AtExit : history.AtReturn) & ~ResourceStatus.HeldAfterThrow;
        return normal switch
        {
            ResourceStatus.None => Passing.Uses, // it never comes back, or only after a throw
            ResourceStatus.Held => Passing.Uses,
            ResourceStatus.Released => Passing.Releases,

            // static byte[] Filled(byte[] a) { …; return a; }   static Memory<byte> View(byte[] a) => a;
            ResourceStatus.Transferred when !history.IsKeptSomewhere && result.Returns is not null => Passing.Returns,
            ResourceStatus.Transferred or (ResourceStatus.Transferred | ResourceStatus.Held) when !history.IsKeptSomewhere => Passing.Borrows,
            ResourceStatus.Transferred or (ResourceStatus.Transferred | ResourceStatus.Released) => Passing.Takes,
            _ => Passing.Unknown,
        };
    }

    // class Lease(byte[] a) : Base(a): its only code is the call of the base, but any member may use what it is given.
    private static bool IsPrimary(IMethodSymbol callee, CancellationToken cancellation)
        => callee.MethodKind == MethodKind.Constructor && callee.OriginalDefinition.DeclaringSyntaxReferences[0].GetSyntax(cancellation) is TypeDeclarationSyntax;

    private static ControlFlowGraph? Around(IOperation inside, CancellationToken cancellation)
    {
        var root = inside;
        while (root.Parent is { } parent)
        {
            root = parent;
        }

        return root switch
        {
            IMethodBodyOperation method => ControlFlowGraph.Create(method, cancellation),
            IConstructorBodyOperation constructor => ControlFlowGraph.Create(constructor, cancellation),
            IBlockOperation block => ControlFlowGraph.Create(block, cancellation),
            _ => null,
        };
    }

    // Of a method or parameter, and of the member that is asked about, if one is. A class, and boxed answers: a table over value types is code
    // that every compiler's process has to compile anew.
    private sealed class Question(ISymbol about, ResourceKind? kind, ISymbol? member = null)
    {
        private readonly ISymbol _about = about;
        private readonly ResourceKind? _kind = kind;
        private readonly ISymbol? _member = member;

        public override bool Equals(object? obj)
            => obj is Question other && Equals(_kind, other._kind) && SymbolEqualityComparer.Default.Equals(_about, other._about) && SymbolEqualityComparer.Default.Equals(_member, other._member);

        public override int GetHashCode() => unchecked((SymbolEqualityComparer.Default.GetHashCode(_about) * 397) ^ (_kind?.GetHashCode() ?? 0));
    }

    private ControlFlowGraph? Graph(IMethodSymbol method, CancellationToken cancellation)
    {
        foreach (var body in _bodies.Of(method.OriginalDefinition, cancellation))
        {
            switch (body)
            {
                case IMethodBodyOperation { Parent: null } whole:
                    return ControlFlowGraph.Create(whole, cancellation);
                case IConstructorBodyOperation { Parent: null } whole:
                    return ControlFlowGraph.Create(whole, cancellation);
                case IBlockOperation { Parent: null } whole:
                    return ControlFlowGraph.Create(whole, cancellation);
                case ILocalFunctionOperation local:
                    return Around(local, cancellation) is { } around ? NestedFunctions.Find(around, local) : null;
            }
        }

        return null;
    }
}
