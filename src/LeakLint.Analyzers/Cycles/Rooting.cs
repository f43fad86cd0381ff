using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Cycles;

/// <summary>Something keeps an object alive, and only the object's finalizer ends that.</summary>
/// <param name="what">What keeps it, as a message names it.</param>
/// <param name="held">The field, event or registry by which it is held and released.</param>
/// <param name="at">Where it comes to keep it.</param>
/// <param name="release">Where the finalizer ends it.</param>
internal sealed class Rooting(string what, ISymbol held, Location at, Location release)
{
    public string What { get; } = what;

    public ISymbol Held { get; } = held;

    public Location At { get; } = at;

    public Location Release { get; } = release;
}
