using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Registries;

/// <content>Entries with an end, caches with a limit, keys of which there are few.</content>
public sealed partial class CacheWithoutLimitTests
{
    [Fact]
    public Task A_size_limit() => Check("""
        public class A
        {
            private static readonly MemoryCache s_cache = new(new MemoryCacheOptions { SizeLimit = 100 });
            public void Put(string k, object v) => s_cache.Set(k, v);
        }
        """);

    [Fact]
    public Task An_expiry_by_time() => Check("""
        public class A
        {
            private static readonly MemoryCache s_cache = new(new MemoryCacheOptions());
            public void Put(string k, object v) => s_cache.Set(k, v, TimeSpan.FromMinutes(1));
        }
        """);

    [Fact]
    public Task An_expiry_in_the_options() => Check("""
        public class A
        {
            private static readonly MemoryCache s_cache = new(new MemoryCacheOptions());
            public void Put(string k, object v) => s_cache.Set(k, v, new MemoryCacheEntryOptions { SlidingExpiration = TimeSpan.FromMinutes(1) });
        }
        """);

    [Fact]
    public Task An_expiry_in_fluent_options() => Check("""
        public class A
        {
            private static readonly MemoryCache s_cache = new(new MemoryCacheOptions());
            public void Put(string k, object v) => s_cache.Set(k, v, new MemoryCacheEntryOptions().SetSlidingExpiration(TimeSpan.FromMinutes(1)));
        }
        """);

    [Fact]
    public Task An_expiry_in_a_local() => Check("""
        public class A
        {
            private static readonly MemoryCache s_cache = new(new MemoryCacheOptions());
            public void Put(string k, object v)
            {
                var o = new MemoryCacheEntryOptions();
                o.AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(1);
                s_cache.Set(k, v, o);
            }
        }
        """);

    [Fact]
    public Task Options_in_a_field() => Check("""
        public class A
        {
            private static readonly MemoryCacheEntryOptions s_o = new()
            {
                SlidingExpiration = TimeSpan.FromMinutes(1)
            };
            private static readonly MemoryCache s_cache = new(new MemoryCacheOptions());
            public void Put(string k, object v) => s_cache.Set(k, v, s_o);
        }
        """);

    [Fact]
    public Task An_expiry_in_the_factory() => Check("""
        public class A
        {
            private static readonly MemoryCache s_cache = new(new MemoryCacheOptions());
            public string Get(string k) => s_cache.GetOrCreate(k, e =>
            {
                e.AbsoluteExpirationRelativeToNow = TimeSpan.FromHours(1);
                return k;
            })!;
        }
        """);

    [Fact]
    public Task An_entry_that_says_its_end() => Check("""
        public class A
        {
            private static readonly MemoryCache s_cache = new(new MemoryCacheOptions());
            public void Put(string k, object v)
            {
                using var e = s_cache.CreateEntry(k);
                e.Value = v;
                e.SlidingExpiration = TimeSpan.FromHours(1);
            }
        }
        """);

    [Fact]
    public Task Keys_of_which_there_are_few() => Check("""
        public class A
        {
            private static readonly MemoryCache s_cache = new(new MemoryCacheOptions());
            public string Get(DayOfWeek d) => s_cache.GetOrCreate(d, e => "x")! + s_cache.GetOrCreate("settings", e => "y");
        }
        """);

    [Fact]
    public Task Somebody_removes() => Check("""
        public class A
        {
            private static readonly MemoryCache s_cache = new(new MemoryCacheOptions());
            public void Put(string k, object v) => s_cache.Set(k, v);
            public void Drop(string k) => s_cache.Remove(k);
        }
        """);

    [Fact]
    public Task An_injected_cache() => Check("""
        public class A(IMemoryCache cache)
        {
            private readonly IMemoryCache _cache = cache;
            public void Put(string k, object v) => _cache.Set(k, v);
        }
        """);

    [Fact]
    public Task A_cache_from_elsewhere_may_have_a_limit() => Check("""
        public class A
        {
            private static readonly IMemoryCache s_cache = Make();
            static IMemoryCache Make() => new MemoryCache(new MemoryCacheOptions { SizeLimit = 3 });
            public void Put(string k, object v) => s_cache.Set(k, v);
        }
        """);
}
