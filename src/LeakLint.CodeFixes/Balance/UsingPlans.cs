using System.Collections.Generic;
using System.Linq;
using LeakLint.Analyzers.Facts;
using LeakLint.Analyzers.Protocols;
using LeakLint.CodeFixes.Edits;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LeakLint.CodeFixes.Balance;

/// <summary><c>using</c>, for resources that are released by their own <c>Dispose</c>.</summary>
internal static class UsingPlans
{
    public const string Kind = "using";

    /// <summary><c>using var h = ...;</c>, or <c>using (h) { ... }</c> where only success acquires.</summary>
    public static IEnumerable<Candidate> Of(HeldLocal held, LocalUses uses)
    {
        if (!uses.ArePlain)
        {
            yield break;
        }

        // await using: where the type has no other way, and where the method waits already
        var isSync = IsDisposable(held.Symbol.Type, held.Protocol, held.Model.Compilation);
        var isAsync = uses.AreAwaited || (!isSync && IsAsyncDisposable(held));
        if (isAsync ? !IsInAsync(held) : !isSync)
        {
            yield break;
        }

        var title = isAsync ? $"Dispose '{held.Name}' with 'await using'" : $"Dispose '{held.Name}' with 'using'";
        if (held.OwnDeclaration is { } declaration && StatementRun.Around(declaration) is { } run)
        {
            var index = run.IndexOf(declaration);
            yield return new Candidate(Kind, title, run.Owner, AddUsing.Apply(run, index, Redundant(uses, run), isAsync));
            if (isAsync)
            {
                yield break;
            }

            // Before C# 8, and in a switch section: using (var h = ...) { ... }
            if (WrapInTryFinally.InUsing(run, index, declaration, Redundant(uses, run)) is { } wrapped)
            {
                yield return new Candidate(Kind, title, run.Owner, wrapped);
            }
        }
        else if (held.Acquisition is { OutParameter: >= 0, OnlyWhenTrue: true })
        {
            foreach (var candidate in OfSuccess(held, uses, title))
            {
                yield return candidate;
            }
        }
    }

    /// <summary><c>h.AddReference();</c> becomes <c>using var reference = h.AddReference();</c></summary>
    public static Candidate? Of(Dropped dropped)
    {
        var statement = dropped.Statement;
        if (StatementRun.Around(statement) is not { } run || !IsDisposable(dropped.Type, dropped.Protocol, dropped.Model.Compilation))
        {
            return null;
        }

        var kept = AddUsing.To(AddUsing.Keep(statement, dropped.Name));
        return new Candidate(Kind, "Keep and dispose it with 'using'", run.Owner, StatementRun.With(run.Owner, run.Statements.Select(s => s == statement ? kept : s)));
    }

    private static IEnumerable<Candidate> OfSuccess(HeldLocal held, LocalUses uses, string title)
    {
        var mentions = uses.Releases.Cast<SyntaxNode>().Concat(uses.Others).ToList();
        var name = SyntaxFactory.IdentifierName(held.Name);

        // if (h.TryAddReference(out var other)) { ... }   while (...) { ... }
        if (Body(held.Call) is { } body && mentions.All(m => body.Span.Contains(m.Span)))
        {
            if (body is BlockSyntax { Statements.Count: > 0 } block && StatementRun.Around(block.Statements[0]) is { } inside
                && WrapInTryFinally.InUsing(inside, 0, inside.Statements.Count, Redundant(uses, inside), name) is { } wrapped)
            {
                yield return new Candidate(Kind, title, block, wrapped);
            }
        }

        // if (!h.TryAddReference(out var other)) return; ...
        else if (held.Call.Parent is PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression, Parent: IfStatementSyntax { Else: null } guard }
            && StatementRun.Around(guard) is { } run && mentions.All(m => m.SpanStart > guard.Span.End && run.Owner.Span.Contains(m.Span))
            && WrapInTryFinally.InUsing(run, run.IndexOf(guard) + 1, run.Statements.Count, Redundant(uses, run), name) is { } wrapped)
        {
            yield return new Candidate(Kind, title, run.Owner, wrapped);
        }
    }

    private static StatementSyntax? Body(ExpressionSyntax condition) => condition.Parent switch
    {
        IfStatementSyntax choice when choice.Condition == condition => choice.Statement,
        WhileStatementSyntax loop when loop.Condition == condition => loop.Statement,
        _ => null,
    };

    private static bool IsAsyncDisposable(HeldLocal held)
        => held.Protocol.IsDisposable && KnownTypes.For(held.Model.Compilation).AsyncDisposable is { } disposable
            && (SymbolEqualityComparer.Default.Equals(held.Symbol.Type, disposable) || held.Symbol.Type.AllInterfaces.Contains(disposable, SymbolEqualityComparer.Default));

    private static bool IsInAsync(HeldLocal held) => held.Model.GetEnclosingSymbol(held.Call.SpanStart) is IMethodSymbol { IsAsync: true };

    private static bool IsDisposable(ITypeSymbol type, Protocol protocol, Compilation compilation)
    {
        var types = KnownTypes.For(compilation);
        return types.Disposable is { } disposable
            && (SymbolEqualityComparer.Default.Equals(type, disposable) || type.AllInterfaces.Contains(disposable, SymbolEqualityComparer.Default))
            && protocol.Releases.Any(r => r.Parameter < 0 && SymbolEqualityComparer.Default.Equals(types.Get(r.Type), disposable));
    }

    // Where more is done after a Dispose, it lets go early and stays: a second Dispose does nothing.
    private static ReleaseRemoval Redundant(LocalUses uses, StatementRun scope)
    {
        var redundant = new List<StatementSyntax>();
        foreach (var release in uses.Releases)
        {
            redundant.Add(release);
            if (!IsLast(release, scope.Owner) || ReleaseRemoval.Plan(redundant, keepsComments: true) is null)
            {
                redundant.RemoveAt(redundant.Count - 1);
            }
        }

        return ReleaseRemoval.Plan(redundant, keepsComments: true)!;
    }

    private static bool IsLast(StatementSyntax statement, SyntaxNode scope)
    {
        for (SyntaxNode at = statement; at != scope; at = at.Parent!)
        {
            if (at is not StatementSyntax current)
            {
                continue;
            }

            if (current is ForStatementSyntax or CommonForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax)
            {
                return false;
            }

            if (StatementRun.Around(current) is { } run)
            {
                for (var i = run.IndexOf(current) + 1; i < run.Statements.Count; i++)
                {
                    if (run.Statements[i] is not LocalFunctionStatementSyntax)
                    {
                        return Leaves(run.Statements[i], scope);
                    }
                }
            }
        }

        return true;
    }

    // return; return n; throw; and what ends the round of a loop that the scope is in
    public static bool Leaves(StatementSyntax next, SyntaxNode scope) => next switch
    {
        ReturnStatementSyntax or ThrowStatementSyntax => !next.DescendantNodes().Any(static n => n is InvocationExpressionSyntax or AwaitExpressionSyntax),
        BreakStatementSyntax or ContinueStatementSyntax => !next.Ancestors().TakeWhile(n => n != scope)
            .Any(n => n is ForStatementSyntax or CommonForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax or SwitchStatementSyntax),
        _ => false,
    };
}
