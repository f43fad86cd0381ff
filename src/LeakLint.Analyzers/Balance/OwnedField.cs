using System.Collections.Generic;
using LeakLint.Analyzers.Protocols;
using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Balance;

/// <summary>One release of what a field holds.</summary>
/// <param name="Member">The member whose code releases.</param>
/// <param name="At">The releasing operation.</param>
internal sealed record FieldRelease(ISymbol Member, IOperation At);

/// <summary>One assignment to a field.</summary>
/// <param name="Member">The member whose code assigns.</param>
/// <param name="At">The assigning operation.</param>
/// <param name="Origin">Where the new value comes from.</param>
internal sealed record FieldWrite(ISymbol Member, IOperation At, FieldOrigin Origin);

/// <summary>A field, or an auto-property, of the type that is looked at, and what the code in sight does with it. Lives for one question.</summary>
internal sealed class OwnedField(ISymbol member, ITypeSymbol type)
{
    public ISymbol Member { get; } = member;

    public ITypeSymbol Type { get; } = type;

    public List<FieldWrite> Writes { get; } = [];

    public List<FieldRelease> Releases { get; } = [];

    /// <summary>Whether somebody else may release what it holds.</summary>
    public bool Escapes { get; set; }

    /// <summary>The members that stand for it: <c>Stream Inner => _inner;</c></summary>
    public List<ISymbol> Aliases { get; } = [];

    public FieldOrigin Origin
    {
        get
        {
            var all = new FieldOrigin(Origins.None);
            foreach (var write in Writes)
            {
                all = all.Or(write.Origin);
            }

            return all;
        }
    }

    /// <summary>Whether all that it ever holds was acquired by its own object, for certain.</summary>
    public bool IsOwned => Origin is { Protocol.Doubt: null, From: var from } && (from & ~Origins.Nothing) == Origins.Acquired;

    /// <summary>Whether some of what it holds is not acquired by its own object, or nobody can say.</summary>
    public bool IsForeign => (Origin.From & (Origins.Borrowed | Origins.Unknown)) != 0;

    public Protocol Protocol => Origin.Protocol!;
}
