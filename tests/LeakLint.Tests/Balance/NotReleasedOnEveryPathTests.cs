
namespace LeakLint.Tests.Balance;

/// <summary>What the tests of LEAK301 share: the method around a body.</summary>
public sealed partial class NotReleasedOnEveryPathTests
{
    /// <summary>A body in a method with 'n' and 's'.</summary>
    private static string Method(string body) => $$"""
        #nullable enable
        using System; using System.Buffers; using System.Collections.Generic; using System.Threading;
        class C
        {
            public byte[]? _field; static bool Log(string t) => t.Length > 2;
            void M(int n, string s)
            {
                {{body}}
            }
        }
        """;

    /// <summary>A body in a method with 'n' and a resource 'r', beside the runtime's types in a few lines of source.</summary>
    private static string HandleMethod(string body) => $$"""
        #nullable enable
        using System; using System.Collections.Generic; using LeakLint;
        class C
        {
            public SharedHandle<IDisposable>? _field; readonly LeasePool<IDisposable> _pool = new(); readonly Other.LeasePool<IDisposable> _other = new();
            void M(int n, IDisposable r)
            {
                {{body}}
            }
            static void Keep(SharedHandle<IDisposable> h) { }
        }
        """ + Runtime;

    private const string Runtime = RuntimeSource.Handles + """

        namespace LeakLint
        {
            public sealed class LeasePool<T> where T : class
            {
                public int RentedCount => 0;
                public SharedHandle<T> Rent() => new();
            }
        }
        namespace Other
        {
            public sealed class LeasePool<T> where T : class
            {
                public LeakLint.SharedHandle<T> Rent() => new();
            }
        }
        """;
}
