using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace LeakLint.PackageTests;

/// <summary>The weak swap of every collection, and the repairs of registries of other types and of weak entries, by the command line alone, with and without the runtime package.</summary>
public sealed class WeakSwapRepairTests(PackedPackages packages)
{
    [Theory]
    [InlineData(true, "")]
    // Without the runtime package an immutable map is not repaired: its readers hold earlier states.
    [InlineData(false, "LEAK101 at Plug.cs:13")]
    public async Task Format_lets_every_collection_hold_weakly_and_the_program_does_the_same(bool runtime, string notRepaired)
    {
        var project = SampleProject.Copy(packages, "WeakCollections");
        var marks = Marks.In(project.Folder);
        project.Write("Directory.Packages.props", $"<Project><PropertyGroup><WithRuntime>{runtime}</WithRuntime></PropertyGroup></Project>");
        var (leaky, found) = await project.Build();
        leaky.Succeeded();
        Assert.Equal(marks, found.Findings);
        var before = await project.RunProgram();

        (await project.Dotnet("format", "analyzers", "--no-restore", "--diagnostics", "LEAK101", "LEAK106", "LEAK111")).Succeeded();

        var (repaired, left) = await project.Build();
        repaired.Succeeded();
        Assert.Equal(notRepaired, string.Join(", ", left.Findings.Select(static finding => finding.ToString())));
        Assert.Equal(before, await project.RunProgram());
    }
}
