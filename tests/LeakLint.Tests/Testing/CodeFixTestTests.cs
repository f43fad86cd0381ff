using System;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;
using Xunit;
using Verify = Microsoft.CodeAnalysis.CSharp.Testing.CSharpCodeFixVerifier<LeakLint.Tests.Testing.BadNames, LeakLint.Tests.Testing.Working, Microsoft.CodeAnalysis.Testing.DefaultVerifier>;

namespace LeakLint.Tests.Testing;

/// <summary>What the verifier accepts of a fix, and that each way in which a fix can be wrong fails the test.</summary>
public sealed class CodeFixTestTests
{
    private const string One = "class C { int {|T001:bad|}; }";
    private const string OneFixed = "class C { int fine; }";
    private const string Two = "class C { int {|T001:bad1|}; int good; int {|T001:bad2|}; }";
    private const string TwoFixed = "class C { int fine1; int good; int fine2; }";

    private static Test<T> With<T>(string code, string? fixedCode = null)
        where T : CodeFixProvider, new()
    {
        var test = new Test<T> { TestCode = code };
        if (fixedCode is not null)
        {
            test.FixedCode = fixedCode;
        }

        return test;
    }

    private static async Task<string> Fails(AnalyzerTest<DefaultVerifier> test)
        => (await Assert.ThrowsAsync<InvalidOperationException>(() => test.RunAsync())).Message;

    private sealed class Test<T> : CSharpCodeFixTest<BadNames, T, DefaultVerifier>
        where T : CodeFixProvider, new();

    [Fact]
    public Task Accepts_the_fixed_file() => Verify.VerifyCodeFixAsync(One, OneFixed);

    [Fact]
    public Task Accepts_the_fixed_file_of_an_expected_result()
        => Verify.VerifyCodeFixAsync("class C { int {|#0:bad|}; }", Verify.Diagnostic("T001").WithLocation(0).WithArguments("bad"), OneFixed);

    [Fact]
    public Task Applies_the_fix_to_one_diagnostic_after_another_and_to_all() => Verify.VerifyCodeFixAsync(Two, TwoFixed);

    [Fact]
    public Task Does_not_ask_the_fix_when_only_the_analyzer_is_tested() => Verify.VerifyAnalyzerAsync(One);

    [Fact]
    public async Task Fails_when_the_fixed_file_is_another()
    {
        var message = await Fails(With<Working>(One, "class C { int good; }"));
        Assert.Contains("One fix after another", message);
        Assert.Contains("-class C { int good; }", message);
        Assert.Contains("+class C { int fine; }", message);
    }

    [Fact]
    public async Task Fails_when_only_the_line_ends_are_others()
        => Assert.Contains("<CR>", await Fails(With<Working>("class C\n{ int {|T001:bad|}; }", "class C\r\n{ int fine; }")));

    [Fact]
    public async Task Fails_when_the_diagnostic_before_the_fix_is_missing()
        => Assert.Contains("Before the fix", await Fails(With<Working>("class C { int {|T001:good|}; }", OneFixed)));

    [Fact]
    public async Task Fails_when_the_fix_is_not_exported()
        => Assert.Contains("NotExported is not exported as a code fix for C#", await Fails(With<NotExported>(One, OneFixed)));

    [Fact]
    public async Task Fails_when_the_fix_is_exported_for_another_language()
        => Assert.Contains("is not exported as a code fix for C#", await Fails(With<ExportedForAnotherLanguage>(One, OneFixed)));

    [Fact]
    public async Task Fails_when_the_fix_changes_nothing()
        => Assert.Contains("The action 'Replace' changes nothing", await Fails(With<DoingNothing>(One, OneFixed)));

    [Fact]
    public async Task Fails_when_the_fix_breaks_the_code()
    {
        var message = await Fails(With<Breaking>(One, "class C { int fine = missing; }"));
        Assert.Contains("After the fix", message);
        Assert.Contains("CS0103", message);
    }

    [Fact]
    public async Task Fails_when_the_fix_brings_new_diagnostics()
    {
        var test = With<Multiplying>(One, "class C { int fine, bad1, bad2; }");
        test.CodeFixTestBehaviors = CodeFixTestBehaviors.FixOne;
        var message = await Fails(test);
        Assert.Contains("After the fix", message);
        Assert.Contains("Unexpected: /0/Test0.cs(1,21): warning T001", message);
    }

    [Fact]
    public async Task Fails_when_a_fix_goes_on_without_end()
        => Assert.Contains("'/0/Test0.cs' is not as expected", await Fails(With<Multiplying>(One, OneFixed)));

    [Fact]
    public async Task Fails_when_fix_all_makes_other_files()
    {
        var message = await Fails(With<FixingAllDifferently>(One, OneFixed));
        Assert.Contains("Fix all in document", message);
        Assert.Contains("+class C { int other14; }", message);
    }

    [Fact]
    public Task Accepts_other_files_after_fix_all_when_the_test_says_so()
    {
        var test = With<FixingAllDifferently>(One, OneFixed);
        test.BatchFixedCode = "class C { int other14; }";
        return test.RunAsync();
    }

    [Fact]
    public Task Leaves_fix_all_out_when_told()
    {
        var test = With<FixingAllDifferently>(One, OneFixed);
        test.CodeFixTestBehaviors = CodeFixTestBehaviors.SkipFixAllCheck;
        return test.RunAsync();
    }

    [Fact]
    public Task Leaves_fix_all_out_where_the_fix_has_none() => With<WithoutFixAll>(Two, TwoFixed).RunAsync();

