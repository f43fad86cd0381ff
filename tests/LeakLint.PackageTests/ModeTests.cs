using System;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace LeakLint.PackageTests;

/// <summary>What <c>LeakLintMode</c> does to a build.</summary>
public sealed class ModeTests(PackedPackages packages)
{
    [Theory]
    [InlineData("Default")]
    [InlineData("Strict")]
    [InlineData("Audit")]
    public async Task A_mode_brings_its_preset_and_no_other(string mode)
    {
        var project = SampleProject.Copy(packages, "WithoutRuntime");

        var (build, sarif) = await project.Build("", "-p:LeakLintMode=" + mode, "--verbosity", "detailed");

        build.Succeeded();
        Assert.Equal([$"LeakLint.{mode}.globalconfig"], Presets(build.CompilerArguments("WithoutRuntime")));
        Assert.Equal(Marks.In(project.Folder), sarif.Findings.Where(static finding => finding.Id != "LEAK002"));
    }

    [Fact]
    public async Task No_mode_is_the_default_mode()
    {
        var project = SampleProject.Copy(packages, "Undecided");

        var (build, sarif) = await project.Build("", "--verbosity", "detailed");

        build.Succeeded();
        Assert.Equal(["LeakLint.Default.globalconfig"], Presets(build.CompilerArguments("Undecided")));
        Assert.Empty(sarif.Findings);
    }

    [Fact]
    public async Task Audit_lists_what_could_not_be_decided()
    {
        var project = SampleProject.Copy(packages, "Undecided");

        var (build, sarif) = await project.Build("", "-p:LeakLintMode=Audit");

        build.Succeeded();
        Assert.Equal(Marks.In(project.Folder), sarif.Findings);
    }

    [Fact]
    public async Task Off_leaves_the_analyzers_out_of_the_compile()
    {
        var project = SampleProject.Copy(packages, "Consumer");
        var (on, _) = await project.Build("", "--verbosity", "detailed");
        Assert.Equal(["LeakLint.Analyzers.dll", "LeakLint.CodeFixes.dll"], Analyzers(on.CompilerArguments("Consumer")));

        var (off, sarif) = await project.Build("", "-p:LeakLintMode=off", "--verbosity", "detailed");

        off.Succeeded();
        Assert.Empty(sarif.Findings);
        Assert.Empty(Analyzers(off.CompilerArguments("Consumer")));
    }

    [Fact]
    public async Task An_editorconfig_severity_wins_over_the_preset()
    {
        var project = SampleProject.Copy(packages, "WithoutRuntime");
        project.Write(".editorconfig", "root = true\n[*.cs]\ndotnet_diagnostic.LEAK301.severity = none\n");

        var (build, sarif) = await project.Build("", "-p:LeakLintMode=Strict");

        build.Succeeded();
        Assert.Equal(Marks.In(project.Folder).Where(static finding => finding.Id != "LEAK301"), sarif.Findings);
    }

    [Fact]
    public async Task A_users_global_config_does_not_conflict_with_the_preset()
    {
        var project = SampleProject.Copy(packages, "Undecided");
        project.Write(".globalconfig", "is_global = true\ndotnet_diagnostic.LEAK002.severity = warning\n");

        var (build, sarif) = await project.Build("", "-p:LeakLintMode=Audit");

        build.Succeeded();
        Assert.DoesNotContain("MultipleGlobalAnalyzerKeys", build.Output, StringComparison.Ordinal);
        Assert.Equal("warning", Assert.Single(sarif.Results, static result => result.Finding.Id == "LEAK002").Level);
    }

    [Fact]
    public async Task A_mode_that_does_not_exist_is_said_to_be_none()
    {
        var project = SampleProject.Copy(packages, "Undecided");

        var (build, _) = await project.Build("", "-p:LeakLintMode=Loud");

        build.Succeeded();
        Assert.Contains("warning LEAK001: LeakLintMode is 'Loud'", build.Output, StringComparison.Ordinal);
    }

    private static string[] Presets(string[] compile) => FileNames(compile, "/analyzerconfig:", ".globalconfig");

    private static string[] Analyzers(string[] compile) => FileNames(compile, "/analyzer:", ".dll");

    private static string[] FileNames(string[] compile, string option, string extension) =>
    [
        .. compile.Where(argument => argument.StartsWith(option, StringComparison.Ordinal))
            .Select(static argument => argument[(argument.LastIndexOf('/') + 1)..])
            .Where(name => name.StartsWith("LeakLint.", StringComparison.Ordinal) && name.EndsWith(extension, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];
}
