using System;
using System.IO;
using System.IO.Compression;
using System.Threading.Tasks;
using Xunit;

namespace LeakLint.PackageTests;

/// <summary>LeakLint over a solution that does not know of it: <c>CustomAfterMicrosoftCommonTargets</c>.</summary>
public sealed class AttachTests(PackedPackages packages)
{
    [Fact]
    public async Task A_solution_that_knows_nothing_of_LeakLint_is_warned_where_it_leaks()
    {
        var project = SampleProject.Copy(packages, "Unaware");

        var (build, sarif) = await project.Build("", "-p:CustomAfterMicrosoftCommonTargets=" + Unpack());

        build.Succeeded();
        Assert.Equal(Marks.In(project.Folder), sarif.Findings);
        Assert.NotEmpty(sarif.Findings);
    }

    [Fact]
    public async Task The_analyzers_can_lie_elsewhere()
    {
        var project = SampleProject.Copy(packages, "Unaware");
        var elsewhere = Path.Combine(project.Folder, "elsewhere");
        var targets = Unpack();
        Directory.Move(Path.Combine(targets, "..", "..", "analyzers", "dotnet", "cs"), elsewhere);

        var (build, sarif) = await project.Build("", "-p:LeakLintAnalyzersPath=" + elsewhere, "-p:CustomAfterMicrosoftCommonTargets=" + targets);

        build.Succeeded();
        Assert.Equal(Marks.In(project.Folder), sarif.Findings);
    }

    [Fact]
    public async Task The_mode_works_as_with_the_package()
    {
        var project = SampleProject.Copy(packages, "Unaware");

        var (build, sarif) = await project.Build("", "-p:LeakLintMode=Off", "--verbosity", "detailed", "-p:CustomAfterMicrosoftCommonTargets=" + Unpack());

        build.Succeeded();
        Assert.Empty(sarif.Findings);
        Assert.DoesNotContain(build.CompilerArguments("Unaware"), static argument => argument.EndsWith("/LeakLint.Analyzers.dll", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_project_that_has_the_package_is_warned_once()
    {
        var project = SampleProject.Copy(packages, "WithoutRuntime");

        var (build, sarif) = await project.Build("", "-p:LeakLintMode=Audit", "-p:CustomAfterMicrosoftCommonTargets=" + Unpack());

        build.Succeeded();
        Assert.Equal(Marks.In(project.Folder), sarif.Findings);
        Assert.DoesNotContain("MultipleGlobalAnalyzerKeys", build.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_without_the_analyzers_is_an_error_that_names_the_property()
    {
        var project = SampleProject.Copy(packages, "Unaware");

        var build = await project.Dotnet("build", "-p:LeakLintAnalyzersPath=" + project.Folder, "-p:CustomAfterMicrosoftCommonTargets=" + Unpack());

        Assert.NotEqual(0, build.ExitCode);
        Assert.Contains("-p:LeakLintAnalyzersPath=", build.Output, StringComparison.Ordinal);
    }

    private string Unpack()
    {
        var folder = Path.Combine(packages.Folder, $"unpacked-{Guid.NewGuid():N}");
        ZipFile.ExtractToDirectory(packages.LeakLint, folder);
        return Path.Combine(folder, "attach", "LeakLint.Attach.targets");
    }
}
