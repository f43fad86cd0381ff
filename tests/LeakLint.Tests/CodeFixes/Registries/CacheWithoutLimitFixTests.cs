using System.Threading.Tasks;
using LeakLint.Analyzers.Registries;
using LeakLint.CodeFixes.Registries;
using LeakLint.Tests.Registries;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;
using Xunit;

namespace LeakLint.Tests.CodeFixes.Registries;

/// <summary>LEAK109: the entry gets an expiry, whichever way it is made.</summary>
public sealed class CacheWithoutLimitFixTests
{
    [Fact]
    public Task Factory_of_one_expression() => Fix(
        """
            public static string Get(string id) => {|LEAK109:s_cache.GetOrCreate(id, entry => Load(id))|}!;
        """,
        """
            public static string Get(string id) => s_cache.GetOrCreate(id, entry =>
            {
                entry.SlidingExpiration = TimeSpan.FromMinutes(20);
                return Load(id);
            })!;
        """);

    [Fact]
    public Task Factory_that_does_not_look_at_its_entry() => Fix(
        """
            public static string Get(string id)
            {
                // Loaded once.
                return {|LEAK109:s_cache.GetOrCreate(id, _ =>
                {
                    return Load(id);
                })|}!;
            }
        """,
        """
            public static string Get(string id)
            {
                // Loaded once.
                return s_cache.GetOrCreate(id, entry =>
                {
                    entry.SlidingExpiration = TimeSpan.FromMinutes(20);
                    return Load(id);
                })!;
            }
        """);

    [Fact]
    public Task Async_factory() => Fix(
        """
            public static Task<string?> Get(string id) => {|LEAK109:s_cache.GetOrCreateAsync(id, async (e) =>
            {
                await Task.Yield();
                return Load(id);
            })|};
        """,
        """
            public static Task<string?> Get(string id) => s_cache.GetOrCreateAsync(id, async (e) =>
            {
                e.SlidingExpiration = TimeSpan.FromMinutes(20);
                await Task.Yield();
                return Load(id);
            });
        """);

    [Fact]
    public Task Value_that_is_set() => Fix(
        """
            public static void Put(string id, string user)
            {
                {|LEAK109:s_cache.Set(id, user)|};
            }
        """,
        """
            public static void Put(string id, string user)
            {
                s_cache.Set(id, user, new MemoryCacheEntryOptions { SlidingExpiration = TimeSpan.FromMinutes(20) });
            }
        """);

    [Fact]
    public Task Entry_that_is_filled_by_hand() => Fix(
        """
            public static string Get(string id)
            {
                using var entry = {|LEAK109:s_cache.CreateEntry(id)|}; // new
                entry.Value = Load(id);
                return (string)entry.Value;
            }
        """,
        """
            public static string Get(string id)
            {
                using var entry = s_cache.CreateEntry(id); // new
                entry.SlidingExpiration = TimeSpan.FromMinutes(20);
                entry.Value = Load(id);
                return (string)entry.Value;
            }
        """);

    [Theory]
    [InlineData("public static void Put(string id, string user) => {|LEAK109:s_cache.Set(key: id, value: user)|};")]
    [InlineData("public static object Get(string id) { var options = new MemoryCacheEntryOptions(); {|LEAK109:s_cache.Set(id, Load(id), options)|}; return id; }")]
    public Task What_is_written_otherwise_is_left_alone(string member) => Fix(member, member);

    private static Task Fix(string member, string repaired) => new Test { TestCode = Program(member), FixedCode = Program(repaired), TestState = { Sources = { ("Caching.cs", Caching) } }, FixedState = { Sources = { ("Caching.cs", Caching) } } }.RunAsync();

    private const string Caching = "#nullable enable\nusing System;\nusing System.Threading.Tasks;\n" + CacheWithoutLimitTests.Stub;

    private static string Program(string member) => $$"""
        #nullable enable
        using System;
        using System.Threading.Tasks;
        using Microsoft.Extensions.Caching.Memory;

        public static class Users
        {
            private static readonly MemoryCache s_cache = new(new MemoryCacheOptions());

        {{member}}

            private static string Load(string id) => "user " + id;
        }
        """;

    private sealed class Test : CSharpCodeFixTest<RegistriesAnalyzer, CacheWithoutLimitFix, DefaultVerifier>;
}
