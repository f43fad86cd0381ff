using LeakLint.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Facts;

/// <summary>
/// What a task will give exists when the task is over: an acquisition stands at the await, or where the code waits. A
/// task that is only started may fail, and one that is handed on is the next one's to await.
/// </summary>
internal static class Tasks
{
    /// <summary>Whether what <paramref name="call"/> gives arises at <paramref name="operation"/>: the call itself, or its await.</summary>
    /// <param name="operation">The call, or an await around it.</param>
    /// <param name="call">The call.</param>
    /// <param name="isTask">Whether its result comes in a task.</param>
    public static bool Arises(IOperation operation, IInvocationOperation call, bool isTask)
    {
        if (operation is IAwaitOperation)
        {
            return isTask;
        }

        return !isTask || IsWaitedForOrReturned(call.Syntax);
    }

    /// <summary>Whether the statement that holds the call goes on only when what it started is over: an await around it, a wait.</summary>
    public static bool IsWaitedFor(SyntaxNode call)
    {
        for (var at = call.Parent; at is not (null or AnonymousFunctionExpressionSyntax); at = at.Parent)
        {
            switch (at)
            {
                case AwaitExpressionSyntax or MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Wait" or "Result" or "GetResult" }:
                    return true;
                case CommonForEachStatementSyntax { AwaitKeyword.RawKind: not 0 } loop:
                    return loop.Expression.Span.Contains(call.Span);
                case StatementSyntax:
                    return false;
            }
        }

        return false;
    }

    // OpenAsync(s).Result   OpenAsync(s).GetAwaiter().GetResult()   return OpenAsync(s);   => OpenAsync(s)
    private static bool IsWaitedForOrReturned(SyntaxNode call)
    {
        var at = call;
        while (true)
        {
            switch (at.Parent)
            {
                case ParenthesizedExpressionSyntax or PostfixUnaryExpressionSyntax:
                    at = at.Parent;
                    continue;
                case MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Result" }:
                    return true;
                case MemberAccessExpressionSyntax { Name.Identifier.ValueText: "GetResult" }:
                    return true;
                case MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" or "GetAwaiter" or "AsTask", Parent: InvocationExpressionSyntax next }:
                    at = next;
                    continue;
                case ReturnStatementSyntax or ArrowExpressionClauseSyntax:
                    return true;
                default:
                    return false;
            }
        }
    }
}
