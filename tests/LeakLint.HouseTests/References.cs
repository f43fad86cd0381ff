using System;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace LeakLint.HouseTests;

/// <summary>What examples are compiled against.</summary>
internal static class References
{
    /// <summary>The running framework and LeakLint.Runtime.</summary>
    public static ImmutableArray<MetadataReference> Everything { get; } = Load(static name => IsFramework(name) || name == "LeakLint.Runtime");

    /// <summary>What this test process itself runs on, for compiling LeakLint's own source.</summary>
    public static ImmutableArray<MetadataReference> Own { get; } = Load(static name => !name.StartsWith("LeakLint", StringComparison.Ordinal));

    public static MetadataReference Of(System.Reflection.Assembly assembly) => MetadataReference.CreateFromFile(assembly.Location);

    private static bool IsFramework(string name)
        => name is "mscorlib" or "netstandard" or "System" or "WindowsBase"
            || (name.StartsWith("System.", StringComparison.Ordinal) && !name.StartsWith("System.Composition", StringComparison.Ordinal));

    private static ImmutableArray<MetadataReference> Load(Func<string, bool> wanted) =>
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => wanted(Path.GetFileNameWithoutExtension(path)))
            .Select(static path => MetadataReference.CreateFromFile(path)),
    ];
}
