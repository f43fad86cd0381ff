using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Xunit;

namespace LeakLint.Tests.CodeFixes.Registries;

/// <content>Several registries at once, and what is not repaired beside what is.</content>
public sealed partial class StaticRegistryHoldsHandlesFixTests
{
    [Fact]
    public Task Two_registries_in_one_statement() => new RegistryFixTest
    {
        TestCode = """
            using System.Collections.Generic;

            public class Node
            {
                private static readonly HashSet<Node> _first = new();
                private static readonly HashSet<Node> _second = new();

                public Node()
                {
                    if ({|LEAK101:_first.Add(this)|} && {|LEAK101:_second.Add(this)|})
                    {
                        System.Console.WriteLine();
                    }
                }
            }
            """,
        FixedCode = """
            using System.Collections.Generic;
            using System.Runtime.CompilerServices;

            public class Node
            {
                private static readonly ConditionalWeakTable<Node, object> _first = new();
                private static readonly ConditionalWeakTable<Node, object> _second = new();

                public Node()
                {
                    if (_first.TryAdd(this, null) && _second.TryAdd(this, null))
                    {
                        System.Console.WriteLine();
                    }
                }
            }
            """,
    }.RunAsync();

    [Fact]
    public Task What_cannot_be_repaired_does_not_stop_the_rest() => new RegistryFixTest
    {
        TestCode = """
            using System;
            using System.Collections.Generic;

            public class Counted
            {
                private static readonly List<Counted> _all = new();

                public Counted() => {|LEAK101:_all.Add(this)|};

                public static int Count => _all.Count;
            }

            public class Node
            {
                private static readonly List<Node> _nodes = new();

                public Node() => {|LEAK101:_nodes.Add(this)|};
            }

            public class Last : IDisposable
            {
                private static readonly List<Last> _all = new();

                public Last() => {|LEAK101:_all.Add(this)|};

                public void Dispose() { }
            }
            """,
        FixedState =
        {
            MarkupHandling = Microsoft.CodeAnalysis.Testing.MarkupMode.Allow,
            Sources =
            {
                """
                using System;
                using System.Collections.Generic;
                using System.Runtime.CompilerServices;

                public class Counted
                {
                    private static readonly List<Counted> _all = new();

                    public Counted() => {|LEAK101:_all.Add(this)|};

                    public static int Count => _all.Count;
                }

                public class Node
                {
                    private static readonly ConditionalWeakTable<Node, object> _nodes = new();

                    public Node() => _nodes.AddOrUpdate(this, null);
                }

                public class Last : IDisposable
                {
                    private static readonly List<Last> _all = new();

                    public Last() => _all.Add(this);

                    public void Dispose()
                    {
                        _all.Remove(this);
                    }
                }
                """,
            },
        },
    }.RunAsync();

    private const string Handles = """
        #nullable enable
        using System;
        using System.Collections.Generic;
        using LeakLint;

        public sealed class Texture : IDisposable
        {
            public void Dispose() { }
        }

        public sealed class Sprite
        {
            private static readonly List<SharedHandle<Texture>> _used = [];

            public Sprite(SharedHandle<Texture> texture) => {|LEAK101:_used.Add(texture.AddReference())|};
        }
        """;

    [Fact]
    public Task Counted_handles_become_weak_handles() => new RegistryFixTest(runtime: true)
    {
        TestCode = Handles,
        FixedCode = """
            #nullable enable
            using System;
            using System.Collections.Generic;
            using LeakLint;

            public sealed class Texture : IDisposable
            {
                public void Dispose() { }
            }

            public sealed class Sprite
            {
                private static readonly List<WeakHandle<Texture>> _used = [];

                public Sprite(SharedHandle<Texture> texture) => AddToUsed(texture);

                // Entries whose value is gone are removed before the list grows.
                private static void AddToUsed(SharedHandle<Texture> value)
                {
                    if (_used.Count == _used.Capacity)
                    {
                        _used.RemoveAll(static weak => !weak.IsAlive);
                    }

                    _used.Add(value.ToWeak());
                }
            }
            """,
    }.RunAsync();

    [Fact]
    public Task Delegates_are_not_held_weakly() => new RegistryFixTest
    {
        TestCode = """
            using System;
            using System.Collections.Generic;

            public class Node
            {
                private static readonly List<Action> _handlers = new();

                public Node() => {|LEAK101:_handlers.Add(Run)|};

                private void Run() { }
            }
            """,
        FixedState = { MarkupHandling = Microsoft.CodeAnalysis.Testing.MarkupMode.Allow },
    }.RunAsync();

    [Fact]
    public Task Every_project_and_file_of_a_solution()
    {
        var test = new RegistryFixTest { NumberOfFixAllInProjectIterations = 2, NumberOfFixAllInDocumentIterations = 3 };
        test.TestState.Sources.Add(Adding("A", "{|LEAK101:_nodes.Add(this)|}", "List<A>", "using System.Collections.Generic;"));
        test.TestState.Sources.Add(Adding("B", "{|LEAK101:_nodes.Add(this)|}", "List<B>", "using System.Collections.Generic;"));
        test.TestState.AdditionalProjects["Other"].Sources.Add(Adding("C", "{|LEAK101:_nodes.Add(this)|}", "List<C>", "using System.Collections.Generic;"));
        test.TestState.AdditionalProjects["Other"].DocumentationMode = DocumentationMode.None;
        const string Usings = "using System.Collections.Generic;\nusing System.Runtime.CompilerServices;";
        test.FixedState.Sources.Add(Adding("A", "_nodes.AddOrUpdate(this, null)", "ConditionalWeakTable<A, object>", Usings));
        test.FixedState.Sources.Add(Adding("B", "_nodes.AddOrUpdate(this, null)", "ConditionalWeakTable<B, object>", Usings));
        test.FixedState.AdditionalProjects["Other"].Sources.Add(Adding("C", "_nodes.AddOrUpdate(this, null)", "ConditionalWeakTable<C, object>", Usings));
        test.FixedState.AdditionalProjects["Other"].DocumentationMode = DocumentationMode.None;
        return test.RunAsync();

        static string Adding(string name, string add, string type, string usings) => $$"""
            {{usings}}

            public class {{name}}
            {
                private static readonly {{type}} _nodes = new();

                public {{name}}() => {{add}};
            }
            """.ReplaceLineEndings("\n");
    }
}
