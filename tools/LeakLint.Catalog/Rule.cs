using System.Collections.Immutable;

namespace LeakLint.Catalog;

/// <summary>
/// What the source of a rule says about it. <paramref name="Name"/> is the class that declares it, <paramref name="Facts"/> the type of
/// the facts that it judges; empty when it judges none.
/// </summary>
internal sealed record Rule(
    string Id,
    string Name,
    string Family,
    string Path,
    string Title,
    string Category,
    string DefaultSeverity,
    string Description,
    bool IsEnabledByDefault,
    ImmutableArray<string> Tags,
    string Facts,
    bool HasFix)
{
    public string PagePath => $"docs/rules/{Id}.md";

    public string TestPath => $"tests/LeakLint.Tests/{Family}/{Name}Tests.cs";

    /// <summary>Reported when the compilation ends, and so not while typing.</summary>
    public bool IsBuildOnly => Tags.Contains("CompilationEnd");

    /// <summary>The severity as the release notes have it.</summary>
    public string ReleaseSeverity => IsEnabledByDefault ? DefaultSeverity : "Disabled";

    /// <summary>The severity in a user's words.</summary>
    public string SeverityInWords => IsEnabledByDefault ? DefaultSeverity switch
    {
        "Info" => "suggestion",
        var other => other.ToLowerInvariant(),
    }
    : "off unless asked for";

    public string WhenInWords => IsBuildOnly ? "build" : "live";

    public string FixInWords => HasFix ? "yes" : "–";
}
