using System.Threading.Tasks;
using LeakLint.Analyzers.Registries;
using LeakLint.CodeFixes.Registries;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;
using Xunit;

namespace LeakLint.Tests.CodeFixes.Registries;

/// <summary>LEAK102: caches get a bound, what is no cache gets no light bulb.</summary>
public sealed class StaticCollectionOnlyGrowsFixTests
{
    [Fact]
    public Task GetOrAdd_with_the_runtime_package() => Fix(
        runtime: true,
        """
        using System.Collections.Concurrent;
        using System.Text.RegularExpressions;

        public static class Patterns
        {
            // By text.
            private static readonly ConcurrentDictionary<string, Regex> s_cache = new();

            public static Regex Get(string pattern) => {|LEAK102:s_cache.GetOrAdd(pattern, p => new Regex(p))|}; // made once
        }
        """,
        """
        using System.Collections.Concurrent;
        using System.Text.RegularExpressions;
        using LeakLint;

        public static class Patterns
        {
            // By text.
            private static readonly BoundedCache<string, Regex> s_cache = new(1024);

            public static Regex Get(string pattern) => s_cache.GetOrAdd(pattern, p => new Regex(p)); // made once
        }
        """);

    [Fact]
    public Task Lookup_and_add_with_the_runtime_package() => Fix(
        runtime: true,
        """
        using System;
        using System.Collections.Generic;

        public static class Upper
        {
            private static readonly Dictionary<string, string> s_known = new Dictionary<string, string>(StringComparer.Ordinal);

            public static string Of(string text)
            {
                lock (typeof(Upper))
                {
                    if (!s_known.TryGetValue(text, out var upper))
                    {
                        upper = text.ToUpperInvariant();
                        {|LEAK102:s_known.Add(text, upper)|};
                    }

                    return upper;
                }
            }

            public static bool Knows(string text) => s_known.ContainsKey(text);
        }
        """,
        """
        using System;
        using System.Collections.Generic;
        using LeakLint;

        public static class Upper
        {
            private static readonly BoundedCache<string, string> s_known = new BoundedCache<string, string>(1024, StringComparer.Ordinal);

            public static string Of(string text)
            {
                lock (typeof(Upper))
                {
                    if (!s_known.TryGetValue(text, out var upper))
                    {
                        upper = text.ToUpperInvariant();
                        s_known[text] = upper;
                    }

                    return upper;
                }
            }

            public static bool Knows(string text) => s_known.TryGetValue(text, out _);
        }
        """);

    [Fact]
    public Task Without_the_package_it_is_emptied_when_it_is_full() => Fix(
        runtime: false,
        """
        using System.Collections.Concurrent;
        using System.Text.RegularExpressions;

        public static class Patterns
        {
            private static readonly ConcurrentDictionary<string, Regex> s_cache = new();

            public static bool Is(string text, string pattern)
            {
                // Compiled once.
                var regex = {|LEAK102:s_cache.GetOrAdd(pattern, p => new Regex(p))|};
                return regex.IsMatch(text);
            }
        }
        """,
        """
        using System.Collections.Concurrent;
        using System.Text.RegularExpressions;

        public static class Patterns
        {
            private static readonly ConcurrentDictionary<string, Regex> s_cache = new();

            public static bool Is(string text, string pattern)
            {
                if (s_cache.Count >= 1024)
                {
                    s_cache.Clear();
                }

                // Compiled once.
                var regex = s_cache.GetOrAdd(pattern, p => new Regex(p));
                return regex.IsMatch(text);
            }
        }
        """);

    [Fact]
    public Task What_would_be_disposed_when_it_leaves_is_not_given_to_a_cache_that_disposes() => Fix(
        runtime: true,
        """
        using System.Collections.Concurrent;
        using System.IO;

        public class Logs
        {
            private static readonly ConcurrentDictionary<string, StringWriter> s_logs = new();

            public StringWriter For(string name)
            {
                return {|LEAK102:s_logs.GetOrAdd(name, _ => new StringWriter())|};
            }
        }
        """,
        """
        using System.Collections.Concurrent;
        using System.IO;

        public class Logs
        {
            private static readonly ConcurrentDictionary<string, StringWriter> s_logs = new();

            public StringWriter For(string name)
            {
                if (s_logs.Count >= 1024)
                {
                    s_logs.Clear();
                }

                return s_logs.GetOrAdd(name, _ => new StringWriter());
            }
        }
        """);

    [Theory]
    [InlineData("private static readonly List<string> s_seen = new(); public void See(string id) { {|LEAK102:s_seen.Add(id)|}; }")]
    [InlineData("private static readonly HashSet<string> s_seen = new(); public bool See(string id) { return {|LEAK102:s_seen.Add(id)|}; }")]
    [InlineData("private static readonly Dictionary<string, int> s_at = new(); public void See(string id) { {|LEAK102:s_at[id] = id.Length|}; }")]
    public Task What_is_no_cache_may_not_forget(string members)
    {
        var code = $"using System.Collections.Generic; public class Seen {{ {members} }}";
        return Fix(runtime: true, code, code);
    }

    private static Task Fix(bool runtime, string code, string repaired)
    {
        var test = new Test { TestCode = code, FixedCode = repaired };
        if (runtime)
        {
            test.TestState.AdditionalReferences.Add(typeof(BoundedCache<,>).Assembly);
        }

        return test.RunAsync();
    }

    private sealed class Test : CSharpCodeFixTest<RegistriesAnalyzer, StaticCollectionOnlyGrowsFix, DefaultVerifier>;
}
