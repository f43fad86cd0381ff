using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Cycles;

/// <summary>What the rules of this family judge: a type, and what was found in its code.</summary>
internal sealed class CyclesFacts(INamedTypeSymbol type)
{
    public INamedTypeSymbol Type { get; } = type;

    /// <summary>The circles whose back edge lies in the type's code.</summary>
    public ImmutableArray<Ring> Rings { get; set; } = [];

    /// <summary>Whether the program is too large for the search: circles through the type may not have been found.</summary>
    public bool IsOutOfBudget { get; set; }

    /// <summary>What keeps an object of the type alive until its finalizer has run.</summary>
    public ImmutableArray<Rooting> Rootings { get; set; } = [];

    /// <summary>The circles of counted handles whose back edge lies in the type's code.</summary>
    public ImmutableArray<Ring> Counted { get; set; } = [];

    /// <summary>Release actions that capture who holds their handle.</summary>
    public ImmutableArray<Rooting> Captured { get; set; } = [];

    /// <summary>The circles with a finalizer that hurts nobody in them.</summary>
    public ImmutableArray<Ring> Late { get; set; } = [];

    /// <summary>What the type's finalizer does.</summary>
    public FinalizerFacts Finalizer { get; set; } = FinalizerFacts.None;
}
