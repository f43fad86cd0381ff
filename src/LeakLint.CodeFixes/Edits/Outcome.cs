using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
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
            var old = await WarningsAsync(before.GetDocument(id)!, cancellation).ConfigureAwait(false);
            foreach (var now in await WarningsAsync(after.GetDocument(id)!, cancellation).ConfigureAwait(false))
            {
                if (now.Count() > old[now.Key].Count())
                {
                    throw new RefusedException(Refusal.DoesNotCompile, string.Join("\n", now));
                }
            }
        }
    }

    private static async Task<ILookup<string, Diagnostic>> WarningsAsync(Document document, CancellationToken cancellation)
    {
        var model = (await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false))!;
        return model.GetDiagnostics(cancellationToken: cancellation)
            .Where(static d => d is { IsSuppressed: false, Severity: DiagnosticSeverity.Warning or DiagnosticSeverity.Error })
            .ToLookup(static d => d.Id);
    }
}
