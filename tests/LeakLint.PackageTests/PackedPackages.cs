using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using LeakLint.PackageTests;
using Xunit;

[assembly: AssemblyFixture(typeof(PackedPackages))]

namespace LeakLint.PackageTests;

/// <summary>
/// Both packages, packed once a run from this checkout into a folder feed, with a package cache of their own: what is
/// installed is what was just packed. Built outside the checkout's artifacts, so that nothing in use is overwritten.
/// </summary>
public sealed class PackedPackages : IAsyncLifetime
{
    /// <summary>Everything that this run writes lies here, and goes with it.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("leaklint-packages-").FullName;

    internal string Feed => Path.Combine(Folder, "feed");

    internal IReadOnlyDictionary<string, string> Environment =>
        new Dictionary<string, string> { ["NUGET_PACKAGES"] = Path.Combine(Folder, "cache") };

    internal string LeakLint => Package("LeakLint");

    internal string Runtime => Package("LeakLint.Runtime");

    internal string Version => Path.GetFileNameWithoutExtension(LeakLint)["LeakLint.".Length..];

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        foreach (var project in (string[])["LeakLint.Package", "LeakLint.Runtime"])
        {
            (await Dotnet.Run(
                Repository.Root,
                environment: null,
                "pack",
                Path.Combine("src", project),
                "--configuration",
                "Release",
                "--output",
                Feed,
                "--nologo",
                "-p:ArtifactsPath=" + Path.Combine(Folder, "artifacts"))).Succeeded();
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return default;
    }

    // LeakLint.0.1.0.nupkg, but not LeakLint.Runtime.0.1.0.nupkg.
    private string Package(string id) =>
        Directory.EnumerateFiles(Feed, id + ".*.nupkg").Single(file => char.IsAsciiDigit(Path.GetFileName(file)[id.Length + 1]));
}
