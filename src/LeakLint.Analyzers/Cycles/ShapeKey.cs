using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Cycles;

/// <summary>
/// What a shape is a summary of: a method, run on an object that is exactly of a type (or of the method's own type
/// or below), with those of its flags that are constant: <c>Dispose(false)</c> is another body than
/// <c>Dispose(true)</c>. What a finalizer reaches is read for its uses, and follows only code of its own object;
/// any other body is read for the edges that it makes.
/// </summary>
internal sealed class ShapeKey(IMethodSymbol method, INamedTypeSymbol? exact, uint knownFlags, uint trueFlags, bool inFinalizer)
{
    public IMethodSymbol Method { get; } = method;

    public INamedTypeSymbol? Exact { get; } = exact;

    public uint KnownFlags { get; } = knownFlags;

    public uint TrueFlags { get; } = trueFlags;

    public bool InFinalizer { get; } = inFinalizer;

    public bool Equals(ShapeKey? other)
        => other is not null
            && SymbolEqualityComparer.Default.Equals(Method, other.Method)
            && SymbolEqualityComparer.Default.Equals(Exact, other.Exact)
            && KnownFlags == other.KnownFlags
            && TrueFlags == other.TrueFlags
            && InFinalizer == other.InFinalizer;

    public override bool Equals(object? obj) => Equals(obj as ShapeKey);

    public override int GetHashCode()
        => unchecked((SymbolEqualityComparer.Default.GetHashCode(Method) * 397)
            ^ (SymbolEqualityComparer.Default.GetHashCode(Exact) * 31)
            ^ (int)((KnownFlags << 8) + TrueFlags)
            ^ (InFinalizer ? 1 << 30 : 0));
}
