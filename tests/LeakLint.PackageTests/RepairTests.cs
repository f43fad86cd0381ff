using System;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace LeakLint.PackageTests;

/// <summary>The way from a warning to repaired code, by the command line alone.</summary>
public sealed class RepairTests(PackedPackages packages)
{
    [Theory]
    [InlineData("Consumer")]
    [InlineData("WithoutRuntime")]
    public async Task Format_repairs_what_the_build_warned_about_and_the_program_does_the_same(string sample)
    {
        var project = SampleProject.Copy(packages, sample);
        var (leaky, _) = await project.Build();
        leaky.Succeeded();
        var before = await project.RunProgram();

        (await project.Dotnet("format", "analyzers", "--no-restore", "--diagnostics", "LEAK101", "LEAK202", "LEAK301")).Succeeded();

        var (repaired, sarif) = await project.Build();
        repaired.Succeeded();
        Assert.True(sarif.Findings.Length == 0, string.Join('\n', sarif.Findings.Select(static finding => finding.ToString())));
        Assert.Equal(before, await project.RunProgram());
    }

    [Fact]
    public async Task Format_finds_nothing_left_to_change_after_a_repair()
    {
        var project = SampleProject.Copy(packages, "WithoutRuntime");
        (await project.Dotnet("restore")).Succeeded();
        string[] format = ["format", "analyzers", "--no-restore", "--diagnostics", "LEAK101", "LEAK202", "LEAK301"];
        var unrepaired = await project.Dotnet([.. format, "--verify-no-changes"]);
        Assert.NotEqual(0, unrepaired.ExitCode);
        Assert.Contains("LEAK301", unrepaired.Output, StringComparison.Ordinal);

        (await project.Dotnet(format)).Succeeded();

        (await project.Dotnet([.. format, "--verify-no-changes"])).Succeeded();
    }
}
