using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace LeakLint.PackageTests;

/// <summary>One diagnostic at one line: what a mark in a sample promises, and what a build reported.</summary>
internal sealed record Finding(string Id, string File, int Line)
{
    public override string ToString() => $"{Id} at {File}:{Line}";
}

internal static class Findings
{
    /// <summary>One order for what is promised and what is reported.</summary>
    public static Finding[] InOrder(IEnumerable<Finding> findings) =>
    [
        .. findings.OrderBy(static finding => finding.File, StringComparer.Ordinal)
            .ThenBy(static finding => finding.Line)
            .ThenBy(static finding => finding.Id, StringComparer.Ordinal),
    ];
}

/// <summary>The promises of a sample: a line whose trailing comment is <c>// LEAKnnn</c> is where that rule must report.</summary>
internal static partial class Marks
{
    public static Finding[] In(string folder) => Findings.InOrder(
        from file in Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
        where !IsBuilt(Path.GetRelativePath(folder, file))
        from marked in File.ReadLines(file).Select(static (text, index) => (text, line: index + 1))
        from Capture id in Mark().Match(marked.text).Groups["id"].Captures
        select new Finding(id.Value, Path.GetFileName(file), marked.line));

    private static bool IsBuilt(string path) => path.Split(Path.DirectorySeparatorChar).Any(static part => part is "obj" or "bin");

    [GeneratedRegex(@"//(\s*(?<id>LEAK\d{3}))+\s*$")]
    private static partial Regex Mark();
}

/// <summary>What a build reported, read from the SARIF file that the compiler wrote.</summary>
internal sealed class Sarif
{
    private Sarif(IReadOnlyList<Result> results) => Results = results;

    public IReadOnlyList<Result> Results { get; }

    /// <summary>All LEAK diagnostics, and whatever says that an analyzer did not load or broke.</summary>
    public Finding[] Findings => PackageTests.Findings.InOrder(
        from result in Results
        where result.Finding.Id.StartsWith("LEAK", StringComparison.Ordinal) || result.Finding.Id is "AD0001" or "CS8032" or "CS9057"
        select result.Finding);

    public static Sarif Read(string file)
    {
        using var log = JsonDocument.Parse(File.ReadAllBytes(file));
        return new([.. log.RootElement.GetProperty("runs")[0].GetProperty("results").EnumerateArray().Select(Read)]);
    }

    private static Result Read(JsonElement result)
    {
        var id = result.GetProperty("ruleId").GetString()!;
        var places = Places(result, "locations", id).ToArray();
        return new(
            places.FirstOrDefault() ?? new Finding(id, "", 0),
            result.GetProperty("level").GetString()!,
            result.GetProperty("message").GetProperty("text").GetString()!,
            [.. Places(result, "relatedLocations", id)]);
    }

    private static IEnumerable<Finding> Places(JsonElement result, string kind, string id) =>
        result.TryGetProperty(kind, out var locations)
            ? locations.EnumerateArray().Select(location => Place(location.GetProperty("physicalLocation"), id))
            : [];

    private static Finding Place(JsonElement location, string id) => new(
        id,
        Path.GetFileName(new Uri(location.GetProperty("artifactLocation").GetProperty("uri").GetString()!, UriKind.RelativeOrAbsolute).ToString()),
        location.GetProperty("region").GetProperty("startLine").GetInt32());

    /// <summary>One result: where it stands, how severe it is, what it says, and the evidence it points at.</summary>
    internal sealed record Result(Finding Finding, string Level, string Message, IReadOnlyList<Finding> Related);
}
