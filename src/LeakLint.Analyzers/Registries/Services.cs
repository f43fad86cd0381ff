using System;
using System.Collections.Generic;
using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Registries;

/// <summary>Calls that find something that is already there, and calls that make something new, by the names that all containers and factories share.</summary>
internal static class Services
{
    private static readonly HashSet<string> Finding = new(StringComparer.Ordinal)
    {
        "GetService", "GetRequiredService", "GetKeyedService", "GetRequiredKeyedService", "Resolve", "ResolveNamed", "ResolveKeyed", "GetInstance", "GetExport", "GetExportedValue", "Locate",
    };

    private static readonly string[] Making = ["Create", "New", "Build", "Make", "Open", "Spawn", "Clone", "CreateAsync"];

    /// <summary><c>provider.GetRequiredService&lt;IBus&gt;()</c></summary>
    public static bool Finds(IMethodSymbol method) => Finding.Contains(method.Name) && !method.ReturnsVoid && method.ReturnType.IsReferenceType;

    /// <summary><c>factory.CreateConnection()</c></summary>
    public static bool Makes(IMethodSymbol method)
    {
        foreach (var prefix in Making)
        {
            if (method.Name.StartsWith(prefix, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
