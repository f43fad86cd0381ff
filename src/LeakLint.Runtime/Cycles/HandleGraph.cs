using System;
using System.Collections.Generic;
using System.Threading;

namespace LeakLint;

/// <summary>Owners and the handles they show, as seen at one time. Nothing is changed by looking.</summary>
/// <remarks>
/// <para>No recursion anywhere: a list of a hundred thousand owners is as deep as it is long.</para>
/// <para>And nothing is allocated for a single node: nodes and edges are structs in arrays, known by their places. Where an owner or a
/// handle has its place stands in itself, if this search has the <see cref="SearchNotes"/>.</para>
/// </remarks>
internal sealed partial class HandleGraph
{
    private readonly ICollection<Exception>? _failures;

    // For a search that has not the notes.
    private Dictionary<SharedBlock, int>? _nodeOf;
    private Dictionary<IHandle, int>? _edgeOf;

    private SearchNotes _notes;
    private Node[] _nodes;
    private Edge[] _edges;
    private int _edgeCount;

    private HandleGraph(int size, ICollection<Exception>? failures)
    {
        _nodes = new Node[size];
        _edges = new Edge[size];
        _failures = failures;
    }

    public int Count { get; private set; }

    /// <summary>Visits the given owners, and whatever owners they lead to.</summary>
    public static HandleGraph From(SharedBlock[] blocks, ICollection<Exception>? failures = null)
    {
        HandleGraph graph = new(blocks.Length, failures);
        bool hasNotes = graph._notes.TryTake();
        try
        {
            if (!hasNotes)
            {
                graph._nodeOf = [];
                graph._edgeOf = [];
            }

            foreach (SharedBlock block in blocks)
            {
                graph.Add(block);
            }

            // There are more of them while they are walked.
            FirstLook look = new(graph);
            for (int i = 0; i < graph.Count; i++)
            {
                graph.Visit(i, look);
            }
        }
        finally
        {
            if (hasNotes)
            {
                SearchNotes.GiveBack();
            }
        }

        return graph;
    }

    public SharedBlock BlockOf(int node) => _nodes[node].Block;

    /// <summary>The state word as it was before anything was visited by way of this node.</summary>
    public long StateOf(int node) => _nodes[node].State;

    /// <summary>All state words, for tests.</summary>
    public IEnumerable<long> States()
    {
        for (int i = 0; i < Count; i++)
        {
            yield return _nodes[i].State;
        }
    }

    /// <summary>The handles that lead from one of the nodes to another of them.</summary>
    public IEnumerable<IHandle> HandlesAmong(List<int> members)
    {
        HashSet<int> inside = [.. members];
        foreach (int member in members)
        {
            for (int i = _nodes[member].FirstEdge; i < _nodes[member].EndOfEdges; i++)
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
        bool[] unheld = new bool[Count];
        int[] shown = new int[Count];
        for (int i = 0; i < _edgeCount; i++)
        {
            shown[_edges[i].To]++;
        }

        Stack<int> held = new();
        for (int i = 0; i < Count; i++)
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
            int end = _nodes[node].EndOfEdges;
            for (int i = _nodes[node].FirstEdge; i < end; i++)
            {
                if (set[_edges[i].To])
                {
                    held.Push(_edges[i].To);
                }
            }
        }
    }

    /// <summary>Looks a second time: what was acquired, released or shown differently since the first is kept. Without this a
    /// handle that another thread passes on between two visits could be seen nowhere.</summary>
    private void Confirm(bool[] unheld)
    {
        if (Array.IndexOf(unheld, true) < 0)
        {
            return;
        }

        Stack<int> changed = new();
        bool hasNotes = _edgeOf is null && _notes.TryTakeAgain();
        try
        {
            if (!hasNotes)
            {
                _edgeOf ??= EdgesByHandle();
            }

            SecondLook look = new(this);
            for (int i = 0; i < Count; i++)
            {
                if (unheld[i] && (!ShowsTheSame(i, look) || Volatile.Read(ref _nodes[i].Block.State) != _nodes[i].State))
                {
                    changed.Push(i);
                }
            }
        }
        finally
        {
            if (hasNotes)
            {
                SearchNotes.GiveBack();
            }
        }

        Keep(changed, unheld);
    }

    /// <summary>Whether the owner shows the same handles as before. False also if it throws.</summary>
    private bool ShowsTheSame(int node, SecondLook look)
    {
        look.Begin(_nodes[node]);
        return TryShow(_nodes[node].Block, look) && look.WasTheSame;
    }

