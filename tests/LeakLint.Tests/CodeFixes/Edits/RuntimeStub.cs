namespace LeakLint.Tests.CodeFixes.Edits;

/// <summary>The weak collections of the runtime package, as a file of the tested project.</summary>
internal static class RuntimeStub
{
    public const string Source = """
        #nullable enable
        using System;
        using System.Collections;
        using System.Collections.Generic;
        using System.Diagnostics.CodeAnalysis;
        namespace LeakLint
        {
            public sealed class WeakValueDictionary<TKey, TValue> : IEnumerable<KeyValuePair<TKey, TValue>> where TKey : notnull where TValue : class
            {
                public WeakValueDictionary(IEqualityComparer<TKey>? comparer = null) { }
                public TValue this[TKey key] { get => throw null!; set { } }
                public bool TryGetValue(TKey key, [NotNullWhen(true)] out TValue? value) => throw null!;
                public void Add(TKey key, TValue value) { }
                public bool TryAdd(TKey key, TValue value) => true;
                public TValue GetOrAdd(TKey key, Func<TKey, TValue> create) => throw null!;
                public TValue GetOrAdd<TArg>(TKey key, TArg arg, Func<TKey, TArg, TValue> create) => throw null!;
                public bool Remove(TKey key) => true;
                public void Clear() { }
                public int ApproximateCount => 0;
                public IEnumerator<KeyValuePair<TKey, TValue>> GetEnumerator() => throw null!;
                IEnumerator IEnumerable.GetEnumerator() => throw null!;
            }
        }
        """;

    public const string WeakSet = """
        #nullable enable
        using System.Collections;
        using System.Collections.Generic;
        namespace LeakLint
        {
            public sealed class WeakSet<T> : IEnumerable<T> where T : class
            {
                public bool Add(T item) => true;
                public bool Remove(T item) => true;
                public bool Contains(T item) => true;
                public void Clear() { }
                public int ApproximateCount => 0;
                public IEnumerator<T> GetEnumerator() => throw null!;
                IEnumerator IEnumerable.GetEnumerator() => throw null!;
            }
        }
        """;
}
