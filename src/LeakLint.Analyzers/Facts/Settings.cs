using System;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace LeakLint.Analyzers.Facts;

/// <summary>
/// What the user set, typed. An option stands in an <c>.editorconfig</c> and counts for the files below it, or in a
/// global config and counts for all; each file's are read once. What cannot be understood counts for nothing.
/// </summary>
internal sealed class Settings
{
    /// <summary>The option that turns conventions off: their names, with commas between.</summary>
    public const string ConventionsOffKey = "leaklint.conventions_off";

    /// <summary>Nothing is set.</summary>
    public static readonly Settings Default = new(null);

    private readonly AnalyzerConfigOptionsProvider? _provider;
    private readonly ConcurrentDictionary<SyntaxTree, Convention> _conventionsOff = new();

    public Settings(AnalyzerConfigOptionsProvider? provider) => _provider = provider;

    /// <summary>The conventions and the names by which users know them.</summary>
    public static readonly ImmutableArray<(string Name, Convention Convention)> Conventions =
    [
        ("ending-names", Convention.EndingNames),
        ("framework-releases-no-arrays", Convention.FrameworkReleasesNoArrays),
        ("atomic-stores", Convention.AtomicStores),
        ("state-with-delegate", Convention.StateWithDelegate),
        ("constructor-keeps", Convention.ConstructorKeeps),
        ("keeping-names", Convention.KeepingNames),
        ("type-parameter", Convention.TypeParameter),
        ("object-parameter", Convention.ObjectParameter),
        ("library-copies-arrays", Convention.LibraryCopiesArrays),
        ("arguments-are-lent", Convention.ArgumentsAreLent),
    ];

    /// <summary>The conventions that do not hold for the calls that stand in <paramref name="tree"/>.</summary>
    public Convention ConventionsOff(SyntaxTree tree)
    {
        if (_provider is null)
        {
            return Convention.None;
        }

        if (!_conventionsOff.TryGetValue(tree, out var off))
        {
            _conventionsOff[tree] = off = ParseConventions(Read(tree, ConventionsOffKey));
        }

        return off;
    }

    private string? Read(SyntaxTree tree, string key)
        => _provider!.GetOptions(tree).TryGetValue(key, out var value) || _provider.GlobalOptions.TryGetValue(key, out value) ? value : null;

    private static Convention ParseConventions(string? names)
    {
        var all = Convention.None;
        foreach (var name in names?.Split(',') ?? [])
        {
            foreach (var known in Conventions)
            {
                if (string.Equals(known.Name, name.Trim(), StringComparison.OrdinalIgnoreCase))
                {
                    all |= known.Convention;
                }
            }
        }

        return all;
    }
}
