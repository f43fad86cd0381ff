namespace LeakLint.CodeFixes.Edits;

/// <summary>What a use of a collection means, whichever collection it is and however the use is written.</summary>
internal enum CollectionUse
{
    /// <summary>Nothing that the table knows.</summary>
    Unknown,

    /// <summary>Needs no change on any weak collection: <c>nameof(f)</c>, <c>f == null</c>, a cref.</summary>
    Indifferent,

    /// <summary>An empty collection is made for the field: <c>new()</c>, <c>new List&lt;T&gt;(16)</c>, <c>[]</c>, <c>….Empty</c>.</summary>
    Create,

    /// <summary><c>f.Add(key, value)</c>: throws when there is one already.</summary>
    AddPair,

    /// <summary><c>f.TryAdd(key, value)</c>.</summary>
    TryAddPair,

    /// <summary><c>f[key] = value</c>.</summary>
    SetPair,

    /// <summary><c>f[key]</c>.</summary>
    Get,

    /// <summary><c>f.TryGetValue(key, out value)</c>.</summary>
    TryGet,

    /// <summary><c>f.ContainsKey(key)</c>.</summary>
    HasKey,

    /// <summary><c>f.GetOrAdd(key, valueOrFactory)</c>.</summary>
    GetOrAdd,

    /// <summary><c>f.GetOrAdd(key, factory, argument)</c>.</summary>
    GetOrAddWithArgument,

    /// <summary><c>f.Keys</c>, enumerated.</summary>
    Keys,

    /// <summary><c>f.Values</c>, enumerated.</summary>
    Values,

    /// <summary>The pairs of a map or the elements of a bag, enumerated: <c>foreach</c>, a query, a LINQ method.</summary>
    Each,

    /// <summary><c>f.Add(x)</c>, <c>f.Enqueue(x)</c>, <c>f.Push(x)</c>, with nobody looking at the result.</summary>
    Put,

    /// <summary><c>if (f.Add(x))</c> on a set.</summary>
    PutIfNew,

    /// <summary><c>f.Contains(x)</c>.</summary>
    Has,

    /// <summary><c>f.ToArray()</c> of the collection's own.</summary>
    CopyToArray,

    /// <summary><c>f.Exists(predicate)</c>.</summary>
    Exists,

    /// <summary><c>f.TrueForAll(predicate)</c>.</summary>
    All,

    /// <summary>The number of entries, or whether there is any, where it is only shown to a person.</summary>
    Count,
}
