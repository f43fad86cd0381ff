using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace LeakLint.Catalog;

/// <summary>A family: a folder, a category and a range of ids.</summary>
internal sealed record Family(string Name, int FirstId, int LastId)
{
    public bool Owns(string ruleId)
        => ruleId.StartsWith("LEAK", StringComparison.Ordinal)
            && int.TryParse(ruleId.AsSpan(4), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= FirstId
            && number <= LastId;
}

/// <summary>Reads the families from the file that the compiler's meta-analyzers hold every descriptor to.</summary>
internal static class Families
{
    public const string RangesPath = RuleSource.AnalyzersFolder + "/DiagnosticCategoryAndIdRanges.txt";

    public static IReadOnlyList<Family> Read(Tree tree)
        => (tree.Read(RangesPath) ?? string.Empty)
            .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(static line => !line.StartsWith('#'))
            .Select(Parse)
            .ToList();

    // Registries: LEAK101-LEAK199
    private static Family Parse(string line)
    {
        var parts = line.Split([':', '-'], StringSplitOptions.TrimEntries);
        return new Family(parts[0], Number(parts[1]), Number(parts[2]));
    }

    private static int Number(string id) => int.Parse(id.AsSpan(4), NumberStyles.None, CultureInfo.InvariantCulture);
}
