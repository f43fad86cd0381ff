using System.Linq;
using System.Threading.Tasks;
using LeakLint.HouseTests.Pages;
using Xunit;

namespace LeakLint.HouseTests.Live;

/// <summary>From a caret to diagnostics to the light bulb to the changed document, for each live rule with a fix.</summary>
public sealed class LightBulbTests
{
    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(House.LightBulbRuleIds), MemberType = typeof(House))]
    public async Task A_click_repairs_what_is_under_the_caret(string id)
    {
        var repaired = 0;
        foreach (var example in RulePage.Examples(id, "Flagged"))
        {
            using var open = OpenDocument.Open(example.Source, id);
            foreach (var diagnostic in (await OpenDocument.DiagnosticsAsync(open.Document)).Where(d => d.Id == id))
            {
                var caret = diagnostic.Location.SourceSpan.Start;
                var offered = (await OpenDocument.LightBulbAsync(open.Document, caret)).Where(o => o.Diagnostic.Id == id).ToList();
                foreach (var (_, action) in offered)
                {
                    await AssertRepairsAsync(open, action, example, id);
                    repaired++;
                }

                if (offered.Count > 0)
                {
                    // The first action means "repair"; the others name their way.
                    Assert.Equal(id, offered[0].Action.EquivalenceKey);
                    Assert.All(offered.Skip(1), o => Assert.StartsWith(id + ":", o.Action.EquivalenceKey, System.StringComparison.Ordinal));
                }
            }
        }

        Assert.True(repaired > 0, $"No flagged example of {id} has a light bulb.");
    }

    private static async Task AssertRepairsAsync(
        OpenDocument open, Microsoft.CodeAnalysis.CodeActions.CodeAction action, PageExample example, string id)
    {
        var before = await OpenDocument.DiagnosticsAsync(open.Document);

        var changed = await OpenDocument.ApplyAsync(open.Document, action);

        var text = (await changed.GetTextAsync()).ToString();
        Assert.NotEqual(example.Source, text);
        Problems.None((await changed.Project.GetCompilationAsync())!.Errors());
        var after = await OpenDocument.DiagnosticsAsync(changed);
        Assert.True(
            after.Count(d => d.Id == id) < before.Count(d => d.Id == id) && after.Length < before.Length,
            $"{example.Name}: \"{action.Title}\" leaves [{string.Join("; ", after)}] in:\n{text}");
    }
}
