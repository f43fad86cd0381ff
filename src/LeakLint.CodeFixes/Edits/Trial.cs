using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace LeakLint.CodeFixes.Edits;

/// <summary>
/// An edit of one member is tried before it is offered: it must compile with no complaint that was not there before,
/// and the family that reported the finding must neither repeat it nor find something new in the member.
/// </summary>
internal sealed class Trial
{
    private readonly SyntaxAnnotation _mark;
    private readonly DiagnosticAnalyzer _analyzer;
    private readonly bool _ofFile;
    private readonly Compilation _compilation;
    private readonly Dictionary<string, int> _complaints;
    private readonly ImmutableArray<Diagnostic> _findings;

    private Trial(
        Document document,
        SyntaxNode flagged,
        SyntaxAnnotation mark,
        DiagnosticAnalyzer analyzer,
        Compilation compilation,
        SemanticModel model,
        ImmutableArray<Diagnostic> findings,
        Diagnostic finding,
        bool ofFile,
        CancellationToken cancellation)
    {
        _ofFile = ofFile;
        Document = document;
        Flagged = flagged;
        _mark = mark;
        _analyzer = analyzer;
        _compilation = compilation;
        Model = model;
        _findings = findings;
        _complaints = Complaints(model, Judged(flagged, ofFile), cancellation);
        Finding = finding;
    }

    /// <summary>The document to edit; not the one the trial was started with, so that the flagged node can be found again.</summary>
    public Document Document { get; }

    public SemanticModel Model { get; }

    /// <summary>The flagged node in <see cref="Document"/>.</summary>
    public SyntaxNode Flagged { get; }

    /// <summary>The finding as it is now, with locations that are right.</summary>
    public Diagnostic Finding { get; }

    /// <summary>Null when the analyzer no longer reports the rule there: an earlier repair took care of it.</summary>
    /// <param name="document">The document with the finding.</param>
    /// <param name="flagged">Where it stands.</param>
    /// <param name="ruleId">What it is a finding of.</param>
    /// <param name="analyzer">The family that reported it.</param>
    /// <param name="ofFile">Whether the rule judges a whole type: then the member alone would not show the finding.</param>
    /// <param name="cancellation">Stops the trial.</param>
    public static async Task<Trial?> StartAsync(
        Document document, SyntaxNode flagged, string ruleId, DiagnosticAnalyzer analyzer, bool ofFile, CancellationToken cancellation)
    {
        if (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is not { } root
            || await document.GetSyntaxTreeAsync(cancellation).ConfigureAwait(false) is not { } tree
            || await document.Project.GetCompilationAsync(cancellation).ConfigureAwait(false) is not { } compilation)
        {
            return null;
        }

        var mark = new SyntaxAnnotation();
        document = document.WithSyntaxRoot(root.ReplaceNode(flagged, flagged.WithAdditionalAnnotations(mark)));
        var marked = (await document.GetSyntaxTreeAsync(cancellation).ConfigureAwait(false))!;
        compilation = compilation.ReplaceSyntaxTree(tree, marked);
        flagged = (await marked.GetRootAsync(cancellation).ConfigureAwait(false)).GetAnnotatedNodes(mark).Single();
        var model = compilation.GetSemanticModel(marked);
        var findings = await FindingsAsync(document, analyzer, compilation, model, Judged(flagged, ofFile), cancellation).ConfigureAwait(false);
        return findings.FirstOrDefault(d => d.Id == ruleId && d.Location.SourceSpan == flagged.Span) is { } finding
            ? new Trial(document, flagged, mark, analyzer, compilation, model, findings, finding, ofFile, cancellation)
            : null;
    }

