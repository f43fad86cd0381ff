using System;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;

namespace LeakLint.HouseTests;

/// <summary>What sources are compiled against.</summary>
internal static class References
{
    /// <summary>The framework, LeakLint.Runtime, and the memory cache that rules know by name.</summary>
    public static ImmutableArray<MetadataReference> Everything { get; } = ReferenceAssemblies.Net.Net100
        .ResolveAsync(LanguageNames.CSharp, CancellationToken.None).GetAwaiter().GetResult()
        .Add(Of(Assembly.Load("LeakLint.Runtime")))
        .Add(Beside("Microsoft.Extensions.Caching.Abstractions"))
        .Add(Beside("Microsoft.Extensions.Caching.Memory"))
        .Add(Beside("Microsoft.Extensions.Options"))
        .Add(Beside("Microsoft.Extensions.Primitives"));

    /// <summary>What this test process itself runs on, for compiling LeakLint's own source.</summary>
    public static ImmutableArray<MetadataReference> Own { get; } =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(static path => !Path.GetFileName(path).StartsWith("LeakLint", StringComparison.Ordinal))
            .Select(static path => MetadataReference.CreateFromFile(path)),
    ];

    // By its file: a test host does not resolve by name what no code of the tests uses.
    private static MetadataReference Beside(string name)
        => MetadataReference.CreateFromFile(Path.Combine(Path.GetDirectoryName(typeof(References).Assembly.Location)!, name + ".dll"));

    public static MetadataReference Of(Assembly assembly) => MetadataReference.CreateFromFile(assembly.Location);
}
