using System.Collections.Generic;
using System.Linq;
using LeakLint.CodeFixes.Edits;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace LeakLint.CodeFixes.Balance;

/// <summary>
/// Locks and semaphores: <c>lock (_gate) { ... }</c>, or <c>try { ... } finally { release }</c>, from the acquisition
/// to its last release and no further. A wait stays before the <c>try</c>: one that failed must not be released.
/// </summary>
internal static class LockPlans
{
    public const string Kind = "lock";

    public static IEnumerable<Candidate> Of(HeldPlace held, SyntaxNode flagged)
    {
        foreach (var end in Ends(held))
        {
            if (AsLock(held, flagged, end) is { } wrapped)
            {
                yield return new Candidate(Kind, "Use a lock statement", held.Run.Owner, wrapped);
            }
        }

        var release = held.Releases[0];
        if (ReleaseRemoval.Plan(held.Releases, keepsComments: false) is not { } removal)
        {
            yield break;
        }

        foreach (var end in Ends(held))
        {
            if (Candidate.Of(FinallyPlans.Kind, Title(release), held.Run.Owner, WrapInTryFinally.Apply(held.Run, held.Start, end, removal, Release(held))) is { } candidate)
            {
                yield return candidate;
            }
        }
    }

    // Monitor.Enter knows no await; the compiler refuses one under "lock", and so does the trial.
    private static SyntaxNode? AsLock(HeldPlace held, SyntaxNode flagged, int end)
        => held is { Acquiring: { } acquiring, Flag: null, Acquires: { Name: "Enter", ContainingType.Name: "Monitor" } }
            && !acquiring.GetTrailingTrivia().Any(ReleaseRemoval.IsComment)
            && ReleaseRemoval.Plan(held.Releases, keepsComments: true) is { } removal
            ? WrapInTryFinally.InLock(held.Run, held.Start - 1, end, removal, flagged.CopyAnnotationsTo(held.Place.WithoutTrivia())!)
            : null;

    // To the release; where what is declared above it is used below, with the return that uses it.
    private static IEnumerable<int> Ends(HeldPlace held)
    {
        yield return held.End;
        if (held.End == held.Run.Statements.Count - 1
            && held.Run.Statements[held.End] is ReturnStatementSyntax { Expression: { } result }
            && !result.DescendantNodesAndSelf().Any(static n => n is InvocationExpressionSyntax or AwaitExpressionSyntax or BaseObjectCreationExpressionSyntax))
        {
            yield return held.End + 1;
        }
    }

    private static StatementSyntax Release(HeldPlace held)
    {
        var call = ExpressionStatement(held.Releases[0].Expression.WithoutTrivia());
        return held.Flag is { } flag ? IfStatement(flag.WithoutTrivia(), Block(call)) : call;
    }

    private static string Title(ExpressionStatementSyntax release) => release.Expression switch
    {
        AssignmentExpressionSyntax => "Unsubscribe in a finally block",
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } => $"Call '{access.Name.Identifier.ValueText}' in a finally block",
        InvocationExpressionSyntax { Expression: SimpleNameSyntax name } => $"Call '{name.Identifier.ValueText}' in a finally block",
        _ => "Call 'Release' in a finally block",
    };
}
