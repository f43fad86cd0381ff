using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>
/// A test of what analyzers report. Everything they report counts, rules that are off by default included, as does
/// everything that <see cref="CompilerDiagnostics"/> names: what a test does not expect fails it.
/// </summary>
public abstract class AnalyzerTest<TVerifier>
    where TVerifier : IVerifier, new()
{
    private static readonly ConditionalWeakTable<Diagnostic, object> NonLocal = [];

    /// <summary>Creates a test without files.</summary>
    protected AnalyzerTest() => TestState = NewState();

    /// <summary>How the test fails.</summary>
    protected static TVerifier Verify { get; } = new();

    /// <summary>The language of the test's files.</summary>
    public abstract string Language { get; }

    /// <summary>The first file.</summary>
    [StringSyntax("C#-test")]
    public string TestCode
    {
        set => TestState.Sources.Add(value);
    }

    /// <summary>The files, projects and expectations of the test.</summary>
    public SolutionState TestState { get; }

    /// <summary>The diagnostics expected beyond those that markup names.</summary>
    public List<DiagnosticResult> ExpectedDiagnostics => TestState.ExpectedDiagnostics;

    /// <summary>The rules that are switched off.</summary>
    public List<string> DisabledDiagnostics { get; } = [];

    /// <summary>Which compiler diagnostics count.</summary>
    public CompilerDiagnostics CompilerDiagnostics { get; set; } = CompilerDiagnostics.Errors;

    /// <summary>How markup is read.</summary>
    public MarkupOptions MarkupOptions { get; set; }

    /// <summary>Accepted for compatibility.</summary>
    public TestBehaviors TestBehaviors { get; set; }

    /// <summary>The framework that the files are compiled against.</summary>
    public ReferenceAssemblies ReferenceAssemblies { get; set; } = ReferenceAssemblies.Default;

    /// <summary>Changes to the solution before it is analyzed; they get the primary project.</summary>
    public List<Func<Solution, ProjectId, Solution>> SolutionTransforms { get; } = [];

    /// <summary>A further look at each diagnostic and what was expected of it.</summary>
    public Action<Diagnostic, DiagnosticResult, IVerifier>? DiagnosticVerifier { get; set; }

    /// <summary>How files without a name are called, up to their number.</summary>
    protected virtual string DefaultFilePathPrefix => "/0/Test";

    /// <summary>The name of the primary project.</summary>
    protected virtual string DefaultTestProjectName => "TestProject";

    /// <summary>How files without a name end.</summary>
    protected abstract string DefaultFileExt { get; }

    /// <summary>The name of the first file.</summary>
    protected virtual string DefaultFilePath => $"{DefaultFilePathPrefix}0.{DefaultFileExt}";

    /// <summary>Runs the test.</summary>
    public async Task RunAsync(CancellationToken cancellationToken = default)
        => await RunImplAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Runs the test.</summary>
    protected virtual async Task RunImplAsync(CancellationToken cancellationToken)
    {
        Verify.NotEmpty("TestState.Sources", TestState.Sources);
        var reader = NewReader(fixable: []);
        await VerifyDiagnosticsAsync(reader.ReadMarkup(reader.Inherit(TestState, before: null), DefaultFilePath), Verify, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>The analyzers under test.</summary>
    protected abstract IEnumerable<DiagnosticAnalyzer> GetDiagnosticAnalyzers();

    /// <summary>How the projects are compiled.</summary>
    protected abstract CompilationOptions CreateCompilationOptions();

    /// <summary>How the files are parsed.</summary>
    protected abstract ParseOptions CreateParseOptions();

    /// <summary>What markup without an id means.</summary>
    protected internal virtual DiagnosticDescriptor? GetDefaultDiagnostic(DiagnosticAnalyzer[] analyzers)
        => MarkupOptions.HasFlag(MarkupOptions.UseFirstDescriptor) ? analyzers.SelectMany(static a => a.SupportedDiagnostics).FirstOrDefault()
            : analyzers is [{ SupportedDiagnostics: [var only] }, ..] ? only
            : null;

    /// <summary>Whether a compiler diagnostic counts.</summary>
    protected virtual bool IsCompilerDiagnosticIncluded(Diagnostic diagnostic, CompilerDiagnostics compilerDiagnostics) => compilerDiagnostics switch
    {
        CompilerDiagnostics.None => false,
        CompilerDiagnostics.Errors => diagnostic.Severity >= DiagnosticSeverity.Error,
        CompilerDiagnostics.Warnings => diagnostic.Severity >= DiagnosticSeverity.Warning,
        CompilerDiagnostics.Suggestions => diagnostic.Severity >= DiagnosticSeverity.Info,
        _ => true,
    };

    internal SolutionState NewState() => new(DefaultTestProjectName, Language, DefaultFilePathPrefix, DefaultFileExt);

    internal ExpectedState NewReader(ImmutableArray<string> fixable)
    {
        var analyzers = GetDiagnosticAnalyzers().ToArray();
        return new ExpectedState(
            MarkupOptions, GetDefaultDiagnostic(analyzers), [.. analyzers.SelectMany(static a => a.SupportedDiagnostics)], fixable);
    }

    internal async Task VerifyDiagnosticsAsync(SolutionState state, IVerifier verifier, CancellationToken cancellation)
    {
        using var workspace = TestSolution.CreateWorkspace();
        var (solution, _) = await CreateSolutionAsync(workspace, state, cancellation).ConfigureAwait(false);
        var actual = await GetDiagnosticsAsync(solution, cancellation).ConfigureAwait(false);
        DiagnosticMatching.Verify([.. actual.Select(static d => d.Diagnostic)], state.ExpectedDiagnostics, DiagnosticVerifier, verifier);
    }

    internal async Task<(Solution Solution, ProjectId Primary)> CreateSolutionAsync(Workspace workspace, SolutionState state, CancellationToken cancellation)
    {
        var (solution, primary) = await TestSolution.AddAsync(
            workspace.CurrentSolution, state, CreateCompilationOptions(), CreateParseOptions(), ReferenceAssemblies, cancellation).ConfigureAwait(false);
        foreach (var transform in SolutionTransforms)
        {
            solution = transform(solution, primary);
        }

        var options = solution.GetProject(primary)!.CompilationOptions!;
        options = options.WithSpecificDiagnosticOptions(Severities().SetItems(options.SpecificDiagnosticOptions));
        return (solution.WithProjectCompilationOptions(primary, options), primary);
    }

    /// <summary>What the compiler and the analyzers report in all projects, in the order of files and positions.</summary>
    internal async Task<ImmutableArray<(ProjectId Project, Diagnostic Diagnostic)>> GetDiagnosticsAsync(Solution solution, CancellationToken cancellation)
    {
        var analyzers = GetDiagnosticAnalyzers().ToImmutableArray();
        var all = new List<(ProjectId Project, Diagnostic Diagnostic)>();
        foreach (var project in solution.Projects)
        {
            var compilation = (await project.GetCompilationAsync(cancellation).ConfigureAwait(false))!;
            all.AddRange(compilation.GetDiagnostics(cancellation)
                .Where(d => IsCompilerDiagnosticIncluded(d, CompilerDiagnostics))
                .Select(d => (project.Id, d)));
            if (analyzers.IsEmpty)
            {
                continue;
            }

            var analysis = await compilation
                .WithAnalyzers(analyzers, new CompilationWithAnalyzersOptions(project.AnalyzerOptions, onAnalyzerException: null, concurrentAnalysis: true, logAnalyzerExecutionTime: false))
                .GetAnalysisResultAsync(cancellation).ConfigureAwait(false);
            foreach (var diagnostic in analysis.CompilationDiagnostics.Values.SelectMany(static d => d))
            {
                NonLocal.TryAdd(diagnostic, diagnostic.Id);
            }

            all.AddRange(analysis.GetAllDiagnostics().Select(d => (project.Id, d)));
        }

        return [.. all
            .Where(static d => !d.Diagnostic.IsSuppressed)
            .OrderBy(static d => d.Diagnostic.Location.GetLineSpan().Path, StringComparer.Ordinal)
            .ThenBy(static d => d.Diagnostic.Location.SourceSpan)
            .ThenBy(static d => d.Diagnostic.Id, StringComparer.Ordinal)
            .ThenBy(static d => d.Diagnostic.GetMessage(), StringComparer.Ordinal)];
    }

    /// <summary>Whether only a finished compilation could report it, so that no editor offers to fix it.</summary>
    internal static bool IsNonLocal(Diagnostic diagnostic) => NonLocal.TryGetValue(diagnostic, out _);

    // A rule that is off by default is switched on: a test says what its analyzer can report, not what a user has on.
    private ImmutableDictionary<string, ReportDiagnostic> Severities()
    {
        var severities = ImmutableDictionary.CreateBuilder<string, ReportDiagnostic>();
        foreach (var rule in GetDiagnosticAnalyzers().SelectMany(static a => a.SupportedDiagnostics))
        {
            severities[rule.Id] = rule.IsEnabledByDefault ? ReportDiagnostic.Default : rule.DefaultSeverity switch
            {
                DiagnosticSeverity.Error => ReportDiagnostic.Error,
                DiagnosticSeverity.Warning => ReportDiagnostic.Warn,
                DiagnosticSeverity.Info => ReportDiagnostic.Info,
                _ => ReportDiagnostic.Hidden,
            };
        }

        severities["AD0001"] = ReportDiagnostic.Error;
        foreach (var id in DisabledDiagnostics)
        {
            severities[id] = ReportDiagnostic.Suppress;
        }

        return severities.ToImmutable();
    }
}
