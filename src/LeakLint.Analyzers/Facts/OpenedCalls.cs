using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Facts;

/// <summary>When a call that the table of openers names hands out nothing that its caller must dispose.</summary>
internal static class OpenedCalls
{
    /// <summary>Whether this call of an opener leaves nothing behind.</summary>
    public static bool OwesNothing(IInvocationOperation call) => call.TargetMethod switch
    {
        // A response is read to its end before it is handed out, and holds no connection then, but where the caller asks for its headers only.
        { Name: "GetAsync" or "SendAsync" or "Send", ContainingType.Name: "HttpClient" } => !AsksForHeadersOnly(call),

        // Process.GetCurrentProcess().Id: no handle is opened for what every process knows of itself
        { Name: "GetCurrentProcess" } => call.Parent is IPropertyReferenceOperation { Property.Name: "Id" or "ProcessName" or "SessionId" },
        _ => false,
    };

    /// <summary>Whether what is opened stands for the running process: a field that keeps it keeps one handle at most, for as long as there is a process.</summary>
    public static bool LastsWithTheProcess(IInvocationOperation call) => call.TargetMethod is { Name: "GetCurrentProcess", ContainingType: { Name: "Process" } type } && Framework.Declares(type);

    /// <summary>Whether what is made does not wrap, or own, the disposable that it is given: <c>provider.CreateScope()</c>, <c>Graphics.FromImage(bitmap)</c>.</summary>
    public static bool OnlyUses(IArgumentOperation argument)
        => argument.Parameter is { Ordinal: 0, ContainingSymbol: IMethodSymbol { IsExtensionMethod: true } or IMethodSymbol { Name: "FromImage" } or IMethodSymbol { ContainingType.Name: "JsonDocument" } }
            || argument.Parameter is { Name: "request", Type.Name: "HttpRequestMessage" };

    private static bool AsksForHeadersOnly(IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
        {
            // HttpCompletionOption.ResponseHeadersRead
            if (argument is { Parameter.Type.Name: "HttpCompletionOption", Value.ConstantValue: { HasValue: true, Value: 1 } })
            {
                return true;
            }
        }

        return false;
    }
}
