using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace LeakLint.Analyzers.Flow;

/// <summary>The door of this room: how the resources of a method fare on its paths.</summary>
internal static class FlowAnalysis
{
    private const int MostResources = 64;

    // A method with more is followed in parts, each as if it acquired nothing else.
    private const int ResourcesOfAPart = 32;

    /// <summary>Follows what the method of <paramref name="graph"/> acquires itself, its nested functions left out; null when it acquires nothing.</summary>
    public static FlowResult? Run(ControlFlowGraph graph, IOwnership ownership, CancellationToken cancellation)
    {
        var acquisitions = Acquisitions(graph, ownership, cancellation);
        return acquisitions.Count == 0 ? null : Run(graph, ownership, acquisitions, cancellation);
    }

    /// <summary>As <see cref="Run(ControlFlowGraph, IOwnership, CancellationToken)"/>, in as many parts as it takes: what is followed apart does not tire the rest.</summary>
    public static ImmutableArray<FlowResult> RunInParts(ControlFlowGraph graph, IOwnership ownership, CancellationToken cancellation)
    {
        var all = new List<Resource>(Acquisitions(graph, ownership, cancellation).Values);
        all.Sort(static (left, right) => left.Site.Syntax.SpanStart.CompareTo(right.Site.Syntax.SpanStart));
        var results = ImmutableArray.CreateBuilder<FlowResult>();
        var size = all.Count > MostResources ? ResourcesOfAPart : Math.Max(all.Count, 1);
        for (var from = 0; from < all.Count; from += size)
        {
            RunPart(all.GetRange(from, Math.Min(size, all.Count - from)), results);
        }

        return results.ToImmutable();

        void RunPart(List<Resource> resources, ImmutableArray<FlowResult>.Builder into)
        {
            var part = new Dictionary<IOperation, Resource>();
            foreach (var resource in resources)
            {
                part.Add(resource.Site, new Resource(part.Count, resource.Kind, resource.Site, resource.Acquisition));
            }

            var result = Run(graph, ownership, part, cancellation);
            if (result.GaveUp != GaveUp.TooManyVariables || resources.Count == 1)
            {
                into.Add(result);
                return;
            }

            // The variables of half of them may fit.
            RunPart(resources.GetRange(0, resources.Count / 2), into);
            RunPart(resources.GetRange(resources.Count / 2, resources.Count - (resources.Count / 2)), into);
        }
    }

    /// <summary>Follows what the method releases from there on; false when that could not be followed, and nothing may be concluded.</summary>
    /// <param name="graph">The method.</param>
    /// <param name="ownership">To which the releases are what acquires.</param>
    /// <param name="after">Notes what happens.</param>
    /// <param name="cancellation">Stops the analysis.</param>
    public static bool RunAfterwards(ControlFlowGraph graph, IOwnership ownership, Aftermath after, CancellationToken cancellation)
    {
        var releases = Acquisitions(graph, ownership, cancellation);
        if (releases.Count is 0 or > MostResources)
        {
            return false;
        }

        var histories = new ResourceHistory[releases.Count];
        foreach (var resource in releases.Values)
        {
            histories[resource.Index] = new ResourceHistory(resource);
        }

        var subject = Subject(graph, ownership, releases, ImmutableArray.Create(histories), cancellation, after);
        return Solve(graph, subject, FlowState.Entry(histories.Length)) == GaveUp.No;
    }

    private static FlowResult Run(ControlFlowGraph graph, IOwnership ownership, Dictionary<IOperation, Resource> acquisitions, CancellationToken cancellation)
    {
        var histories = new ResourceHistory[acquisitions.Count];
        foreach (var resource in acquisitions.Values)
        {
            histories[resource.Index] = new ResourceHistory(resource);
        }

        var subject = Subject(graph, ownership, acquisitions, ImmutableArray.Create(histories), cancellation);
        subject.Variables.FollowsFields = Constructions.IsUnseen(graph);
        return histories.Length > MostResources
            ? new FlowResult(subject, GaveUp.TooManyVariables)
            : new FlowResult(subject, Solve(graph, subject, FlowState.Entry(histories.Length)));
    }

