using System;
using System.Collections.Immutable;
using LeakLint.Analyzers.Configuration;
using Microsoft.CodeAnalysis;
using static LeakLint.Analyzers.Reporting.Descriptors;

namespace LeakLint.Analyzers.Cycles;

/// <summary>
/// LEAK202: objects hold each other in a circle, and the finalizer of one uses another that has a finalizer too. Both
/// become unreachable at once, so both finalizers run, in no order: one of the two uses what is already finalized.
/// </summary>
internal static class FinalizableCycle
{
    /// <summary>The property of the diagnostic that names the back edge's field or property, as a documentation id.</summary>
    public const string FieldProperty = "field";

    public static readonly DiagnosticDescriptor Rule = Describe(
        id: "LEAK202",
        title: "Finalizable objects hold each other and their finalizers meet",
        messageFormat: "{0}: {1}'s finalizer uses '{2}', which may already be finalized",
        category: "Cycles",
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "The objects of a cycle become unreachable together, and their finalizers run in no particular order. A finalizer that uses another finalizable object of its cycle therefore works on an object that may already have been torn down. A weak reference on the edge from the owned to the owner reads as gone in the finalizer.");

    private static readonly UndecidedReason OutOfBudget = new("cycles-out-of-budget", "the program is larger than the search for circles follows: whether its finalizer meets another one, or is met, is not known");

    internal static void Judge(CyclesFacts facts, Action<Diagnostic> report)
    {
        if (facts.IsOutOfBudget && facts.Type.Locations[0] is { IsInSource: true } place)
        {
            report(Undecided.At(place, facts.Type.Name, OutOfBudget));
        }

        foreach (var ring in facts.Rings)
        {
            var properties = ImmutableDictionary<string, string?>.Empty;
            if (ring.BackSlot is { } slot and (IFieldSymbol or IPropertySymbol) && slot.GetDocumentationCommentId() is { } id)
            {
                properties = properties.Add(FieldProperty, id);
            }

            report(Diagnostic.Create(
                Rule,
                ring.BackEdge.Location,
                ring.Evidence.Add(ring.Touch!.At.Location),
                properties,
                ring.Describe(),
                ring.Owner.Name,
                ring.Peer.Name));
        }
    }
}
