using System;
using System.Collections.Generic;

namespace LeakLint.CodeFixes.Edits;

/// <summary>
/// The text of the methods beside a collection of weak entries. The collection is as safe for concurrent use as it was:
/// a concurrent one stays so, any other is used under whatever guarded it before.
/// </summary>
internal sealed class WeakEntriesCode(
    Registry registry, WeakEntry entry, string key, string value, string weak, Func<string, string> name, bool nullable, bool notNullWhen)
{
    private const string Generic = "System.Collections.Generic.";
    private readonly string _map = registry.Field.Name;
    private readonly bool _concurrent = registry.Collection.Name == "ConcurrentDictionary";
    private readonly List<string> _methods = [];

    /// <summary>The methods that the rewritten uses call, and what those need.</summary>
    public AddedMembers Write()
    {
        var fields = new List<string>();
        var grows = false;
        foreach (var purpose in new List<string>(registry.Helpers.Keys))
        {
            grows |= purpose is "AddTo" or "TryAddTo" or "SetIn";
            _methods.Add(Method(purpose, registry.Helper(purpose)));
        }

        if (grows)
        {
            var limit = LimitName();
            fields.Add($"private static int {limit} = 16;");
            _methods.Add(Prune(limit));
        }

        return new AddedMembers(fields, _methods);
    }

    private string Method(string purpose, string method) => purpose switch
    {
        "AddTo" => $$"""
            private static void {{method}}({{key}} key, {{value}} value)
            {
                {{registry.Helper("Prune")}}();
                if ({{_map}}.TryGetValue(key, out var old) && !{{entry.IsAlive("old")}})
                {
                    {{_map}}.Remove(key);
                }

                {{_map}}.Add(key, {{entry.Make("value", weak)}});
            }
            """,
        "TryAddTo" when _concurrent => $$"""
            private static bool {{method}}({{key}} key, {{value}} value)
            {
                {{registry.Helper("Prune")}}();
                var added = {{entry.Make("value", weak)}};
                while (!{{_map}}.TryAdd(key, added))
                {
                    if ({{_map}}.TryGetValue(key, out var old))
                    {
                        if ({{entry.IsAlive("old")}})
                        {
                            return false;
                        }

                        if ({{_map}}.TryUpdate(key, added, old))
                        {
                            return true;
                        }
                    }
                }

                return true;
            }
            """,
        "TryAddTo" => $$"""
            private static bool {{method}}({{key}} key, {{value}} value)
            {
                {{registry.Helper("Prune")}}();
                if ({{_map}}.TryGetValue(key, out var old) && {{entry.IsAlive("old")}})
                {
                    return false;
                }

                {{_map}}[key] = {{entry.Make("value", weak)}};
                return true;
            }
            """,
        "SetIn" => $$"""
            private static void {{method}}({{key}} key, {{value}} value)
            {
                {{registry.Helper("Prune")}}();
                {{_map}}[key] = {{entry.Make("value", weak)}};
            }
            """,
        "TryGetFrom" => $$"""
            private static bool {{method}}({{key}} key, {{NotNullWhenTrue}}out {{Nullable(value)}} value)
            {
                value = null;
                return {{_map}}.TryGetValue(key, out var weak) && {{entry.Take("weak", "value")}};
            }
            """,
        "GetFrom" => $$"""
            private static {{value}} {{method}}({{key}} key)
                => {{entry.Take(_map + "[key]", "var value")}} ? value : throw new {{name(Generic + "KeyNotFoundException")}}();
            """,
        "LiveIn" => $$"""
            private static {{name(Generic + "IEnumerable`1")}}<{{Pair(value)}}> {{method}}()
            {
                foreach (var pair in {{_map}})
                {
                    if ({{entry.Take("pair.Value", "var value")}})
                    {
                        yield return new {{Pair(value)}}(pair.Key, value);
                    }
                }
            }
            """,
        "HasIn" => $$"""
            private static bool {{method}}({{key}} key)
                => {{_map}}.TryGetValue(key, out var weak) && {{entry.IsAlive("weak")}};
            """,
        _ => throw new InvalidOperationException(purpose),
    };

    // Removing while enumerating is allowed on some frameworks only, except on a concurrent map. There the entry may
    // have been replaced meanwhile, so it is removed as a pair.
    private string Prune(string limit) => _concurrent
        ? $$"""
            // Removes the entries whose value was collected, each time there are twice as many entries.
            private static void {{registry.Helper("Prune")}}()
            {
                if ({{_map}}.Count < {{limit}})
                {
                    return;
                }

                foreach (var pair in {{_map}})
                {
                    if (!{{entry.IsAlive("pair.Value")}})
                    {
                        (({{name(Generic + "ICollection`1")}}<{{Pair(weak)}}>){{_map}}).Remove(pair);
                    }
                }

                {{limit}} = {{_map}}.Count * 2 + 16;
            }
            """
        : $$"""
            // Removes the entries whose value was collected, each time there are twice as many entries.
            private static void {{registry.Helper("Prune")}}()
            {
                if ({{_map}}.Count < {{limit}})
                {
                    return;
                }

                var dead = new {{name(Generic + "List`1")}}<{{key}}>();
                foreach (var pair in {{_map}})
                {
                    if (!{{entry.IsAlive("pair.Value")}})
                    {
                        dead.Add(pair.Key);
                    }
                }

                foreach (var key in dead)
                {
                    {{_map}}.Remove(key);
                }

                {{limit}} = {{_map}}.Count * 2 + 16;
            }
            """;

    private string Pair(string of) => name(Generic + "KeyValuePair`2") + "<" + key + ", " + of + ">";

    private string Nullable(string type) => nullable ? type + "?" : type;

    private string NotNullWhenTrue => nullable && notNullWhen ? "[" + name("System.Diagnostics.CodeAnalysis.NotNullWhenAttribute").Replace("Attribute", "") + "(true)] " : "";

    // "_nodes" → "_nodesPruneAt", "Nodes" → "NodesPruneAt"
    private string LimitName()
    {
        var limit = _map + "PruneAt";
        for (var i = 1; registry.Field.ContainingType.GetMembers(limit).Length > 0; i++)
        {
            limit = _map + "PruneAt" + i;
        }

        return limit;
    }
}
