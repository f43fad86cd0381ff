using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace LeakLint.Tests.Testing;

/// <summary>Replaces what T001 reports by other text: "fine" for "bad".</summary>
public abstract class Replacement : CodeFixProvider
{
    public sealed override ImmutableArray<string> FixableDiagnosticIds => ["T001"];

    public override FixAllProvider? GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    public override Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var span = context.Span;
        context.RegisterCodeFix(CodeAction.Create("Replace", c => ReplaceAsync(context.Document, span, c), "T001"), context.Diagnostics);
        return Task.CompletedTask;
    }

    protected virtual string Replace(string name) => name.Replace("bad", "fine", System.StringComparison.Ordinal);

    protected async Task<Document> ReplaceAsync(Document document, TextSpan span, CancellationToken cancellation)
    {
        var text = await document.GetTextAsync(cancellation);
        return document.WithText(text.Replace(span, Replace(text.ToString(span))));
    }
}

[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class Working : Replacement;

/// <summary>Leaves the names that end in "Stays" alone.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class Choosy : Replacement
{
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var text = await context.Document.GetTextAsync();
        if (!text.ToString(context.Span).EndsWith("Stays", System.StringComparison.Ordinal))
        {
            await base.RegisterCodeFixesAsync(context);
        }
    }
}

/// <summary>Offers "fine" with the key T001 and "good" with the key T001:good, the second below another action.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class TwoWays : Replacement
{
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        await base.RegisterCodeFixesAsync(context);
        var good = CodeAction.Create("Good", async c => context.Document.WithText((await context.Document.GetTextAsync(c)).Replace(context.Span, "good")), "T001:good");
        context.RegisterCodeFix(CodeAction.Create("More", [good], isInlinable: false), context.Diagnostics);
    }
}

public sealed class NotExported : Replacement;

[ExportCodeFixProvider(LanguageNames.VisualBasic), Shared]
public sealed class ExportedForAnotherLanguage : Replacement;

[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class DoingNothing : Replacement
{
    protected override string Replace(string name) => name;
}

[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class Breaking : Replacement
{
    protected override string Replace(string name) => "fine = missing";
}

[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class Multiplying : Replacement
{
    protected override string Replace(string name) => "fine, bad1, bad2";
}

[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class WithoutFixAll : Replacement
{
    public override FixAllProvider? GetFixAllProvider() => null;
}

/// <summary>Makes a tree that is not the tree of its text.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class MakingOddTrees : Replacement
{
    public override Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        context.RegisterCodeFix(
            CodeAction.Create(
                "Odd",
                async c =>
                {
                    var root = (await context.Document.GetSyntaxRootAsync(c))!;
                    var token = root.FindToken(context.Span.Start);
                    return context.Document.WithSyntaxRoot(root.ReplaceToken(token, SyntaxFactory.Identifier("fine, good").WithTriviaFrom(token)));
                },
                "T001"),
            context.Diagnostics);
        return Task.CompletedTask;
    }
}

/// <summary>Its "fix all" chooses other names.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class FixingAllDifferently : Replacement
{
    public override FixAllProvider GetFixAllProvider() => FixAllProvider.Create(static async (context, document, diagnostics) =>
    {
        var text = await document.GetTextAsync(context.CancellationToken);
        return document.WithText(text.WithChanges(diagnostics.Select(static d => new TextChange(d.Location.SourceSpan, "other" + d.Location.SourceSpan.Start))));
    });
}

/// <summary>Adds a file for each name.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class AddingAFile : Replacement
{
    public override FixAllProvider? GetFixAllProvider() => null;

    public override Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        context.RegisterCodeFix(
            CodeAction.Create(
                "Add",
                async c => (await ReplaceAsync(context.Document, context.Span, c)).Project
                    .AddDocument("Added.cs", "class Added { }", folders: ["New"]).Project.Solution,
                "T001"),
            context.Diagnostics);
        return Task.CompletedTask;
    }
}
