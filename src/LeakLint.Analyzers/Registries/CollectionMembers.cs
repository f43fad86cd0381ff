using System.Collections.Generic;

namespace LeakLint.Analyzers.Registries;

/// <summary>What calling a member of a collection does to it.</summary>
internal enum MemberEffect
{
    /// <summary>Leaves it as it is: <c>Contains</c>, <c>TryGetValue</c>, <c>ToArray</c>.</summary>
    Reads,

    /// <summary>Puts something in: <c>Add</c>, <c>GetOrAdd</c>, <c>Enqueue</c>.</summary>
    Grows,

    /// <summary>Takes something out: <c>Remove</c>, <c>Clear</c>, <c>TryTake</c>.</summary>
    Shrinks,
}

/// <summary>
/// The members of the framework's collections by name: the same word means the same in all of them, which is why
/// one table serves. Only asked about types that <see cref="RegistryShapes"/> knows.
/// </summary>
internal static class CollectionMembers
{
    private static readonly HashSet<string> Growing = new()
    {
        "Add", "AddAfter", "AddBefore", "AddFirst", "AddLast", "AddOrUpdate", "AddRange", "Append", "Concat", "Enqueue", "EnqueueRange",
        "GetOrAdd", "Insert", "InsertRange", "Prepend", "Push", "PushRange", "SetItem", "SetItems", "TryAdd", "Union", "UnionWith",
    };

    private static readonly HashSet<string> Shrinking = new()
    {
        "Clear", "Dequeue", "DequeueEnqueue", "EnqueueDequeue", "Except", "ExceptWith", "GetConsumingEnumerable", "Intersect", "IntersectWith",
        "Pop", "Remove", "RemoveAll", "RemoveAt", "RemoveFirst", "RemoveLast", "RemoveRange", "RemoveWhere", "Skip", "SymmetricExcept",
        "SymmetricExceptWith", "Take", "TakeLast", "TryDequeue", "TryPop", "TryPopRange", "TryRemove", "TryTake", "Where",
    };

    private static readonly HashSet<string> Changing = new()
    {
        // An index or a slot that is set again: what was there is gone, what is there counts as added.
        "Move", "Replace", "SetByIndex", "SetAt",
    };

    /// <summary>The effect of the member called <paramref name="name"/>.</summary>
    public static MemberEffect EffectOf(string name) =>
        Growing.Contains(name) ? MemberEffect.Grows
        : Shrinking.Contains(name) || Changing.Contains(name) ? MemberEffect.Shrinks
        : MemberEffect.Reads;

    /// <summary>Whether a method of the program may remove, by its name: when its code is not looked at, it is given the benefit of the doubt.</summary>
    public static bool IsNamedLikeRemoval(string name)
    {
        foreach (var word in Removing)
        {
            if (name.IndexOf(word, System.StringComparison.OrdinalIgnoreCase) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    private static readonly string[] Removing = { "Remove", "Clear", "Delete", "Drop", "Forget", "Cancel", "Clean", "Release", "Unregister", "Evict", "Purge", "Fail", "Abort", "Complete", "Expire" };
}