    /// <summary>The document with that root, laid out; null when the edit is no repair. The flagged node is still to be found in it (<see cref="FlaggedIn"/>).</summary>
    /// <param name="root">The root of <see cref="Document"/> with the edit.</param>
    /// <param name="mayRemain">Lesser findings that may stand at the flagged node afterwards, or where the finding points: they were there all along.</param>
    /// <param name="cancellation">Stops the trial.</param>
    public async Task<Document?> TryAsync(SyntaxNode root, ImmutableArray<string> mayRemain, CancellationToken cancellation)
    {
        var changed = await NearbyLayout.ApplyAsync(Document.WithSyntaxRoot(root), Flagged, cancellation).ConfigureAwait(false);
        var before = (await Document.GetSyntaxTreeAsync(cancellation).ConfigureAwait(false))!;
        var tree = (await changed.GetSyntaxTreeAsync(cancellation).ConfigureAwait(false))!;
        root = await tree.GetRootAsync(cancellation).ConfigureAwait(false);
        if (FlaggedIn(root) is not { } flagged)
        {
            return null;
        }

        var compilation = _compilation.ReplaceSyntaxTree(before, tree);
        var model = compilation.GetSemanticModel(tree);
        foreach (var complaint in Complaints(model, Judged(flagged, _ofFile), cancellation))
        {
            if (!_complaints.TryGetValue(complaint.Key, out var known) || known < complaint.Value)
            {
                return null;
            }
        }

        var findings = await FindingsAsync(changed, _analyzer, compilation, model, Judged(flagged, _ofFile), cancellation).ConfigureAwait(false);
        if (findings.Any(d => d.Id == Finding.Id && d.Location.SourceSpan == flagged.Span)
            || findings.Where(d => !(mayRemain.Contains(d.Id) && (flagged.Span.Contains(d.Location.SourceSpan) || Finding.AdditionalLocations.Any(l => l.SourceSpan == d.Location.SourceSpan)))).GroupBy(static d => d.Id).Any(g => g.Count() > _findings.Count(d => d.Id == g.Key) - (g.Key == Finding.Id ? 1 : 0)))
        {
            return null;
        }

        return changed;
    }

    /// <summary>The flagged node in a document that was made from <see cref="Document"/>; null where it is gone.</summary>
    public SyntaxNode? FlaggedIn(SyntaxNode root) => root.GetAnnotatedNodes(_mark).SingleOrDefault();

    /// <summary>The document without the mark of the flagged node: a repair leaves none behind.</summary>
    public async Task<Document> UnmarkAsync(Document document, CancellationToken cancellation)
        => await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is { } root && FlaggedIn(root) is { } flagged
            ? document.WithSyntaxRoot(root.ReplaceNode(flagged, flagged.WithoutAnnotations(_mark)))
            : document;

    private static async Task<ImmutableArray<Diagnostic>> FindingsAsync(
        Document document, DiagnosticAnalyzer analyzer, Compilation compilation, SemanticModel model, SyntaxNode member, CancellationToken cancellation)
    {
        var attached = compilation.WithAnalyzers(
            ImmutableArray.Create(analyzer),
            new CompilationWithAnalyzersOptions(document.Project.AnalyzerOptions, onAnalyzerException: null, concurrentAnalysis: false, logAnalyzerExecutionTime: false));
        return await attached.GetAnalyzerSemanticDiagnosticsAsync(model, member.Span, cancellation).ConfigureAwait(false);
    }

    private static Dictionary<string, int> Complaints(SemanticModel model, SyntaxNode member, CancellationToken cancellation)
        => model.GetDiagnostics(member.Span, cancellation)
            .Where(static d => d.Severity != DiagnosticSeverity.Hidden && !d.IsSuppressed)
            .GroupBy(static d => d.Id)
            .ToDictionary(static g => g.Key, static g => g.Count());

    private static SyntaxNode Judged(SyntaxNode flagged, bool ofFile) => ofFile ? flagged.SyntaxTree.GetRoot() : Member(flagged);

    // Top-level statements, and what belongs to a type as a whole, are judged with their file.
    private static SyntaxNode Member(SyntaxNode flagged)
        => flagged.FirstAncestorOrSelf<MemberDeclarationSyntax>(static n => n is BaseMethodDeclarationSyntax or BasePropertyDeclarationSyntax or BaseFieldDeclarationSyntax)
            ?? flagged.SyntaxTree.GetRoot();
}
