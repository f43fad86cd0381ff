using System.Threading.Tasks;
using LeakLint.Analyzers.Registries;
using LeakLint.CodeFixes.Registries;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;
using Xunit;

namespace LeakLint.Tests.CodeFixes.Registries;

/// <summary>LEAK111: as LEAK101 and LEAK102, where the field and its uses stand in several types and files.</summary>
public sealed class AccessibleRegistryHoldsHandlesFixTests
{
    [Fact]
    public Task Taken_out_by_the_type_that_puts_itself_in() => Fix(
        runtime: true,
        """
        using System;
        using System.Collections.Generic;

        internal static class Registry
        {
            internal static readonly List<Node> All = new();
        }

        public sealed class Node : IDisposable
        {
            public Node() => {|LEAK111:Registry.All.Add(this)|};

            public void Dispose()
            {
            }
        }
        """,
        """
        using System;
        using System.Collections.Generic;

        internal static class Registry
        {
            internal static readonly List<Node> All = new();
        }

        public sealed class Node : IDisposable
        {
            public Node() => Registry.All.Add(this);

            public void Dispose()
            {
                Registry.All.Remove(this);
            }
        }
        """);

    [Fact]
    public Task Held_weakly_in_the_type_that_has_it() => Fix(
        runtime: true,
        """
        using System.Collections.Generic;

        internal static class Registry
        {
            internal static readonly List<Node> All = new();
        }

        public sealed class Node
        {
            public Node() => {|LEAK111:Registry.All.Add(this)|};

            public int Number { get; set; }
        }

        internal static class Report
        {
            public static int Sum()
            {
                var sum = 0;
                foreach (var node in Registry.All)
                {
                    sum += node.Number;
                }

                return sum;
            }
        }
        """,
        """
        using System.Collections.Generic;
        using LeakLint;

        internal static class Registry
        {
            internal static readonly WeakSet<Node> All = new();
        }

        public sealed class Node
        {
            public Node() => Registry.All.Add(this);

            public int Number { get; set; }
        }

        internal static class Report
        {
            public static int Sum()
            {
                var sum = 0;
                foreach (var node in Registry.All)
                {
                    sum += node.Number;
                }

                return sum;
            }
        }
        """);

    [Fact]
    public Task Cache_that_other_types_ask() => Fix(
        runtime: true,
        """
        using System.Collections.Concurrent;

        internal static class Names
        {
            internal static readonly ConcurrentDictionary<string, string> Upper = new();
        }

        public class Reader
        {
            public string Read(string text) => {|LEAK111:Names.Upper.GetOrAdd(text, t => t.ToUpperInvariant())|};
        }
        """,
        """
        using System.Collections.Concurrent;
        using LeakLint;

        internal static class Names
        {
            internal static readonly BoundedCache<string, string> Upper = new(1024);
        }

        public class Reader
        {
            public string Read(string text) => Names.Upper.GetOrAdd(text, t => t.ToUpperInvariant());
        }
        """);

    [Theory]
    [InlineData("internal static readonly List<string> All = new();", "public void Handle(string request) => {|LEAK111:Registry.All.Add(request)|};")]
    public Task What_is_no_cache_may_not_forget(string field, string member)
    {
        var code = $"using System.Collections.Generic; internal static class Registry {{ {field} }} public class Handler {{ {member} }}";
        return Fix(runtime: true, code, code);
    }

    private static Task Fix(bool runtime, string code, string repaired)
    {
        // Offered by "dotnet format", and by an editor that analyses the whole solution.
        var test = new Test { TestCode = code, FixedCode = repaired, CodeFixTestBehaviors = CodeFixTestBehaviors.SkipLocalDiagnosticCheck };
        if (runtime)
        {
            test.TestState.AdditionalReferences.Add(typeof(BoundedCache<,>).Assembly);
        }

        return test.RunAsync();
    }

    private sealed class Test : CSharpCodeFixTest<RegistriesAnalyzer, AccessibleRegistryHoldsHandlesFix, DefaultVerifier>;
}
