using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Flow;

/// <summary>
/// What a resource is an instance of. Flow never looks inside: it hands the kind back to <see cref="IOwnership"/>.
/// </summary>
internal abstract class ResourceKind;

/// <summary>One acquisition in the method under analysis: a place in the code, not an object at run time.</summary>
/// <param name="index">Its number, and its bit, among the resources of the method.</param>
/// <param name="kind">What is acquired.</param>
/// <param name="site">The operation that acquires it.</param>
/// <param name="acquisition">How it comes out of that operation.</param>
internal sealed class Resource(int index, ResourceKind kind, IOperation site, Acquisition acquisition)
{
    public int Index { get; } = index;

    public ResourceKind Kind { get; } = kind;

    public IOperation Site { get; } = site;

    public Acquisition Acquisition { get; } = acquisition;

    public ulong Bit => 1UL << Index;
}

/// <summary>How an acquired resource comes out of the operation that acquires it.</summary>
/// <param name="Kind">What is acquired.</param>
/// <param name="OutParameter">The ordinal of the <c>out</c> parameter that carries it; -1 for the result.</param>
/// <param name="OnlyWhenTrue">It is acquired only if the operation returns <c>true</c>.</param>
internal readonly record struct Acquisition(ResourceKind Kind, int OutParameter = -1, bool OnlyWhenTrue = false);
