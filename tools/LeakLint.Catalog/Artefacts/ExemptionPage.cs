using System.Collections.Generic;
using System.Linq;
using System.Text;
using LeakLint.Analyzers.Facts;

namespace LeakLint.Catalog.Artefacts;

/// <summary>docs/exemptions.md: what nobody has to release, and every option.</summary>
internal static class ExemptionPage
{
    public const string Path = "docs/exemptions.md";

    public static IEnumerable<Artefact> From()
    {
        var text = new StringBuilder();
        text.AppendLf("<!-- Written by tools/LeakLint.Catalog from src/LeakLint.Analyzers/Facts/Exemptions.cs and OptionNames.cs. -->");
        text.AppendLf("# What nobody has to release");
        text.AppendLf();
        text.AppendLf("Many types are disposable and hold nothing that a program must give back. LeakLint has a list of them, and no guess beside it: an empty");
        text.AppendLf("`Dispose` says nothing, an override may fill it. A group, or a single type, can be taken off the list, and types can be added:");
        text.AppendLf();
        text.AppendLf("```ini");
        text.AppendLf("# .editorconfig");
        text.AppendLf("leaklint.exemptions_off = cryptography, System.IO.MemoryStream");
        text.AppendLf("leaklint.no_release_needed = Acme.Data.Cursor, Acme.Box`1");
        text.AppendLf("```");
        text.AppendLf();
        text.AppendLf("Both hold for the whole project, wherever in it they stand. A type that is added is exempt itself; what derives from it is not.");
        foreach (var exemption in Exemptions.All)
        {
            text.AppendLf();
            text.AppendLf($"## {exemption.Name}");
            text.AppendLf();
            text.AppendLf(exemption.Why);
            text.AppendLf();
            text.AppendLf($"*Holds* {Reach(exemption.Scope)}.");
            text.AppendLf();
            text.AppendLf(string.Join(",\n", exemption.Types.Select(static t => $"`{Shown(t)}`")) + ".");
            if (!exemption.But.IsEmpty)
            {
                text.AppendLf();
                text.AppendLf("Not exempt, for they hold something of their own all the same: " + string.Join(", ", exemption.But.Select(static t => $"`{Shown(t)}`"))
                    + (exemption.ButInFields.IsEmpty ? "." : "; in fields also " + string.Join(", ", exemption.ButInFields.Select(static t => $"`{Shown(t)}`")) + "."));
            }
        }

        text.AppendLf();
        text.AppendLf("# Who need not unsubscribe");
        text.AppendLf();
        text.AppendLf("[LEAK103](rules/LEAK103.md) and [LEAK104](rules/LEAK104.md) are silent for these reasons. They are turned off in the same way: `leaklint.exemptions_off = die-together`.");
        foreach (var exemption in Exemptions.OfSubscriptions)
        {
            text.AppendLf();
            text.AppendLf($"## {exemption.Name}");
            text.AppendLf();
            text.AppendLf(exemption.Why);
        }

        text.AppendLf();
        text.AppendLf("## Options");
        text.AppendLf();
        text.AppendLf("All options of LeakLint, for `.editorconfig` or a global configuration file. [LEAK001](rules/LEAK001.md) says which of yours are wrong.");
        text.AppendLf();
        text.AppendLf("| option | values | what it sets |");
        text.AppendLf("|---|---|---|");
        foreach (var option in OptionNames.All)
        {
            var values = option.Values.IsEmpty ? "full names of types" : string.Join(", ", option.Values.Select(static v => $"`{v}`"));
            text.AppendLf($"| `{option.Key}` | {values}{(option.IsList ? "; several, with commas between" : "")} | {Lines.Cell(option.Summary)} |");
        }

        yield return new Artefact(Path, text.ToString());
    }

    private static string Reach(ExemptionScope scope)
        => ((scope & ExemptionScope.Family) == 0 ? "for the type itself, and not for what derives from it" : "for the type and all that derives from it or implements it")
            + ((scope & ExemptionScope.OnlyInMethods) == 0 ? ", wherever it is made or kept" : ", where a method makes one and keeps it to itself")
            + ((scope & (ExemptionScope.OnlyInMethods | ExemptionScope.InFields)) switch
            {
                0 => ", but for a field of an object that has a teardown",
                ExemptionScope.OnlyInMethods | ExemptionScope.InFields => ", or an object keeps it in a field",
                _ => "",
            });

    // System.Threading.Tasks.Task`1: Task<T>
    internal static string Shown(string metadataName)
    {
        var tick = metadataName.IndexOf('`', System.StringComparison.Ordinal);
        return tick < 0 ? metadataName : metadataName[..tick] + (metadataName[(tick + 1)..] == "1" ? "<T>" : "<T1, T2>");
    }
}
