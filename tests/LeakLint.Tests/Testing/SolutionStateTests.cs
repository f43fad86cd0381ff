using System;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;
using Xunit;

namespace LeakLint.Tests.Testing;

/// <summary>What the files, projects and references of a test become.</summary>
public sealed class SolutionStateTests
{
    private sealed class Test : CSharpAnalyzerTest<BadNames, DefaultVerifier>;

    private static async Task<string> Fails(Test test)
        => (await Assert.ThrowsAsync<InvalidOperationException>(() => test.RunAsync())).Message;

    [Fact]
    public Task Reads_markup_in_every_file() => new Test
    {
        TestState =
        {
            Sources = { "class C { int {|T001:bad|}; }", ("Named.cs", "class D { int {|T001:bad|}; }") },
            AdditionalProjects = { ["Library"] = { Sources = { "class E { int {|T001:bad|}; }" } } },
        },
    }.RunAsync();

    [Fact]
    public async Task Says_which_file_is_meant()
    {
        var test = new Test { TestState = { Sources = { "class C { }", ("Named.cs", "class D { int bad; }") } } };
        Assert.Contains("Unexpected: Named.cs(1,15)", await Fails(test));
    }

    [Fact]
    public Task References_the_other_projects()
    {
        var test = new Test { TestCode = "class C { Library.D {|T001:bad|}; }" };
        test.TestState.AdditionalProjects["Library"].Sources.Add("namespace Library { public class D { } }");
        test.TestState.AdditionalProjectReferences.Add("Library");
        return test.RunAsync();
    }

    [Fact]
    public Task References_projects_from_further_projects()
    {
        var test = new Test { TestCode = "class C { }" };
        test.TestState.AdditionalProjects["Upper"].Sources.Add("class U : Lower { }");
        test.TestState.AdditionalProjects["Upper"].AdditionalProjectReferences.Add("Lower");
        test.TestState.AdditionalProjects["Lower"].Sources.Add("public class Lower { }");
        return test.RunAsync();
    }

    [Fact]
    public async Task Does_not_reference_other_projects_unasked()
    {
        var test = new Test { TestCode = "class C { Library.D good; }" };
        test.TestState.AdditionalProjects["Library"].Sources.Add("namespace Library { public class D { } }");
        Assert.Contains("CS0246", await Fails(test));
    }

    [Fact]
    public async Task Reports_what_other_projects_have()
    {
        var test = new Test { TestCode = "class C { }" };
        test.TestState.AdditionalProjects["Library"].Sources.Add("class D { int bad; }");
        Assert.Contains("Unexpected: /Library/Test0.cs(1,15): warning T001", await Fails(test));
    }

    [Fact]
    public Task References_assemblies() => new Test
    {
        TestCode = "class C : Xunit.FactAttribute { }",
        TestState = { AdditionalReferences = { typeof(FactAttribute).Assembly } },
    }.RunAsync();

    [Fact]
    public Task Compiles_a_program_when_told() => new Test
    {
        TestCode = "var {|T001:bad|} = 1; System.Console.WriteLine(bad);",
        TestState = { OutputKind = OutputKind.ConsoleApplication },
    }.RunAsync();

    [Fact]
    public Task Takes_files_named_so_for_generated_code() => new Test
    {
        TestState = { Sources = { "partial class C { int {|T001:bad|}; int B() => badge; }", ("C.g.cs", "partial class C { int badge; }") } },
    }.RunAsync();

    [Fact]
    public Task Gives_additional_files_to_the_analyzers() => new Test
    {
        TestCode = "class C { }",
        TestState = { AdditionalFiles = { ("/0/Names.txt", "bad") } },
        SolutionTransforms =
        {
            (solution, project) =>
            {
                Assert.Equal("Names.txt", solution.GetProject(project)!.AdditionalDocuments.Single().Name);
                return solution;
            },
        },
    }.RunAsync();

    [Fact]
    public async Task Applies_an_editorconfig_to_its_folder_only()
    {
        var test = new Test
        {
            TestState =
            {
                Sources = { ("/0/In/A.cs", "class A { int bad; }"), ("/0/Out/B.cs", "class B { int {|T001:bad|}; }") },
                AnalyzerConfigFiles = { ("/0/In/.editorconfig", "[*.cs]\ndotnet_diagnostic.T001.severity = none\n") },
            },
        };
        await test.RunAsync();
        test.TestState.AnalyzerConfigFiles.Clear();
        Assert.Contains("Unexpected: /0/In/A.cs", await Fails(test));
    }

    [Fact]
    public Task Lets_an_editorconfig_switch_on_what_a_further_project_has_off_by_default()
    {
        var test = new Test { TestCode = "class C { }" };
        test.TestState.AdditionalProjects["Off"].Sources.Add("class D { int unsure; }");
        test.TestState.AdditionalProjects["On"].Sources.Add("class E { int {|T002:unsure|}; }");
        test.TestState.AdditionalProjects["On"].AnalyzerConfigFiles.Add(("/On/.editorconfig", "[*.cs]\ndotnet_diagnostic.T002.severity = warning\n"));
        return test.RunAsync();
    }

    [Fact]
    public Task Changes_the_solution_before_it_is_analyzed() => new Test
    {
        TestCode = "class C { string? {|T001:bad|}; }",
        CompilerDiagnostics = CompilerDiagnostics.Warnings,
        DisabledDiagnostics = { "CS0169" },
        SolutionTransforms =
        {
            (solution, project) => solution.WithProjectCompilationOptions(
                project,
                ((CSharpCompilationOptions)solution.GetProject(project)!.CompilationOptions!).WithNullableContextOptions(NullableContextOptions.Enable)),
        },
    }.RunAsync();

    [Fact]
    public async Task Has_nullable_annotations_off()
        => Assert.Contains("CS8632", await Fails(new Test
        {
            TestCode = "class C { string? good; }",
            CompilerDiagnostics = CompilerDiagnostics.Warnings,
            DisabledDiagnostics = { "CS0169" },
        }));

    [Fact]
    public async Task Refuses_a_markup_key_that_is_there_twice()
        => Assert.Contains("more than one markup location '#0'", await Fails(new Test { TestCode = "class {|#0:C|} { int {|#0:good|}; }" }));

    [Fact]
    public async Task Refuses_a_markup_key_that_is_not_there()
        => Assert.Contains("no markup location '#1'", await Fails(new Test
        {
            TestCode = "class C { }",
            ExpectedDiagnostics = { new DiagnosticResult(BadNames.Rule).WithLocation(1) },
        }));

    [Fact]
    public Task Ignores_markup_when_told() => new Test
    {
        TestState = { Sources = { "class {|T001:C|} { }" }, MarkupHandling = MarkupMode.Ignore },
    }.RunAsync();
}
