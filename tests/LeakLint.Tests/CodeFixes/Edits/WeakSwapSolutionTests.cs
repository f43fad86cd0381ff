using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading.Tasks;
using LeakLint.CodeFixes.Edits;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;
using Microsoft.CodeAnalysis.Text;
using Xunit;

namespace LeakLint.Tests.CodeFixes.Edits;

/// <summary>A swap that reaches further than one file.</summary>
public sealed class WeakSwapSolutionTests
{
    private const string Declaring = """
        using System.Collections.Generic;
        using System.Runtime.CompilerServices;

        public partial class Node
        {
            private static readonly List<Node> _nodes = new();
        }
        """;

    private const string DeclaringSwapped = """
        using System.Collections.Generic;
        using System.Runtime.CompilerServices;

        public partial class Node
        {
            private static readonly ConditionalWeakTable<Node, object> _nodes = new();
        }
        """;

    [Fact]
    public async Task Partial_class_in_two_files_and_a_nested_type()
    {
        var solution = await Solution(("P", [
            ("/0/Node.cs", Declaring),
            ("/0/Node.Part.cs", """
                /// <summary>Is put into <see cref="_nodes"/>.</summary>
                public partial class Node
                {
                    public Node() => _nodes.Add(this);

                    private class Walker
                    {
                        public void Walk() { foreach (var node in Node._nodes) { } }
                    }
                }
                """)]));
        var texts = await SwapAsync(solution, Swap.WeakTable);
        Assert.Equal(DeclaringSwapped, texts["P/0/Node.cs"]);
        Assert.Equal(
            """
            /// <summary>Is put into <see cref="_nodes"/>.</summary>
            public partial class Node
            {
                public Node() => _nodes.AddOrUpdate(this, null);

                private class Walker
                {
                    public void Walk() { foreach (var (node, _) in Node._nodes) { } }
                }
            }
            """,
            texts["P/0/Node.Part.cs"]);
    }

    [Fact]
    public async Task Other_project_that_uses_the_type_keeps_compiling()
    {
        var solution = await Solution(
            ("P", [("/0/Node.cs", Declaring), ("/0/Node.Part.cs", "public partial class Node { public Node() => _nodes.Add(this); public static Node[] All() => _nodes.ToArray(); }")]),
            ("Q", [("/1/User.cs", "class User { int Use() { new Node(); return Node.All().Length; } }")]));
        solution = solution.AddProjectReference(Id(solution, "Q"), new ProjectReference(Id(solution, "P")));
        var texts = await SwapAsync(solution, Swap.WeakTable);
        Assert.Equal(
            "using System.Linq;\n\npublic partial class Node { public Node() => _nodes.AddOrUpdate(this, null); public static Node[] All() => _nodes.Select(pair => pair.Key).ToArray(); }",
            texts["P/0/Node.Part.cs"].Replace("\r", ""));
        Assert.DoesNotContain("Q/1/User.cs", texts.Keys);
    }

    [Fact]
    public async Task Linked_file_changes_in_both_projects()
    {
        const string Adding = "public partial class Node { public Node() => _nodes.Add(this); }";
        var solution = await Solution(("P", [("/0/Node.cs", Declaring), ("/0/Add.cs", Adding)]), ("Q", [("/0/Node.cs", Declaring), ("/0/Add.cs", Adding)]));
        var texts = await SwapAsync(solution, Swap.WeakTable);
        Assert.Equal(4, texts.Count);
        Assert.Equal(DeclaringSwapped, texts["P/0/Node.cs"]);
        Assert.Equal(DeclaringSwapped, texts["Q/0/Node.cs"]);
        Assert.Equal(texts["P/0/Add.cs"], texts["Q/0/Add.cs"]);
    }

    [Fact]
    public async Task Other_project_of_a_linked_file_refuses_for_both()
    {
        const string Adding = "public partial class Node { public Node() => _nodes.Add(this); }";
        var solution = await Solution(
            ("P", [("/0/Node.cs", Declaring), ("/0/Add.cs", Adding)]),
            ("Q", [("/0/Node.cs", Declaring), ("/0/Add.cs", Adding), ("/1/More.cs", "public partial class Node { public static int N => _nodes.Count; }")]));
        Assert.Equal(Refusal.CountInLogic, (await PlanAsync(solution, Swap.WeakTable)).Refusal);
    }

    [Fact]
    public async Task File_that_two_projects_would_change_differently_is_refused()
    {
        const string Adding = "public partial class Node { public Node() { \n#if Q\n _nodes.Insert(0, this);\n#else\n _nodes.Add(this);\n#endif\n } }";
        var solution = await Solution(("P", [("/0/Node.cs", Declaring), ("/0/Add.cs", Adding)]), ("Q", [("/0/Node.cs", Declaring), ("/0/Add.cs", Adding.Replace("Insert(0, this)", "Add(this)"))]));
        solution = solution.WithProjectParseOptions(Id(solution, "Q"), new CSharpParseOptions(preprocessorSymbols: ["Q"]));
        Assert.Equal(Refusal.LinkedFilesDiffer, (await PlanAsync(solution, Swap.WeakTable)).Refusal);
    }

