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

    /// <summary>Makes room: <c>Array.Resize(ref _nodes, _count * 2)</c>. Until then an array holds what it was made for.</summary>
    Widens,
}

/// <summary>One use of a registry that matters; reading it does not.</summary>
internal sealed class RegistryUse
{
    private RegistryUse(UseKind kind) => Kind = kind;

    public UseKind Kind { get; }

    /// <summary>What is added.</summary>
    public StoredValue Stored { get; private set; }

    /// <summary>By what the registry grows: the key, or the element.</summary>
    public Growth Growth { get; private set; }

    /// <summary>Whether the add goes by a key of an unbounded domain.</summary>
    public bool IsKeyed => Growth.Form == GrowthForm.ByKey;

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

    /// <summary>Whether what is made compares its keys in a way of its own.</summary>
    public bool HasComparer { get; private set; }

    /// <summary>What a removal takes out.</summary>
    public Removal Removal { get; private set; }

    /// <summary>Whether it is about the collections that the registry holds: <c>_byName[name].Add(this)</c>.</summary>
    public bool IsInner { get; set; }

    /// <summary>Which way out of its member leaves the entry in, although others do not.</summary>
    public MissedWay Missed { get; set; }

    /// <summary>Whether a removal takes out one entry, by a key that its caller names: the answer to what was asked.</summary>
    public bool IsByCallersKey { get; set; }

    /// <summary>Whether it only makes the registry larger once that was given room: a slot of an array.</summary>
    public bool NeedsRoom { get; set; }

    /// <summary>The member that the use is code of.</summary>
    public ISymbol? Member { get; set; }

    /// <summary>How often it runs.</summary>
    public Occasion Occasion { get; set; }

    public static RegistryUse Adds(Location location, StoredValue stored, Growth growth, bool isCached, Guard guard) =>
        new(UseKind.Adds) { Location = location, Stored = stored, Growth = growth, IsCached = isCached, Guard = guard };

    public static RegistryUse Replaces() => new(UseKind.Replaces);

    public static RegistryUse LetsGo(Removal removal = Removal.Entry) => new(UseKind.LetsGo) { Removal = removal };

    public static RegistryUse Widens() => new(UseKind.Widens);

    public static RegistryUse Escapes(Location location, UndecidedReason reason) => new(UseKind.Escapes) { Location = location, Reason = reason };

    public static RegistryUse Makes(bool knownCollection, bool hasComparer) => new(UseKind.Makes) { MakesKnownCollection = knownCollection, HasComparer = hasComparer };
}

/// <summary>What a removal takes out.</summary>
internal enum Removal
{
    /// <summary>The entry, with its key.</summary>
    Entry,

    /// <summary>The value only: <c>_nodes[key] = null</c> leaves the key.</summary>
    ValueOnly,

    /// <summary>By a key that never equals one that is there: nothing, unless the registry compares in its own way.</summary>
    ByFreshKey,
}

/// <summary>A way out of a member that adds, on which what it added stays.</summary>
internal enum MissedWay
{
    /// <summary>None that is seen.</summary>
    None,

    /// <summary>A wait that ends by its time: who would remove answers, and nobody answered.</summary>
    TimeOut,

    /// <summary>A return or a throw between the add and the removal of the same member.</summary>
    EarlyExit,
}

/// <summary>What makes a registry larger.</summary>
internal enum GrowthForm
{
    /// <summary>Each add makes it larger.</summary>
    Always,

    /// <summary>An element that was not there: a set.</summary>
    ByElement,

    /// <summary>A key that was not there.</summary>
    ByKey,
}

/// <summary>How an add makes its registry grow.</summary>
/// <param name="Form">What makes it larger.</param>
/// <param name="Domain">Of how many values the key, or the element, may be.</param>
/// <param name="OnMiss">Whether the add happens where a lookup in the same registry failed: a cache.</param>
/// <param name="IsGiven">Whether the value, beside the key, is a parameter: the caller's, not made for the key.</param>
/// <param name="IsRecord">Whether the entry carries the moment or a new number: a record of something that happened, not a registration.</param>
/// <param name="IsWeak">Whether what is put in is a weak reference.</param>
/// <param name="Text">The key or the element, as the source has it.</param>
internal readonly record struct Growth(GrowthForm Form, Domain Domain, bool OnMiss, bool IsGiven, bool IsRecord, bool IsWeak, string Text);
