using System;
using Microsoft.CodeAnalysis;
using static LeakLint.Analyzers.Reporting.Descriptors;

namespace LeakLint.Analyzers.Cycles;

/// <summary>
/// LEAK203: what keeps an object alive is released by the object's own finalizer and by nobody else. The finalizer runs
/// when nothing keeps the object any more, so it never runs.
/// </summary>
internal static class RootedUntilFinalized
{
    /// <summary>The property of the diagnostic that names the field or event by which the object is held.</summary>
    public const string HoldProperty = "hold";

    public static readonly DiagnosticDescriptor Rule = Describe(
        id: "LEAK203",
        title: "Object is kept alive by what only its finalizer releases",
        messageFormat: "{0} keeps this {1} alive, and only {1}'s finalizer ends that, which cannot run before",
        category: "Cycles",
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "A GCHandle, a static event, a running timer or thread, a registration or a static collection keeps the object alive. It is released in the object's finalizer and nowhere else, and a finalizer runs only when nothing keeps the object alive: the object stays for ever. Release it in Dispose, or let it refer to the object weakly.");

    internal static void Judge(CyclesFacts facts, Action<Diagnostic> report)
    {
        foreach (var rooting in facts.Rootings)
        {
            report(Diagnostic.Create(Rule, rooting.At, [rooting.Release], rooting.What, facts.Type.Name));
        }
    }
}
