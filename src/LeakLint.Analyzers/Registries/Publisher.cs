using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Registries;

/// <summary>How long a publisher lives beside the object that subscribes to it, as far as the code tells.</summary>
internal enum PublisherKind
{
    /// <summary>The code does not tell: a control that is looked up, the object's own data context.</summary>
    Unknown,

    /// <summary>The subscriber made it, or it is the subscriber: both go together.</summary>
    Own,

    /// <summary>As long as the process.</summary>
    Static,

    /// <summary>It was there before the subscriber: given to its constructor, or asked of a service provider.</summary>
    Injected,

    /// <summary>Given to a method or a property later, and kept in a field.</summary>
    Passed,
}

/// <summary>A publisher: how long it lives, and what tells it from another.</summary>
/// <param name="Kind">How long it lives.</param>
/// <param name="Root">The field, parameter or static from which it is reached; null where that is not known.</param>
/// <param name="Path">The members from there on: <c>.Owner.Bus</c></param>
internal readonly record struct Publisher(PublisherKind Kind, ISymbol? Root, string Path)
{
    public static readonly Publisher Unknown = new(PublisherKind.Unknown, null, "");

    public static readonly Publisher Own = new(PublisherKind.Own, null, "");

    /// <summary>Whether the two may be one object; only two that are reached from different known places are not.</summary>
    public bool MayBe(Publisher other)
        => Root is null || other.Root is null || Kind == PublisherKind.Unknown || other.Kind == PublisherKind.Unknown
            || SymbolEqualityComparer.Default.Equals(Root, other.Root) && Path == other.Path;
}
