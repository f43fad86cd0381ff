using System;
using System.IO;
using System.Threading.Tasks;

namespace LeakLint.PackageTests;

/// <summary>
/// A copy of a sample in a folder of its own: its packages come from the folder feed only, and no Directory.*.props of a
/// parent folder reaches it.
/// </summary>
internal sealed class SampleProject
{
    private readonly PackedPackages _packages;

    private SampleProject(PackedPackages packages, string folder)
    {
        _packages = packages;
        Folder = folder;
    }

    public string Folder { get; }

    public static SampleProject Copy(PackedPackages packages, string sample) => CopyOf(packages, Path.Combine(Repository.Samples, sample));

    public static SampleProject CopyOf(PackedPackages packages, string source)
    {
        var folder = Path.Combine(packages.Folder, "samples", $"{Path.GetFileName(source)}-{Guid.NewGuid():N}");
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(folder, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        File.WriteAllText(Path.Combine(folder, "nuget.config"), $"""
            <configuration>
              <packageSources>
                <clear />
                <add key="packed" value="{packages.Feed}" />
              </packageSources>
              <fallbackPackageFolders>
                <clear />
              </fallbackPackageFolders>
            </configuration>
            """);
        File.WriteAllText(Path.Combine(folder, "Directory.Build.props"), $"""
            <Project>
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <UseAppHost>false</UseAppHost>
                <NuGetAudit>false</NuGetAudit>
                <LeakLintVersion>{packages.Version}</LeakLintVersion>
              </PropertyGroup>
            </Project>
            """);
        File.WriteAllText(Path.Combine(folder, "Directory.Build.targets"), "<Project />");
        File.WriteAllText(Path.Combine(folder, "Directory.Packages.props"), "<Project />");
        return new(packages, folder);
    }

    public void Write(string file, string text) => File.WriteAllText(Path.Combine(Folder, file), text);

    public Task<Outcome> Dotnet(params string[] arguments) => PackageTests.Dotnet.Run(Folder, _packages.Environment, arguments);

    /// <summary>Builds all of it again, and reads what the compiler reported for <paramref name="project"/>.</summary>
    public async Task<(Outcome Build, Sarif Sarif)> Build(string project = "", params string[] arguments)
    {
        // A comma ends a property on the command line, so the one in the compiler's option is escaped.
        var build = await Dotnet(["build", project == "" ? "." : project, "--no-incremental", "--nologo", "-p:ErrorLog=leaks.sarif%2Cversion=2.1", .. arguments]);
        var log = Path.Combine(Folder, project, "leaks.sarif");
        return (build, File.Exists(log) ? Sarif.Read(log) : throw new InvalidOperationException($"No SARIF file.\n{build}"));
    }

    /// <summary>Runs the program that was built.</summary>
    public async Task<string> RunProgram(string project = "") =>
        (await Dotnet("run", "--no-build", "--project", project == "" ? "." : project)).Succeeded().Output;
}
