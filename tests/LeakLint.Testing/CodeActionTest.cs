using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.Text;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>A test that applies actions: which one it takes, and what every action must do.</summary>
public abstract class CodeActionTest<TVerifier> : AnalyzerTest<TVerifier>
    where TVerifier : IVerifier, new()
{
    /// <summary>The place of the action to take among those offered for a diagnostic; the first, unless said otherwise.</summary>
    public int? CodeActionIndex { get; set; }

    /// <summary>The key of the action to take.</summary>
    public string? CodeActionEquivalenceKey { get; set; }

    /// <summary>A further look at each action that is taken.</summary>
    public Action<CodeAction, IVerifier>? CodeActionVerifier { get; set; }

    /// <summary>How the tree that an action made is compared with the tree of its text.</summary>
    public CodeActionValidationMode CodeActionValidationMode { get; set; } = CodeActionValidationMode.SemanticStructure;

    internal CodeAction? Choose(IEnumerable<CodeAction> offered, bool isFirst, IVerifier verifier)
    {
        var actions = offered.SelectMany(Leaves).ToList();
        CodeAction? chosen;
        if (CodeActionEquivalenceKey is { } key)
        {
            chosen = actions.FirstOrDefault(action => action.EquivalenceKey == key);
            if (CodeActionIndex is { } index && (chosen is not null || isFirst))
            {
                chosen = actions.ElementAtOrDefault(index);
                verifier.True(chosen is not null, $"Expected an action at index {index}, but {actions.Count} were offered.");
                verifier.Equal(key, chosen.EquivalenceKey, $"The action at index {index} has the key '{chosen.EquivalenceKey}', not '{key}'.");
            }
        }
        else
        {
            chosen = actions.ElementAtOrDefault(CodeActionIndex ?? 0);
        }

        if (chosen is not null)
        {
            CodeActionVerifier?.Invoke(chosen, verifier);
        }

        return chosen;
    }

    /// <summary>The solution as the action leaves it, its changed files parsed anew; null where it changes nothing.</summary>
    internal async Task<Solution?> ApplyAsync(Solution solution, CodeAction action, IVerifier verifier, CancellationToken cancellation)
    {
        var operations = await action.GetOperationsAsync(cancellation).ConfigureAwait(false);
        if (operations.OfType<ApplyChangesOperation>().ToList() is not [var apply])
        {
            verifier.Fail($"The action '{action.Title}' must have one operation that changes the solution.");
            return null;
        }

        var changed = apply.ChangedSolution;
        var changes = changed.GetChanges(solution);
        var isChanged = changes.GetAddedProjects().Any() || changes.GetRemovedProjects().Any();
        foreach (var project in changes.GetProjectChanges())
        {
            isChanged |= project.GetRemovedDocuments().Any()
                || project.GetChangedAdditionalDocuments().Concat(project.GetAddedAdditionalDocuments()).Any()
                || project.GetChangedAnalyzerConfigDocuments().Concat(project.GetAddedAnalyzerConfigDocuments()).Any()
                || project.GetAddedMetadataReferences().Any();
            foreach (var id in project.GetChangedDocuments().Concat(project.GetAddedDocuments()))
            {
                var text = await changed.GetDocument(id)!.GetTextAsync(cancellation).ConfigureAwait(false);
                var before = solution.GetDocument(id) is { } old ? await old.GetTextAsync(cancellation).ConfigureAwait(false) : null;
                isChanged |= before?.ContentEquals(text) != true;
                changed = await ParseAnewAsync(changed, id, text, action, verifier, cancellation).ConfigureAwait(false);
            }
        }

        return isChanged ? changed : null;
    }

    // An editor goes on with the text. A tree that says something else than its text misleads whatever comes next.
    private async Task<Solution> ParseAnewAsync(
        Solution solution, DocumentId id, SourceText text, CodeAction action, IVerifier verifier, CancellationToken cancellation)
    {
        var made = await solution.GetDocument(id)!.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        solution = solution.WithDocumentText(id, SourceText.From(text.ToString(), text.Encoding, text.ChecksumAlgorithm));
        var parsed = await solution.GetDocument(id)!.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        var agree = CodeActionValidationMode switch
        {
            CodeActionValidationMode.None => true,
            CodeActionValidationMode.Full => parsed!.IsEquivalentTo(made!),
            _ => HaveSameStructure(parsed!, made!),
        };
        verifier.True(agree, $"The tree that '{action.Title}' made is not the tree of its text:{Environment.NewLine}{text}");
        return solution;
    }

    private static bool HaveSameStructure(SyntaxNode left, SyntaxNode right)
        => left.DescendantNodesAndTokensAndSelf().Select(static n => (n.RawKind, Text: n.IsToken ? n.ToString() : null))
            .SequenceEqual(right.DescendantNodesAndTokensAndSelf().Select(static n => (n.RawKind, Text: n.IsToken ? n.ToString() : null)));

    private static IEnumerable<CodeAction> Leaves(CodeAction action)
        => action.NestedActions.IsEmpty ? [action] : action.NestedActions.SelectMany(Leaves);
}
