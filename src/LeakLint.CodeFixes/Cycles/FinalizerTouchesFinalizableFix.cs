using System.Collections.Immutable;
using System.Composition;
using System.Threading;
using System.Threading.Tasks;
using LeakLint.CodeFixes.Edits;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace LeakLint.CodeFixes.Cycles;

/// <summary>
/// Repairs LEAK204: the use stands under <c>if (disposing)</c>, or moves from the finalizer to a <c>Dispose</c>.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(FinalizerTouchesFinalizableFix))]
[Shared]
public sealed class FinalizerTouchesFinalizableFix() : LeakFix("LEAK204")
{
    private protected override async Task<ImmutableArray<Repair>> PlanAsync(
        Document document, SyntaxNode flagged, Diagnostic diagnostic, CancellationToken cancellation)
    {
        if (flagged.FirstAncestorOrSelf<StatementSyntax>() is not { } statement)
        {
            // ~Part() => _device.Remove(_id);
            return flagged.FirstAncestorOrSelf<DestructorDeclarationSyntax>() is { ExpressionBody.Expression: var only }
                ? await MoveAsync(document, ExpressionStatement(only.WithoutTrivia())).ConfigureAwait(false)
                : ImmutableArray<Repair>.Empty;
        }

        if (statement is not ExpressionStatementSyntax)
        {
            return ImmutableArray<Repair>.Empty;
        }

        switch (statement.FirstAncestorOrSelf<BaseMethodDeclarationSyntax>())
        {
            case MethodDeclarationSyntax { ParameterList.Parameters: { Count: 1 } parameters } when parameters[0] is { Type: PredefinedTypeSyntax { Keyword.ValueText: "bool" }, Identifier.ValueText: var flag }
                && statement.FirstAncestorOrSelf<AnonymousFunctionExpressionSyntax>() is null && statement.Parent is BlockSyntax:
                return await GuardAsync(document, statement, flag, cancellation).ConfigureAwait(false);
            case DestructorDeclarationSyntax { Body: { } body } when statement.Parent == body:
                return await MoveAsync(document, statement).ConfigureAwait(false);
            default:
                return ImmutableArray<Repair>.Empty;
        }

        async Task<ImmutableArray<Repair>> MoveAsync(Document from, StatementSyntax moved)
            => await FinalizerRelease.OfAsync(from, flagged, cancellation).ConfigureAwait(false) is { } finalizer
                && await finalizer.MoveAsync(moved, cancellation).ConfigureAwait(false) is { } repaired
                ? [new Repair("dispose", "Move to Dispose", _ => Task.FromResult(repaired))]
                : ImmutableArray<Repair>.Empty;
    }

    private static async Task<ImmutableArray<Repair>> GuardAsync(Document document, StatementSyntax statement, string flag, CancellationToken cancellation)
    {
        var lineEnd = LineEnds.Of(statement.SyntaxTree.GetRoot(cancellation));
        var guarded = IfStatement(IdentifierName(flag), Block(statement.WithoutLeadingTrivia().WithTrailingTrivia(lineEnd)))
            .WithLeadingTrivia(statement.GetLeadingTrivia())
            .WithTrailingTrivia(statement.GetTrailingTrivia())
            .WithAdditionalAnnotations(Formatter.Annotation);
        var edit = new SolutionEdit(document.Project.Solution);
        edit.Replace(document.Id, statement, _ => guarded);
        return await edit.TryApplyAsync(cancellation).ConfigureAwait(false) is { } repaired
            ? [new Repair("guard", $"Only if '{flag}'", _ => Task.FromResult(repaired))]
            : ImmutableArray<Repair>.Empty;
    }
}
