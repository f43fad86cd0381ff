using LeakLint.Analyzers.Configuration;

namespace LeakLint.Analyzers.Registries;

/// <summary>Why a registry stays undecided. The names are stable: tests and accuracy reports count by them.</summary>
internal static class Reasons
{
    public static readonly UndecidedReason Returned = new("registry-returned", "it is returned, so code out of sight may remove what it holds");

    public static readonly UndecidedReason Passed = new("registry-passed", "it is passed to a method that may remove what it holds");

    public static readonly UndecidedReason StoredElsewhere = new("registry-stored", "it is also stored elsewhere, where what it holds may be removed");

    public static readonly UndecidedReason ByReference = new("registry-by-reference", "it is passed by reference, so it may be replaced");

    public static readonly UndecidedReason UnknownUse = new("registry-unknown-use", "it is used in a way that is not understood");

    public static readonly UndecidedReason UnknownCollection = new("registry-unknown-collection", "the collection behind it is not one of the framework's");

    public static readonly UndecidedReason CallersState = new("registry-callers-state", "what it holds comes from its callers, who may mean to keep it");

    public static readonly UndecidedReason OriginUnknown = new("registry-origin-unknown", "where the stored object comes from is not in sight");

    public static readonly UndecidedReason OccasionUnknown = new("registry-occasion-unknown", "how often the add runs is not in sight");

    public static readonly UndecidedReason Cache = new("registry-cache", "it is a cache whose keys may be few");

    public static readonly UndecidedReason ConditionalOnState = new("registry-conditional", "the add depends on static state that is set elsewhere");

    public static readonly UndecidedReason ReleasedInPlace = new("registry-released-in-place", "what it holds is released where it is enumerated");

    public static readonly UndecidedReason MaybeConstants = new("registry-maybe-constants", "the instances in sight are made once, in static initializers");

    public static readonly UndecidedReason Interned = new("registry-interned", "it is a table of interned instances, whose keys may be few");

    public static readonly UndecidedReason KnownKeys = new("registry-known-keys", "its keys are those that another collection has");

    public static readonly UndecidedReason NamesOfFew = new("registry-names-of-few", "its values are things of which a program has few, by their names");
}
