using System.Threading.Tasks;

namespace LeakLint.Tests.Registries;

/// <summary>LEAK109: memory caches. Their types are known by their full names; a copy of what is used of them stands in the tests.</summary>
public sealed partial class CacheWithoutLimitTests : RegistryTest
{
    internal const string Stub = """
        namespace Microsoft.Extensions.Caching.Memory
        {
            public interface ICacheEntry : IDisposable
            {
                object Key { get; }

                object? Value { get; set; }

                DateTimeOffset? AbsoluteExpiration { get; set; }

                TimeSpan? AbsoluteExpirationRelativeToNow { get; set; }

                TimeSpan? SlidingExpiration { get; set; }

                long? Size { get; set; }
            }

            public interface IMemoryCache : IDisposable
            {
                bool TryGetValue(object key, out object? value);
                ICacheEntry CreateEntry(object key);
                void Remove(object key);
            }

            public class MemoryCacheOptions
            {
                public long? SizeLimit { get; set; }
                public double CompactionPercentage { get; set; }
            }

            public class MemoryCacheEntryOptions
            {
                public DateTimeOffset? AbsoluteExpiration { get; set; }
                public TimeSpan? AbsoluteExpirationRelativeToNow { get; set; }
                public TimeSpan? SlidingExpiration { get; set; }
                public long? Size { get; set; }
            }

            public class MemoryCache : IMemoryCache
            {
                public MemoryCache(MemoryCacheOptions o)
                {
                }

                public bool TryGetValue(object key, out object? value)
                {
                    value = null;
                    return false;
                }

                public ICacheEntry CreateEntry(object key) => null !;
                public void Remove(object key)
                {
                }

                public void Compact(double p)
                {
                }

                public void Dispose()
                {
                }

                public int Count => 0;
            }

            public static class CacheExtensions
            {
                public static T? Get<T>(this IMemoryCache c, object key) => default;
                public static T Set<T>(this IMemoryCache c, object key, T value) => value;
                public static T Set<T>(this IMemoryCache c, object key, T value, TimeSpan absoluteExpirationRelativeToNow) => value;
                public static T Set<T>(this IMemoryCache c, object key, T value, MemoryCacheEntryOptions? options) => value;
                public static T? GetOrCreate<T>(this IMemoryCache c, object key, Func<ICacheEntry, T> factory) => default;
                public static Task<T?> GetOrCreateAsync<T>(this IMemoryCache c, object key, Func<ICacheEntry, Task<T>> factory) => null !;
                public static MemoryCacheEntryOptions SetSlidingExpiration(this MemoryCacheEntryOptions o, TimeSpan t) => o;
            }
        }
        """;

    private static new Task Check(params string[] sources)
    {
        var test = With("using Microsoft.Extensions.Caching.Memory;\n" + string.Concat(sources));
        test.TestState.Sources.Add(("Caching.cs", "#nullable enable\nusing System;\nusing System.Threading.Tasks;\n" + Stub));
        return test.RunAsync();
    }
}
