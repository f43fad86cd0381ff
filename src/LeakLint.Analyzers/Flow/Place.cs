using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Flow;

/// <summary>Where an object stands on which something is held.</summary>
/// <param name="Root">The key of the object whose member it is; null for a static member and for a local.</param>
/// <param name="Member">The field or property; null for a local, <c>this</c> or a type.</param>
/// <param name="Key">The same place has the same key wherever it is named in a method.</param>
internal sealed record Place(string? Root, ISymbol? Member, string Key)
{
    /// <summary>The key of a member of the object with the key <paramref name="root"/>, or of a static member.</summary>
    public static string KeyOf(string? root, ISymbol member)
        => (root ?? member.ContainingType.ToDisplayString()) + "." + member.Name;
}
