using System;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;
using Xunit;
using Verify = Microsoft.CodeAnalysis.CSharp.Testing.CSharpAnalyzerVerifier<LeakLint.Tests.Testing.BadNames, Microsoft.CodeAnalysis.Testing.DefaultVerifier>;
using VerifyTypes = Microsoft.CodeAnalysis.CSharp.Testing.CSharpAnalyzerVerifier<LeakLint.Tests.Testing.EveryType, Microsoft.CodeAnalysis.Testing.DefaultVerifier>;

namespace LeakLint.Tests.Testing;

/// <summary>What the verifier accepts, and that each way in which a test can be wrong fails it.</summary>
public sealed class AnalyzerTestTests
{
    private static Test With(string code) => new() { TestCode = code };

    private static async Task<string> Fails(Func<Task> test)
        => (await Assert.ThrowsAsync<InvalidOperationException>(test)).Message;

    private sealed class Test : CSharpAnalyzerTest<BadNames, DefaultVerifier>;

    [Fact]
    public Task Accepts_code_without_diagnostics() => Verify.VerifyAnalyzerAsync("class C { int good; }");

    [Fact]
    public Task Accepts_what_markup_names() => Verify.VerifyAnalyzerAsync("class C { int {|T001:bad|}, good, {|T001:badge|}; }");

    [Fact]
    public Task Accepts_what_a_result_names_by_markup_key()
        => Verify.VerifyAnalyzerAsync("class C { int {|#0:bad|}; }", Verify.Diagnostic("T001").WithLocation(0).WithArguments("bad"));

    [Fact]
    public Task Accepts_markup_nested_at_one_place() => Verify.VerifyAnalyzerAsync(
        "class C { int {|#0:{|T001:bad|}|} = {|#1:missing|}; }", DiagnosticResult.CompilerError("CS0103").WithLocation(1));

    [Fact]
    public Task Accepts_a_result_by_line_and_column()
        => Verify.VerifyAnalyzerAsync("class C { int bad; }", Verify.Diagnostic(BadNames.Rule).WithLocation(1, 15).WithArguments("bad"));

    [Fact]
    public Task Accepts_a_result_by_span()
        => Verify.VerifyAnalyzerAsync("class C { int bad; }", Verify.Diagnostic("T001").WithSpan(1, 15, 1, 18).WithMessage("The name 'bad' is bad"));

    [Fact]
    public Task Accepts_markup_without_an_id_for_an_analyzer_with_one_rule() => VerifyTypes.VerifyAnalyzerAsync("class [|C|] { }");

    [Fact]
    public async Task Refuses_markup_without_an_id_for_an_analyzer_with_more_rules()
        => Assert.Contains("needs an analyzer with one rule", await Fails(() => Verify.VerifyAnalyzerAsync("class C { int [|bad|]; }")));

    [Fact]
    public Task Takes_markup_without_an_id_for_the_first_rule_when_told()
        => new Test { TestCode = "class C { int [|bad|]; }", MarkupOptions = MarkupOptions.UseFirstDescriptor }.RunAsync();

    [Fact]
    public async Task Fails_when_a_diagnostic_is_missing()
        => Assert.Contains("Missing: /0/Test0.cs(1,15): T001", await Fails(() => Verify.VerifyAnalyzerAsync("class C { int {|T001:good|}; }")));

    [Fact]
    public async Task Fails_when_a_diagnostic_is_unexpected()
        => Assert.Contains("Unexpected: /0/Test0.cs(1,15): warning T001", await Fails(() => Verify.VerifyAnalyzerAsync("class C { int bad; }")));

    [Fact]
    public async Task Fails_when_one_diagnostic_is_expected_twice()
        => Assert.Contains("Missing", await Fails(() => Verify.VerifyAnalyzerAsync("class C { int {|T001:{|T001:bad|}|}; }")));

    [Fact]
    public async Task Fails_when_the_span_is_wrong()
    {
        var message = await Fails(() => Verify.VerifyAnalyzerAsync("class C { {|T001:int bad|}; }"));
        Assert.Contains("differs in location, expected /0/Test0.cs(1,11-1,18)", message);
    }

    [Fact]
    public async Task Fails_when_only_the_end_is_wrong()
        => Assert.Contains("differs in location", await Fails(() => Verify.VerifyAnalyzerAsync("class C { int {|T001:ba|}d; }")));

