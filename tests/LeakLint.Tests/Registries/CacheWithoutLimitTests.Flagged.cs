using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Registries;

/// <content>Entries without an end.</content>
public sealed partial class CacheWithoutLimitTests
{
    [Fact]
    public Task An_entry_is_set_without_expiry() => Check("""
        public class Users
        {
            private static readonly MemoryCache s_cache = new(new MemoryCacheOptions());
            public string Get(string id)
            {
                if (s_cache.TryGetValue(id, out var v))
                    return (string)v!;
                var u = id + id;
                {|LEAK109:s_cache.Set(id, u)|};
                return u;
            }
        }
        """);

    [Fact]
    public Task GetOrCreate_whose_factory_says_nothing() => Check("""
        public static class Pages
        {
            private static readonly IMemoryCache s_cache = new MemoryCache(new MemoryCacheOptions { CompactionPercentage = 0.2 });
            public static string Get(string url) => {|LEAK109:s_cache.GetOrCreate(url, e => url.ToUpper())|}!;
        }
        """);

    [Fact]
    public Task GetOrCreateAsync_whose_factory_says_only_the_size() => Check("""
        public class Docs
        {
            private static readonly MemoryCache s_cache = new(new MemoryCacheOptions());
            public Task<string?> Get(int id) => {|LEAK109:s_cache.GetOrCreateAsync(id, async e =>
            {
                e.Size = 1;
                await Task.Yield();
                return "x";
            })|};
        }
        """);

    [Fact]
    public Task Options_without_an_expiry() => Check("""
        public class Opt
        {
            private static readonly MemoryCache s_cache = new(new MemoryCacheOptions());
            public void Put(string k, object v)
            {
                {|LEAK109:s_cache.Set(k, v, new MemoryCacheEntryOptions { Size = 1 })|};
            }
        }
        """);
}
