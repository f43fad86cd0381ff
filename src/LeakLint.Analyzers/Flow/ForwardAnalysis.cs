using System;
using System.Collections.Generic;

namespace LeakLint.Analyzers.Flow;

/// <summary>
/// The solver: carries states forward until nothing changes. Written to be obviously right.
/// <para>
/// The compiler's graph has no edges for exceptions; here is the one place that adds them. What a block may throw
/// goes to the handlers of the innermost try around it, through its finally, and on outward until a handler takes
/// everything or the method is left. A finally block is run anew for each way through it, so that what happened on
/// one way does not blur another.
/// </para>
/// </summary>
internal sealed class ForwardAnalysis<TState>(FlowGraph graph, ILattice<TState> lattice, ITransfer<TState> transfer, StepBudget budget)
    where TState : class, IEquatable<TState>
{
    /// <summary>Runs to the fix-point from the entry; false when the budget ran out before.</summary>
    public bool Solve(TState entry)
    {
        var whole = new Run(this, null, null);
        whole.Reach(graph.Entry, entry);
        return whole.Exhaust();
    }

    // A run covers the whole graph, or one finally region on behalf of a path through it.
    private sealed class Run(ForwardAnalysis<TState> analysis, FlowRegion? region, Run? outer)
    {
        private readonly Dictionary<int, TState> _starts = [];
        private readonly PendingBlocks _pending = new();
        private readonly Dictionary<FlowRegion, TState> _thrownOutOf = [];

        /// <summary>The join of the states at the end of the finally region.</summary>
        public TState? End { get; private set; }

        public void Reach(int block, TState state)
        {
            if (region is not null && !region.Contains(block))
            {
                outer!.Reach(block, state);
                return;
            }

            if (_starts.TryGetValue(block, out var known))
            {
                state = analysis.Lattice.Join(known, state);
                if (state.Equals(known))
                {
                    return;
                }
            }

            _starts[block] = state;
            _pending.Add(block);
        }

        // Blocks are numbered in reading order, so taking the smallest first visits most blocks once.
        public bool Exhaust()
        {
            while (!_pending.IsEmpty)
            {
                if (!analysis.Budget.TrySpend())
                {
                    return false;
                }

                var block = _pending.TakeFirst();
                if (!Step(block, _starts[block]))
                {
                    return false;
                }
            }

            return true;
        }

        private bool Step(int block, TState start)
        {
            var outcome = analysis.Transfer.Run(block, start);
            var around = analysis.Graph.RegionOf(block);
            if (outcome.Thrown is { } thrown && !Throw(block, around, thrown, ExitKind.Exception))
            {
                return false;
            }

            if (outcome.Abandoned is { } abandoned && !Throw(block, around, abandoned, ExitKind.Abandoned))
            {
                return false;
            }

            foreach (var edge in analysis.Graph.Leaving(block))
            {
                if (analysis.Transfer.TryTake(edge, outcome.End, out var taken) && !Follow(edge, around, taken))
                {
                    return false;
                }
            }

            return true;
        }

        private bool Follow(FlowEdge edge, FlowRegion around, TState state)
        {
            switch (edge.Kind)
            {
                case FlowEdgeKind.Nowhere:
                    return true;
                case FlowEdgeKind.EndOfFinally:
                    End = End is null ? state : analysis.Lattice.Join(End, state);
                    return true;
                case FlowEdgeKind.Throw:
                    return Throw(edge.From, around, state, ExitKind.Throw);
            }

            foreach (var @finally in edge.Finallys)
            {
                if (!RunFinally(@finally, ref state, out var comesOut))
                {
                    return false;
                }

                if (!comesOut)
                {
                    return true;
                }
            }

            if (edge.Kind == FlowEdgeKind.Return)
            {
                analysis.Transfer.Leave(edge.From, ExitKind.Return, state);
            }
            else
            {
                Reach(edge.To, state);
            }

            return true;
        }

        // Outward from the block's region: handlers first, then the finally, region by region.
        private bool Throw(int block, FlowRegion around, TState state, ExitKind exit)
        {
            for (var at = around; at is not null; at = at.Parent)
            {
                if (exit == ExitKind.Exception && !Grows(at, ref state))
                {
                    return true;
                }

                if (exit != ExitKind.Abandoned)
                {
                    var caught = false;
                    var cancellationIsCaught = false;
                    foreach (var handler in at.Handlers)
                    {
                        Reach(handler.Entry, state);
                        caught |= handler.CatchesAll;
                        cancellationIsCaught |= handler.CatchesCancellation;
                    }

                    if (caught)
                    {
                        return true;
                    }

                    if (exit == ExitKind.Exception && !at.Handlers.IsEmpty)
                    {
                        state = analysis.Transfer.PassedHandlers(state, cancellationIsCaught);
                    }
                }

                if (at.Finally is { } @finally)
                {
                    if (!RunFinally(@finally, ref state, out var comesOut))
                    {
                        return false;
                    }

                    if (!comesOut)
                    {
                        return true;
                    }
                }
            }

            analysis.Transfer.Leave(block, exit, state);
            return true;
        }

        // Most blocks of a region throw in the same states: only a state that adds something goes on.
        private bool Grows(FlowRegion around, ref TState state)
        {
            if (_thrownOutOf.TryGetValue(around, out var known))
            {
                state = analysis.Lattice.Join(known, state);
                if (state.Equals(known))
                {
                    return false;
                }
            }

            _thrownOutOf[around] = state;
            return true;
        }

        private bool RunFinally(FlowRegion @finally, ref TState state, out bool comesOut)
        {
            var inner = new Run(analysis, @finally, this);
            inner.Reach(@finally.First, state);
            var finished = inner.Exhaust();
            comesOut = inner.End is not null;
            state = inner.End ?? state;
            return finished;
        }
    }

    private FlowGraph Graph => graph;

    private ILattice<TState> Lattice => lattice;

    private ITransfer<TState> Transfer => transfer;

    private StepBudget Budget => budget;
}

/// <summary>How many blocks may be run for one method before the analysis says that it could not decide.</summary>
internal sealed class StepBudget(int steps)
{
    private int _left = steps;

    public bool TrySpend() => --_left >= 0;
}
