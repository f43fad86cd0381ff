using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace LeakLint.PackageTests;

/// <summary>The sample that the README begins with: it leaks where its marks say, and its repaired twin does the same work without.</summary>
public sealed class LeakyShopTests(PackedPackages packages)
{
    private readonly string _artifacts = Path.Combine(packages.Folder, "shop-artifacts");

    [Fact]
    public async Task LeakyShop_warns_where_it_says_each_time_it_is_built_and_its_twin_prints_the_same()
    {
        var first = await Build("LeakyShop");
        var second = await Build("LeakyShop");
        var twin = await Build("LeakyShop.Repaired");

        var marks = Marks.In(Path.Combine(Repository.Root, "samples", "LeakyShop"));
        Assert.Equal(["LEAK101", "LEAK202", "LEAK301"], marks.Select(static mark => mark.Id).Distinct().Order().Take(3));
        Assert.Equal(marks, Sarif.Read(Path.Combine(_artifacts, "LeakyShop.sarif")).Findings);

        // A suggestion stands in the SARIF file; the console shows warnings.
        var warned = Sarif.Read(Path.Combine(_artifacts, "LeakyShop.sarif")).Results.Where(static result => result.Level == "warning").Select(static result => result.Finding).ToArray();
        Assert.Equal(marks.Where(static mark => mark.Id is not ("LEAK312" or "LEAK313" or "LEAK314")), PackageTests.Findings.InOrder(warned));
        Assert.All(warned, mark => Assert.Contains($"{mark.File}({mark.Line},", first.Output, StringComparison.Ordinal));
        Assert.All(warned, mark => Assert.Contains($"{mark.File}({mark.Line},", second.Output, StringComparison.Ordinal));
        Assert.Contains("0 Warning(s)", twin.Output, StringComparison.Ordinal);
        Assert.Empty(Sarif.Read(Path.Combine(_artifacts, "LeakyShop.Repaired.sarif")).Findings);
        Assert.Equal(await Play("LeakyShop"), await Play("LeakyShop.Repaired"));
    }

    private async Task<Outcome> Build(string sample) =>
        (await Dotnet.Run(
            Repository.Root,
            environment: null,
            "build",
            Path.Combine("samples", sample),
            "--no-incremental",
            "--nologo",
            "-p:ArtifactsPath=" + _artifacts)).Succeeded();

    private async Task<string> Play(string sample) =>
        (await Dotnet.Run(_artifacts, environment: null, Path.Combine(_artifacts, "bin", sample, "debug", sample + ".dll"))).Succeeded().Output;
}
