using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;

namespace Microsoft.CodeAnalysis.Testing;

/// <content>Applies the fix in one way after another and compares the files.</content>
public abstract partial class CodeFixTest<TVerifier>
{
    // The runs mostly meet the same solutions: each is analyzed once.
    private readonly List<Analyzed> _seen = [];

    private async Task VerifyRunAsync(Run run, Analyzed start, CancellationToken cancellation)
    {
        var verifier = Verify.PushContext(run.Name);
        var most = Math.Abs(run.Limit);
        var applied = 0;
        var isOverLimit = false;
        var current = start;
        Analyzed? previous = null;
        while (previous is null || !SameDiagnostics(previous, current))
        {
            var step = await NextAsync(run, current, isFirst: applied == 0, verifier, cancellation).ConfigureAwait(false);
            if (step is null)
            {
                break;
            }

            verifier.False(most == 0, $"No fix is expected, but '{step.Title}' is offered.");
            isOverLimit = applied == most;
            if (isOverLimit)
            {
                break;
            }

            applied++;
            var changed = await ApplyAsync(current.Solution, step, verifier, cancellation).ConfigureAwait(false);
            verifier.True(changed is not null, $"The action '{step.Title}' changes nothing.");
            previous = current;
            current = await RememberAsync(changed, cancellation).ConfigureAwait(false);
            if (CodeFixTestBehaviors.HasFlag(CodeFixTestBehaviors.FixOne))
            {
                break;
            }
        }

        // What came out is more telling than how often: the files first.
        await VerifyFilesAsync(run.Result, current.Solution, verifier, cancellation).ConfigureAwait(false);
        verifier.False(isOverLimit, $"The fix can be applied more than {most} times.");
        var isExact = run.Limit >= -1;
        verifier.True(!isExact || applied == most, $"The fix was applied {applied} times, not {most}.");
    }

    // The action to apply next: a single fix, or the "fix all" that a user would start from it.
    private async Task<CodeAction?> NextAsync(Run run, Analyzed current, bool isFirst, IVerifier verifier, CancellationToken cancellation)
    {
        foreach (var diagnostic in Fixable(current, verifier))
        {
            var document = current.Solution.GetDocument(diagnostic.Location.SourceTree)!;
            var offered = new List<(CodeAction Action, CodeFixProvider Provider)>();
            foreach (var provider in GetCodeFixProviders().Where(p => p.FixableDiagnosticIds.Contains(diagnostic.Id)))
            {
                var context = new CodeFixContext(document, diagnostic, (action, _) => offered.Add((action, provider)), cancellation);
                await provider.RegisterCodeFixesAsync(context).ConfigureAwait(false);
            }

            var chosen = Choose(offered.Select(static o => o.Action), isFirst, verifier);
            if (chosen is null || run.Scope is not { } scope)
            {
                if (chosen is null)
                {
                    continue;
                }

                return chosen;
            }

            var fix = offered.First(o => o.Action == chosen || Contains(o.Action, chosen)).Provider;
            var fixAll = fix.GetFixAllProvider();
            if (fixAll is null || !fixAll.GetSupportedFixAllScopes().Contains(scope))
            {
                return null;
            }

            return await fixAll.GetFixAsync(new FixAllContext(
                document,
                fix,
                scope,
                chosen.EquivalenceKey,
                fixAll.GetSupportedFixAllDiagnosticIds(fix),
                new KnownDiagnostics(current.Diagnostics),
                cancellation)).ConfigureAwait(false);
        }

        return null;
    }

    private ImmutableArray<Diagnostic> Fixable(Analyzed current, IVerifier verifier)
    {
        var fixes = GetCodeFixProviders().ToList();
        var fixable = current.Diagnostics
            .Select(static d => d.Diagnostic)
            .Where(d => fixes.Any(fix => fix.FixableDiagnosticIds.Contains(d.Id)) && current.Solution.GetDocument(d.Location.SourceTree) is not null)
            .ToImmutableArray();
        if (!CodeFixTestBehaviors.HasFlag(CodeFixTestBehaviors.SkipLocalDiagnosticCheck))
        {
            var nonLocal = fixable.FirstOrDefault(IsNonLocal);
            verifier.True(nonLocal is null, $"No editor offers a fix for a diagnostic that only a finished compilation reports: {nonLocal}");
        }

        return !CodeFixTestBehaviors.HasFlag(CodeFixTestBehaviors.FixOne) ? fixable
            : TrySelectDiagnosticToFix(fixable) is { } one ? [one]
            : [];
    }