    [Fact]
    public Task Accepts_that_there_is_no_fix_when_the_fixed_file_is_the_same()
        => With<Choosy>("class C { int {|T001:badStays|}; }", "class C { int {|T001:badStays|}; }").RunAsync();

    [Fact]
    public Task Accepts_that_there_is_no_fix_when_there_is_no_fixed_file() => With<Choosy>("class C { int {|T001:badStays|}; }").RunAsync();

    [Fact]
    public async Task Fails_when_a_fix_is_offered_though_the_fixed_file_is_the_same()
        => Assert.Contains("No fix is expected, but 'Replace' is offered", await Fails(With<Working>(One, One)));

    [Fact]
    public async Task Fails_when_a_fix_is_offered_though_there_is_no_fixed_file()
        => Assert.Contains("No fix is expected, but 'Replace' is offered", await Fails(With<Working>(One)));

    [Fact]
    public Task Accepts_what_the_fix_leaves_when_the_fixed_state_reads_its_markup()
    {
        var test = With<Choosy>("class C { int {|T001:badStays|}; int {|T001:bad|}; }");
        test.FixedState.Sources.Add("class C { int {|T001:badStays|}; int fine; }");
        test.FixedState.MarkupHandling = MarkupMode.Allow;
        return test.RunAsync();
    }

    [Fact]
    public async Task Expects_nothing_that_can_be_fixed_in_the_fixed_file()
        => Assert.Contains("After the fix", await Fails(With<Choosy>(
            "class C { int {|T001:badStays|}; int {|T001:bad|}; }", "class C { int {|T001:badStays|}; int fine; }")));

    [Fact]
    public Task Inherits_what_the_fix_cannot_fix()
        => With<Working>("class C { int {|T001:bad|}, {|T002:unsure|}; }", "class C { int fine, {|T002:unsure|}; }").RunAsync();

    [Fact]
    public Task Takes_the_action_with_the_key()
    {
        var test = With<TwoWays>(One, "class C { int good; }");
        test.CodeActionEquivalenceKey = "T001:good";
        return test.RunAsync();
    }

    [Fact]
    public Task Takes_the_action_at_the_place()
    {
        var test = With<TwoWays>(One, "class C { int good; }");
        test.CodeActionIndex = 1;
        return test.RunAsync();
    }

    [Fact]
    public async Task Fails_when_place_and_key_are_of_two_actions()
    {
        var test = With<TwoWays>(One, "class C { int good; }");
        (test.CodeActionIndex, test.CodeActionEquivalenceKey) = (0, "T001:good");
        Assert.Contains("has the key 'T001', not 'T001:good'", await Fails(test));
    }

    [Fact]
    public async Task Shows_each_action_that_it_takes()
    {
        var test = With<TwoWays>(One, OneFixed);
        test.CodeActionVerifier = (action, verifier) => verifier.Equal("Another title", action.Title);
        Assert.Contains("Expected 'Another title', got 'Replace'", await Fails(test));
    }

    [Fact]
    public async Task Fails_when_the_tree_is_not_that_of_its_text()
    {
        var test = With<MakingOddTrees>(One, "class C { int fine, good; }");
        Assert.Contains("is not the tree of its text", await Fails(test));
        test.CodeActionValidationMode = CodeActionValidationMode.None;
        await test.RunAsync();
    }

    [Fact]
    public async Task Fails_when_the_fix_is_applied_another_number_of_times()
    {
        var test = With<Working>(Two, TwoFixed);
        test.NumberOfIncrementalIterations = 3;
        Assert.Contains("The fix was applied 2 times, not 3", await Fails(test));
    }

    [Fact]
    public async Task Fails_when_the_fix_can_be_applied_more_often()
    {
        var test = With<Working>(Two, "class C { int fine1; int good; int bad2; }");
        test.NumberOfIncrementalIterations = 1;
        Assert.Contains("The fix can be applied more than 1 times", await Fails(test));
    }

    [Fact]
    public Task Compares_files_that_the_fix_adds()
    {
        var test = With<AddingAFile>(One);
        test.FixedState.Sources.Add(OneFixed);
        test.FixedState.Sources.Add(("/0/New/Added.cs", "class Added { }"));
        return test.RunAsync();
    }

    [Fact]
    public async Task Fails_when_the_fix_adds_files_that_are_not_expected()
        => Assert.Contains("+New/Added.cs", await Fails(With<AddingAFile>(One, OneFixed)));

    [Fact]
    public Task Fixes_every_file_and_every_project()
    {
        var test = With<Working>(Two);
        test.TestState.Sources.Add("class D { int {|T001:bad|}; }");
        test.TestState.AdditionalProjects["Library"].Sources.Add("public class E { int {|T001:bad|}; }");
        test.TestState.AdditionalProjectReferences.Add("Library");
        test.FixedState.Sources.Add(TwoFixed);
        test.FixedState.Sources.Add("class D { int fine; }");
        test.FixedState.AdditionalProjects["Library"].Sources.Add("public class E { int fine; }");
        test.FixedState.AdditionalProjectReferences.Add("Library");
        return test.RunAsync();
    }

    [Fact]
    public async Task Fails_when_the_fix_is_for_what_only_a_finished_compilation_reports()
    {
        var test = new CSharpCodeFixTest<BadNamesAtEnd, Working, DefaultVerifier> { TestCode = One, FixedCode = OneFixed };
        Assert.Contains("only a finished compilation reports", await Fails(test));
        test.CodeFixTestBehaviors = CodeFixTestBehaviors.SkipLocalDiagnosticCheck;
        await test.RunAsync();
    }
}
