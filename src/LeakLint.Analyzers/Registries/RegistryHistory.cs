using System.Collections.Generic;
using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Registries;

/// <summary>All uses of one registry, sorted by what they do, in the order of the source.</summary>
internal sealed class RegistryHistory
{
    private RegistryHistory(ISymbol registry) => Registry = registry;

    public ISymbol Registry { get; }

    public List<RegistryUse> Adds { get; } = new();

    public List<RegistryUse> Removals { get; } = new();

    public List<RegistryUse> Escapes { get; } = new();

    /// <summary>Whether it is given another value when it already holds something.</summary>
    public bool IsReplaced { get; private set; }

    /// <summary>Whether what stands behind it is a collection that is not the framework's.</summary>
    public bool IsUnknownCollection { get; private set; }

    /// <summary>Whether it compares keys in a way of its own.</summary>
    public bool HasComparer { get; private set; }

    /// <summary>Whether an array of it is made larger.</summary>
    public bool IsWidened { get; private set; }

    public static RegistryHistory Of(ISymbol registry, RegistriesFacts facts)
    {
        var history = new RegistryHistory(registry);
        foreach (var uses in facts.UsesOf(registry))
        {
            foreach (var use in uses)
            {
                history.Sort(use);
            }
        }

        history.Adds.Sort(static (x, y) => Compare(x, y));
        history.Escapes.Sort(static (x, y) => Compare(x, y));
        return history;
    }

    private void Sort(RegistryUse use)
    {
        switch (use.Kind)
        {
            case UseKind.LetsGo:
                Removals.Add(use);
                break;
            case UseKind.Replaces when use.Occasion != Occasion.Once || use.Member is IMethodSymbol { MethodKind: not MethodKind.StaticConstructor }:
                IsReplaced |= !use.IsInner;
                break;
            case UseKind.Escapes:
                Escapes.Add(use);
                break;
            case UseKind.Makes when !use.IsInner:
                IsUnknownCollection |= !use.MakesKnownCollection;
                HasComparer |= use.HasComparer;
                break;
            case UseKind.Widens:
                IsWidened = true;
                break;
            case UseKind.Adds:
                Adds.Add(use);
                break;
        }
    }

    // By place, so that a build reports the same one whatever the order of the callbacks.
    private static int Compare(RegistryUse one, RegistryUse other)
    {
        var byFile = string.CompareOrdinal(one.Location.SourceTree?.FilePath, other.Location.SourceTree?.FilePath);
        return byFile != 0 ? byFile : one.Location.SourceSpan.Start.CompareTo(other.Location.SourceSpan.Start);
    }
}