    private async Task<Analyzed> RememberAsync(Solution solution, CancellationToken cancellation)
    {
        var texts = new List<(string Name, string Text)>();
        foreach (var document in solution.Projects.SelectMany(static p => p.Documents.Concat(p.AdditionalDocuments).Concat(p.AnalyzerConfigDocuments)))
        {
            var text = await document.GetTextAsync(cancellation).ConfigureAwait(false);
            texts.Add(($"{document.Project.Name}/{document.FilePath ?? document.Name}", text.ToString()));
        }

        // A fix may also add references.
        texts.AddRange(solution.Projects.Select(static p => (p.Name, $"{p.MetadataReferences.Count} {p.ProjectReferences.Count()}")));
        var known = _seen.Find(seen => seen.Texts.SequenceEqual(texts));
        if (known is null)
        {
            known = new Analyzed(solution, texts, await GetDiagnosticsAsync(solution, cancellation).ConfigureAwait(false));
            _seen.Add(known);
        }

        return known;
    }

    private static async Task VerifyFilesAsync(SolutionState expected, Solution actual, IVerifier verifier, CancellationToken cancellation)
    {
        foreach (var state in expected.AdditionalProjects.Values.Prepend(expected))
        {
            var project = actual.Projects.Single(p => p.Name == state.Name);
            await VerifyListAsync("sources", state.Sources, project.Documents).ConfigureAwait(false);
            await VerifyListAsync("additional files", state.AdditionalFiles, project.AdditionalDocuments).ConfigureAwait(false);
            await VerifyListAsync("analyzer config files", state.AnalyzerConfigFiles, project.AnalyzerConfigDocuments).ConfigureAwait(false);

            async Task VerifyListAsync(string what, List<(string Path, SourceText Text)> files, IEnumerable<TextDocument> documents)
            {
                var found = documents.ToList();
                verifier.EqualOrDiff(
                    string.Join('\n', files.Select(f => string.Join('/', [.. TestSolution.Place(state.DefaultPrefix, f.Path).Folders, TestSolution.Place(state.DefaultPrefix, f.Path).Name]))),
                    string.Join('\n', found.Select(static d => string.Join('/', [.. d.Folders, d.Name]))),
                    $"The {what} of '{state.Name}' are others than expected ('-' expected, '+' actual):");
                foreach (var (file, document) in files.Zip(found))
                {
                    var text = await document.GetTextAsync(cancellation).ConfigureAwait(false);
                    verifier.EqualOrDiff(file.Text.ToString(), text.ToString(), $"'{file.Path}' is not as expected ('-' expected, '+' actual):");
                }
            }
        }
    }

    private static bool SameDiagnostics(Analyzed left, Analyzed right)
        => left.Diagnostics.Select(static d => (d.Diagnostic.Id, d.Diagnostic.Location.GetLineSpan()))
            .SequenceEqual(right.Diagnostics.Select(static d => (d.Diagnostic.Id, d.Diagnostic.Location.GetLineSpan())));

    private static bool Contains(CodeAction action, CodeAction nested)
        => action.NestedActions.Any(child => child == nested || Contains(child, nested));

    private sealed record Analyzed(
        Solution Solution, List<(string Name, string Text)> Texts, ImmutableArray<(ProjectId Project, Diagnostic Diagnostic)> Diagnostics);

    // "Fix all" asks for diagnostics: it gets those of the solution it starts from.
    private sealed class KnownDiagnostics(ImmutableArray<(ProjectId Project, Diagnostic Diagnostic)> all) : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken)
            => Task.FromResult(In(project));

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken)
            => Task.FromResult(In(project).Where(static d => !d.Location.IsInSource));

        public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken)
            => Task.FromResult(In(document.Project).Where(d => document.Project.Solution.GetDocument(d.Location.SourceTree)?.Id == document.Id));

        private IEnumerable<Diagnostic> In(Project project) => all.Where(d => d.Project == project.Id).Select(static d => d.Diagnostic);
    }
}
