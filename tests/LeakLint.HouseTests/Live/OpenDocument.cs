using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;

namespace LeakLint.HouseTests.Live;

/// <summary>One document of a workspace, open in an editor: what the editor asks of analyzers and fixes.</summary>
internal sealed class OpenDocument : IDisposable
{
    private readonly AdhocWorkspace _workspace = new();

    private OpenDocument(string source, string ruleId)
    {
        var project = _workspace.AddProject(ProjectInfo.Create(
            ProjectId.CreateNewId(),
            VersionStamp.Default,
            "Sample",
            "Sample",
            LanguageNames.CSharp,
            compilationOptions: Analysis.Options.WithSpecificDiagnosticOptions(
                ImmutableDictionary<string, ReportDiagnostic>.Empty.Add(ruleId, ReportDiagnostic.Warn)),
            parseOptions: Analysis.ParseOptions,
            metadataReferences: References.Everything));
        _workspace.AddDocument(project.Id, "Usings.cs", SourceText.From(Analysis.GlobalUsings));
        Document = _workspace.AddDocument(project.Id, "Sample.cs", SourceText.From(source));
    }

    public Document Document { get; }

    /// <summary>Opens a source with the rule of that id on, even when it is off by default.</summary>
    public static OpenDocument Open(string source, string ruleId) => new(source, ruleId);

    /// <summary>What an editor shows: the diagnostics of one document, of all of it or of a span.</summary>
    public static async Task<ImmutableArray<Diagnostic>> DiagnosticsAsync(Document document, TextSpan? span = null)
    {
        var crashes = new ConcurrentQueue<string>();
        var model = await document.GetSemanticModelAsync() ?? throw new InvalidOperationException("No model.");
        var attached = Analysis.Attach(model.Compilation, crashes);
        var semantic = await attached.GetAnalyzerSemanticDiagnosticsAsync(model, span, default);
        var syntactic = await attached.GetAnalyzerSyntaxDiagnosticsAsync(model.SyntaxTree, span, default);
        return crashes.IsEmpty ? semantic.AddRange(syntactic) : throw new InvalidOperationException(string.Join(Environment.NewLine, crashes));
    }

    /// <summary>The light bulb: what the fixes offer for the diagnostics under the caret.</summary>
    public static async Task<IReadOnlyList<(Diagnostic Diagnostic, CodeAction Action)>> LightBulbAsync(Document document, int caret)
    {
        var line = (await document.GetTextAsync()).Lines.GetLineFromPosition(caret);
        var offered = new List<(Diagnostic, CodeAction)>();
        foreach (var diagnostic in (await DiagnosticsAsync(document, line.Span)).Where(d => d.Location.SourceSpan.IntersectsWith(caret)))
        {
            foreach (var fix in House.Fixes.Where(f => f.FixableDiagnosticIds.Contains(diagnostic.Id)))
            {
                await fix.RegisterCodeFixesAsync(new CodeFixContext(
                    document, diagnostic, (action, diagnostics) => offered.AddRange(diagnostics.Select(d => (d, action))), default));
            }
        }

        return offered;
    }

    /// <summary>The document after a click on the action.</summary>
    public static async Task<Document> ApplyAsync(Document document, CodeAction action)
    {
        var operations = await action.GetOperationsAsync(default);
        var change = operations.OfType<ApplyChangesOperation>().Single();
        return change.ChangedSolution.GetDocument(document.Id) ?? throw new InvalidOperationException("The document is gone.");
    }

    public void Dispose() => _workspace.Dispose();
}
