using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace LeakLint.HouseTests.Robustness;

/// <summary>What all families together say about one file.</summary>
public sealed class LeakySourceTests
{
    // The leaks of the sample are found, or the tests that "survive" it prove nothing. It brings no configuration that could be wrong.
    [Fact]
    public async Task The_leaky_sample_leaks()
    {
        var found = (await Analysis.AnalyzeAsync(Analysis.Compile([LeakySource.Text]))).Select(static d => d.Id).Distinct();

        Assert.Equal(
            House.Analyzers.Select(static a => a.GetType().Namespace!.Split('.')[^1]).Where(static name => name != "Configuration").Order(),
            House.FamilyList.Where(f => found.Any(f.Owns)).Select(static f => f.Name).Order());
    }

    [Fact]
    public async Task One_site_gets_one_verdict()
    {
        var twice = (await Analysis.AnalyzeAsync(Analysis.Compile([LeakySource.Text])))
            .GroupBy(static d => d.Location.SourceSpan)
            .Where(static g => g.Count() > 1)
            .Select(static g => string.Join(" and ", g));

        Problems.None(twice);
    }
}
