using System.Collections.Immutable;
using LeakLint.Analyzers.Protocols;
using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Balance;

/// <summary>What the rules about fields judge: one type, and those of its fields that acquire what no code of it releases.</summary>
internal sealed class OwnerFacts(INamedTypeSymbol type, ImmutableArray<KeptField> kept)
{
    public INamedTypeSymbol Type { get; } = type;

    public ImmutableArray<KeptField> Kept { get; } = kept;
}

/// <summary>A field that is never released.</summary>
/// <param name="Member">The field or auto-property.</param>
/// <param name="Protocol">How it should be released.</param>
/// <param name="Site">Where it is acquired.</param>
/// <param name="Teardown">The method that should have released it; null when the type has none.</param>
/// <param name="HasTeardown">Whether the type is torn down at all, be it by what it inherits.</param>
internal sealed record KeptField(ISymbol Member, Protocol Protocol, Location Site, IMethodSymbol? Teardown, bool HasTeardown);
