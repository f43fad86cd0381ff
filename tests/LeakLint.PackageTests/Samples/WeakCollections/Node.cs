using System.Collections.Generic;
using System.Linq;

namespace WeakCollections;

/// <summary>In a dictionary.</summary>
internal sealed class Node
{
    private static readonly Dictionary<string, Node> ByName = new();

    public Node(string name)
    {
        Name = name;
        ByName[name] = this; // LEAK101
    }

    public string Name { get; }

    public static Node? Find(string name) => ByName.TryGetValue(name, out var node) ? node : null;

    public static bool Has(string name) => ByName.ContainsKey(name);

    public static string Names() => string.Join(" ", ByName.Values.Select(static n => n.Name).OrderBy(static n => n));
}
