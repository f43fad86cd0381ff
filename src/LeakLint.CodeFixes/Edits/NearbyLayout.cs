using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Formatting;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Options;
using Microsoft.CodeAnalysis.Text;

namespace LeakLint.CodeFixes.Edits;

/// <summary>
/// Lays out what an edit of one member made: as the user's settings say, and where they say nothing as the code around it does
/// (tabs or spaces, how many, which line ends). Done within the repair, so that a repair-all ends with the text that
/// repeated single repairs would.
/// </summary>
internal static class NearbyLayout
{
    /// <summary>On what is to be laid out anew.</summary>
    public static readonly SyntaxAnnotation Mark = new("LeakLint.NearbyLayout");

    /// <summary>The document with its marked nodes laid out, and the marks gone.</summary>
    public static async Task<Document> ApplyAsync(Document document, SyntaxNode neighbour, CancellationToken cancellation)
    {
        var options = await OptionsAsync(document, neighbour, cancellation).ConfigureAwait(false);
        document = await Formatter.FormatAsync(document, Mark, options, cancellation).ConfigureAwait(false);
        var root = (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false))!;
        root = root.ReplaceNodes(root.GetAnnotatedNodes(Mark), static (_, current) => current.WithoutAnnotations(Mark));

        // What is laid out is not to be laid out again by the host, which knows the settings only.
        return document.WithSyntaxRoot(root.ReplaceTrivia(
            root.GetAnnotatedTrivia(SyntaxAnnotation.ElasticAnnotation.Kind!),
            static (_, trivia) => trivia.FullSpan.Length == 0 ? default : trivia.WithoutAnnotations(SyntaxAnnotation.ElasticAnnotation)));
    }

    private static async Task<OptionSet> OptionsAsync(Document document, SyntaxNode neighbour, CancellationToken cancellation)
    {
        OptionSet options = await document.GetOptionsAsync(cancellation).ConfigureAwait(false);
        var text = await neighbour.SyntaxTree.GetTextAsync(cancellation).ConfigureAwait(false);
        var settings = document.Project.AnalyzerOptions.AnalyzerConfigOptionsProvider.GetOptions(neighbour.SyntaxTree);
        if (!settings.TryGetValue("end_of_line", out _) && text.Lines.Count > 1)
        {
            options = options.WithChangedOption(FormattingOptions.NewLine, LanguageNames.CSharp, LineEnd(text));
        }

        var (outer, inner) = Indentation(text, neighbour);
        if (!settings.TryGetValue("indent_style", out _) && inner.Length > 0)
        {
            options = options.WithChangedOption(FormattingOptions.UseTabs, LanguageNames.CSharp, inner[0] == '\t');
        }

        // Only a step that can be one: a statement inside its block, both indented by spaces alone.
        if (!settings.TryGetValue("indent_size", out _) && inner.Length - outer.Length is >= 1 and <= 8 and var step && inner.Trim(' ').Length == 0)
        {
            options = options.WithChangedOption(FormattingOptions.IndentationSize, LanguageNames.CSharp, step);
        }

        return settings.TryGetValue("csharp_new_line_before_open_brace", out _) || !BracesEndLines(neighbour) ? options : options
            .WithChangedOption(CSharpFormattingOptions.NewLinesForBracesInControlBlocks, false)
            .WithChangedOption(CSharpFormattingOptions.NewLinesForBracesInLambdaExpressionBody, false)
            .WithChangedOption(CSharpFormattingOptions.NewLineForElse, false)
            .WithChangedOption(CSharpFormattingOptions.NewLineForCatch, false)
            .WithChangedOption(CSharpFormattingOptions.NewLineForFinally, false);
    }

    // void M() {
    private static bool BracesEndLines(SyntaxNode neighbour)
        => neighbour.FirstAncestorOrSelf<BlockSyntax>() is { } block
            && !block.OpenBraceToken.GetPreviousToken().TrailingTrivia.Any(SyntaxKind.EndOfLineTrivia)
            && block.OpenBraceToken.TrailingTrivia.Any(SyntaxKind.EndOfLineTrivia);

    private static string LineEnd(SourceText text)
    {
        var first = text.Lines[0];
        return text.ToString(TextSpan.FromBounds(first.End, first.EndIncludingLineBreak)) == "\r\n" ? "\r\n" : "\n";
    }

    private static (string Outer, string Inner) Indentation(SourceText text, SyntaxNode neighbour)
    {
        var statement = neighbour.FirstAncestorOrSelf<StatementSyntax>(static s => s.Parent is BlockSyntax);
        return statement?.Parent is BlockSyntax block
            ? (Before(text, block.CloseBraceToken.SpanStart), Before(text, statement.SpanStart))
            : ("", "");
    }

    // What the line of that position begins with, if only white space does stand before it; else nothing.
    private static string Before(SourceText text, int position)
    {
        var line = text.Lines.GetLineFromPosition(position);
        var start = text.ToString(TextSpan.FromBounds(line.Start, position));
        return start.Trim(' ', '\t').Length == 0 ? start : "";
    }
}
