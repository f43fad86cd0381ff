using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Registries;

/// <content>Slots of threads and flows.</content>
internal static partial class Proofs
{
    /// <summary>Whether a slot takes something that must be released and nothing ever clears it or puts the former value back.</summary>
    public static RegistryVerdict NeverCleared(RegistryHistory history, RegistriesFacts facts)
    {
        if (history.Removals.Count > 0 || history.Escapes.Count > 0 || history.IsReplaced)
        {
            return default;
        }

        foreach (var add in history.Adds)
        {
            if (IsToldToGiveBack(add, facts))
            {
                return default;
            }
        }

        foreach (var add in history.Adds)
        {
            var stored = add.Stored;
            if (stored.Kind is StoredKind.Handle or StoredKind.Disposable or StoredKind.Finalizable
                || (stored.Kind == StoredKind.This && stored.Type is { } type && (Finalization.IsFinalizable(type) || IsDisposable(type))))
            {
                return RegistryVerdict.Proved(Wrong.IsNeverCleared, add, stored, Cause.NoRemoval);
            }
        }

        return default;
    }

    // Set(this) ... Set(_outer): what the callers hand over may be what was there before, or nothing.
    private static bool IsToldToGiveBack(RegistryUse add, RegistriesFacts facts)
    {
        if (add.Stored.Parameter is not { } parameter || add.Member is not { } member)
        {
            return false;
        }

        foreach (var call in facts.Calls)
        {
            if (SymbolEqualityComparer.Default.Equals(call.Target, member.OriginalDefinition)
                && parameter.Ordinal < call.Arguments.Length
                && call.Arguments[parameter.Ordinal].Origin == StoredOrigin.Elsewhere)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsDisposable(ITypeSymbol type)
    {
        foreach (var implemented in type.AllInterfaces)
        {
            if (implemented.SpecialType == SpecialType.System_IDisposable || implemented is { Name: "IAsyncDisposable", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } })
            {
                return true;
            }
        }

        return false;
    }
}
