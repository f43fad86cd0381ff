using System;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using LeakLint.CodeFixes.Edits;
using Microsoft.CodeAnalysis;
using Xunit;

namespace LeakLint.Tests.CodeFixes.Edits;

/// <summary>Programs before and after the swap, run: what kept every node lets them go, and stays small.</summary>
public sealed class WeakSwapRunTests
{
    private const int Many = 1000;

    private const string Map = """
        #nullable enable
        using System.Collections.Generic;
        using System.Linq;
        public class Node
        {
            private static readonly Dictionary<int, Node> _nodes = new();
            public Node(int id) => _nodes.Add(id, this);
            public static Node? Find(int id) => _nodes.TryGetValue(id, out var node) ? node : null;
            public static int Alive() { var n = 0; foreach (var node in _nodes.Values) { n++; } return n; }
        }
        """;

    private const string List = """
        #nullable enable
        using System.Collections.Generic;
        using System.Linq;
        public class Node
        {
            private static readonly List<Node> _nodes = new();
            public Node(int id) { Id = id; _nodes.Add(this); }
            public int Id { get; }
            public static Node? Find(int id) => _nodes.FirstOrDefault(node => node.Id == id);
            public static int Alive() { var n = 0; foreach (var node in _nodes) { n++; } return n; }
        }
        """;

    [Theory]
    [InlineData("WeakValueDictionary", Map, "ApproximateCount")]
    [InlineData("WeakReferences", Map, "Count")]
    [InlineData("WeakSet", List, "ApproximateCount")]
    [InlineData("WeakTable", List, null)]
    [InlineData("WeakList", List, "Count")]
    public async Task Lets_go_what_nobody_else_holds(string form, string source, string? count)
    {
        var before = await LoadAsync(null, source);
        var keepsAll = Fill(before, first: 0);
        Collect();
        Assert.Equal(Many, Alive(before));
        GC.KeepAlive(keepsAll);

        var after = await LoadAsync((WeakForm)typeof(Swap).GetProperty(form)!.GetValue(null)!, source);
        var kept = Fill(after, first: 0);
        Collect();
        Assert.Equal(1, Alive(after));
        Assert.Same(kept, Find(after, 0));
        Assert.Null(Find(after, 1));

        // Ten times as many: the dead are removed on the way.
        for (var round = 1; round <= 10; round++)
        {
            Fill(after, first: round * Many);
            Collect();
        }

        Assert.Same(kept, Find(after, 0));
        if (count is not null)
        {
            var nodes = after.GetField("_nodes", BindingFlags.NonPublic | BindingFlags.Static)!.GetValue(null)!;
            Assert.InRange((int)nodes.GetType().GetProperty(count)!.GetValue(nodes)!, 1, 4 * Many);
        }

        GC.KeepAlive(kept);
    }

    // Makes many nodes, keeps the first.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static object Fill(Type node, int first)
    {
        var kept = Activator.CreateInstance(node, first)!;
        for (var i = 1; i < Many; i++)
        {
            Activator.CreateInstance(node, first + i);
        }

        return kept;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Alive(Type node) => (int)node.GetMethod("Alive")!.Invoke(null, null)!;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static object? Find(Type node, int id) => node.GetMethod("Find")!.Invoke(null, [id]);

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }

    private static async Task<Type> LoadAsync(WeakForm? form, string source)
    {
        var project = await Swap.ProjectAsync(form, source);
        using var image = new MemoryStream();
        var emitted = (await project.GetCompilationAsync())!.Emit(image);
        Assert.Empty(emitted.Diagnostics.Where(static d => d.Severity == DiagnosticSeverity.Error));
        return Assembly.Load(image.ToArray()).GetType("Node")!;
    }
}
