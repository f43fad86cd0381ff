using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.CodeFixes.Registries;

public class FirstSlice
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task X(bool runtime)
    {
        var text = await FixRun.FixedAsync("""
            using System.Collections.Generic;

            class Node
            {
                // All of them.
                private static readonly Dictionary<string, Node> ByName = new(16, System.StringComparer.Ordinal); // by name
                private static readonly List<Node> All = new List<Node>(4);

                public Node(string name)
                {
                    ByName.Add(name, this); // add
                    All.Add(this);
                }

                public static Node? Find(string name) => ByName.ContainsKey(name) ? ByName[name] : null;

                public static void Show()
                {
                    System.Console.WriteLine(nameof(ByName));
                    foreach (var node in ByName.Values)
                    {
                        System.Console.WriteLine(node);
                    }

                    foreach (Node node in All) System.Console.WriteLine(node);
                }
            }
            """, runtime);
        throw new System.Exception("\n" + text);
    }
}
