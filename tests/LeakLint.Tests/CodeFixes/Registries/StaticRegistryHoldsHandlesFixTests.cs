using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Xunit;

namespace LeakLint.Tests.CodeFixes.Registries;

/// <summary>From the warning to the repaired program: which ways are offered in which order, and what they make of whole files.</summary>
public sealed partial class StaticRegistryHoldsHandlesFixTests
{
    private const string Map = """
        #nullable enable
        using System.Collections.Generic;

        // The nodes of a session.
        public class Node
        {
            // By name.
            private static readonly Dictionary<string, Node> Nodes = new Dictionary<string, Node>(); // all of them

            public Node(string name)
            {
                // Known from now on.
                {|LEAK101:Nodes.Add(name, this)|}; // once
            }

            public static Node? Find(string name) => Nodes.ContainsKey(name) ? Nodes[name] : null;

            public static IEnumerable<string> Names()
            {
                foreach (var name in Nodes.Keys)
                {
                    yield return name; // in no order
                }
            }
        }
        """;

    private const string List = """
        using System.Collections.Generic;

        public class Node
        {
            private static readonly List<Node> _nodes = new();

            public Node() => {|LEAK101:_nodes.Add(this)|};

            public static void Wake()
            {
                foreach (var node in _nodes)
                {
                    node.ToString();
                }
            }
        }
        """;

    [Fact]
    public Task Map_with_the_runtime_package() => new RegistryFixTest(runtime: true)
    {
        TestCode = Map,
        FixedCode = """
            #nullable enable
            using System.Collections.Generic;
            using LeakLint;

            // The nodes of a session.
            public class Node
            {
                // By name.
                private static readonly WeakValueDictionary<string, Node> Nodes = new WeakValueDictionary<string, Node>(); // all of them

                public Node(string name)
                {
                    // Known from now on.
                    Nodes.Add(name, this); // once
                }

                public static Node? Find(string name) => Nodes.TryGetValue(name, out var node) ? node : null;

                public static IEnumerable<string> Names()
                {
                    foreach (var (name, _) in Nodes)
                    {
                        yield return name; // in no order
                    }
                }
            }
            """,
    }.RunAsync();

    [Fact]
    public Task List_with_the_runtime_package() => new RegistryFixTest(runtime: true)
    {
        TestCode = List,
        FixedCode = """
            using System.Collections.Generic;
            using LeakLint;

            public class Node
            {
                private static readonly WeakSet<Node> _nodes = new();

                public Node() => _nodes.Add(this);

                public static void Wake()
                {
                    foreach (var node in _nodes)
                    {
                        node.ToString();
                    }
                }
            }
            """,
    }.RunAsync();

    [Fact]
    public Task Disposable_type_unregisters_first() => new RegistryFixTest(runtime: true)
    {
        TestCode = """
            using System;
            using System.Collections.Generic;

            public sealed class Node : IDisposable
            {
                private static readonly List<Node> _nodes = new();

                public Node() => {|LEAK101:_nodes.Add(this)|};

                public void Dispose()
                {
                    // Last words.
                    Console.WriteLine("gone");
                }
            }
            """,
        FixedCode = """
            using System;
            using System.Collections.Generic;

            public sealed class Node : IDisposable
            {
                private static readonly List<Node> _nodes = new();

                public Node() => _nodes.Add(this);

                public void Dispose()
                {
                    _nodes.Remove(this);
                    // Last words.
                    Console.WriteLine("gone");
                }
            }
            """,
    }.RunAsync();

    [Fact]
    public Task Weak_can_be_preferred_to_unregistering()
    {
        var test = new RegistryFixTest(runtime: true)
        {
            TestCode = """
                using System;
                using System.Collections.Generic;

                public sealed class Node : IDisposable
                {
                    private static readonly Dictionary<int, Node> _nodes = new();
                    private readonly int _id;

                    public Node(int id)
                    {
                        _id = id;
                        {|LEAK101:_nodes.Add(id, this)|};
                    }

                    public void Dispose() => Console.WriteLine(_id);
                }
                """,
            FixedCode = """
                using System;
                using System.Collections.Generic;
                using LeakLint;

                public sealed class Node : IDisposable
                {
                    private static readonly WeakValueDictionary<int, Node> _nodes = new();
                    private readonly int _id;

                    public Node(int id)
                    {
                        _id = id;
                        _nodes.Add(id, this);
                    }

                    public void Dispose() => Console.WriteLine(_id);
                }
                """,
        };
        test.TestState.AnalyzerConfigFiles.Add(("/.editorconfig", "root = true\n[*.cs]\nleaklint.LEAK101.preferred_fix = weak\n"));
        return test.RunAsync();
    }
}
