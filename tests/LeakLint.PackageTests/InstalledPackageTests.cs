using System;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace LeakLint.PackageTests;

/// <summary>A project that installed the packages: what its build says.</summary>
public sealed class InstalledPackageTests(PackedPackages packages)
{
    [Theory]
    [InlineData("Consumer")]
    [InlineData("WithoutRuntime")]
    public async Task A_build_warns_exactly_where_the_sample_says(string sample)
    {
        var project = SampleProject.Copy(packages, sample);

        var (build, sarif) = await project.Build();

        build.Succeeded();
        Assert.Equal(Marks.In(project.Folder), sarif.Findings);
        Assert.All(
            sarif.Results.Where(static result => result.Finding.Id.StartsWith("LEAK", StringComparison.Ordinal)),
            static result => Assert.Equal("warning", result.Level));
    }

    [Fact]
    public async Task A_finding_points_at_its_evidence()
    {
        var project = SampleProject.Copy(packages, "WithoutRuntime");

        var (_, sarif) = await project.Build();

        foreach (var id in (string[])["LEAK202", "LEAK301"])
        {
            var result = Assert.Single(sarif.Results, result => result.Finding.Id == id);
            Assert.NotEmpty(result.Related);
            Assert.All(result.Related, static place => Assert.True(place.Line > 0 && place.File.EndsWith(".cs", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task Warnings_as_errors_fail_the_build()
    {
        var project = SampleProject.Copy(packages, "Consumer");

        var (build, sarif) = await project.Build("", "-p:WarningsAsErrors=LEAK101%3BLEAK202%3BLEAK301");

        Assert.NotEqual(0, build.ExitCode);
        Assert.Equal(["LEAK101", "LEAK202", "LEAK301"], sarif.Results.Where(static r => r.Level == "error").Select(static r => r.Finding.Id).Distinct().Order());
        Assert.Contains("error LEAK301", build.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_only_looks_like_a_leak_builds_without_a_warning()
    {
        var project = SampleProject.Copy(packages, "Quiet");

        var (build, sarif) = await project.Build();

        build.Succeeded();
        Assert.Empty(sarif.Findings);
    }

    [Fact]
    public async Task A_project_behind_a_reference_gets_the_analyzers_and_its_own_mode()
    {
        var solution = SampleProject.Copy(packages, "Indirect");

        var (build, sarif) = await solution.Build("App", "--verbosity", "detailed");

        build.Succeeded();
        Assert.Equal(Marks.In(solution.Folder), sarif.Findings);
        Assert.Contains(build.CompilerArguments("App"), static argument => argument.EndsWith("/presets/LeakLint.Strict.globalconfig", StringComparison.Ordinal));
        Assert.Contains(build.CompilerArguments("Library"), static argument => argument.EndsWith("/presets/LeakLint.Default.globalconfig", StringComparison.Ordinal));
    }
}
