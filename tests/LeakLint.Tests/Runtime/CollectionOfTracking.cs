using Xunit;

namespace LeakLint.Tests.Runtime;

/// <summary>The tests that set the level of tracking, one after the other: it is one for the process.</summary>
[CollectionDefinition(Name)]
public sealed class CollectionOfTracking
{
    public const string Name = "LeakTracking";
}
