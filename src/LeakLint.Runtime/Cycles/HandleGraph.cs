using System;
using System.Collections.Generic;
using System.Threading;

namespace LeakLint;

/// <summary>Owners and the handles they show, as seen at one time. Nothing is changed by looking.</summary>
/// <remarks>No recursion anywhere: a list of a hundred thousand owners is as deep as it is long.</remarks>
internal sealed partial class HandleGraph
{
    private readonly List<Node> _nodes = [];
    private readonly List<Edge> _edges = [];
    private readonly Dictionary<SharedBlock, int> _indexes = [];
    private readonly Dictionary<IHandle, int> _shownBy = [];
    private readonly ICollection<Exception>? _failures;

    private HandleGraph(ICollection<Exception>? failures) => _failures = failures;

    public int Count => _nodes.Count;

    /// <summary>Visits the given owners, and whatever owners they lead to.</summary>
    public static HandleGraph From(IEnumerable<SharedBlock> blocks, ICollection<Exception>? failures = null)
    {
        HandleGraph graph = new(failures);
        foreach (SharedBlock block in blocks)
        {
            graph.Add(block);
        }

        // The list grows while it is walked.
        List<IHandle> handles = [];
        for (int i = 0; i < graph._nodes.Count; i++)
        {
            graph.Visit(i, handles);
        }

        return graph;
    }

    public SharedBlock BlockOf(int node) => _nodes[node].Block;

    /// <summary>The state word as it was before anything was visited by way of this node.</summary>
    public long StateOf(int node) => _nodes[node].State;

    /// <summary>All state words, for tests.</summary>
    public IEnumerable<long> States() => _nodes.ConvertAll(static node => node.State);

    /// <summary>The nodes that a node's handles lead to, a parallel handle as often as it is there.</summary>
    public IEnumerable<int> Targets(int node)
    {
        Node from = _nodes[node];
        for (int i = from.FirstEdge; i < from.EndOfEdges; i++)
        {
            yield return _edges[i].To;
        }
    }

    /// <summary>For each node the handles that lead to it.</summary>
    public List<IHandle>[] Incoming()
    {
        List<IHandle>[] incoming = new List<IHandle>[_nodes.Count];
        for (int i = 0; i < incoming.Length; i++)
        {
            incoming[i] = [];
        }

        foreach (Edge edge in _edges)
        {
            incoming[edge.To].Add(edge.Handle);
        }

        return incoming;
    }

    /// <summary>The handles that lead from one of the nodes to another of them.</summary>
    public IEnumerable<IHandle> HandlesAmong(List<int> members)
    {
        HashSet<int> inside = [.. members];
        foreach (int member in members)
        {
            Node from = _nodes[member];
            for (int i = from.FirstEdge; i < from.EndOfEdges; i++)
            {
                if (inside.Contains(_edges[i].To))
                {
                    yield return _edges[i].Handle;
                }
            }
        }
    }

    /// <summary>Which nodes nobody outside holds: all their handles are shown by owners of whom the same is true.</summary>
    /// <remarks>Trial deletion: what is shown is taken off the count; what then still has a count is held from outside, and
    /// with it all it leads to.</remarks>
    public bool[] FindUnheld()
    {
        bool[] unheld = new bool[_nodes.Count];
        int[] shown = new int[_nodes.Count];
        foreach (Edge edge in _edges)
        {
            shown[edge.To]++;
        }

        Stack<int> held = new();
        for (int i = 0; i < _nodes.Count; i++)
        {
            unheld[i] = true;
            if (!_nodes[i].IsAlive || SharedBlock.CountOf(_nodes[i].State) != shown[i])
            {
                held.Push(i);
            }
        }

        Keep(held, unheld);
        Confirm(unheld);
        return unheld;
    }

    /// <summary>Takes nodes, and all that they lead to, out of a set.</summary>
    public void Keep(Stack<int> held, bool[] set)
    {
        while (held.Count > 0)
        {
            int node = held.Pop();
            if (!set[node])
            {
                continue;
            }

            set[node] = false;
            Node from = _nodes[node];
            for (int i = from.FirstEdge; i < from.EndOfEdges; i++)
            {
                held.Push(_edges[i].To);
            }
        }
    }

    /// <summary>Looks a second time: what was acquired, released or shown differently since the first is kept. Without this a
    /// handle that another thread passes on between two visits could be seen nowhere.</summary>
    private void Confirm(bool[] unheld)
    {
        Stack<int> changed = new();
        List<IHandle> scratch = [];
        HashSet<IHandle> shown = [];
        for (int i = 0; i < _nodes.Count; i++)
        {
            if (unheld[i] && (!ShowsTheSame(i, scratch, shown) || Volatile.Read(ref _nodes[i].Block.State) != _nodes[i].State))
            {
                changed.Push(i);
            }
        }

        Keep(changed, unheld);
    }

    /// <summary>Whether the owner shows the same handles as before. False also if it throws.</summary>
    private bool ShowsTheSame(int node, List<IHandle> scratch, HashSet<IHandle> shown)
    {
        if (!TryShow(_nodes[node].Block, scratch))
        {
            return false;
        }

        int at = _nodes[node].FirstEdge;
        foreach (IHandle handle in scratch)
        {
            // One that two owners show is the first one's.
            if (handle.Block.Owner is null || (_shownBy.TryGetValue(handle, out int by) && by != node) || !shown.Add(handle))
            {
                continue;
            }

            if (at == _nodes[node].EndOfEdges || !ReferenceEquals(_edges[at++].Handle, handle))
            {
                return false;
            }
        }

        return at == _nodes[node].EndOfEdges;
    }

    private int Add(SharedBlock block)
    {
        if (_indexes.TryGetValue(block, out int index))
        {
            return index;
        }

        // No owner, nothing to visit: it can lie behind a cycle but not in one.
        if (block.Owner is null)
        {
            return -1;
        }

        index = _nodes.Count;
        _indexes.Add(block, index);
        _nodes.Add(new Node(block, Volatile.Read(ref block.State), 0, 0));
        return index;
    }

    private void Visit(int index, List<IHandle> handles)
    {
        Node node = _nodes[index];
        int first = _edges.Count;
        if (TryShow(node.Block, handles))
        {
            foreach (IHandle handle in handles)
            {
                int to = Add(handle.Block);
                if (to >= 0 && !_shownBy.ContainsKey(handle))
                {
                    _shownBy.Add(handle, index);
                    _edges.Add(new Edge(to, handle));
                }
            }
        }

        _nodes[index] = node with { FirstEdge = first, EndOfEdges = _edges.Count };
    }

    private bool TryShow(SharedBlock block, List<IHandle> handles)
    {
        handles.Clear();
        try
        {
            if (block.Owner is { } owner)
            {
                HandleVisitor visitor = new(handles);
                owner.VisitHandles(ref visitor);
            }

            return true;
        }
        catch (Exception failure)
        {
            // What it holds is unknown, so all of that counts as held from outside.
            _failures?.Add(failure);
            return false;
        }
    }

    private readonly record struct Node(SharedBlock Block, long State, int FirstEdge, int EndOfEdges)
    {
        public bool IsAlive => (State & 1) == 0;
    }

    private readonly record struct Edge(int To, IHandle Handle);
}
