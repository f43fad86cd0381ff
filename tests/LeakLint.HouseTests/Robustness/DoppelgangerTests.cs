using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace LeakLint.HouseTests.Robustness;

/// <summary>A type that only has the name of a framework type is not that type.</summary>
public sealed class DoppelgangerTests
{
    /// <summary>Types with the full names of framework types and none of their meaning.</summary>
    public const string FrameworkTwins = """
        namespace System.Buffers
        {
            public abstract class ArrayPool<T>
            {
                public static int Shared => 0;
                public T Rent { get; set; } = default!;
                public static void Return() { }
            }
        }

        namespace LeakLint
        {
            public struct SharedHandle<T> { public void Dispose(int times) { } }
            public enum WeakHandle { None }
            public static class WeakValueDictionary<TKey, TValue> { }
        }

        namespace System
        {
            public class WeakReference<T> { public T Target = default!; }
            public interface IDisposable { int Dispose { get; } }
        }
        """;

    [Fact]
    public async Task Types_with_the_names_of_known_types_mean_nothing()
    {
        const string source = """
            namespace Mine;

            public class ArrayPool<T>
            {
                public static ArrayPool<T> Shared { get; } = new();
                public T[] Rent(int n) => new T[n];
                public void Return(T[] array) { }
            }

            public class SharedHandle<T>
            {
                public SharedHandle(T value) { }
                public SharedHandle<T> AddReference() => this;
                public void Dispose() { }
            }

            public interface IDisposable { void Dispose(); }

            public class Resource : IDisposable { public void Dispose() { } }

            public class List<T> { public void Add(T item) { } }

            public class Dictionary<K, V> { public V this[K key] { get => default!; set { } } public void Add(K k, V v) { } }

            public class WeakReference<T>(T target) { public T Target => target; }

            public class Monitor { public static void Enter(object o) { } public static void Exit(object o) { } }

            public class Uses
            {
                private static readonly List<Uses> All = new();
                private static readonly Dictionary<string, Resource> ByName = new();
                private readonly object _gate = new();

                public Uses(string name)
                {
                    All.Add(this);
                    ByName[name] = new Resource();
                    ByName.Add(name, new Resource());
                }

                public int Rent(int n)
                {
                    var array = ArrayPool<byte>.Shared.Rent(n);
                    var handle = new SharedHandle<byte[]>(array);
                    var second = handle.AddReference();
                    Monitor.Enter(_gate);
                    if (n > 3) return n;
                    second.Dispose();
                    Monitor.Exit(_gate);
                    ArrayPool<byte>.Shared.Return(array);
                    return 0;
                }
            }
            """;
        var compilation = Analysis.Compile([source]);

        Problems.None(compilation.Errors());
        Problems.None((await Analysis.AnalyzeAsync(compilation)).Select(static d => d.ToString()));
    }

    [Fact]
    public async Task A_compilation_that_defines_framework_types_itself_is_survived()
    {
        var all = House.Rules.Aggregate(
            (Microsoft.CodeAnalysis.Compilation)Analysis.Compile([FrameworkTwins, LeakySource.Text]), static (c, rule) => c.WithRuleOn(rule.Id));

        Assert.DoesNotContain(await Analysis.AnalyzeAsync(all), static d => d.Id == "AD0001");
    }
}
