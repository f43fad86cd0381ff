using System;
using System.Threading.Tasks;
using Xunit;

namespace LeakLint.PackageTests;

/// <summary>A project that teaches LeakLint its own pool and its own lock, in two lines of a text file that lies beside the project.</summary>
public sealed class TaughtPoolTests(PackedPackages packages)
{
    [Fact]
    public async Task Two_lines_teach_a_pool_and_a_lock()
    {
        var project = SampleProject.Copy(packages, "Taught");

        var (build, sarif) = await project.Build();

        build.Succeeded();
        Assert.Equal(Marks.In(project.Folder), sarif.Findings);
    }

    [Fact]
    public async Task Without_them_nothing_is_known()
    {
        var project = SampleProject.Copy(packages, "Taught");
        project.Write("LeakLint.Protocols.txt", "");

        var (build, sarif) = await project.Build();

        build.Succeeded();
        Assert.Empty(sarif.Findings);
    }

    [Fact]
    public async Task A_wrong_line_is_said_where_it_stands()
    {
        var project = SampleProject.Copy(packages, "Taught");
        project.Write("LeakLint.Protocols.txt", "# pools\nM:Acme.CanvasPool.Take(System.Int32);M:Acme.CanvasPool.Give(Acme.Canvas);result->arg0\n");

        var (build, sarif) = await project.Build();

        build.Succeeded();
        var result = Assert.Single(sarif.Results, static r => r.Finding.Id == "LEAK001");
        Assert.Equal(2, result.Finding.Line);
        Assert.Contains("LeakLint.Protocols.txt(2,38): warning LEAK001", build.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(sarif.Results, static r => r.Finding.Id == "LEAK301");
    }
}
