using System.Collections.Generic;
using System.Linq;

namespace WeakCollections;

/// <summary>In a set.</summary>
internal sealed class Probe
{
    private static readonly HashSet<Probe> Active = [];
    private readonly string _name;

    public Probe(string name)
    {
        _name = name;
        Active.Add(this); // LEAK101
    }

    public static bool Knows(Probe probe) => Active.Contains(probe);

    public static string Names() => string.Join(" ", Active.Select(static p => p._name).OrderBy(static n => n));
}
