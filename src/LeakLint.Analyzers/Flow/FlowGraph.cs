using System.Collections.Immutable;

namespace LeakLint.Analyzers.Flow;

/// <summary>
/// The shape that the solver works on: blocks, the edges that leave them, and the regions that say where a throw
/// goes. Made from the compiler's graph, or by hand in a test.
/// </summary>
internal sealed class FlowGraph(ImmutableArray<ImmutableArray<FlowEdge>> edges, ImmutableArray<FlowRegion> regionOfBlock, int entry)
{
    public int Blocks => edges.Length;

    public int Entry { get; } = entry;

    public ImmutableArray<FlowEdge> Leaving(int block) => edges[block];

    public FlowRegion RegionOf(int block) => regionOfBlock[block];
}

/// <summary>Where a way out of a block leads.</summary>
internal enum FlowEdgeKind
{
    /// <summary>To another block.</summary>
    Block,

    /// <summary>Out of the method, by <c>return</c> or by its end.</summary>
    Return,

    /// <summary><c>throw x;</c>: to a handler, or out of the method.</summary>
    Throw,

    /// <summary>The end of a finally block: on to wherever the path was going.</summary>
    EndOfFinally,

    /// <summary>The path ends: the program stops here, or a filter said no.</summary>
    Nowhere,
}

/// <summary>One way out of a block.</summary>
/// <param name="from">The block that is left.</param>
/// <param name="kind">Where it leads.</param>
/// <param name="when">The outcome of the block's condition that takes this way; null when it is taken always.</param>
/// <param name="to">The block that is reached; -1 for edges that reach none.</param>
/// <param name="finallys">The finally regions that run on the way, innermost first.</param>
internal sealed class FlowEdge(int from, FlowEdgeKind kind, bool? when, int to, ImmutableArray<FlowRegion> finallys)
{
    public int From { get; } = from;

    public FlowEdgeKind Kind { get; } = kind;

    public bool? When { get; } = when;

    public int To { get; } = to;

    public ImmutableArray<FlowRegion> Finallys { get; } = finallys;

    public override string ToString() => $"{From} {When} {Kind} {To}";
}

/// <summary>A stretch of blocks that a throw treats alike. <see cref="Last"/> is included.</summary>
internal sealed class FlowRegion(FlowRegion? parent, int first, int last)
{
    public FlowRegion? Parent { get; } = parent;

    public int First { get; } = first;

    public int Last { get; } = last;

    /// <summary>What runs when something in this region throws, in order; set once the regions are made.</summary>
    public ImmutableArray<FlowHandler> Handlers { get; set; } = [];

    /// <summary>What runs whenever this region is left; null for none.</summary>
    public FlowRegion? Finally { get; set; }

    public bool Contains(int block) => First <= block && block <= Last;
}

/// <summary>A catch clause, entered at <paramref name="entry"/>.</summary>
/// <param name="entry">Its first block, or that of its filter.</param>
/// <param name="catchesAll">No exception passes it: <c>catch</c> or <c>catch (Exception)</c>, without a filter.</param>
/// <param name="catchesCancellation">It is written with cancellation in mind, or with everything.</param>
internal sealed class FlowHandler(int entry, bool catchesAll, bool catchesCancellation = false)
{
    public int Entry { get; } = entry;

    public bool CatchesCancellation { get; } = catchesCancellation;

    public bool CatchesAll { get; } = catchesAll;
}
