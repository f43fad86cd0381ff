using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Registries;

/// <content>Slots of threads and flows.</content>
internal static partial class Proofs
{
    /// <summary>Whether a slot takes something that must be released and nothing ever clears it or puts the former value back.</summary>
    public static RegistryVerdict NeverCleared(RegistryHistory history)
    {
        if (history.Removals.Count > 0 || history.Escapes.Count > 0 || history.IsReplaced)
        {
            return default;
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
