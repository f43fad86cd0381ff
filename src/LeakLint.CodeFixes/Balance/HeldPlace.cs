using System.Collections.Generic;
using System.Linq;
using System.Threading;
using LeakLint.Analyzers.Facts;
using LeakLint.Analyzers.Flow;
using LeakLint.Analyzers.Protocols;
using LeakLint.CodeFixes.Edits;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.CodeFixes.Balance;

/// <summary>
/// An acquisition on an object that was there before, and the stretch of statements over which it is held:
/// <c>Monitor.Enter(_gate); ... Monitor.Exit(_gate);</c> What stands below the last release is not part of it:
/// under a lock it would do something else.
/// </summary>
internal sealed class HeldPlace
{
    private HeldPlace(
        StatementRun run,
        int start,
        int end,
        ExpressionSyntax place,
        IMethodSymbol? acquires,
        ExpressionStatementSyntax? acquiring,
        IdentifierNameSyntax? flag,
        List<ExpressionStatementSyntax> releases)
    {
        Run = run;
        Start = start;
        End = end;
        Place = place;
        Acquires = acquires;
        Acquiring = acquiring;
        Flag = flag;
        Releases = releases;
    }

    public StatementRun Run { get; }

    /// <summary>The first statement of the stretch.</summary>
    public int Start { get; }

    /// <summary>The first statement below it.</summary>
    public int End { get; }

    /// <summary>The expression that names the object.</summary>
    public ExpressionSyntax Place { get; }

    /// <summary>The method that acquires; null for a handler that is added to an event.</summary>
    public IMethodSymbol? Acquires { get; }

    /// <summary>The statement that does nothing but acquire; null where a condition asks whether it did.</summary>
    public ExpressionStatementSyntax? Acquiring { get; }

    /// <summary>The variable that tells whether it was acquired: <c>Monitor.Enter(_gate, ref taken)</c>.</summary>
    public IdentifierNameSyntax? Flag { get; }

    /// <summary>The releases in the stretch, all alike.</summary>
    public List<ExpressionStatementSyntax> Releases { get; }

    /// <summary>Null where the releases do not show where the stretch ends, or more is done with the object than holding it.</summary>
    public static HeldPlace? Find(SemanticModel model, SyntaxNode flagged, Ownership ownership, CancellationToken cancellation)
    {
        if (flagged is not ExpressionSyntax acquired
            || model.GetOperation(acquired, cancellation) is not { } operation
            || !ownership.TryAcquire(operation, cancellation, out var acquisition)
            || !acquisition.IsOfPlace
            || Stretch(acquired) is not var (run, start))
        {
            return null;
        }

        if (operation is IEventAssignmentOperation)
        {
            return OfHandler((AssignmentExpressionSyntax)acquired, run, start, model, cancellation);
        }

        if (Resource.Awaited(operation) is not IInvocationOperation call
            || (acquisition.Member is not null && call.Instance is null or { IsImplicit: true } ? CalledName(call) : Argument(call, acquisition.Place)) is not { } place
            || acquisition.Member is null or { IsStatic: false } && call.Instance is not { IsImplicit: true } && !Stable.Is(place, model, cancellation))
        {
            return null;
        }

        var flag = acquisition.FlagParameter >= 0 ? Argument(call, acquisition.FlagParameter) as IdentifierNameSyntax : null;
        if (acquisition.FlagParameter >= 0 && flag is null)
        {
            return null;
        }

        var found = new Search(model, ownership, acquisition, call.TargetMethod, acquired, place, cancellation);
        var releases = found.Releases(run.Statements.Skip(start));
        return releases is not null && Last(run, start, releases, flag) is >= 0 and var last
            ? new HeldPlace(
                run, flag is null ? start : start - 1, last + 1, place, call.TargetMethod, acquired.Parent as ExpressionStatementSyntax, flag, releases)
            : null;
    }

    // _source.Changed += OnChanged; ... _source.Changed -= OnChanged;
    private static HeldPlace? OfHandler(AssignmentExpressionSyntax added, StatementRun run, int start, SemanticModel model, CancellationToken cancellation)
    {
        if (added.Left is MemberAccessExpressionSyntax { Expression: var publisher } && !Stable.Is(publisher, model, cancellation))
        {
            return null;
        }

        var releases = new List<ExpressionStatementSyntax>();
        foreach (var node in run.Statements.Skip(start).SelectMany(static s => s.DescendantNodesAndSelf()))
        {
            if (node is AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SubtractAssignmentExpression } removed && SyntaxFactory.AreEquivalent(removed.Left, added.Left))
            {
                if (removed.Parent is not ExpressionStatementSyntax release || !SyntaxFactory.AreEquivalent(removed.Right, added.Right))
                {
                    return null;
                }

                releases.Add(release);
            }
        }

