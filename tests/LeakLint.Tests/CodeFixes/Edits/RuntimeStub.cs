namespace LeakLint.Tests.CodeFixes.Edits;

/// <summary>What the runtime package is going to have, as a file of the tested project.</summary>
internal static class RuntimeStub
{
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
