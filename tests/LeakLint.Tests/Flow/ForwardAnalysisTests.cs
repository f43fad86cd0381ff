using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using LeakLint.Analyzers.Flow;
using Xunit;

namespace LeakLint.Tests.Flow;

/// <summary>The solver alone, on graphs made by hand: states are sets of the blocks that a path went through.</summary>
public sealed class ForwardAnalysisTests
{
    [Fact]
    public void Straight_line_is_run_once()
    {
        var graph = new Graph(3).Edge(0, 1).Edge(1, 2).Return(2);
        Assert.Equal(["Return from 2: 0 1 2"], graph.Solve());
        Assert.Equal(3, graph.Runs);
    }

    [Fact]
    public void Branches_join()
    {
        var graph = new Graph(4).Edge(0, 1, when: true).Edge(0, 2, when: false).Edge(1, 3).Edge(2, 3).Return(3);
        Assert.Equal(["Return from 3: 0 1 2 3"], graph.Solve());
    }

    [Fact]
    public void Loop_comes_to_rest()
    {
        var graph = new Graph(4).Edge(0, 1).Edge(1, 2, when: true).Edge(2, 1).Edge(1, 3, when: false).Return(3);
        Assert.Equal(["Return from 3: 0 1 2 3"], graph.Solve());
    }

    [Fact]
    public void Edge_that_no_path_can_take_is_not_taken()
    {
        var graph = new Graph(3).Edge(0, 1, when: true).Edge(0, 2, when: false).Return(1).Return(2);
        graph.Forbidden.Add((0, 2));
        Assert.Equal(["Return from 1: 0 1"], graph.Solve());
    }

    [Fact]
    public void Finally_runs_on_the_way_of_a_return_and_of_a_throw_and_keeps_the_two_apart()
    {
        // 0: try { 1: if (..) return; 2: throw } finally { 3 }
        var graph = new Graph(4);
        var @try = graph.Region(1, 2);
        @try.Finally = graph.Region(3, 3);
        graph.Edge(0, 1).Return(1, when: true, through: @try.Finally).Edge(1, 2, when: false).Throw(2).EndFinally(3);
        Assert.Equal(["Return from 1: 0 1 3", "Throw from 2: 0 1 2 3"], graph.Solve());
    }

    [Fact]
    public void Nested_finallys_run_from_the_inside_out()
    {
        var graph = new Graph(4);
        var outer = graph.Region(0, 1);
        outer.Finally = graph.Region(3, 3);
        var inner = graph.Region(0, 0, outer);
        inner.Finally = graph.Region(2, 2);
        graph.Return(0, through: [inner.Finally, outer.Finally]).EndFinally(2).EndFinally(3);
        Assert.Equal(["Return from 0: 0 2 3"], graph.Solve());
    }

    [Fact]
    public void Exception_goes_to_the_handler_and_past_it_when_it_does_not_catch_all()
    {
        var graph = new Graph(3);
        graph.Region(0, 0).Handlers = [new FlowHandler(1, catchesAll: false)];
        graph.MayThrow.Add(0);
        graph.Edge(0, 2).Edge(1, 2).Return(2);
        Assert.Equal(["Exception from 0: thrown", "Return from 2: 0 1 2 thrown"], graph.Solve());
    }

    [Fact]
    public void Exception_goes_no_further_than_a_handler_that_catches_all()
    {
        var graph = new Graph(3);
        graph.Region(0, 0).Handlers = [new FlowHandler(1, catchesAll: true)];
        graph.MayThrow.Add(0);
        graph.Edge(0, 2).Edge(1, 2).Return(2);
        Assert.Equal(["Return from 2: 0 1 2 thrown"], graph.Solve());
    }

    [Fact]
    public void Throw_inside_a_handler_leaves_by_the_outer_finally()
    {
        // try { try { 0 } catch { 1: throw } } finally { 2 }
        var graph = new Graph(3);
        var outer = graph.Region(0, 1);
        outer.Finally = graph.Region(2, 2);
        graph.Region(0, 0, outer).Handlers = [new FlowHandler(1, catchesAll: true)];
        graph.Place(1, outer);
        graph.Throw(0).Throw(1).EndFinally(2);
        Assert.Equal(["Throw from 1: 0 1 2"], graph.Solve());
    }

    [Fact]
    public void Throw_inside_a_finally_reaches_a_handler_outside_it()
    {
        // try { try { 0 } finally { 1: throw } } catch { 2 }
        var graph = new Graph(3);
        var outer = graph.Region(0, 1);
        outer.Handlers = [new FlowHandler(2, catchesAll: true)];
        var inner = graph.Region(0, 0, outer);
        inner.Finally = graph.Region(1, 1, outer);
        graph.Return(0, through: inner.Finally).Throw(1).Return(2);
        Assert.Equal(["Return from 2: 0 1 2"], graph.Solve());
    }

    [Fact]
    public void Abandoned_iterator_runs_finallys_but_no_handlers()
    {
        var graph = new Graph(3);
        var outer = graph.Region(0, 0);
        outer.Finally = graph.Region(2, 2);
        graph.Region(0, 0, outer).Handlers = [new FlowHandler(1, catchesAll: true)];
        graph.Yields.Add(0);
        graph.Throw(0).Return(1).EndFinally(2);
        Assert.Equal(["Abandoned from 0: 0 2", "Return from 1: 0 1"], graph.Solve());
    }

