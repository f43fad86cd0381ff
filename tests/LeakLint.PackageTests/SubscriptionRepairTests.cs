using System;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace LeakLint.PackageTests;

/// <summary>The repairs of subscriptions, by the command line alone: every kind of teardown, and the weak event.</summary>
public sealed class SubscriptionRepairTests(PackedPackages packages)
{
    [Theory]
    [InlineData("Subscriptions", "LEAK103,LEAK104,LEAK105,LEAK107")]
    [InlineData("WeakSubscriptions", "LEAK103")]
    public async Task Format_ends_every_subscription_and_the_program_does_the_same(string sample, string rules)
    {
        var project = SampleProject.Copy(packages, sample);
        var (leaky, found) = await project.Build();
        leaky.Succeeded();
        Assert.Equal(rules, string.Join(',', found.Findings.Select(static f => f.Id).Distinct().Order()));
        var before = await project.RunProgram();

        (await project.Dotnet(["format", "analyzers", "--no-restore", "--severity", "info", "--diagnostics", .. rules.Split(',')])).Succeeded();

        var (repaired, sarif) = await project.Build();
        repaired.Succeeded();
        Assert.True(sarif.Findings.Length == 0, string.Join('\n', sarif.Findings.Select(static finding => finding.ToString())));
        Assert.Equal(before, await project.RunProgram());
    }
}
