using System.Collections.Generic;
using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Registries;

/// <summary>
/// Which of a registry's removals let go of what one add puts in. A removal is only as good as its being run: one that
/// nobody calls, that only the finalizer of what is held would call, that takes the value and leaves the key, or that
/// asks for a key that never equals another, is none.
/// </summary>
internal static class Releases
{
    /// <summary>Why no removal lets go of what <paramref name="add"/> puts in; null when one does.</summary>
    public static Cause? WhyNone(RegistryUse add, StoredValue stored, RegistryHistory history, RegistriesFacts facts, Wrong wrong)
    {
        if (history.IsReplaced)
        {
            return null;
        }

        if (MissesWay(add, history) is { } way)
        {
            return way;
        }

        var cause = Cause.NoRemoval;
        var onlyInDispose = false;
        foreach (var removal in history.Removals)
        {
            var why = WhyNot(removal, add, stored, history, facts, wrong);
            if (why is null)
            {
                if (!MissesDisposeAsync(removal, add, stored, facts))
                {
                    return null;
                }

                onlyInDispose = true;
            }
            else if (cause == Cause.NoRemoval)
            {
                cause = why.Value;
            }
        }

        return onlyInDispose ? Cause.NotInDisposeAsync : cause;
    }

    // The answer removes, or the member itself; nothing else does.
    private static Cause? MissesWay(RegistryUse add, RegistryHistory history)
    {
        if (add.Missed == MissedWay.None || add.IsInner || history.Removals.Count == 0)
        {
            return null;
        }

        foreach (var removal in history.Removals)
        {
            var isExpected = add.Missed == MissedWay.EarlyExit
                ? SymbolEqualityComparer.Default.Equals(removal.Member, add.Member)
                : removal.IsByCallersKey && !SymbolEqualityComparer.Default.Equals(removal.Member, add.Member);
            if (!isExpected || removal.Removal != Removal.Entry)
            {
                return null;
            }
        }

        return add.Missed == MissedWay.EarlyExit ? Cause.EarlyExit : Cause.TimeOut;
    }

    private static Cause? WhyNot(RegistryUse removal, RegistryUse add, StoredValue stored, RegistryHistory history, RegistriesFacts facts, Wrong wrong)
    {
        // _byName[name].Remove(this) empties the list of a name; the name stays. _byName.Remove(name) takes the list along.
        if (removal.IsInner && !add.IsInner)
        {
            return Cause.EmptiedStay;
        }

        if (wrong == Wrong.Grows && removal.Removal == Removal.ValueOnly)
        {
            return Cause.KeyStays;
        }

        if (removal.Removal == Removal.ByFreshKey && !history.HasComparer)
        {
            return Cause.FreshKey;
        }

        if (removal.Member is not { } member)
        {
            return null;
        }

        var roots = Reached.RootsOf(member, facts);
        if (roots.Count == 0)
        {
            return IsAsIdle(member, add, facts) ? null : Cause.NobodyCalls;
        }

        return stored.Kind is StoredKind.This && AreFinalizers(roots) ? Cause.OnlyFinalizer : null;
    }

    // That nobody calls the removal is evidence only against an add that runs. Where nobody in sight calls the add either,
    // both wait for the same callers out of sight: a private removal never meets them.
    private static bool IsAsIdle(ISymbol removing, RegistryUse add, RegistriesFacts facts) =>
        add.Member is { } adding
        && (Reached.RootsOf(adding, facts).Count == 0 || IsNeverMade(adding, facts))
        && (Reached.IsOffered(removing, facts) || !Reached.IsOffered(adding, facts));

    // internal class Session { public Session(string id) { _all[id] = this; } internal static void End(string id) => _all.Remove(id); }
    private static bool IsNeverMade(ISymbol adding, RegistriesFacts facts)
    {
        if (!facts.AreOfCompilation || adding is not IMethodSymbol { MethodKind: MethodKind.Constructor, ContainingType: var type } || !facts.Shapes.IsClosed(adding) || !facts.Shapes.HasRegistry(Nesting.Outermost(type)))
        {
            return false;
        }

        foreach (var creation in facts.Creations)
        {
            if (Instances.IsOrDerives(creation.Type, type.OriginalDefinition))
            {
                return false;
            }
        }

        return true;
    }

    // It is in the registry by a strong reference: its finalizer waits for what the finalizer would do.
    private static bool AreFinalizers(HashSet<ISymbol> roots)
    {
        foreach (var root in roots)
        {
            if (root is not IMethodSymbol { MethodKind: MethodKind.Destructor })
            {
                return false;
            }
        }

        return true;
    }

    // Dispose() => _open.Remove(this), and DisposeAsync() does not: whoever writes 'await using' leaves it there.
    private static bool MissesDisposeAsync(RegistryUse removal, RegistryUse add, StoredValue stored, RegistriesFacts facts)
    {
        if (stored.Kind != StoredKind.This || add.Member?.ContainingType is not { } type || facts.Types.AsyncDisposable is not { } asyncDisposable
            || !type.AllInterfaces.Contains(asyncDisposable, SymbolEqualityComparer.Default))
        {
            return false;
        }

        IMethodSymbol? teardown = null;
        foreach (var member in type.GetMembers("DisposeAsync"))
        {
            if (member is IMethodSymbol { Parameters.IsEmpty: true, IsAbstract: false } method)
            {
                teardown = method;
            }
        }

        if (teardown is null || teardown.IsVirtual || teardown.IsOverride)
        {
            return false;
        }

        var roots = Reached.RootsOf(removal.Member!, facts);
        if (roots.Count == 0)
        {
            return false;
        }

        foreach (var root in roots)
        {
            if (root is not IMethodSymbol { Name: "Dispose", IsStatic: false, IsVirtual: false, IsOverride: false } || !SymbolEqualityComparer.Default.Equals(root.ContainingType, type))
            {
                return false;
            }

            if (Reached.Leads(teardown, root, facts))
            {
                return false;
            }
        }

        return !Reached.Leads(teardown, removal.Member!, facts);
    }
}
