using System;
using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Facts;

/// <summary>
/// Which of .NET's own methods somebody else's input, a device or another process can make fail: parsing, input and
/// output, loading. A wrong argument, a wrong state or a lack of memory is the program's or the machine's fault and
/// does not count. Data by namespace; the callers have made sure that .NET declares the method.
/// </summary>
internal static class FrameworkThrows
{
    private static readonly string[] Network =
    [
        "Accept", "Authenticate", "Begin", "Bind", "Connect", "CopyTo", "Delete", "Download", "End", "EnsureSuccess", "Flush", "GetAddress", "GetContext", "GetHost",
        "GetRequestStream", "GetResponse", "GetStream", "GetString", "GetByteArray", "Listen", "LoadInto", "Patch", "Post", "Put", "Read", "Receive", "Resolve", "Send", "Start", "Upload", "Write",
    ];

    private static readonly string[] Database = ["Begin", "Commit", "Execute", "Fill", "Get", "NextResult", "Open", "Prepare", "Read", "Rollback", "Update"];

    private static readonly string[] Cryptography = ["CopyTo", "Decrypt", "Flush", "Import", "Load", "Read", "TransformFinalBlock", "Unprotect", "Write"];

    /// <summary>Whether the method throws in practice.</summary>
    /// <param name="method">A method or constructor that .NET declares.</param>
    /// <param name="receiver">The type of what it is called on: a <c>MemoryStream</c> never fails where a <c>Stream</c> may.</param>
    public static bool Includes(IMethodSymbol method, ITypeSymbol? receiver)
    {
        var type = method.ContainingType;
        var space = Namespace(type.ContainingNamespace);
        if (method.MethodKind == MethodKind.Constructor)
        {
            // new Uri(text), new StreamReader(path): an IOException is made the same way, and does not fail.
            return IsText(method) && (space == "System" ? type.Name is "Uri" or "Guid" or "Version" : space == "System.IO" && type.Name is "FileStream" or "StreamReader" or "StreamWriter");
        }

        if (method.MethodKind != MethodKind.Ordinary)
        {
            return false;
        }

        var name = method.Name;
        return name is "Parse" or "ParseExact" || space switch
        {
            "System" => name == "CreateInstance" || type.Name == "Convert" && (StartsWithAny(name, "From") || StartsWithAny(name, "To") && name != "ToString" && IsText(method)),
            "System.IO" or "System.IO.Compression" or "System.IO.Pipes" or "System.IO.Ports" or "System.IO.MemoryMappedFiles" or "System.IO.IsolatedStorage"
                => !IsMemory(type) && !IsMemory(receiver) && name is not ("Exists" or "Synchronized"),
            "System.Threading" => name == "ThrowIfCancellationRequested",
            "System.Threading.Tasks" => name is "Wait" or "WaitAll",
            "System.Runtime.CompilerServices" => name == "GetResult",
            "System.Runtime.InteropServices" => type.Name == "NativeLibrary" && name == "Load" || StartsWithAny(name, "ThrowExceptionFor"),
            "System.Xml" or "System.Xml.Linq" or "System.Xml.Serialization" or "System.Runtime.Serialization" => StartsWithAny(name, "Load", "Read", "Deserialize", "Serialize", "Save", "Write"),
            "System.Text.Json" => StartsWithAny(name, "Deserialize", "Read"),
            "System.Diagnostics" => type.Name == "Process" && name is "Start" or "Kill" or "GetProcessById",
            "System.Reflection" => name == "Invoke" || StartsWithAny(name, "Load"),
            "System.Data" or "System.Data.Common" => StartsWithAny(name, Database),
            _ => StartsWithAny(space, "System.Net") ? StartsWithAny(name, Network)
                : StartsWithAny(space, "System.Security.Cryptography") && StartsWithAny(name, Cryptography),
        };
    }

    /// <summary>Whether the name begins with one of the prefixes.</summary>
    public static bool StartsWithAny(string name, params string[] prefixes)
    {
        foreach (var prefix in prefixes)
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The full name of a namespace; empty for the global one.</summary>
    public static string Namespace(INamespaceSymbol? space)
        => space is null or { IsGlobalNamespace: true } ? ""
            : space.ContainingNamespace is { IsGlobalNamespace: false } outer ? Namespace(outer) + "." + space.Name
            : space.Name;

    private static bool IsText(IMethodSymbol method) => method.Parameters.Length > 0 && method.Parameters[0].Type.SpecialType == SpecialType.System_String;

    // No device behind it.
    private static bool IsMemory(ITypeSymbol? type) => type is { IsValueType: true }
        or { Name: "Path" or "MemoryStream" or "StringReader" or "StringWriter" or "UnmanagedMemoryStream" or "UnmanagedMemoryAccessor" or "MemoryMappedViewAccessor" };
}
