using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
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

    /// <summary>The option that says which exceptions count.</summary>
    public const string ExceptionPathsKey = "leaklint.exception_paths";

    /// <summary>The option that turns exemptions off: groups or types, with commas between.</summary>
    public const string ExemptionsOffKey = "leaklint.exemptions_off";

    /// <summary>The option that names further types which nobody has to release.</summary>
    public const string NoReleaseNeededKey = "leaklint.no_release_needed";

    /// <summary>Nothing is set.</summary>
    public static readonly Settings Default = new(null);

    private readonly AnalyzerConfigOptionsProvider? _provider;
    // Boxed: a table over an enumeration is code that every compiler's process has to compile anew.
    private readonly ConcurrentDictionary<SyntaxTree, object> _conventionsOff = new();
    private readonly ConcurrentDictionary<SyntaxTree, object> _exceptionPaths = new();

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
        ("constructor-wraps", Convention.ConstructorWraps),
        ("token-goes-on", Convention.TokenGoesOn),
        ("content-is-sent", Convention.ContentIsSent),
        ("creating-names", Convention.CreatingNames),
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

        return (Convention)off;
    }

    /// <summary>Which exceptions count for the resources of the methods in <paramref name="tree"/>.</summary>
    public ExceptionPaths ExceptionPathsIn(SyntaxTree tree)
    {
        if (_provider is null)
        {
            return ExceptionPaths.Likely;
        }

        if (!_exceptionPaths.TryGetValue(tree, out var paths))
        {
            _exceptionPaths[tree] = paths = Read(tree, ExceptionPathsKey)?.Trim().ToLowerInvariant() switch
            {
                "all" => ExceptionPaths.All,
                "none" => ExceptionPaths.None,
                _ => ExceptionPaths.Likely,
            };
        }

        return (ExceptionPaths)paths;
    }

    /// <summary>The folder of the project, where the build tells it; else empty.</summary>
    public string ProjectFolder => _provider is not null && _provider.GlobalOptions.TryGetValue("build_property.ProjectDir", out var folder) ? folder : "";

    /// <summary>
    /// The exemptions as set. What is known of a type holds for the whole project, so these options do: wherever one of them counts for
    /// a file of the project, it counts.
    /// </summary>
    public NoReleaseNeeded Exemptions(Compilation compilation)
    {
        var types = KnownTypes.For(compilation);
        if (_provider is null)
        {
            return new NoReleaseNeeded(types);
        }

        var off = new HashSet<string>();
        var added = new HashSet<string>();
        foreach (var tree in compilation.SyntaxTrees)
        {
            AddNames(Read(tree, ExemptionsOffKey), off);
            AddNames(Read(tree, NoReleaseNeededKey), added);
        }

        return new NoReleaseNeeded(types, [.. off], [.. added]);
    }

    private static void AddNames(string? value, HashSet<string> names)
    {
        if (value is not null)
        {
            foreach (var name in value.Split(','))
            {
                names.Add(name.Trim());
            }
        }
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

/// <summary>Which exceptions count as a way on which something may be lost.</summary>
internal enum ExceptionPaths
{
    /// <summary>What throws in practice: <see cref="LikelyThrows"/>.</summary>
    Likely,

    /// <summary>Whatever may throw at all: <see cref="EverThrows"/>.</summary>
    All,

    /// <summary>None: what only an exception leaves held is not looked for.</summary>
    None,
}
