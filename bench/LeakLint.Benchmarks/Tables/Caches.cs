using System.Collections.Generic;
using System.Linq;
using LeakLint.Benchmarks.Measuring;
using Microsoft.Extensions.Caching.Memory;

namespace LeakLint.Benchmarks.Tables;

/// <summary>The bounded cache against the dictionary without a bound, and against the platform's cache with one.</summary>
internal static class Caches
{
    private const int Size = 1024;

    // MemoryCache's keys are objects and its entries have sizes: what a user of it must write.
    private static readonly MemoryCacheEntryOptions OneOfMany = new() { Size = 1 };

    public static Table Get => new Timed(
        $"Cache: get, {Size} entries",
        "",
        static () =>
        {
            (string[] keys, object[] values) = Make(Size);
            Dictionary<string, object> plain = [];
            BoundedCache<string, object> bounded = new(Size);
            MemoryCache memory = new(new MemoryCacheOptions { SizeLimit = Size });
            for (int i = 0; i < Size; i++)
            {
                plain[keys[i]] = values[i];
                bounded[keys[i]] = values[i];
                memory.Set(keys[i], values[i], OneOfMany);
            }

            return
            [
                new("Dictionary.TryGetValue (no bound)", n =>
                {
                    for (int i = 0; i < n; i++)
                    {
                        plain.TryGetValue(keys[i & (Size - 1)], out Sink.Object);
                    }
                }, "dict.get(k)"),
                new("BoundedCache.TryGetValue", n =>
                {
                    for (int i = 0; i < n; i++)
                    {
                        bounded.TryGetValue(keys[i & (Size - 1)], out Sink.Object);
                    }
                }, "lru_cache, found"),
                new("MemoryCache.TryGetValue", n =>
                {
                    for (int i = 0; i < n; i++)
                    {
                        memory.TryGetValue(keys[i & (Size - 1)], out Sink.Object);
                    }
                }),
            ];
        })
    {
        Goals =
        [
            new("BoundedCache.TryGetValue", 2.5, "Dictionary.TryGetValue (no bound)", MostBytes: 0, Reason:
                "Exact order is a write: each get takes and leaves a lock, which alone is more than a Dictionary takes."),
            new("BoundedCache.TryGetValue", 1, "MemoryCache.TryGetValue", Reason: "They are level within the noise of a run."),
        ],
    };

    public static Table SetExisting => new Timed(
        $"Cache: set a key that is there, {Size} entries",
        "",
        static () =>
        {
            (string[] keys, object[] values) = Make(Size);
            BoundedCache<string, object> bounded = new(Size);
            MemoryCache memory = new(new MemoryCacheOptions { SizeLimit = 2 * Size });
            return
            [
                new("BoundedCache, indexer set", n =>
                {
                    for (int i = 0; i < n; i++)
                    {
                        bounded[keys[i & (Size - 1)]] = values[i & (Size - 1)];
                    }
                }),
                new("MemoryCache.Set", n =>
                {
                    for (int i = 0; i < n; i++)
                    {
                        memory.Set(keys[i & (Size - 1)], values[i & (Size - 1)], OneOfMany);
                    }
                }),
            ];
        });

    public static Table SetAtCapacity => new Timed(
        $"Cache: set a new key at capacity, {Size} entries",
        "Eight times as many keys as there is room for, in turn: each Set finds the cache full. BoundedCache lets the entry go that was used "
        + $"longest ago; MemoryCache refuses the new one and removes old ones later, on another thread: {Admitted()} of 1000 were found right after their Set.",
        static () =>
        {
            (string[] keys, object[] values) = Make(8 * Size);
            BoundedCache<string, object> bounded = new(Size);
            MemoryCache memory = new(new MemoryCacheOptions { SizeLimit = Size });
            return
            [
                new("BoundedCache, indexer set", n =>
                {
                    for (int i = 0; i < n; i++)
                    {
                        bounded[keys[i & ((8 * Size) - 1)]] = values[i & ((8 * Size) - 1)];
                    }
                }, "lru_cache, made"),
                new("MemoryCache.Set", n =>
                {
                    for (int i = 0; i < n; i++)
                    {
                        memory.Set(keys[i & ((8 * Size) - 1)], values[i & ((8 * Size) - 1)], OneOfMany);
                    }
                }),
            ];
        })
    {
        Goals = [new("BoundedCache, indexer set", 0.5, "MemoryCache.Set", Reason:
            "MemoryCache refuses the entries of this row: what is timed there is an attempt, here an admission and an eviction.")],
    };

    private static int Admitted()
    {
        MemoryCache memory = new(new MemoryCacheOptions { SizeLimit = Size });
        for (int i = 0; i < Size; i++)
        {
            memory.Set($"before {i}", string.Empty, OneOfMany);
        }

        return Enumerable.Range(0, 1000).Count(i =>
        {
            memory.Set($"new {i}", string.Empty, OneOfMany);
            return memory.TryGetValue($"new {i}", out _);
        });
    }

    private static (string[] Keys, object[] Values) Make(int count)
    {
        string[] keys = [.. Enumerable.Range(0, count).Select(static i => $"key {i}")];
        return (keys, [.. keys.Select(static key => new object())]);
    }
}
