using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Threading;
using LeakLint.Analyzers.Flow;
using LeakLint.Analyzers.Protocols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace LeakLint.Analyzers.Facts;

/// <summary>
/// The other half of <see cref="HalfMethods"/>: methods of the program that leave a lock, or count down, for their caller, each time
/// that they are called. <c>void EndWrite() => _lock.ExitWriteLock();</c>
/// </summary>
internal sealed class HalfReleases(Compilation compilation, ProtocolTable table, Summaries summaries)
{
    private static readonly object Nothing = new();

    private readonly ConcurrentDictionary<ISymbol, object> _known = new(SymbolEqualityComparer.Default);
    private readonly Bodies _bodies = Bodies.For(compilation);
    private NamesOfHalves? _names;

    /// <summary>Whether the code in that stretch names both halves of a pair, as far as names tell.</summary>
    public bool MayPairIn(SyntaxTree tree, TextSpan span, CancellationToken cancellation)
        => Names(cancellation) is { Leaving.Count: > 0 } names && names.LeavingWords.StandIn(tree, span, cancellation) && names.EnteringWords.StandIn(tree, span, cancellation);

    /// <summary>What each call of <paramref name="method"/> releases: a lock in a field of its object, or what it is given; null for nothing.</summary>
    public HalfRelease? Of(IMethodSymbol method, IOwnership ownership, CancellationToken cancellation)
    {
        method = method.OriginalDefinition;
        if (!Names(cancellation).Leaving.Contains(method.Name) || method.DeclaringSyntaxReferences.IsEmpty || method.MethodKind != MethodKind.Ordinary || method.IsAsync || Implementations.MayVary(method))
        {
            return null;
        }

        if (!_known.TryGetValue(method, out var known))
        {
            _known[method] = known = (object?)Search(method, ownership, cancellation) ?? Nothing;
        }

        return known as HalfRelease;
    }

    private HalfRelease? Search(IMethodSymbol method, IOwnership ownership, CancellationToken cancellation)
    {
        HalfRelease? only = null;
        foreach (var body in _bodies.Of(method, cancellation))
        {
            foreach (var operation in Functions.Operations(body))
            {
                // if (_lock.IsWriteLockHeld) _lock.ExitWriteLock(): whoever asks knows better
                if (operation is IPropertyReferenceOperation { Property: var asked } && table.IsAnyProbe(asked) || operation is IInvocationOperation { TargetMethod: var asking } && table.IsAnyProbe(asking))
                {
                    return null;
                }

                if (operation is not IInvocationOperation call || !table.TryRelease(call.TargetMethod, out var protocol, out var position) || !protocol.IsHeldOnAnObject
                    || (position < 0 ? call.Instance : Ownership.ArgumentFor(call, position)) is not { } subject)
                {
                    continue;
                }

                var found = Values.Unwrap(subject) switch
                {
                    IMemberReferenceOperation { Instance: null or IInstanceReferenceOperation, Member: IFieldSymbol or IPropertySymbol { IsIndexer: false } } place => new HalfRelease(protocol, Acquisition.Receiver, place.Member.OriginalDefinition),
                    IParameterReferenceOperation { Parameter: { RefKind: RefKind.None } parameter } when SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, method) => new HalfRelease(protocol, parameter.Ordinal, null),
                    _ => null,
                };

                // Of two that it releases neither is followed.
                if (found is null || only is not null && !only.Equals(found))
                {
                    return null;
                }

                only = found;
            }
        }

        return only is not null && IsEachTime(method, only, ownership, cancellation) ? only : null;
    }

    private bool IsEachTime(IMethodSymbol method, HalfRelease release, IOwnership ownership, CancellationToken cancellation)
        => (release.Member is { } member
            ? summaries.TryFollow(method, member, release.Protocol, ownership, cancellation, out var passing)
            : summaries.TryFollow(method, method.Parameters[release.Parameter], release.Protocol, ownership, cancellation, out passing)) && passing == Passing.Releases;

    private NamesOfHalves Names(CancellationToken cancellation)
    {
        if (_names is { } known)
        {
            return known;
        }

        var words = new ReleaseWords([.. table.NamesOfLeaving, .. table.NamesOfHolds], isAnywhere: true);
        var leaving = new HashSet<string>(table.NamesOfLeaving);
        var leave = new HashSet<string>();
        var enter = new HashSet<string>();
        foreach (var tree in compilation.SyntaxTrees)
        {
            foreach (var at in words.In(tree, cancellation))
            {
                if (tree.GetRoot(cancellation).FindToken(at) is { Parent: SimpleNameSyntax { Parent: MemberAccessExpressionSyntax or MemberBindingExpressionSyntax } name } token
                    && name.FirstAncestorOrSelf<MethodDeclarationSyntax>() is { } method)
                {
                    if (!leaving.Contains(token.ValueText))
                    {
                        enter.Add(method.Identifier.ValueText);
                    }
                    else if (!leave.Contains(method.Identifier.ValueText) && !Takes(method))
                    {
                        leave.Add(method.Identifier.ValueText);
                    }
                }
            }
        }

        return _names = new NamesOfHalves(leave, enter);
    }

    private bool Takes(MethodDeclarationSyntax method)
    {
        foreach (var node in method.DescendantNodes())
        {
            if (node is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name } } && table.IsNameOfHold(name))
            {
                return true;
            }
        }

        return false;
    }

    // The names of methods that name a release of a lock and nothing that takes one, and of those that take one.
    private sealed class NamesOfHalves(HashSet<string> leaving, HashSet<string> entering)
    {
        public HashSet<string> Leaving { get; } = leaving;

        public ReleaseWords LeavingWords { get; } = new(leaving, isAnywhere: true);

        public ReleaseWords EnteringWords { get; } = new(entering, isAnywhere: true);
    }
}

/// <summary>What a method of the program releases for its caller.</summary>
/// <param name="protocol">By which protocol.</param>
/// <param name="parameter">The ordinal of the parameter that takes what is released; -1 for a member of the object, or a static one.</param>
/// <param name="member">The field or property that holds what is released; null where it is the argument itself.</param>
internal sealed class HalfRelease(Protocol protocol, int parameter, ISymbol? member)
{
    public Protocol Protocol { get; } = protocol;

    public int Parameter { get; } = parameter;

    public ISymbol? Member { get; } = member;

    /// <summary>Whether both release the same.</summary>
    public bool Equals(HalfRelease other) => Protocol == other.Protocol && Parameter == other.Parameter && SymbolEqualityComparer.Default.Equals(Member, other.Member);
}
