using System;
using System.Collections.Generic;
using System.Linq;

namespace LeakLint;

/// <content>The cycles of the graph: Tarjan's strongly connected components, with a stack of its own.</content>
internal sealed partial class HandleGraph
{
    /// <summary>The sets of nodes that lead to one another, a node that leads to itself among them.</summary>
    public List<List<int>> FindCycles(Func<int, bool> isWanted) =>
        [.. FindComponents(isWanted).Where(members => members.Count > 1 || Targets(members[0]).Contains(members[0]))];

    /// <summary>All strongly connected components of the wanted nodes: what leads to a component comes after it.</summary>
    public List<List<int>> FindComponents(Func<int, bool> isWanted)
    {
        List<List<int>> components = [];
        int[] order = new int[_nodes.Count];
        int[] low = new int[_nodes.Count];
        bool[] isOpen = new bool[_nodes.Count];
        Stack<int> open = new();
        Stack<(int Node, int Edge)> path = new();
        int next = 0;
        for (int start = 0; start < _nodes.Count; start++)
        {
            if (order[start] == 0 && isWanted(start))
            {
                Enter(start);
            }

            while (path.Count > 0)
            {
                (int node, int edge) = path.Pop();
                if (edge == _nodes[node].EndOfEdges)
                {
                    Leave(node);
                    continue;
                }

                path.Push((node, edge + 1));
                int to = _edges[edge].To;
                if (order[to] == 0)
                {
                    if (isWanted(to))
                    {
                        Enter(to);
                    }
                }
                else if (isOpen[to])
                {
                    low[node] = Math.Min(low[node], order[to]);
                }
            }
        }

        return components;

        void Enter(int node)
        {
            order[node] = low[node] = ++next;
            isOpen[node] = true;
            open.Push(node);
            path.Push((node, _nodes[node].FirstEdge));
        }

        void Leave(int node)
        {
            if (path.Count > 0)
            {
                int before = path.Peek().Node;
                low[before] = Math.Min(low[before], low[node]);
            }

            if (low[node] != order[node])
            {
                return;
            }

            List<int> members = [];
            int member;
            do
            {
                member = open.Pop();
                isOpen[member] = false;
                members.Add(member);
            }
            while (member != node);

            // As they were met: the first one leads on to the second.
            members.Reverse();
            components.Add(members);
        }
    }

    /// <summary>The cycle as others see it.</summary>
    public HandleCycle ToCycle(List<int> members)
    {
        Dictionary<int, int> places = [];
        List<object> values = [];
        foreach (int member in members)
        {
            // Released since: it is a cycle no more, but what is seen is reported as it was seen.
            values.Add((object?)_nodes[member].Block.Owner ?? HandleCycle.Released);
            places.Add(member, places.Count);
        }

        List<HandleCycle.Edge> edges = [];
        foreach (int member in members)
        {
            Node from = _nodes[member];
            for (int i = from.FirstEdge; i < from.EndOfEdges; i++)
            {
                if (places.TryGetValue(_edges[i].To, out int to))
                {
                    HandleTrace? trace = _edges[i].Handle.Tracker?.Trace;
                    edges.Add(new HandleCycle.Edge(places[member], to, trace?.File, trace?.Line ?? 0));
                }
            }
        }

        return new HandleCycle(values, edges, [.. WayAround(members).Select(member => places[member])]);
    }

    /// <summary>The shortest way from the first of them back to itself.</summary>
    private List<int> WayAround(List<int> members)
    {
        HashSet<int> inside = [.. members];
        Dictionary<int, int> cameFrom = [];
        Queue<int> queue = new([members[0]]);
        while (queue.Count > 0)
        {
            int node = queue.Dequeue();
            foreach (int to in Targets(node))
            {
                if (to == members[0])
                {
                    List<int> way = [node];
                    while (way[way.Count - 1] != members[0])
                    {
                        way.Add(cameFrom[way[way.Count - 1]]);
                    }

                    way.Reverse();
                    return way;
                }

                if (inside.Contains(to) && !cameFrom.ContainsKey(to))
                {
                    cameFrom.Add(to, node);
                    queue.Enqueue(to);
                }
            }
        }

        return members;
    }
}
