using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;

namespace LeakLint.CodeFixes.Edits;

/// <summary>
/// The last check of a plan: the changed documents have no compiler error or warning that they did not have before,
/// and a file that several projects compile has become the same text in each.
/// </summary>
internal static class Outcome
{
    public static async Task CheckAsync(Solution before, Solution after, ImmutableArray<DocumentId> changed, CancellationToken cancellation)
    {
        var texts = new Dictionary<string, string>();
        foreach (var id in changed)
        {
            var document = after.GetDocument(id)!;
            var text = (await document.GetTextAsync(cancellation).ConfigureAwait(false)).ToString();
            foreach (var linked in document.GetLinkedDocumentIds())
            {
                if (!changed.Contains(linked))
                {
                    throw new RefusedException(Refusal.LinkedFilesDiffer);
                }
            }

            if (document.FilePath is { } path)
            {
                if (texts.TryGetValue(path, out var other) && other != text)
                {
                    throw new RefusedException(Refusal.LinkedFilesDiffer);
                }

                texts[path] = text;
            }
        }

        foreach (var id in changed)
        {
            var old = await CountAsync(before.GetDocument(id)!, cancellation).ConfigureAwait(false);
            foreach (var pair in await CountAsync(after.GetDocument(id)!, cancellation).ConfigureAwait(false))
            {
                if (!old.TryGetValue(pair.Key, out var count) || count < pair.Value)
                {
                    throw new RefusedException(Refusal.DoesNotCompile);
                }
            }
        }
    }

    private static async Task<Dictionary<string, int>> CountAsync(Document document, CancellationToken cancellation)
    {
        var counts = new Dictionary<string, int>();
        var model = (await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false))!;
        foreach (var diagnostic in model.GetDiagnostics(cancellationToken: cancellation))
        {
            if (diagnostic is { IsSuppressed: false, Severity: DiagnosticSeverity.Warning or DiagnosticSeverity.Error })
            {
                counts.TryGetValue(diagnostic.Id, out var count);
                counts[diagnostic.Id] = count + 1;
            }
        }

        return counts;
    }
}
