namespace LeakLint.Tests.Balance;

/// <summary>Counted handles as a test's source sees them where the runtime package is not referenced: shapes without bodies.</summary>
internal static class RuntimeSource
{
    public const string Handles = """


        namespace LeakLint
        {
            public static class SharedHandle { public static SharedHandle<T> Create<T>(T value) where T : class => new(); }
            public sealed class SharedHandle<T> : System.IDisposable where T : class
            {
                public T Value => null!; public int ReferenceCount => 1;
                public SharedHandle<T> AddReference() => new();
                public bool TryAddReference(out SharedHandle<T>? reference) { reference = null; return false; }
                public WeakHandle<T> ToWeak() => default;
                public void Dispose() { }
            }
            public readonly struct WeakHandle<T> where T : class
            {
                public bool TryAddReference(out SharedHandle<T>? reference) { reference = null; return false; }
            }
        }
        """;
}
