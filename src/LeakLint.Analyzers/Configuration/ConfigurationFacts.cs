using System.Collections.Immutable;
using LeakLint.Analyzers.Protocols;

namespace LeakLint.Analyzers.Configuration;

/// <summary>What the rules of this family judge: all that is wrong with the user's text files and options.</summary>
internal sealed class ConfigurationFacts(ImmutableArray<ConfigurationProblem> problems)
{
    public ImmutableArray<ConfigurationProblem> Problems { get; } = problems;
}
