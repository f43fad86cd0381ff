using System;
using Microsoft.CodeAnalysis;
using static LeakLint.Analyzers.Reporting.Descriptors;

namespace LeakLint.Analyzers.Cycles;

/// <summary>
/// LEAK204: a finalizer uses another object that has a finalizer too. Both become unreachable together unless somebody
/// else holds the other one, and finalizers run in no order: the other may be torn down already.
/// </summary>
internal static class FinalizerTouchesFinalizable
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        id: "LEAK204",
        title: "Finalizer uses another finalizable object",
        messageFormat: "{0}'s finalizer uses '{1}' ({2}), which may already be finalized",
        category: "Cycles",
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "Objects that become unreachable together are finalized in no particular order. A finalizer, and what it reaches through Dispose(false), must not use another finalizable object: that object has a finalizer of its own, which may have run. Critical finalizers run after the others, so a SafeHandle may be used.");

    internal static void Judge(CyclesFacts facts, Action<Diagnostic> report)
    {
        foreach (var use in facts.Finalizer.Uses)
        {
            // Its release keeps the finalizer from running at all: that is LEAK203's to say.
            if (IsHeld(facts, use.Member) || Waits(facts, use.At))
            {
                continue;
            }

            report(Diagnostic.Create(
                Rule,
                use.At,
                use.Finalizer is null ? null : [use.Finalizer],
                facts.Type.Name,
                use.Member?.Name ?? use.Peer.Name,
                use.Peer.Name));
        }
    }

    // _process.WaitForExit() is LEAK206's.
    private static bool Waits(CyclesFacts facts, Location at)
    {
        foreach (var wait in facts.Finalizer.Waits)
        {
            if (wait.At == at)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsHeld(CyclesFacts facts, ISymbol? member)
    {
        foreach (var rooting in facts.Rootings)
        {
            if (SymbolEqualityComparer.Default.Equals(rooting.Held, member))
            {
                return true;
            }
        }

        return false;
    }
}
