using System;
using System.Collections.Generic;

namespace LeakLint;

/// <content>The cycles of the graph: Tarjan's strongly connected components, with a stack of its own.</content>
internal sealed partial class HandleGraph
{
    // One above a member's place in the cycle that is being described, else zero; for every node.
    private int[]? _places;

    /// <summary>The sets of nodes that lead to one another, a node that leads to itself among them.</summary>
    /// <param name="wanted">The nodes to look at; null for all.</param>
    public List<List<int>> FindCycles(bool[]? wanted)
    {
        Components components = FindComponents(wanted);
        List<List<int>> cycles = [];
        for (int i = 0; i < components.Count; i++)
        {
            int start = components.Start(i);
            int size = components.End(i) - start;
            if (size > 1 || LeadsToItself(components.Members[start]))
            {
                cycles.Add([.. new ArraySegment<int>(components.Members, start, size)]);
            }
        }

        return cycles;
    }

    /// <summary>All strongly connected components of the wanted nodes: what leads to a component comes after it.</summary>
    /// <param name="wanted">The nodes to look at; null for all.</param>
    public Components FindComponents(bool[]? wanted)
    {
        const int closed = int.MaxValue;
        Visited[] visited = new Visited[Count];
        int[] open = new int[Count];
        int[] path = new int[Count];
        int opened = 0;
        int depth = 0;
        int next = 0;
        Components components = new(Count);
        for (int start = 0; start < Count; start++)
        {
            if (visited[start].Order != 0 || wanted?[start] == false)
            {
                continue;
            }

            int entered = start;
            while (true)
            {
                if (entered >= 0)
                {
                    visited[entered] = new Visited { Order = ++next, Low = next, Edge = _nodes[entered].FirstEdge };
                    open[opened++] = entered;
                    path[depth++] = entered;
                }

                int node = path[depth - 1];
                ref Visited here = ref visited[node];
                if (here.Edge < _nodes[node].EndOfEdges)
                {
                    int to = _edges[here.Edge++].To;
                    entered = visited[to].Order == 0 && wanted?[to] != false ? to : -1;
                    if (entered < 0 && visited[to].Order != 0)
                    {
                        // Nothing if it is closed: then it is the highest.
                        here.Low = Math.Min(here.Low, visited[to].Order);
                    }

                    continue;
                }

                entered = -1;
                depth--;
                if (here.Low == here.Order)
                {
                    // As they were met: the first one leads on to the second.
                    int first = opened;
                    do
                    {
                        visited[open[--first]].Order = closed;
                    }
                    while (open[first] != node);
                    components.Add(open, first, opened - first);
                    opened = first;
                }

                if (depth == 0)
                {
                    break;
                }

                ref Visited before = ref visited[path[depth - 1]];
                before.Low = Math.Min(before.Low, here.Low);
            }
        }

        return components;
    }

    /// <summary>The cycle as others see it.</summary>
    public HandleCycle ToCycle(List<int> members)
    {
        _places ??= new int[Count];
        List<object> values = new(members.Count);
        foreach (int member in members)
        {
            // Released since: it is a cycle no more, but what is seen is reported as it was seen.
            values.Add((object?)_nodes[member].Block.Owner ?? HandleCycle.Released);
            _places[member] = values.Count;
        }

        List<HandleCycle.Edge> edges = new(members.Count);
        foreach (int member in members)
        {
            for (int i = _nodes[member].FirstEdge; i < _nodes[member].EndOfEdges; i++)
            {
                int to = _places[_edges[i].To];
                if (to != 0)
                {
                    HandleTrace? trace = _edges[i].Handle.Tracker?.Trace;
                    edges.Add(new HandleCycle.Edge(_places[member] - 1, to - 1, trace?.File, trace?.Line ?? 0));
                }
            }
        }

        List<int> way = WayAround(members, _places);
        foreach (int member in members)
        {
            _places[member] = 0;
        }

        return new HandleCycle(values, edges, way);
    }

    /// <summary>The shortest way from the first of them back to itself, by their places.</summary>
    private List<int> WayAround(List<int> members, int[] places)
    {
        // One above the place that it was met from.
        int[] cameFrom = new int[members.Count];
        int[] queue = new int[members.Count];
        int end = 1;
        for (int begin = 0; begin < end; begin++)
        {
            int place = queue[begin];
            Node node = _nodes[members[place]];
            for (int i = node.FirstEdge; i < node.EndOfEdges; i++)
            {
                int to = places[_edges[i].To] - 1;
                if (to == 0)
                {
                    List<int> way = new(members.Count);
                    for (; place != 0; place = cameFrom[place] - 1)
                    {
                        way.Add(place);
                    }

                    way.Add(0);
                    way.Reverse();
                    return way;
                }

                if (to > 0 && cameFrom[to] == 0)
                {
                    cameFrom[to] = place + 1;
                    queue[end++] = to;
                }
            }
        }

        throw new InvalidOperationException("No cycle.");
    }

    private bool LeadsToItself(int node)
    {
        for (int i = _nodes[node].FirstEdge; i < _nodes[node].EndOfEdges; i++)
        {
            if (_edges[i].To == node)
            {
                return true;
            }
        }

        return false;
    }

    private struct Visited
    {
        public int Order;
        public int Low;
        public int Edge;
    }

    /// <summary>Sets of nodes, one behind the other.</summary>
    public sealed class Components(int most)
    {
        private readonly List<int> _ends = [];

        public int[] Members { get; } = new int[most];

        public int Count => _ends.Count;

        public int Start(int component) => component == 0 ? 0 : _ends[component - 1];

        public int End(int component) => _ends[component];

        public void Add(int[] nodes, int first, int count)
        {
            int start = Start(Count);
            Array.Copy(nodes, first, Members, start, count);
            _ends.Add(start + count);
        }
    }

    /// <summary>For each node the handles that lead to it.</summary>
    public sealed class IncomingHandles
    {
        private readonly int[] _starts;
        private readonly IHandle[] _handles;

        public IncomingHandles(HandleGraph graph)
        {
            // Counted, then summed up to the ends, then filled from behind, which leaves the starts.
            _starts = new int[graph.Count + 1];
            for (int i = 0; i < graph._edgeCount; i++)
            {
                _starts[graph._edges[i].To]++;
            }

            for (int i = 1; i < _starts.Length; i++)
            {
                _starts[i] += _starts[i - 1];
            }

            _handles = new IHandle[graph._edgeCount];
            for (int i = graph._edgeCount - 1; i >= 0; i--)
            {
                _handles[--_starts[graph._edges[i].To]] = graph._edges[i].Handle;
            }
        }

        public IHandle this[int place] => _handles[place];

        public int Start(int node) => _starts[node];

        public int End(int node) => _starts[node + 1];
    }
}
