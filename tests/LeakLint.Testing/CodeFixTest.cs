using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>
/// A test of what a fix makes of the test's files: its action is applied to one diagnostic after another, and as
/// "fix all" in document, project and solution. Each must lead to the fixed state, and there the analyzers and the
/// compiler report only what that state expects. Without a fixed state no action may be offered.
/// </summary>
public abstract partial class CodeFixTest<TVerifier> : CodeActionTest<TVerifier>
    where TVerifier : IVerifier, new()
{
    /// <summary>Creates a test without files.</summary>
    protected CodeFixTest() => (FixedState, BatchFixedState) = (NewState(), NewState());

    /// <summary>The first file after the fix. The same as the test's code, markup and all, says that there is no fix.</summary>
    [StringSyntax("C#-test")]
    public string FixedCode
    {
        set => FixedState.Sources.Add(value);
    }

    /// <summary>The first file after "fix all", where that is another than after single fixes.</summary>
    [StringSyntax("C#-test")]
    public string BatchFixedCode
    {
        set => BatchFixedState.Sources.Add(value);
    }

    /// <summary>The files, projects and expectations after the fix.</summary>
    public SolutionState FixedState { get; }

    /// <summary>The files, projects and expectations after "fix all", where they are others than after single fixes.</summary>
    public SolutionState BatchFixedState { get; }

    /// <summary>How often a single fix is applied: so often, at most so often if negative; once for each diagnostic at most if not set.</summary>
    public int? NumberOfIncrementalIterations { get; set; }

    /// <summary>How often "fix all" is applied; the same for all scopes that have no number of their own.</summary>
    public int? NumberOfFixAllIterations { get; set; }

    /// <summary>How often "fix all" is applied in documents.</summary>
    public int? NumberOfFixAllInDocumentIterations { get; set; }

    /// <summary>How often "fix all" is applied in projects.</summary>
    public int? NumberOfFixAllInProjectIterations { get; set; }

    /// <summary>Which parts are not tested.</summary>
    public CodeFixTestBehaviors CodeFixTestBehaviors { get; set; }

    // The analyzers are the whole test.
    internal bool FixesNothing { get; set; }

    /// <summary>The fixes under test.</summary>
    protected abstract IEnumerable<CodeFixProvider> GetCodeFixProviders();

    /// <summary>Which of the diagnostics that the fix can fix comes first, in a test with <see cref="CodeFixTestBehaviors.FixOne"/>.</summary>
    protected virtual Diagnostic? TrySelectDiagnosticToFix(ImmutableArray<Diagnostic> fixableDiagnostics) => fixableDiagnostics.FirstOrDefault();

    /// <inheritdoc />
    protected override bool IsCompilerDiagnosticIncluded(Diagnostic diagnostic, CompilerDiagnostics compilerDiagnostics)
        => base.IsCompilerDiagnosticIncluded(diagnostic, compilerDiagnostics)
            || GetCodeFixProviders().Any(provider => provider.FixableDiagnosticIds.Contains(diagnostic.Id));

    /// <inheritdoc />
    protected override async Task RunImplAsync(CancellationToken cancellationToken)
    {
        Verify.NotEmpty("TestState.Sources", TestState.Sources);
        var fixable = GetCodeFixProviders().SelectMany(static provider => provider.FixableDiagnosticIds).ToImmutableArray();
        var reader = NewReader(fixable);
        var rawTest = reader.Inherit(TestState, before: null);
        var rawFixed = reader.Inherit(FixedState, rawTest);
        var rawBatch = reader.Inherit(BatchFixedState, rawFixed);
        var test = reader.ReadMarkup(rawTest, DefaultFilePath);
        var @fixed = reader.ReadMarkup(rawFixed, DefaultFilePath);
        var batch = reader.ReadMarkup(rawBatch, DefaultFilePath);

        _seen.Clear();
        using var workspace = TestSolution.CreateWorkspace();
        var (solution, _) = await CreateSolutionAsync(workspace, test, cancellationToken).ConfigureAwait(false);
        var start = await RememberAsync(solution, cancellationToken).ConfigureAwait(false);
        DiagnosticMatching.Verify(
            [.. start.Diagnostics.Select(static d => d.Diagnostic)],
            test.ExpectedDiagnostics,
            DiagnosticVerifier,
            Verify.PushContext("Before the fix"));
        if (FixesNothing)
        {
            return;
        }

        foreach (var run in Runs(test, @fixed, batch, fixable))
        {
            await VerifyRunAsync(run, start, cancellationToken).ConfigureAwait(false);
        }

        if (IsGiven(FixedState) || IsGiven(BatchFixedState))
        {
            await VerifyDiagnosticsAsync(@fixed, Verify.PushContext("After the fix"), cancellationToken).ConfigureAwait(false);
        }

        if (IsGiven(BatchFixedState) && !CodeFixTestBehaviors.HasFlag(CodeFixTestBehaviors.SkipFixAllCheck))
        {
            await VerifyDiagnosticsAsync(batch, Verify.PushContext("After fix all"), cancellationToken).ConfigureAwait(false);
        }
    }

    private static bool IsGiven(SolutionState state) => state.HasFiles || state.InheritanceMode is not null || state.MarkupHandling is not null;

    // The limits that a test does not set: one action for each diagnostic, document, project or solution that the fix
    // is to change, and none where it is to change nothing. A limit below zero means "at most".
    private IEnumerable<Run> Runs(SolutionState test, SolutionState @fixed, SolutionState batch, ImmutableArray<string> fixable)
    {
        var diagnostics = test.ExpectedDiagnostics.Where(d => fixable.Contains(d.Id)).ToList();
        var projects = (HasOtherFiles(test, batch) ? 1 : 0) + test.AdditionalProjects.Values.Count(p => HasOtherFiles(p, batch.AdditionalProjects[p.Name]));
        var documents = projects == 0 ? 0 : diagnostics.Select(static d => d.Spans.FirstOrDefault().Span.Path).Distinct().Count();
        var changes = HasOtherFiles(test, @fixed) || test.AdditionalProjects.Values.Any(p => HasOtherFiles(p, @fixed.AdditionalProjects[p.Name]));

        yield return new Run("One fix after another", null, NumberOfIncrementalIterations ?? (changes ? -diagnostics.Count : 0), @fixed);
        if (GetCodeFixProviders().All(static provider => provider.GetFixAllProvider() is null))
        {
            yield break;
        }

        if (!CodeFixTestBehaviors.HasFlag(CodeFixTestBehaviors.SkipFixAllInDocumentCheck))
        {
            var limit = NumberOfFixAllInDocumentIterations ?? NumberOfFixAllIterations ?? -documents;
            yield return new Run("Fix all in document", FixAllScope.Document, limit, batch);
        }

        if (!CodeFixTestBehaviors.HasFlag(CodeFixTestBehaviors.SkipFixAllInProjectCheck))
        {
            var limit = NumberOfFixAllInProjectIterations ?? NumberOfFixAllIterations ?? -projects;
            yield return new Run("Fix all in project", FixAllScope.Project, limit, batch);
        }

        if (!CodeFixTestBehaviors.HasFlag(CodeFixTestBehaviors.SkipFixAllInSolutionCheck))
        {
            var limit = NumberOfFixAllIterations ?? -Math.Min(projects, 1);
            yield return new Run("Fix all in solution", FixAllScope.Solution, limit, batch);
        }
    }

    private static bool HasOtherFiles(ProjectState left, ProjectState right)
        => left.FileLists.Zip(right.FileLists).Any(static lists => !ExpectedState.SameFiles(lists.First, lists.Second));

    // One way to apply the fix (single fixes where there is no scope), how often, and what it must lead to.
    private sealed record Run(string Name, FixAllScope? Scope, int Limit, SolutionState Result);
}
