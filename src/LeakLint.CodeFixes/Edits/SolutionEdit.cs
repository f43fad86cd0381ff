using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace LeakLint.CodeFixes.Edits;

/// <summary>
/// Replacements in several documents that are made together, nested ones from the inside out, and then tried: a
/// result in which the compiler says anything new is no result.
/// </summary>
internal sealed class SolutionEdit(Solution solution)
{
    private readonly Dictionary<DocumentId, Dictionary<SyntaxNode, Func<SyntaxNode, SyntaxNode>>> _replacements = [];
    private readonly Dictionary<DocumentId, List<(SyntaxAnnotation At, SyntaxNode New, bool Before)>> _insertions = [];

    public Solution Original { get; } = solution;

    /// <summary>Replaces a node; the function gets it with the replacements inside it made. Later calls see what earlier ones left.</summary>
    public void Replace(DocumentId document, SyntaxNode node, Func<SyntaxNode, SyntaxNode> replacement)
    {
        if (!_replacements.TryGetValue(document, out var inDocument))
        {
            _replacements[document] = inDocument = [];
        }

        inDocument[node] = inDocument.TryGetValue(node, out var earlier) ? n => replacement(earlier(n)) : replacement;
    }

    /// <summary>Puts a member before or after another.</summary>
    public void Insert(DocumentId document, SyntaxNode sibling, SyntaxNode added, bool before)
    {
        var mark = new SyntaxAnnotation();
        Replace(document, sibling, node => node.WithAdditionalAnnotations(mark));
        if (!_insertions.TryGetValue(document, out var inDocument))
        {
            _insertions[document] = inDocument = [];
        }

        inDocument.Add((mark, added, before));
    }

    /// <summary>The edited solution; null when it does not compile as well as before.</summary>
    public async Task<Solution?> TryApplyAsync(CancellationToken cancellation)
    {
        var edited = Original;
        foreach (var document in _replacements)
        {
            var root = (await Original.GetDocument(document.Key)!.GetSyntaxRootAsync(cancellation).ConfigureAwait(false))!;
            root = root.ReplaceNodes(document.Value.Keys, (original, current) => document.Value[original](current));
            if (_insertions.TryGetValue(document.Key, out var insertions))
            {
                foreach (var (at, added, before) in insertions)
                {
                    var sibling = root.GetAnnotatedNodes(at).Single();
                    root = before ? root.InsertNodesBefore(sibling, [added]) : root.InsertNodesAfter(sibling, [added]);
                }
            }

            edited = edited.WithDocumentSyntaxRoot(document.Key, root);
        }

        foreach (var id in _replacements.Keys)
        {
            var document = await Simplifier.ReduceAsync(edited.GetDocument(id)!, Simplifier.Annotation, cancellationToken: cancellation).ConfigureAwait(false);
            document = await Formatter.FormatAsync(document, Formatter.Annotation, cancellationToken: cancellation).ConfigureAwait(false);
            edited = document.Project.Solution;
        }

        return await CompilesAsWellAsync(edited, cancellation).ConfigureAwait(false) ? edited : null;
    }

    private async Task<bool> CompilesAsWellAsync(Solution edited, CancellationToken cancellation)
    {
        foreach (var id in _replacements.Keys)
        {
            var before = await CountAsync(Original.GetDocument(id)!, cancellation).ConfigureAwait(false);
            foreach (var now in await CountAsync(edited.GetDocument(id)!, cancellation).ConfigureAwait(false))
            {
                if (!before.TryGetValue(now.Key, out var count) || now.Value > count)
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static async Task<Dictionary<string, int>> CountAsync(Document document, CancellationToken cancellation)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        foreach (var diagnostic in model!.GetDiagnostics(cancellationToken: cancellation))
        {
            if (diagnostic.Severity >= DiagnosticSeverity.Warning && !diagnostic.IsSuppressed)
            {
                counts[diagnostic.Id] = counts.TryGetValue(diagnostic.Id, out var count) ? count + 1 : 1;
            }
        }

        return counts;
    }
}
