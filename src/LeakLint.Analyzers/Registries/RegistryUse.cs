using LeakLint.Analyzers.Configuration;
using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Registries;

/// <summary>What one reference to a registry does with it.</summary>
internal enum UseKind
{
    /// <summary>Puts something in.</summary>
    Adds,

    /// <summary>Takes something out, empties it, or compares its count with a limit.</summary>
    LetsGo,

    /// <summary>Gives the field another value: what it held before is let go, unless this is its first value.</summary>
    Replaces,

    /// <summary>Gives it out of sight.</summary>
    Escapes,

    /// <summary>Makes it: the value tells what stands behind an interface.</summary>
    Makes,
}

/// <summary>One use of a registry that matters; reading it does not.</summary>
internal sealed class RegistryUse
{
    private RegistryUse(UseKind kind) => Kind = kind;

    public UseKind Kind { get; }

    /// <summary>What is added.</summary>
    public StoredValue Stored { get; private set; }

    /// <summary>Whether the add goes by a key of an unbounded domain.</summary>
    public bool IsKeyed { get; private set; }

    /// <summary>Whether the add only happens when the key was not there, and the key is not simply a parameter.</summary>
    public bool IsCached { get; private set; }

    /// <summary>What limits the add.</summary>
    public Guard Guard { get; private set; }

    /// <summary>Where it stands: the whole add.</summary>
    public Location Location { get; private set; } = Location.None;

    /// <summary>Why it escapes.</summary>
    public UndecidedReason? Reason { get; private set; }

    /// <summary>Whether what is made is a collection of the framework.</summary>
    public bool MakesKnownCollection { get; private set; }

    /// <summary>The member that the use is code of.</summary>
    public ISymbol? Member { get; set; }

    /// <summary>How often it runs.</summary>
    public Occasion Occasion { get; set; }

    public static RegistryUse Adds(Location location, StoredValue stored, bool isKeyed, bool isCached, Guard guard) =>
        new(UseKind.Adds) { Location = location, Stored = stored, IsKeyed = isKeyed, IsCached = isCached, Guard = guard };

    public static RegistryUse Replaces() => new(UseKind.Replaces);

    public static RegistryUse LetsGo() => new(UseKind.LetsGo);

    public static RegistryUse Escapes(Location location, UndecidedReason reason) => new(UseKind.Escapes) { Location = location, Reason = reason };

    public static RegistryUse Makes(bool knownCollection) => new(UseKind.Makes) { MakesKnownCollection = knownCollection };
}
