using System.Linq;
using System.Threading;
using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LeakLint.CodeFixes.Balance;

/// <summary>
/// <c>return stream.ReadAsync(rented, 0, n);</c>: the method is left while the work goes on, and what is released
/// with the method is pulled from under it. Only <c>await</c> helps, and that is for a person to decide.
/// </summary>
internal static class RunningTasks
{
    /// <summary>Whether the function that acquires may hand out a task that is not finished.</summary>
    public static bool MayLeave(HeldLocal held, CancellationToken cancellation)
    {
        if (held.Model.GetEnclosingSymbol(held.Call.SpanStart, cancellation) is not IMethodSymbol { IsAsync: false } function
            || !IsTask(function.ReturnType, KnownTypes.For(held.Model.Compilation)))
        {
            return false;
        }

        var body = held.Call.FirstAncestorOrSelf<SyntaxNode>(static n => n is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or MemberDeclarationSyntax);
        return body?.DescendantNodes(n => n == body || n is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax))
            .OfType<ReturnStatementSyntax>()
            .Any(r => r.Expression is { } returned && !IsFinished(returned)) == true;
    }

    // Task.CompletedTask   Task.FromResult(n)   default   new ValueTask<int>(n)
    private static bool IsFinished(ExpressionSyntax returned) => returned switch
    {
        LiteralExpressionSyntax or DefaultExpressionSyntax => true,
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "CompletedTask" } => true,
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "FromResult" or "FromException" or "FromCanceled" } } => true,
        _ => false,
    };

    private static bool IsTask(ITypeSymbol type, KnownTypes types)
    {
        var definition = type.OriginalDefinition;
        return Is(types.Task) || Is(types.TaskOfT) || Is(types.ValueTask) || Is(types.ValueTaskOfT);

        bool Is(INamedTypeSymbol? known) => known is not null && SymbolEqualityComparer.Default.Equals(definition, known);
    }
}
