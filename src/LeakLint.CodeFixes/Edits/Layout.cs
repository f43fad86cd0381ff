using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Formatting;

namespace LeakLint.CodeFixes.Edits;

/// <summary>
/// Lays out what an edit marked, as the user's settings say and with the line ends and the kind of indentation that
/// the file has. The marks are taken off, so that nothing lays it out again.
/// </summary>
internal static class Layout
{
    public static async Task<Document> FormatAsync(Document document, CancellationToken cancellation)
    {
        var text = (await document.GetTextAsync(cancellation).ConfigureAwait(false)).ToString();
        var options = (await document.GetOptionsAsync(cancellation).ConfigureAwait(false))
            .WithChangedOption(FormattingOptions.NewLine, LanguageNames.CSharp, text.Contains("\r\n") ? "\r\n" : "\n")
            .WithChangedOption(FormattingOptions.UseTabs, LanguageNames.CSharp, text.IndexOf("\n\t", StringComparison.Ordinal) >= 0);
        document = await Formatter.FormatAsync(document, Formatter.Annotation, options, cancellation).ConfigureAwait(false);
        var root = (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false))!;
        return document.WithSyntaxRoot(root.ReplaceNodes(
            root.GetAnnotatedNodes(Formatter.Annotation),
            static (_, current) => current.WithoutAnnotations(Formatter.Annotation)));
    }
}
