using System;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>
/// The framework that test code is compiled against. Nothing is downloaded: every name answers with the newest
/// targeting pack of the SDK that runs the test, or with that runtime's own assemblies where there is no pack, so
/// an older name says what a test is about and not exactly what it is compiled against.
/// </summary>
public sealed class ReferenceAssemblies
{
    private static readonly Lazy<ImmutableArray<MetadataReference>> Framework = new(ReadFramework);
    private static readonly ConcurrentDictionary<string, MetadataReference> Files = new(StringComparer.Ordinal);

    /// <summary>Creates a framework by its short name, like <c>net10.0</c>; an empty one references nothing.</summary>
    public ReferenceAssemblies(string targetFramework) => TargetFramework = targetFramework;

    /// <summary>The framework when a test names none.</summary>
    public static ReferenceAssemblies Default => Net.Net100;

    /// <summary>The short name of the framework.</summary>
    public string TargetFramework { get; }

    /// <summary>The references, read once per process.</summary>
    public Task<ImmutableArray<MetadataReference>> ResolveAsync(string? language, CancellationToken cancellationToken)
        => Task.FromResult(TargetFramework.Length == 0 ? [] : Framework.Value);

    internal static MetadataReference FromFile(string path)
        => Files.GetOrAdd(path, static file => MetadataReference.CreateFromFile(file));

    private static ImmutableArray<MetadataReference> ReadFramework()
    {
        // <root>/shared/Microsoft.NETCore.App/<version> is where the runtime is, <root>/packs/… where its pack is.
        var runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var packs = Path.GetFullPath(Path.Combine(runtime, "..", "..", "..", "packs", "Microsoft.NETCore.App.Ref"));
        var pack = Directory.Exists(packs)
            ? Directory.EnumerateDirectories(packs)
                .OrderByDescending(static d => Version.TryParse(Path.GetFileName(d), out var version) ? version : new Version())
                .SelectMany(static d => Directory.Exists(Path.Combine(d, "ref")) ? Directory.EnumerateDirectories(Path.Combine(d, "ref"), "net*") : [])
                .FirstOrDefault()
            : null;
        var files = pack is not null
            ? Directory.EnumerateFiles(pack, "*.dll")
            : ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Where(f => Path.GetDirectoryName(f) == runtime);
        return [.. files.OrderBy(static f => f, StringComparer.Ordinal).Select(FromFile)];
    }

    /// <summary>The frameworks without .NET Framework.</summary>
    public static class Net
    {
        /// <summary>.NET 8.</summary>
        public static ReferenceAssemblies Net80 { get; } = new("net8.0");

        /// <summary>.NET 9.</summary>
        public static ReferenceAssemblies Net90 { get; } = new("net9.0");

        /// <summary>.NET 10.</summary>
        public static ReferenceAssemblies Net100 { get; } = new("net10.0");
    }
}
