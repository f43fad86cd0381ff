using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace LeakLint.PackageTests;

/// <summary>The sample's Balance folder, with the packages installed, found by a build and repaired by one run of the command line.</summary>
public sealed class LeakyShopRepairTests(PackedPackages packages)
{
    // What the first scene of the folder hands out, only its author can repair; it comes first, and stops none of the others.
    private const string NotRepaired = "LEAK301 at AnswerDesk.cs:20";

    [Fact]
    public async Task One_run_of_format_repairs_what_the_Balance_folder_forgets_and_the_program_prints_the_same()
    {
        var project = SampleProject.CopyOf(packages, Path.Combine(Repository.Root, "samples", "LeakyShop"));
        project.Write("LeakyShop.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="LeakLint" Version="$(LeakLintVersion)" PrivateAssets="all" />
                <PackageReference Include="LeakLint.Runtime" Version="$(LeakLintVersion)" />
              </ItemGroup>
            </Project>
            """);
        var marks = Marks.In(project.Folder);
        var rules = marks.Select(static mark => mark.Id).Distinct().Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(RulesWithAFix(), Marks.In(Path.Combine(project.Folder, "Balance")).Select(static mark => mark.Id).Distinct().Order(StringComparer.Ordinal));
        var (leaky, found) = await project.Build();
        leaky.Succeeded();
        Assert.Equal(marks, found.Findings);
        var before = await project.RunProgram();

        // Suggestions are repaired only where they are asked for.
        (await project.Dotnet(["format", "analyzers", "--no-restore", "--severity", "info", "--diagnostics", .. rules])).Succeeded();

        var (repaired, left) = await project.Build();
        repaired.Succeeded();
        Assert.Equal(NotRepaired, string.Join(", ", left.Findings.Select(static finding => finding.ToString())));
        Assert.Equal(before, await project.RunProgram());
    }

    // The catalog's table: | [LEAK301](docs/rules/LEAK301.md) | ... | Balance | warning | live | yes |
    private static string[] RulesWithAFix() =>
    [
        .. File.ReadLines(Path.Combine(Repository.Root, "README.md"))
            .Where(static line => line.StartsWith("| [LEAK3", StringComparison.Ordinal) && line.EndsWith("| yes |", StringComparison.Ordinal))
            .Select(static line => line.Substring("| [".Length, "LEAK301".Length)),
    ];
}
