using System;
using System.IO;
using System.Linq;
using LeakLint.Catalog;
using LeakLint.Catalog.Artefacts;
using Xunit;

namespace LeakLint.HouseTests.Catalog;

/// <summary>The catalog passes on this tree, and fails on a copy of it in which one thing is wrong.</summary>
public sealed class CatalogTests
{
    [Fact]
    public void The_tree_is_complete_and_in_step()
    {
        var output = new StringWriter();

        var exit = CatalogRun.Execute(House.Tree, check: true, output);

        Assert.True(exit == 0, output.ToString());
    }

    [Fact]
    public void The_command_answers_by_its_exit_code()
    {
        using var copy = new TreeCopy();
        copy.Edit(ReadmeTable.Path, static text => text.Replace("| Rule |", "| Id |", StringComparison.Ordinal));

        Assert.Equal(2, Command("--chekc"));
        Assert.Equal(1, Command("--check", "--root", copy.Tree.Root));
        Assert.Contains("| Id |", copy.Tree.Read(ReadmeTable.Path), StringComparison.Ordinal);
        _ = Command("--root", copy.Tree.Root);
        Assert.DoesNotContain("| Id |", copy.Tree.Read(ReadmeTable.Path), StringComparison.Ordinal);

        static int Command(params string[] args) => (int)typeof(CatalogRun).Assembly.EntryPoint!.Invoke(null, [args])!;
    }

    [Theory]
    [MemberData(nameof(House.RuleIds), MemberType = typeof(House))]
    public void A_page_with_another_heading_fails(string id)
    {
        using var copy = new TreeCopy();
        var page = House.Rule(id).PagePath;
        copy.Edit(page, text => text.Replace($"# {id}: ", $"# {id}: Not ", StringComparison.Ordinal));

        copy.AssertCheckFails($"stale: {page}", $"heading: {page}");
    }

    [Fact]
    public void A_page_without_one_of_its_sections_fails()
    {
        using var copy = new TreeCopy();
        var page = House.Rules[0].PagePath;
        copy.Edit(page, static text => text.Replace("## When to suppress", "## Notes", StringComparison.Ordinal));

        copy.AssertCheckFails($"sections: {page}");
    }

    [Fact]
    public void A_page_with_an_empty_section_fails()
    {
        using var copy = new TreeCopy();
        var page = House.Rules[0].PagePath;
        copy.Edit(page, static text => text[..text.IndexOf("## When to suppress", StringComparison.Ordinal)] + "## When to suppress\n");

        copy.AssertCheckFails($"empty: {page}");
    }

    [Fact]
    public void A_page_with_a_stub_word_fails()
    {
        using var copy = new TreeCopy();
        var page = House.Rules[0].PagePath;
        copy.Edit(page, static text => text + "TODO: more.\n");

        copy.AssertCheckFails($"stub: {page}");
    }

    [Fact]
    public void A_rule_without_tests_fails()
    {
        using var copy = new TreeCopy();
        var rule = House.Rules[0];
        foreach (var file in copy.Tree.Find($"tests/LeakLint.Tests/{rule.Family}", $"{rule.Name}Tests*.cs"))
        {
            copy.Delete(file);
        }

        copy.AssertCheckFails($"missing: {rule.TestPath}");
    }

    [Theory]
    [MemberData(nameof(House.RuleIds), MemberType = typeof(House))]
    public void Another_severity_in_the_source_fails(string id)
    {
        using var copy = new TreeCopy();
        var rule = House.Rule(id);
        copy.Edit(rule.Path, text => text.Replace(
            $"DiagnosticSeverity.{rule.DefaultSeverity},", "DiagnosticSeverity.Error,\n        isEnabledByDefault: true,", StringComparison.Ordinal)
            .Replace("isEnabledByDefault: false", "customTags: []", StringComparison.Ordinal));

        copy.AssertCheckFails($"stale: {ReleaseNotes.UnshippedPath}", $"stale: {ReadmeTable.Path}", $"stale: {rule.PagePath}", "stale: docs/rules/README.md");
    }

    [Fact]
    public void Another_severity_in_the_release_notes_fails()
    {
        using var copy = new TreeCopy();
        copy.Edit(ReleaseNotes.UnshippedPath, static text => text.Replace("| Disabled |", "| Warning |", StringComparison.Ordinal));

        copy.AssertCheckFails($"stale: {ReleaseNotes.UnshippedPath}");
    }

