using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace LeakLint.Catalog.Artefacts;

/// <summary>
/// The global analyzer configs behind <c>LeakLintMode</c>. A preset names only the rules whose severity it changes,
/// so that a user's setting for a whole category or for all analyzers still reaches the others.
/// </summary>
internal static class PresetFiles
{
    public static IEnumerable<Artefact> From(IReadOnlyList<Rule> rules) =>
    [
        Preset(rules, "Default", "the severities that the rules have by themselves", static _ => null),
        Preset(rules, "Strict", "suggestions are warnings", Strict),
        Preset(rules, "Audit", "as Strict, and what is off by default is a suggestion", static r => r.IsEnabledByDefault ? Strict(r) : "suggestion"),
        Preset(rules, "Off", "no rule reports; the package also leaves the analyzers out of the build", static _ => "none"),
    ];

    private static string? Strict(Rule rule) => rule is { IsEnabledByDefault: true, DefaultSeverity: "Info" } ? "warning" : null;

    private static Artefact Preset(IReadOnlyList<Rule> rules, string mode, string meaning, Func<Rule, string?> severity)
    {
        var text = new StringBuilder();
        text.AppendLf("# Written by tools/LeakLint.Catalog from the rules' source.");
        text.AppendLf($"# LeakLintMode={mode}: {meaning}.");
        text.AppendLf("is_global = true");
        text.AppendLf("# Below a user's own global config, which would conflict on the same level.");
        text.AppendLf("global_level = -10");
        foreach (var (rule, value) in rules.Select(r => (r, severity(r))).Where(static r => r.Item2 is not null))
        {
            text.AppendLf();
            text.AppendLf($"# {rule.Name}");
            text.AppendLf($"dotnet_diagnostic.{rule.Id}.severity = {value}");
        }

        return new Artefact($"src/LeakLint.Package/presets/LeakLint.{mode}.globalconfig", text.ToString());
    }
}
