using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Registries;

/// <summary>Expressions that give another value each time: a new identity, the next number, the time, a line of input.</summary>
internal sealed class FreshValues(KnownTypes types)
{
    /// <summary>Whether <paramref name="value"/> is such an expression.</summary>
    public bool Includes(IOperation value) => value switch
    {
        IInvocationOperation { TargetMethod: var method } call => IsFresh(method) && !HasBoundedCount(call),
        IPropertyReferenceOperation { Instance: null, Property: { Name: "Now" or "UtcNow" } property } => IsClock(property.ContainingType),
        IPropertyReferenceOperation { Instance: null, Property: { Name: "TickCount" or "TickCount64" } property } => property.ContainingType.Is(types.Get("System.Environment")),
        IIncrementOrDecrementOperation { Target: IMemberReferenceOperation } => true,
        _ => false,
    };

    private bool IsFresh(IMethodSymbol method)
    {
        var type = method.ContainingType;
        return method.Name switch
        {
            "NewGuid" or "CreateVersion7" => type.Is(types.Get("System.Guid")),
            "Increment" or "Decrement" or "Add" => type.Is(types.Interlocked),
            "GetRandomFileName" or "GetTempFileName" => type.Is(types.Get("System.IO.Path")),
            "GetTimestamp" => type.Is(types.Get("System.Diagnostics.Stopwatch")),
            "ReadLine" => type.Is(types.Get("System.Console")) || type.Is(types.Get("System.IO.TextReader")) || type.Is(types.Get("System.IO.StreamReader")),
            "ReadLineAsync" => type.Is(types.Get("System.IO.TextReader")) || type.Is(types.Get("System.IO.StreamReader")),
            "AcceptTcpClient" or "AcceptTcpClientAsync" or "AcceptSocket" or "AcceptSocketAsync" => type.Is(types.Get("System.Net.Sockets.TcpListener")),
            "Accept" or "AcceptAsync" => type.Is(types.Get("System.Net.Sockets.Socket")),
            "GetContext" or "GetContextAsync" => type.Is(types.Get("System.Net.HttpListener")),
            _ => false,
        };
    }

    // Interlocked.Increment(ref _next) % 8 is few, but that is the remainder's to say.
    private static bool HasBoundedCount(IInvocationOperation call) =>
        call.Parent is IBinaryOperation { OperatorKind: BinaryOperatorKind.Remainder or BinaryOperatorKind.And };

    private bool IsClock(INamedTypeSymbol type) => type.Is(types.Get("System.DateTime")) || type.Is(types.Get("System.DateTimeOffset"));
}
