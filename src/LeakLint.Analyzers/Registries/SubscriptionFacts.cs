using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Registries;

/// <summary>What is wrong with one subscription, or with one try to end it.</summary>
internal enum SubscriptionFault
{
    None,

    /// <summary>A static event keeps its subscribers, and they come and go.</summary>
    StaticEvent,

    /// <summary>A publisher that may live longer keeps its subscriber.</summary>
    LongLivedPublisher,

    /// <summary>A delegate is taken out that was never put in.</summary>
    NoEffect,

    /// <summary>Nobody but a weak reference holds what was just made.</summary>
    NobodyOwns,
}

/// <summary>One subscription, removal or weak reference that was judged: small values only.</summary>
internal sealed class SubscriptionFacts(SubscriptionFault fault, Location location, params string[] arguments)
{
    /// <summary>The property that says how the fault can be repaired: the release that is missing.</summary>
    public const string ReleaseProperty = "release";

    /// <summary>The property of a handler that is taken out once, and added more often: another <c>-=</c> is no repair.</summary>
    public const string AgainProperty = "again";

    /// <summary>The property of a call whose result would end it, and is dropped.</summary>
    public const string TokenProperty = "token";

    public SubscriptionFault Fault { get; } = fault;

    public Location Location { get; } = location;

    /// <summary>What the message names.</summary>
    public string[] Arguments { get; } = arguments;

    /// <summary>The removal that does not count, or the subscription that was meant.</summary>
    public ImmutableArray<Location> Others { get; set; } = ImmutableArray<Location>.Empty;

    public ImmutableDictionary<string, string?> Properties { get; set; } = ImmutableDictionary<string, string?>.Empty;

    /// <summary>The diagnostic of <paramref name="rule"/>.</summary>
    public Diagnostic As(DiagnosticDescriptor rule) => Diagnostic.Create(rule, Location, Others, Properties, Arguments);
}