    [Fact]
    public void Path_that_ends_nowhere_leaves_nothing()
        => Assert.Empty(new Graph(1).Add(new FlowEdge(0, FlowEdgeKind.Nowhere, null, -1, [])).Solve());

    [Fact]
    public void Budget_that_runs_out_is_a_result()
    {
        var graph = new Graph(3).Edge(0, 1).Edge(1, 2).Return(2);
        Assert.False(graph.TrySolve(budget: 2));
        Assert.True(new Graph(3).Edge(0, 1).Edge(1, 2).Return(2).TrySolve(budget: 3));
    }

    [Fact]
    public void Work_stays_linear_in_a_long_method_of_loops()
    {
        Assert.True(Loops(200).Runs < 3 * Loops(100).Runs);

        static Graph Loops(int count)
        {
            var graph = new Graph((2 * count) + 1);
            for (var i = 0; i < count; i++)
            {
                graph.Edge(2 * i, (2 * i) + 1, when: true).Edge((2 * i) + 1, 2 * i).Edge(2 * i, (2 * i) + 2, when: false);
            }

            graph.Return(2 * count).Solve();
            return graph;
        }
    }

    private sealed class Trail(ImmutableSortedSet<string> marks) : IEquatable<Trail>
    {
        public static readonly Trail Empty = new(ImmutableSortedSet.Create<string>(StringComparer.Ordinal));

        public Trail Add(string mark) => new(Marks.Add(mark));

        public Trail Join(Trail other) => new(Marks.Union(other.Marks));

        public bool Equals(Trail? other) => other is not null && Marks.SetEquals(other.Marks);

        public override bool Equals(object? obj) => Equals(obj as Trail);

        public override int GetHashCode() => Marks.Count;

        public override string ToString() => string.Join(' ', Marks);

        private ImmutableSortedSet<string> Marks { get; } = marks;
    }

    private sealed class Graph : ITransfer<Trail>, ILattice<Trail>
    {
        private readonly List<FlowEdge>[] _edges;
        private readonly FlowRegion[] _regions;
        private readonly FlowRegion _root;
        private readonly SortedDictionary<string, Trail> _left = new(StringComparer.Ordinal);

        public Graph(int blocks)
        {
            _root = new FlowRegion(null, 0, blocks - 1);
            _edges = [.. Enumerable.Range(0, blocks).Select(static _ => new List<FlowEdge>())];
            _regions = [.. Enumerable.Repeat(_root, blocks)];
        }

        public HashSet<(int From, int To)> Forbidden { get; } = [];

        public HashSet<int> MayThrow { get; } = [];

        public HashSet<int> Yields { get; } = [];

        public int Runs { get; private set; }

        public Trail Bottom => Trail.Empty;

        public Trail Join(Trail left, Trail right) => left.Join(right);

        public FlowRegion Region(int first, int last, FlowRegion? parent = null)
        {
            var region = new FlowRegion(parent ?? _root, first, last);
            for (var i = first; i <= last; i++)
            {
                _regions[i] = region;
            }

            return region;
        }

        public void Place(int block, FlowRegion region) => _regions[block] = region;

        public Graph Edge(int from, int to, bool? when = null) => Add(new FlowEdge(from, FlowEdgeKind.Block, when, to, []));

        public Graph Return(int from, bool? when = null, params FlowRegion[] through) => Add(new FlowEdge(from, FlowEdgeKind.Return, when, -1, [.. through]));

        public Graph Throw(int from) => Add(new FlowEdge(from, FlowEdgeKind.Throw, null, -1, []));

        public Graph EndFinally(int from) => Add(new FlowEdge(from, FlowEdgeKind.EndOfFinally, null, -1, []));

        public Graph Add(FlowEdge edge)
        {
            _edges[edge.From].Add(edge);
            return this;
        }

        public string[] Solve()
        {
            Assert.True(TrySolve(10_000));
            return [.. _left.Select(static l => l.Key + ": " + l.Value)];
        }

        public bool TrySolve(int budget)
        {
            var graph = new FlowGraph([.. _edges.Select(static e => e.ToImmutableArray())], [.. _regions], entry: 0);
            return new ForwardAnalysis<Trail>(graph, this, this, new StepBudget(budget)).Solve(Trail.Empty);
        }

        public BlockOutcome<Trail> Run(int block, Trail start)
        {
            Runs++;
            var end = start.Add(block.ToString(System.Globalization.CultureInfo.InvariantCulture));
            return new BlockOutcome<Trail>(end, MayThrow.Contains(block) ? start.Add("thrown") : null, Yields.Contains(block) ? end : null);
        }

        public bool TryTake(FlowEdge edge, Trail state, out Trail taken)
        {
            taken = state;
            return !Forbidden.Contains((edge.From, edge.To));
        }

        public Trail PassedHandlers(Trail state, bool cancellationIsCaught) => state;

        public void Leave(int block, ExitKind exit, Trail state)
        {
            var key = exit + " from " + block;
            _left[key] = _left.TryGetValue(key, out var known) ? known.Join(state) : state;
        }
    }
}