    private Dictionary<IHandle, int> EdgesByHandle()
    {
        Dictionary<IHandle, int> places = new(_edgeCount);
        for (int i = 0; i < _edgeCount; i++)
        {
            places.Add(_edges[i].Handle, i);
        }

        return places;
    }

    /// <summary>The node of a block, new or not; -1 for what is no owner, or has died: it can lie behind a cycle but not in one.</summary>
    private int Add(SharedBlock block)
    {
        if (block.OwnerEntry is not { } owner)
        {
            return -1;
        }

        int node = _nodeOf is null ? owner.Note : _nodeOf.TryGetValue(block, out int noted) ? noted : -1;
        if ((uint)node < (uint)Count && ReferenceEquals(_nodes[node].Block, block))
        {
            return node;
        }

        if (Count == _nodes.Length)
        {
            Array.Resize(ref _nodes, Math.Max(4, Count * 2));
        }

        node = Count;
        if (_nodeOf is null)
        {
            owner.Note = node;
        }
        else
        {
            _nodeOf.Add(block, node);
        }

        _nodes[node] = new Node { Block = block, State = Volatile.Read(ref block.State) };
        Count++;
        return node;
    }

    /// <summary>The edge that a handle was noted as; -1 if it was not.</summary>
    private int EdgeOf(IHandle handle, int note)
    {
        int edge = _edgeOf is null ? note : _edgeOf.TryGetValue(handle, out int noted) ? noted : -1;
        return (uint)edge < (uint)_edgeCount && ReferenceEquals(_edges[edge].Handle, handle) ? edge : -1;
    }

    private void Visit(int node, FirstLook look)
    {
        int first = _edgeCount;
        if (!TryShow(_nodes[node].Block, look))
        {
            // Other owners may show the same handles, and are believed.
            for (int i = first; _edgeOf is not null && i < _edgeCount; i++)
            {
                _edgeOf.Remove(_edges[i].Handle);
            }

            _edgeCount = first;
        }

        _nodes[node].FirstEdge = first;
        _nodes[node].EndOfEdges = _edgeCount;
    }

    private bool TryShow(SharedBlock block, HandleSink sink)
    {
        try
        {
            if (block.Owner is { } owner)
            {
                HandleVisitor visitor = new(sink);
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

    private struct Node
    {
        public SharedBlock Block;
        public long State;
        public int FirstEdge;
        public int EndOfEdges;

        public readonly bool IsAlive => (State & 1) == 0;
    }

    private struct Edge
    {
        public IHandle Handle;
        public int To;
    }

    /// <summary>Enters each handle as an edge, once.</summary>
    private sealed class FirstLook(HandleGraph graph) : HandleSink
    {
        public override void Show(IHandle handle, SharedBlock block, ref int note)
        {
            int to = graph.Add(block);
            if (to < 0 || graph.EdgeOf(handle, note) >= 0)
            {
                return;
            }

            int edge = graph._edgeCount;
            if (edge == graph._edges.Length)
            {
                Array.Resize(ref graph._edges, Math.Max(4, edge * 2));
            }

            if (graph._edgeOf is null)
            {
                note = edge;
            }
            else
            {
                graph._edgeOf.Add(handle, edge);
            }

            graph._edges[edge].Handle = handle;
            graph._edges[edge].To = to;
            graph._edgeCount = edge + 1;
        }
    }

    /// <summary>Compares what is shown with the edges of one node, in their order.</summary>
    private sealed class SecondLook(HandleGraph graph) : HandleSink
    {
        private Node _node;
        private int _next;
        private bool _differs;

        public bool WasTheSame => !_differs && _next == _node.EndOfEdges;

        public void Begin(in Node node)
        {
            _node = node;
            _next = node.FirstEdge;
            _differs = false;
        }

        public override void Show(IHandle handle, SharedBlock block, ref int note)
        {
            if (block.OwnerEntry is null)
            {
                return;
            }

            int edge = graph.EdgeOf(handle, note);
            if (edge >= 0 && (edge < _node.FirstEdge || edge >= _node.EndOfEdges))
            {
                // One that two owners show is the first one's.
                return;
            }

            if (edge == _next)
            {
                _next++;
            }
            else
            {
                // Smaller: it was there before, and is shown twice.
                _differs |= edge < 0 || edge > _next;
            }
        }
    }
}