    [Fact]
    public async Task Fails_when_the_message_is_another()
        => Assert.Contains("differs in message", await Fails(() => Verify.VerifyAnalyzerAsync(
            "class C { int {|#0:bad|}; }", Verify.Diagnostic("T001").WithLocation(0).WithArguments("worse"))));

    [Fact]
    public async Task Fails_when_the_severity_is_another()
        => Assert.Contains("differs in severity", await Fails(() => Verify.VerifyAnalyzerAsync(
            "class C { int {|#0:bad|}; }", Verify.Diagnostic("T001").WithLocation(0).WithSeverity(DiagnosticSeverity.Error).WithMessage(null))));

    [Fact]
    public async Task Fails_when_additional_locations_are_left_out_of_a_result()
        => Assert.Contains("differs in number of additional locations", await Fails(() => VerifyTypes.VerifyAnalyzerAsync(
            "class {|#0:C|} { int Member; }", VerifyTypes.Diagnostic().WithLocation(0))));

    [Fact]
    public Task Accepts_additional_locations() => VerifyTypes.VerifyAnalyzerAsync(
        "class {|#0:C|} { int {|#1:Member|}; }", VerifyTypes.Diagnostic().WithLocation(0).WithLocation(1));

    [Fact]
    public async Task Fails_when_the_code_does_not_compile()
        => Assert.Contains("error CS0103", await Fails(() => Verify.VerifyAnalyzerAsync("class C { int good = missing; }")));

    [Fact]
    public Task Accepts_compiler_errors_that_markup_names() => Verify.VerifyAnalyzerAsync("class C { int good = {|CS0103:missing|}; }");

    [Fact]
    public async Task Fails_on_compiler_warnings_when_they_count()
        => Assert.Contains("CS0169", await Fails(() => new Test { TestCode = "class C { int good; }", CompilerDiagnostics = CompilerDiagnostics.Warnings }.RunAsync()));

    [Fact]
    public Task Ignores_the_compiler_when_told()
        => new Test { TestCode = "class C { int good = missing; }", CompilerDiagnostics = CompilerDiagnostics.None }.RunAsync();

    [Fact]
    public async Task Fails_when_the_analyzer_throws()
    {
        var message = await Fails(() => new CSharpAnalyzerTest<Throwing, DefaultVerifier> { TestCode = "class C { }" }.RunAsync());
        Assert.Contains("AD0001", message);
        Assert.Contains("thrown on purpose", message);
    }

    [Fact]
    public Task Switches_on_what_is_off_by_default() => Verify.VerifyAnalyzerAsync("class C { int {|T002:unsure|}; }");

    [Fact]
    public Task Switches_off_what_is_disabled()
        => new Test { TestCode = "class C { int unsure, {|T001:bad|}; }", DisabledDiagnostics = { "T002" } }.RunAsync();

    [Fact]
    public Task Lets_an_editorconfig_switch_a_rule_off()
    {
        var test = With("class C { int bad, unsure; }");
        test.TestState.AnalyzerConfigFiles.Add(("/.editorconfig", "root = true\n[*.cs]\ndotnet_diagnostic.T001.severity = none\ndotnet_diagnostic.T002.severity = none\n"));
        return test.RunAsync();
    }

    [Theory]
    [InlineData("suggestion", DiagnosticSeverity.Info)]
    [InlineData("error", DiagnosticSeverity.Warning)]
    public Task Lets_an_editorconfig_lower_a_severity_and_not_raise_it(string severity, DiagnosticSeverity reported)
    {
        var test = With("class C { int {|#0:bad|}; }");
        test.TestState.AnalyzerConfigFiles.Add(("/.editorconfig", $"root = true\n[*.cs]\ndotnet_diagnostic.T001.severity = {severity}\n"));
        test.ExpectedDiagnostics.Add(Verify.Diagnostic("T001").WithLocation(0).WithArguments("bad").WithSeverity(reported));
        return test.RunAsync();
    }

    [Fact]
    public async Task Has_no_framework_when_none_is_referenced()
        => Assert.Contains("CS0518", await Fails(() => new Test { TestCode = "class C { }", ReferenceAssemblies = new ReferenceAssemblies("") }.RunAsync()));

    [Fact]
    public Task Compiles_against_the_newest_framework_and_the_newest_finished_language()
        => Verify.VerifyAnalyzerAsync("class C { System.Threading.Lock good = new(); int[] numbers = [1, 2]; }");

    [Fact]
    public async Task Fails_without_files()
        => Assert.Contains("'TestState.Sources' is empty", await Fails(() => new Test().RunAsync()));
}
