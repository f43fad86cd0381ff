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
        .Add(Of(Assembly.Load("Microsoft.Extensions.Caching.Abstractions")))
        .Add(Of(Assembly.Load("Microsoft.Extensions.Caching.Memory")))
        .Add(Of(Assembly.Load("Microsoft.Extensions.Options")))
        .Add(Of(Assembly.Load("Microsoft.Extensions.Primitives")));

    /// <summary>What this test process itself runs on, for compiling LeakLint's own source.</summary>
    public static ImmutableArray<MetadataReference> Own { get; } =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(static path => !Path.GetFileName(path).StartsWith("LeakLint", StringComparison.Ordinal))
            .Select(static path => MetadataReference.CreateFromFile(path)),
    ];

    public static MetadataReference Of(Assembly assembly) => MetadataReference.CreateFromFile(assembly.Location);
}
