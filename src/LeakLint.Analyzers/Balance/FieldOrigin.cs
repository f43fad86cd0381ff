using System;
using LeakLint.Analyzers.Protocols;
using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Balance;

/// <summary>Where what a field holds may come from: a set, so that several assignments join.</summary>
[Flags]
internal enum Origins
{
    /// <summary>Nothing was assigned.</summary>
    None = 0,

    /// <summary>Null, a constant, something that needs no release.</summary>
    Nothing = 1,

    /// <summary>Acquired by the object that keeps it.</summary>
    Acquired = 2,

    /// <summary>Somebody else's: a parameter, another object's.</summary>
    Borrowed = 4,

    /// <summary>Nobody can say.</summary>
    Unknown = 8,
}

/// <summary>Where a value comes from, and by what it has to be released.</summary>
/// <param name="From">The set of origins.</param>
/// <param name="Protocol">How it is released; null unless it is acquired.</param>
/// <param name="Site">The operation that acquires it.</param>
internal readonly record struct FieldOrigin(Origins From, Protocol? Protocol = null, IOperation? Site = null)
{
    public static readonly FieldOrigin Nothing = new(Origins.Nothing);

    public static readonly FieldOrigin Borrowed = new(Origins.Borrowed);

    public static readonly FieldOrigin Unknown = new(Origins.Unknown);

    /// <summary>Either of two; what is proved to need its release comes first.</summary>
    public FieldOrigin Or(in FieldOrigin other)
    {
        var first = Protocol is null || (Protocol.Doubt is not null && other.Protocol is { Doubt: null }) ? other : this;
        return new(From | other.From, first.Protocol, first.Site);
    }
}