    [Fact]
    public void A_rule_missing_from_its_familys_dispatch_fails()
    {
        using var copy = new TreeCopy();
        var dispatch = copy.Tree.Find(RuleSource.AnalyzersFolder, "*Rules.g.cs", deep: true);
        Assert.SkipWhen(dispatch.Count == 0, "No family has an analyzer yet.");
        copy.Edit(dispatch[0], static text => text.Replace(".Judge(facts, report);", ".Judge(facts, null);", StringComparison.Ordinal));

        copy.AssertCheckFails($"stale: {dispatch[0]}");
    }

    [Fact]
    public void An_id_used_twice_fails()
    {
        using var copy = new TreeCopy();
        var rule = House.Rules[0];
        var twin = rule.Path.Replace(rule.Name, rule.Name + "Twin", StringComparison.Ordinal);
        copy.Tree.Write(twin, copy.Tree.Read(rule.Path)!);

        copy.AssertCheckFails($"duplicate id {rule.Id}");
    }

    [Fact]
    public void A_descriptor_that_cannot_be_read_fails()
    {
        using var copy = new TreeCopy();
        var rule = House.Rules[0];
        copy.Edit(rule.Path, text => text.Replace($"id: \"{rule.Id}\"", $"id: Make(\"{rule.Id}\")", StringComparison.Ordinal));

        copy.AssertCheckFails($"unreadable: {rule.Path}");
    }

    [Fact]
    public void A_page_of_no_rule_fails()
    {
        using var copy = new TreeCopy();
        copy.Tree.Write("docs/rules/LEAK099.md", "# LEAK099: Nothing\n");

        copy.AssertCheckFails("orphan: docs/rules/LEAK099.md");
    }

    [Fact]
    public void A_new_rule_edits_no_existing_file_by_hand()
    {
        using var copy = new TreeCopy();
        var family = House.FamilyList.First(static f => f.Name != "Configuration");
        copy.Tree.Write($"{RuleSource.AnalyzersFolder}/{family.Name}/BrandNew.cs", $$"""
            internal static class BrandNew
            {
                public static readonly DiagnosticDescriptor Rule = Describe(
                    id: "LEAK{{family.LastId}}",
                    title: "Brand new",
                    messageFormat: "'{0}' is new",
                    category: "{{family.Name}}",
                    defaultSeverity: DiagnosticSeverity.Info,
                    description: "A new one.",
                    customTags: WellKnownDiagnosticTags.CompilationEnd);
            }
            """);

        copy.Run(check: false);

        Assert.Contains($"LEAK{family.LastId} | {family.Name} | Info | BrandNew, [docs](../../docs/rules/LEAK{family.LastId}.md)", copy.Tree.Read(ReleaseNotes.UnshippedPath));
        Assert.Contains($"| {family.Name} | suggestion | build | – |", copy.Tree.Read($"docs/rules/LEAK{family.LastId}.md"));
        Assert.Contains($"dotnet_diagnostic.LEAK{family.LastId}.severity = warning", copy.Tree.Read("src/LeakLint.Package/presets/LeakLint.Strict.globalconfig"));
        Assert.Contains($"[LEAK{family.LastId}](docs/rules/LEAK{family.LastId}.md)", copy.Tree.Read(ReadmeTable.Path));
        copy.AssertCheckFails($"missing: tests/LeakLint.Tests/{family.Name}/BrandNewTests.cs", $"stub: docs/rules/LEAK{family.LastId}.md");
    }

    [Fact]
    public void A_released_rule_whose_severity_changes_is_listed_as_changed()
    {
        using var copy = new TreeCopy();
        copy.Edit(ReleaseNotes.ShippedPath, static text => text + """

            ## Release 1.0

            ### New Rules

            Rule ID | Category | Severity | Notes
            --------|----------|----------|-------
            LEAK002 | Configuration | Warning | Undecided
            LEAK098 | Configuration | Warning | Gone
            """.ReplaceLineEndings("\n"));

        copy.Run(check: false);

        var notes = copy.Tree.Read(ReleaseNotes.UnshippedPath)!;
        Assert.Contains("LEAK002 | Configuration | Disabled | Configuration | Warning | Undecided", notes);
        Assert.Contains("### Removed Rules\n\nRule ID | Category | Severity | Notes\n--------|----------|----------|-------\nLEAK098", notes);
    }
}