    /// <summary>Follows what a caller passes for <paramref name="parameter"/>, as if the method had acquired it at its start.</summary>
    public static FlowResult Follow(
        ControlFlowGraph graph, IParameterSymbol parameter, ResourceKind kind, IOwnership ownership, CancellationToken cancellation)
    {
        var history = new ResourceHistory(new Resource(0, kind, graph.OriginalOperation, new Acquisition(kind)));
        var subject = Subject(graph, ownership, [], ImmutableArray.Create(history), cancellation);
        if (subject.Variables.Captured.Contains(parameter))
        {
            history.Escape = EscapeReason.Captured;
            return new FlowResult(subject, GaveUp.UnknownOperation);
        }

        return Follow(graph, subject, subject.Variables.FindOrAdd(parameter));
    }

    /// <summary>Follows what the caller holds on <paramref name="member"/> of the method's own object, or on a static member.</summary>
    public static FlowResult Follow(
        ControlFlowGraph graph, ISymbol member, ResourceKind kind, IOwnership ownership, CancellationToken cancellation)
    {
        // What the method itself acquires there it also has to take back first.
        var acquisitions = new Dictionary<IOperation, Resource>();
        var histories = ImmutableArray.CreateBuilder<ResourceHistory>();
        var place = new Place(member.IsStatic ? null : "this", member, Place.KeyOf(member.IsStatic ? null : "this", member));
        histories.Add(new ResourceHistory(new Resource(0, kind, graph.OriginalOperation, new Acquisition(kind, Place: Acquisition.Receiver)) { StandsIn = place }));
        foreach (var acquired in Acquisitions(graph, ownership, cancellation))
        {
            if (acquired.Value.Kind == kind && histories.Count < MostResources)
            {
                var inner = new Resource(histories.Count, kind, acquired.Key, acquired.Value.Acquisition);
                acquisitions.Add(acquired.Key, inner);
                histories.Add(new ResourceHistory(inner));
            }
        }

        var subject = Subject(graph, ownership, acquisitions, histories.ToImmutable(), cancellation);
        return subject.IsReleasedInside(graph, kind)
            ? new FlowResult(subject, GaveUp.UnknownOperation)
            : Follow(graph, subject, subject.Variables.FindOrAdd(Transfer.PlacePrefix + place.Key));
    }

    private static FlowResult Follow(ControlFlowGraph graph, FlowSubject subject, ulong carrier)
    {
        var entry = FlowState.Entry(subject.Histories.Length);
        entry[0] = ResourceState.Acquired(HeldFacts.Nothing, certainly: true);
        entry.Assign(carrier, FlowValue.Resource(1, certainly: true));
        return new FlowResult(subject, Solve(graph, subject, entry));
    }

    private static FlowSubject Subject(
        ControlFlowGraph graph,
        IOwnership ownership,
        Dictionary<IOperation, Resource> acquisitions,
        ImmutableArray<ResourceHistory> histories,
        CancellationToken cancellation,
        Aftermath? after = null)
    {
        // Most blocks are visited two or three times; only a pathological method needs more than this.
        var budget = new StepBudget(200 + (40 * graph.Blocks.Length));
        var subject = new FlowSubject(ownership, acquisitions, histories, budget, cancellation) { After = after };
        NestedFunctions.MarkCaptured(graph, subject);
        return subject;
    }

    private static GaveUp Solve(ControlFlowGraph graph, FlowSubject subject, FlowState entry)
    {
        var transfer = new Transfer(graph, subject);
        var lattice = new FlowStateLattice(subject.Histories.Length);
        var solver = new ForwardAnalysis<FlowState>(GraphShape.Of(graph), lattice, transfer, subject.Budget);
        return solver.Solve(entry) ? transfer.GaveUp : GaveUp.OutOfSteps;
    }

    private static Dictionary<IOperation, Resource> Acquisitions(ControlFlowGraph graph, IOwnership ownership, CancellationToken cancellation)
    {
        var found = new Dictionary<IOperation, Resource>();
        var pending = new Stack<IOperation>();
        foreach (var block in graph.Blocks)
        {
            foreach (var operation in block.Operations)
            {
                pending.Push(operation);
            }

            if (block.BranchValue is { } value)
            {
                pending.Push(value);
            }

            while (pending.Count > 0)
            {
                var operation = pending.Pop();
                if (!operation.IsImplicit && ownership.TryAcquire(operation, cancellation, out var acquisition))
                {
                    found.Add(operation, new Resource(found.Count, acquisition.Kind, operation, acquisition));
                }

                foreach (var operand in operation.ChildOperations)
                {
                    pending.Push(operand);
                }
            }
        }

        return found;
    }
}
