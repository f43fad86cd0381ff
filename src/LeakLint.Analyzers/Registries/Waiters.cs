using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Registries;

/// <summary>
/// Handlers that serve one call: they complete what that call waits for. Each call adds another one, so it is the call
/// that has to take it out. <c>var done = new TaskCompletionSource(); bus.Replied += (s, e) => done.TrySetResult(); return done.Task;</c>
/// </summary>
internal static class Waiters
{
    /// <summary>Whether <paramref name="handler"/> serves one call of <paramref name="method"/>.</summary>
    public static bool Serves(Handler handler, IMethodSymbol method)
    {
        if (handler.Body is not { } body)
        {
            return false;
        }

        foreach (var operation in body.Descendants())
        {
            if (operation is ILocalReferenceOperation { Local: var local } && !IsWithin(local, body) && IsWaiter(local.Type))
            {
                return true;
            }
        }

        return method.IsAsync && handler.KeepsLocals;
    }

    private static bool IsWithin(ILocalSymbol local, IOperation body)
        => local.DeclaringSyntaxReferences is { Length: > 0 } places && body.Syntax.Span.Contains(places[0].Span);

    private static bool IsWaiter(ITypeSymbol type)
        => type.Name is "TaskCompletionSource" or "ManualResetEvent" or "ManualResetEventSlim" or "AutoResetEvent" or "SemaphoreSlim" or "CountdownEvent" or "Barrier"
            && type.ContainingNamespace is { Name: "Threading" or "Tasks" };
}
