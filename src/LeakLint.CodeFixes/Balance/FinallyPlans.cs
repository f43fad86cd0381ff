using System.Collections.Generic;
using System.Linq;
using System.Threading;
using LeakLint.CodeFixes.Edits;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LeakLint.CodeFixes.Balance;

/// <summary><c>try { ... } finally { release }</c> from the acquisition to the end of the scope.</summary>
internal static class FinallyPlans
{
    public const string Kind = "finally";

    public static IEnumerable<Candidate> Of(HeldLocal held, LocalUses uses, ReleaseCode release)
    {
        if (!uses.ArePlain || ReleaseRemoval.Plan(uses.Releases, keepsComments: false) is not { } removal)
        {
            yield break;
        }

        var title = $"Call '{release.MemberName}' in a finally block";
        foreach (var (run, start, onlyIfHeld) in Places(held, uses))
        {
            foreach (var end in Ends(run))
            {
                if (Candidate.Of(Kind, title, run.Owner, WrapInTryFinally.Apply(run, start, end, removal, release.Statement(onlyIfHeld))) is { } candidate)
                {
                    yield return candidate;
                }
            }
        }
    }

    /// <summary><c>pool.Rent(n); ...</c> becomes <c>var array = pool.Rent(n); try { ... } finally { pool.Return(array); }</c></summary>
    public static Candidate? Of(Dropped dropped, CancellationToken cancellation)
    {
        var name = dropped.Name;
        if (dropped.Statement.Expression != dropped.Call || StatementRun.Around(dropped.Statement) is null
            || ReleaseCode.Of(dropped.Kept(name), cancellation) is not { } release)
        {
            return null;
        }

        var root = dropped.Statement.SyntaxTree.GetRoot(cancellation);
        var mark = new SyntaxAnnotation();
        var changed = root.ReplaceNode(dropped.Statement, AddUsing.Keep(dropped.Statement, name).WithAdditionalAnnotations(mark));
        var kept = (StatementSyntax)changed.GetAnnotatedNodes(mark).Single();
        var run = StatementRun.Around(kept)!;
        return Candidate.Of(
            Kind,
            $"Keep it and call '{release.MemberName}' in a finally block",
            root,
            WrapInTryFinally.Apply(run, run.IndexOf(kept) + 1, Ends(run).First(), ReleaseRemoval.Plan([], keepsComments: false)!, release.Statement(onlyIfHeld: false)) is { } wrapped
                ? changed.ReplaceNode(run.Owner, wrapped)
                : null);
    }

    private static IEnumerable<(StatementRun Run, int Start, bool OnlyIfHeld)> Places(HeldLocal held, LocalUses uses)
    {
        // var a = pool.Rent(n);   a = pool.Rent(n);
        if (held.IsCertain && StatementRun.Around(held.Statement) is { } own
            && uses.Releases.Cast<SyntaxNode>().Concat(uses.Others).All(use => use.SpanStart > held.Statement.SpanStart && own.Owner.Span.Contains(use.Span)))
        {
            yield return (own, own.IndexOf(held.Statement) + 1, false);
        }

        // byte[]? rented = null; ... (rented = pool.Rent(n))
        if (!held.StartsAsNull || held.DeclaringStatement is not { } declaring || StatementRun.Around(declaring) is not { } scope
            || IsRepeated(held.Statement, scope.Owner))
        {
            yield break;
        }

        var acquiring = scope.IndexOf(held.Call);
        yield return (scope, acquiring + 1, true);
        if (scope.Statements[acquiring] != declaring)
        {
            yield return (scope, acquiring, true);
        }
    }

    // A second round would lose what the first one holds.
    private static bool IsRepeated(SyntaxNode statement, SyntaxNode scope)
        => statement.AncestorsAndSelf().TakeWhile(n => n != scope)
            .Any(static n => n is ForStatementSyntax or CommonForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax);

    // Local functions at the end of a method may stay there.
    private static IEnumerable<int> Ends(StatementRun run)
    {
        var all = run.Statements.Count;
        var end = all;
        while (end > 0 && run.Statements[end - 1] is LocalFunctionStatementSyntax)
        {
            end--;
        }

        return end == all ? [all] : [end, all];
    }
}
