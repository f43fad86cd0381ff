using System.Threading.Tasks;
using LeakLint.Tests.CodeFixes.Registries;
using Microsoft.CodeAnalysis.Testing;
using Xunit;

namespace LeakLint.Tests.CodeFixes.Edits;

/// <summary>Taking <c>this</c> out in the teardown that is there; and when that is not written.</summary>
public sealed class UnregisterTests
{
    private static string Program(string members) => $$"""
        using System;
        using System.Collections.Concurrent;
        using System.Collections.Generic;
        using System.Linq;

        public class Node : IDisposable
        {
        {{members}}
        }
        """;

    private static Task Removes(string before, string after) => new RegistryFixTest
    {
        CodeActionEquivalenceKey = "LEAK101",
        CodeActionVerifier = static (action, verify) => verify.Equal("Remove from '_nodes' in Dispose", action.Title.Replace("(bool)", "")),
        TestCode = Program(before),
        FixedCode = Program(after),
    }.RunAsync();

    // The first way that is offered is not this one.
    private static Task DoesNotRemove(string members) => new RegistryFixTest
    {
        CodeFixTestBehaviors = CodeFixTestBehaviors.SkipFixAllCheck,
        CodeActionEquivalenceKey = "LEAK101:release",
        TestCode = Program(members),
        FixedCode = Program(members),
    }.RunAsync();

    [Theory]
    [InlineData("readonly HashSet<Node> _nodes = new();", "_id = id; {|LEAK101:_nodes.Add(this)|};", "_nodes.Remove(this);")]
    [InlineData("readonly LinkedList<Node> _nodes = new();", "_id = id; {|LEAK101:_nodes.AddLast(this)|};", "_nodes.Remove(this);")]
    [InlineData("readonly Dictionary<int, Node> _nodes = new();", "_id = id; {|LEAK101:_nodes.Add(id, this)|};", "_nodes.Remove(_id);")]
    [InlineData("readonly Dictionary<int, Node> _nodes = new();", "_id = id; {|LEAK101:_nodes.Add(_id, this)|};", "_nodes.Remove(_id);")]
    [InlineData("readonly ConcurrentDictionary<int, Node> _nodes = new();", "_id = id; {|LEAK101:_nodes.TryAdd(id, this)|};", "_nodes.TryRemove(new(_id, this));")]
    public Task Takes_out_what_was_put_in(string declaration, string add, string remove)
        => Removes(
            "    private static " + declaration + "\n    private readonly int _id;\n\n    public Node(int id) { " + add + " }\n\n    public void Dispose()\n    {\n        Console.WriteLine(_id);\n    }",
            "    private static " + declaration + "\n    private readonly int _id;\n\n    public Node(int id) { " + add.Replace("{|LEAK101:", "").Replace("|}", "") + " }\n\n    public void Dispose()\n    {\n        " + remove + "\n        Console.WriteLine(_id);\n    }");

    [Fact]
    public Task Entry_that_another_may_have_replaced_is_looked_at() => Removes(
        """
            private static readonly Dictionary<int, Node> _nodes = new();

            public Node(int id)
            {
                Id = id;
                {|LEAK101:_nodes[id] = this|};
            }

            public int Id { get; }

            public void Dispose()
            {
            }
        """,
        """
            private static readonly Dictionary<int, Node> _nodes = new();

            public Node(int id)
            {
                Id = id;
                _nodes[id] = this;
            }

            public int Id { get; }

            public void Dispose()
            {
                if (_nodes.TryGetValue(Id, out var registered) && ReferenceEquals(registered, this))
                {
                    _nodes.Remove(Id);
                }
            }
        """);

    [Fact]
    public Task Dispose_pattern_removes_under_disposing_and_under_the_same_lock() => Removes(
        """
            private static readonly object _gate = new();
            private static readonly List<Node> _nodes = new();

            public Node()
            {
                lock (_gate)
                {
                    {|LEAK101:_nodes.Add(this)|};
                }
            }

            ~Node() => Dispose(false);

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
                if (disposing)
                {
                    Console.WriteLine();
                }
            }
        """,
        """
            private static readonly object _gate = new();
            private static readonly List<Node> _nodes = new();

            public Node()
            {
                lock (_gate)
                {
                    _nodes.Add(this);
                }
            }

            ~Node() => Dispose(false);

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
                if (disposing)
                {
                    lock (_gate)
                    {
                        _nodes.Remove(this);
                    }
                    Console.WriteLine();
                }
            }
        """);

    [Fact]
    public Task Expression_body_becomes_a_block() => Removes(
        """
            private static readonly List<Node> _nodes = new();

            public Node() => {|LEAK101:_nodes.Add(this)|};

            public void Dispose() => Console.WriteLine(); // gone
        """,
        """
            private static readonly List<Node> _nodes = new();

            public Node() => _nodes.Add(this);

            public void Dispose()
            {
                _nodes.Remove(this);
                Console.WriteLine(); // gone
            }
        """);

    [Theory]
    [InlineData("private static readonly Queue<Node> _nodes = new(); public Node() => {|LEAK101:_nodes.Enqueue(this)|}; public void Dispose() { } public static int N => _nodes.Count;")]
    [InlineData("private static readonly Dictionary<string, Node> _nodes = new(); public Node(string key) => {|LEAK101:_nodes.Add(key, this)|}; public void Dispose() { } public static int N => _nodes.Count;")]
    [InlineData("private static readonly Dictionary<int, Node> _nodes = new(); private int _id; public Node(int id) { _id = id; {|LEAK101:_nodes.Add(id, this)|}; } public void Dispose() { } public static int N => _nodes.Count;")]
    [InlineData("private static readonly List<Node> _nodes = new(); public Node() => {|LEAK101:_nodes.Add(this)|}; void IDisposable.Dispose() => Dispose(true); protected virtual void Dispose(bool disposing) { } public static int N => _nodes.Count;")]
    public Task Is_not_written(string members) => DoesNotRemove(members);
}
