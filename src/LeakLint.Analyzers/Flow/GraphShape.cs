using System.Collections.Generic;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace LeakLint.Analyzers.Flow;

/// <summary>Turns the compiler's control-flow graph into the shape that the solver works on.</summary>
internal static class GraphShape
{
    public static FlowGraph Of(ControlFlowGraph graph)
    {
        var regions = new Dictionary<ControlFlowRegion, FlowRegion>();
        AddRegion(graph.Root, null, regions);
        var edges = ImmutableArray.CreateBuilder<ImmutableArray<FlowEdge>>(graph.Blocks.Length);
        var regionOf = ImmutableArray.CreateBuilder<FlowRegion>(graph.Blocks.Length);
        foreach (var block in graph.Blocks)
        {
            edges.Add(Edges(block, regions));
            regionOf.Add(regions[block.EnclosingRegion]);
        }

        return new FlowGraph(edges.MoveToImmutable(), regionOf.MoveToImmutable(), entry: 0);
    }

    private static void AddRegion(ControlFlowRegion region, FlowRegion? parent, Dictionary<ControlFlowRegion, FlowRegion> regions)
    {
        var made = new FlowRegion(parent, region.FirstBlockOrdinal, region.LastBlockOrdinal);
        regions.Add(region, made);
        foreach (var nested in region.NestedRegions)
        {
            AddRegion(nested, made, regions);
        }

        // A try's handlers and finally are its siblings in the compiler's tree.
        if (region.Kind == ControlFlowRegionKind.TryAndFinally)
        {
            regions[region.NestedRegions[0]].Finally = regions[region.NestedRegions[1]];
        }
        else if (region.Kind == ControlFlowRegionKind.TryAndCatch)
        {
            var handlers = ImmutableArray.CreateBuilder<FlowHandler>();
            for (var i = 1; i < region.NestedRegions.Length; i++)
            {
                handlers.Add(new FlowHandler(region.NestedRegions[i].FirstBlockOrdinal, CatchesAll(region.NestedRegions[i]), CatchesCancellation(region.NestedRegions[i])));
            }

            regions[region.NestedRegions[0]].Handlers = handlers.ToImmutable();
        }
    }

    // catch { }  catch (Exception) { }
    private static bool CatchesAll(ControlFlowRegion handler) => handler.Kind == ControlFlowRegionKind.Catch && TakesAnything(handler.ExceptionType);

    // catch (OperationCanceledException) { }  catch (Exception e) when (e is IOException or ...) { }
    private static bool CatchesCancellation(ControlFlowRegion handler)
        => TakesAnything(handler.ExceptionType) || handler.ExceptionType is { Name: "OperationCanceledException" or "TaskCanceledException" or "SystemException" };

    private static bool TakesAnything(ITypeSymbol? exception)
        => exception is null or { SpecialType: SpecialType.System_Object } or { Name: "Exception", BaseType.SpecialType: SpecialType.System_Object };

    private static ImmutableArray<FlowEdge> Edges(BasicBlock block, Dictionary<ControlFlowRegion, FlowRegion> regions)
    {
        var whenConditional = block.ConditionKind switch
        {
            ControlFlowConditionKind.WhenTrue => true,
            ControlFlowConditionKind.WhenFalse => false,
            _ => (bool?)null,
        };
        var edges = ImmutableArray.CreateBuilder<FlowEdge>(2);
        if (block.ConditionalSuccessor is { } conditional)
        {
            edges.Add(Edge(conditional, whenConditional, regions));
        }

        if (block.FallThroughSuccessor is { } next)
        {
            edges.Add(Edge(next, !whenConditional, regions));
        }

        return edges.ToImmutable();
    }

    private static FlowEdge Edge(ControlFlowBranch branch, bool? when, Dictionary<ControlFlowRegion, FlowRegion> regions)
    {
        var kind = branch.Semantics switch
        {
            ControlFlowBranchSemantics.Return => FlowEdgeKind.Return,
            ControlFlowBranchSemantics.Regular when branch.Destination!.Kind == BasicBlockKind.Exit => FlowEdgeKind.Return,
            ControlFlowBranchSemantics.Regular => FlowEdgeKind.Block,
            ControlFlowBranchSemantics.Throw or ControlFlowBranchSemantics.Rethrow => FlowEdgeKind.Throw,
            ControlFlowBranchSemantics.StructuredExceptionHandling when branch.Source.EnclosingRegion is { } region && IsInFinally(region) => FlowEdgeKind.EndOfFinally,
            _ => FlowEdgeKind.Nowhere,
        };
        var finallys = ImmutableArray.CreateBuilder<FlowRegion>(branch.FinallyRegions.Length);
        foreach (var region in branch.FinallyRegions)
        {
            finallys.Add(regions[region]);
        }

        return new FlowEdge(branch.Source.Ordinal, kind, when, branch.Destination?.Ordinal ?? -1, finallys.MoveToImmutable());
    }

    private static bool IsInFinally(ControlFlowRegion region)
    {
        for (var at = region; at is not null; at = at.EnclosingRegion)
        {
            switch (at.Kind)
            {
                case ControlFlowRegionKind.Finally:
                    return true;
                case ControlFlowRegionKind.Filter:
                    return false;
            }
        }

        return false;
    }
}