        return releases.Count > 0 && Last(run, start, releases, flag: null) is >= 0 and var last
            ? new HeldPlace(run, start, last + 1, added.Left, acquires: null, added.Parent as ExpressionStatementSyntax, flag: null, releases)
            : null;
    }

    // BeginWrite(), Store.EnterAll(): no expression names the object
    private static ExpressionSyntax? CalledName(IInvocationOperation call) => (call.Syntax as InvocationExpressionSyntax)?.Expression;

    // Where the acquisition is certain: below the statement, below the guard, or in the branch that it opens.
    private static (StatementRun Run, int Start)? Stretch(ExpressionSyntax acquired)
    {
        switch (acquired.Parent)
        {
            // Monitor.Enter(_gate);   await _gate.WaitAsync();
            case ExpressionStatementSyntax statement when StatementRun.Around(statement) is { } run:
                return (run, run.IndexOf(statement) + 1);

            // if (_gate.Wait(0)) { ... }
            case IfStatementSyntax { Statement: BlockSyntax { Statements.Count: > 0 } block }:
                return (StatementRun.Around(block.Statements[0])!, 0);

            // if (!_gate.Wait(0)) return;
            case PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression, Parent: IfStatementSyntax { Else: null } guard } when StatementRun.Around(guard) is { } run && Leaves(guard.Statement):
                return (run, run.IndexOf(guard) + 1);
            default:
                return null;
        }
    }

    private static bool Leaves(StatementSyntax statement) => statement switch
    {
        ReturnStatementSyntax or ThrowStatementSyntax or BreakStatementSyntax or ContinueStatementSyntax => true,
        BlockSyntax block => block.Statements.Count > 0 && Leaves(block.Statements[block.Statements.Count - 1]),
        _ => false,
    };

    // The statement of the run that releases last; -1 where the others do not leave right after theirs.
    private static int Last(StatementRun run, int start, List<ExpressionStatementSyntax> releases, IdentifierNameSyntax? flag)
    {
        var last = -1;
        foreach (var release in releases)
        {
            var index = run.IndexOf(release);
            if (index >= start && IsItself(run.Statements[index], release, flag))
            {
                last = index;
            }
        }

        return last >= 0 && releases.All(r => IsItself(run.Statements[run.IndexOf(r)], r, flag) ? run.IndexOf(r) == last : run.IndexOf(r) < last && LeavesAfter(r, run.Owner))
            ? last
            : -1;
    }

    // Monitor.Exit(_gate);   if (taken) Monitor.Exit(_gate);   try { ... } finally { Monitor.Exit(_gate); }
    private static bool IsItself(StatementSyntax statement, ExpressionStatementSyntax release, IdentifierNameSyntax? flag)
        => statement == release
            || flag is not null && statement is IfStatementSyntax { Else: null, Condition: IdentifierNameSyntax asked, Statement: var guarded } && asked.Identifier.ValueText == flag.Identifier.ValueText && IsOnly(guarded, release)
            || statement is TryStatementSyntax { Finally.Block: var last } && (IsOnly(last, release) || last.Statements.Count == 1 && IsItself(last.Statements[0], release, flag));

    private static bool IsOnly(StatementSyntax statement, ExpressionStatementSyntax release)
        => statement == release || statement is BlockSyntax { Statements: { Count: 1 } only } && only[0] == release;

    private static bool LeavesAfter(ExpressionStatementSyntax release, SyntaxNode scope)
        => StatementRun.Around(release) is { } run && run.IndexOf(release) + 1 is var next && next < run.Statements.Count && UsingPlans.Leaves(run.Statements[next], scope);

    private static ExpressionSyntax? Argument(IInvocationOperation call, int ordinal)
        => (ordinal == Acquisition.Receiver ? call.Instance : call.Arguments.FirstOrDefault(a => a.Parameter?.Ordinal == ordinal)?.Value)?.Syntax as ExpressionSyntax;

    // What the statements do with the object.
    private sealed class Search(SemanticModel model, Ownership ownership, Acquisition acquisition, IMethodSymbol acquires, ExpressionSyntax acquired, ExpressionSyntax place, CancellationToken cancellation)
    {
        private readonly Protocol _protocol = (Protocol)acquisition.Kind;

        /// <summary>The releases, in reading order; null where something else is done that a repair would have to know.</summary>
        public List<ExpressionStatementSyntax>? Releases(IEnumerable<StatementSyntax> statements)
        {
            if (acquisition.Member is { } half && model.GetOperation(acquired, cancellation) is { } entered && Resource.Awaited(entered) is IInvocationOperation { Instance: null or { IsImplicit: true } })
            {
                return ReleasesOf(half, statements);
            }

            var found = new List<ExpressionStatementSyntax>();
            foreach (var node in statements.SelectMany(static s => s.DescendantNodes()).OfType<ExpressionSyntax>())
            {
                if (node is InvocationExpressionSyntax call && MayRelease(call))
                {
                    return null;
                }

                if (!SyntaxFactory.AreEquivalent(node, place) || node.Parent is MemberAccessExpressionSyntax { Name: var name } && name == node)
                {
                    continue;
                }

                switch (node.Ancestors().OfType<InvocationExpressionSyntax>().FirstOrDefault())
                {
                    case { } made when IsOf(made, out var method) && IsRelease(made, method):
                        if (made.Parent is not ExpressionStatementSyntax release || IsInNestedFunction(release) || found.Count > 0 && !SyntaxFactory.AreEquivalent(found[0].Expression, release.Expression))
                        {
                            return null;
                        }

                        found.Add(release);
                        break;

                    // Monitor.Pulse(_gate)
                    case { } made when IsOf(made, out var method) && _protocol.Acquires.All(a => a.Name != method.Name) && !SymbolEqualityComparer.Default.Equals(method, acquires):
                        break;

                    // _gate.CurrentCount
                    default:
                        if (node.Parent is not MemberAccessExpressionSyntax { Parent: not InvocationExpressionSyntax })
                        {
                            return null;
                        }

                        break;
                }
            }

            return found.Count > 0 ? found : null;
        }

        // EndWrite(), Store.LeaveAll(): other methods of this object, or static ones, release it
        private List<ExpressionStatementSyntax>? ReleasesOf(ISymbol member, IEnumerable<StatementSyntax> statements)
        {
            var found = new List<ExpressionStatementSyntax>();
            foreach (var node in statements.SelectMany(static s => s.DescendantNodes()))
            {
                if (node is IdentifierNameSyntax name && name.Identifier.ValueText == member.Name)
                {
                    return null;
                }

                if (node is not InvocationExpressionSyntax made || model.GetOperation(made, cancellation) is not IInvocationOperation call || call.Instance is not (null or IInstanceReferenceOperation))
                {
                    continue;
                }

                var passing = ownership.OnMember(call, member, _protocol, cancellation);
                if (SymbolEqualityComparer.Default.Equals(call.TargetMethod, acquires) || passing is not (Passing.Uses or Passing.Releases))
                {
                    return null;
                }

                if (passing == Passing.Releases)
                {
                    if (made.Parent is not ExpressionStatementSyntax release || IsInNestedFunction(release) || found.Count > 0 && !SyntaxFactory.AreEquivalent(found[0].Expression, release.Expression))
                    {
                        return null;
                    }

                    found.Add(release);
                }
            }

            return found.Count > 0 ? found : null;
        }

        private bool IsOf(InvocationExpressionSyntax call, out IMethodSymbol method)
        {
            method = (model.GetSymbolInfo(call, cancellation).Symbol as IMethodSymbol)!;
            return method is not null && SymbolEqualityComparer.Default.Equals(method.ContainingType, acquires.ContainingType);
        }

        // _gate.Release()   _node.Release()   _store.EndWrite()
        private bool IsRelease(InvocationExpressionSyntax made, IMethodSymbol method) => acquisition.Member is { } member
            ? model.GetOperation(made, cancellation) is IInvocationOperation half && ownership.OnMember(half, member, _protocol, cancellation) == Passing.Releases
            : _protocol.Releases.Any(r => r.Name == method.Name) || ownership.IsRelease(method, -1, _protocol)
                || model.GetOperation(made, cancellation) is IInvocationOperation leaving && ownership.HalfReleaseOf(leaving, cancellation) is { Member: null } other && other.Protocol == _protocol;

        // Unlock(); _owner.Unlock()
        private bool MayRelease(InvocationExpressionSyntax call)
            => model.GetSymbolInfo(place, cancellation).Symbol is (IFieldSymbol or IPropertySymbol) and var member
                && model.GetOperation(call, cancellation) is IInvocationOperation invocation
                && ownership.OnMember(invocation, member, _protocol, cancellation) != Passing.Uses;

        private bool IsInNestedFunction(SyntaxNode node)
            => Function(node) != Function(place);

        private static SyntaxNode? Function(SyntaxNode node)
            => node.FirstAncestorOrSelf<SyntaxNode>(static n => n is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or MemberDeclarationSyntax and not GlobalStatementSyntax);
    }
}