    [Theory]
    [InlineData("/0/Form.Designer.cs", "")]
    [InlineData("/0/Add.g.cs", "")]
    [InlineData("/0/Add.cs", "// <auto-generated/>\n")]
    public async Task Use_in_generated_code_is_refused(string path, string header)
    {
        var solution = await Solution(("P", [("/0/Node.cs", Declaring), (path, header + "public partial class Node { public Node() => _nodes.Add(this); }")]));
        Assert.Equal(Refusal.Generated, (await PlanAsync(solution, Swap.WeakTable)).Refusal);
    }

    [Fact]
    public async Task Ability_that_one_project_of_a_linked_file_lacks_is_not_used()
    {
        var solution = await Solution(("P", [("/0/Node.cs", Declaring), ("/0/Add.cs", "public partial class Node { public Node() => _nodes.Add(this); }")]));
        var plan = await PlanAsync(solution, Swap.WeakTable, Abilities.All & ~Abilities.WeakTableReplaces);
        var text = await plan.Solution!.Projects.Single().Documents.Single(d => d.Name == "Add.cs").GetTextAsync();
        Assert.Equal("public partial class Node { public Node() => _nodes.GetValue(this, static _ => null); }", text.ToString());
    }

    [Theory]
    [InlineData("public partial class Node { public Node() => _nodes.Add(this); }", "")]
    [InlineData("public partial class Node { private static readonly System.Collections.Generic.List<Node> _nodes = new(); }", "public partial class Node { public Node() => _nodes.Add(this); }")]
    public async Task Part_that_a_source_generator_makes_is_refused(string generated, string written)
    {
        var solution = await Solution(("P", [("/0/Node.cs", written.Length > 0 ? written : Declaring)]));
        solution = solution.AddAnalyzerReference(Id(solution, "P"), new Generating(generated));
        Assert.Equal(Refusal.Generated, (await PlanAsync(solution, Swap.WeakTable)).Refusal);
    }

    private sealed class Generating(string source) : AnalyzerReference, IIncrementalGenerator
    {
        public override string FullPath => "/generating.dll";

        public override object Id => source;

        public override ImmutableArray<DiagnosticAnalyzer> GetAnalyzers(string language) => [];

        public override ImmutableArray<DiagnosticAnalyzer> GetAnalyzersForAllLanguages() => [];

        public override ImmutableArray<ISourceGenerator> GetGenerators(string language) => [this.AsSourceGenerator()];

        public void Initialize(IncrementalGeneratorInitializationContext context)
            => context.RegisterPostInitializationOutput(output => output.AddSource("Part", source));
    }

    private static ProjectId Id(Solution solution, string name) => solution.Projects.Single(p => p.Name == name).Id;

    private static async Task<Solution> Solution(params (string Name, (string Path, string Text)[] Files)[] projects)
    {
        var solution = new AdhocWorkspace().CurrentSolution;
        foreach (var (name, files) in projects)
        {
            var id = ProjectId.CreateNewId();
            solution = solution.AddProject(id, name, name, LanguageNames.CSharp)
                .WithProjectCompilationOptions(id, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary))
                .WithProjectMetadataReferences(id, await ReferenceAssemblies.Default.ResolveAsync(null, default));
            foreach (var (path, text) in files)
            {
                solution = solution.AddDocument(DocumentId.CreateNewId(id), path[(path.LastIndexOf('/') + 1)..], SourceText.From(text), filePath: path);
            }
        }

        return solution;
    }

    private static async Task<SwapPlan> PlanAsync(Solution solution, WeakForm form, Abilities allowed = Abilities.All)
    {
        var project = solution.Projects.Single(static p => p.Name == "P");
        var compilation = (await project.GetCompilationAsync())!;
        var fields = await SharedField.FindAsync(project, compilation.GetSymbolsWithName("_nodes", SymbolFilter.Member).Single(), default);
        return await WeakSwap.PlanAsync(solution, fields, form, default, allowed);
    }

    // The texts that changed, by project and path; the changed solution compiles.
    private static async Task<Dictionary<string, string>> SwapAsync(Solution solution, WeakForm form)
    {
        var plan = await PlanAsync(solution, form);
        Assert.True(plan.Solution is not null, plan.Refusal + " " + plan.Detail);
        var texts = new Dictionary<string, string>();
        foreach (var project in plan.Solution.Projects)
        {
            Assert.Empty((await project.GetCompilationAsync())!.GetDiagnostics().Where(static d => d.Severity == DiagnosticSeverity.Error));
            foreach (var document in project.Documents)
            {
                var text = (await document.GetTextAsync()).ToString();
                if (text != (await solution.GetDocument(document.Id)!.GetTextAsync()).ToString())
                {
                    texts.Add(project.Name + document.FilePath, text);
                }
            }
        }

        return texts;
    }
}
