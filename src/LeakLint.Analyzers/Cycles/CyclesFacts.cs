using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Cycles;

/// <summary>What the rules of this family judge: a type, and the circles whose back edge lies in its code.</summary>
internal sealed class CyclesFacts(INamedTypeSymbol type, ImmutableArray<Ring> rings)
{
    public INamedTypeSymbol Type { get; } = type;

    public ImmutableArray<Ring> Rings { get; } = rings;
}
