using System;
using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Facts;

/// <summary>Questions about where a type comes from.</summary>
internal static class Framework
{
    /// <summary>Whether the type is one of .NET's own, by the assembly that declares it.</summary>
    public static bool Declares(ITypeSymbol? type)
    {
        var name = type?.OriginalDefinition.ContainingAssembly?.Name;
        return name is "mscorlib" or "netstandard" or "System" || (name is not null && name.StartsWith("System.", StringComparison.Ordinal));
    }
}
