using System.Collections.Immutable;

namespace WeakCollections;

/// <summary>In an immutable dictionary.</summary>
internal sealed class Plug
{
    private static ImmutableDictionary<string, Plug> s_all = ImmutableDictionary<string, Plug>.Empty;

    public Plug(string name)
    {
        Name = name;
        s_all = s_all.SetItem(name, this); // LEAK101
    }

    public string Name { get; }

    public static Plug? Find(string name) => s_all.TryGetValue(name, out var plug) ? plug : null;

    public static bool Has(string name) => s_all.ContainsKey(name);
}
