using System;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using static LeakLint.Analyzers.Reporting.Descriptors;

namespace LeakLint.Analyzers.Cycles;

/// <summary>
/// LEAK208: a circle of strong edges with a finalizer in it that no Dispose suppresses. It uses nobody, so nothing
/// goes wrong; but all of the circle waits for it, and goes one collection later.
/// </summary>
internal static class FinalizableCycleKeptLonger
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        id: "LEAK208",
        title: "Circle with a finalizer survives an extra collection",
        messageFormat: "{0}: {1}'s finalizer keeps all of the circle for another collection",
        category: "Cycles",
        defaultSeverity: DiagnosticSeverity.Info,
        description: "An object with a finalizer is kept until the finalizer has run, with all that it refers to, and goes at the next collection of its generation, which is an older one. In a circle that is everybody. A weak reference back to the owner lets the owner go at once.");

    internal static void Judge(CyclesFacts facts, Action<Diagnostic> report)
    {
        foreach (var ring in facts.Late)
        {
            var properties = ImmutableDictionary<string, string?>.Empty;
            if (ring.BackSlot is { } slot and (IFieldSymbol or IPropertySymbol) && slot.GetDocumentationCommentId() is { } id)
            {
                properties = properties.Add(FinalizableCycle.FieldProperty, id);
            }

            report(Diagnostic.Create(Rule, ring.BackEdge.Location, ring.Evidence, properties, ring.Describe(), ring.Owner.Name));
        }
    }
}
