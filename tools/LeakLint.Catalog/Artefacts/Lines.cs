using System;
using System.Text;

namespace LeakLint.Catalog.Artefacts;

/// <summary>Text with '\n' on every platform, and text between marks.</summary>
internal static class Lines
{
    public static void AppendLf(this StringBuilder text, string line = "") => text.Append(line).Append('\n');

    /// <summary>Text as a cell of a Markdown table.</summary>
    public static string Cell(string text)
        => text.Replace("|", @"\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);

    /// <summary>
    /// Replaces what stands between <c>&lt;!-- name --&gt;</c> and <c>&lt;!-- /name --&gt;</c>; null when the marks are not there.
    /// </summary>
    public static string? ReplaceBetweenMarks(string text, string name, string content)
    {
        var open = $"<!-- {name} -->";
        var from = text.IndexOf(open, StringComparison.Ordinal);
        var to = text.IndexOf($"<!-- /{name} -->", StringComparison.Ordinal);
        return from < 0 || to < from ? null : string.Concat(text.AsSpan(0, from + open.Length), $"\n{content}", text.AsSpan(to));
    }
}
