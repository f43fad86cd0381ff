using System;
using System.IO;
using System.Threading.Tasks;
using Xunit;

namespace LeakLint.PackageTests;

/// <summary>LeakLint.Runtime as native code: the whole library compiled ahead of time without a warning, and used.</summary>
public sealed class NativeCodeTests(PackedPackages packages)
{
    [Fact]
    public async Task The_runtime_is_compiled_ahead_of_time_without_a_warning_and_works()
    {
        var output = Path.Combine(packages.Folder, "native");
        var published = await Dotnet.Run(
            Repository.Root,
            environment: null,
            "publish",
            Path.Combine("tests", "LeakLint.AotSmoke"),
            "--configuration",
            "Release",
            "--output",
            output,
            "--nologo",
            "-p:AotSmoke=true",
            "-p:ArtifactsPath=" + Path.Combine(packages.Folder, "native-artifacts"));

        // The only two things that a machine may lack: the compiler's package, or a platform linker.
        Assert.SkipWhen(published.ExitCode != 0 && published.Output.Contains("NU1101", StringComparison.Ordinal), "The native compiler's package cannot be restored here.");
        Assert.SkipWhen(published.ExitCode != 0 && published.Output.Contains("Platform linker", StringComparison.Ordinal), "There is no platform linker here.");
        Assert.DoesNotContain(": warning", published.Succeeded().Output, StringComparison.Ordinal);

        var run = await Dotnet.RunProgram(Path.Combine(output, "LeakLint.AotSmoke"));
        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Contains("ok SharedHandle", run.Output, StringComparison.Ordinal);
    }
}
