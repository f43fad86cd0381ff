using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LeakLint.Analyzers.Registries;
using LeakLint.CodeFixes.Edits;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace LeakLint.CodeFixes.Registries;

/// <summary>
/// Repairs LEAK108: the slot gets back what was there before, by the teardown of an object that puts itself in, or by a <c>finally</c> around
/// the delegate that a method runs with the slot filled. Where else its use ends, only its author knows.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AmbientSlotNeverClearedFix)), Shared]
public sealed class AmbientSlotNeverClearedFix() : LeakFix(AmbientSlotNeverCleared.Rule.Id)
{
    private protected override async Task<ImmutableArray<Repair>> PlanAsync(Document document, SyntaxNode flagged, Diagnostic diagnostic, CancellationToken cancellation)
    {
        var model = (await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false))!;
        if (flagged.FirstAncestorOrSelf<AssignmentExpressionSyntax>() is not { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } assignment
            || assignment.Ancestors().TakeWhile(static n => n is not BaseMethodDeclarationSyntax).Any(static n => n is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)
            || assignment.FirstAncestorOrSelf<BaseMethodDeclarationSyntax>() is not { } method)
        {
            return [];
        }

        var solution = assignment.Right is ThisExpressionSyntax
            ? await InTeardownAsync(document, assignment, method, model, cancellation).ConfigureAwait(false)
            : await InFinallyAsync(document, assignment, method, model, cancellation).ConfigureAwait(false);
        return solution is null ? [] : [new Repair("release", "Give '" + assignment.Left + "' back what it held", _ => Task.FromResult(solution))];
    }

    // _outer = s_current.Value; s_current.Value = this;   void Dispose() { s_current.Value = _outer; }
    private static async Task<Solution?> InTeardownAsync(Document document, AssignmentExpressionSyntax assignment, BaseMethodDeclarationSyntax method, SemanticModel model, CancellationToken cancellation)
    {
        if (assignment.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } declaration
            || model.GetDeclaredSymbol(declaration, cancellation) is not { TypeKind: TypeKind.Class } type
            || model.GetTypeInfo(assignment.Left, cancellation).Type is not { IsReferenceType: true } held
            || await Teardown.FindAsync(type, cancellation).ConfigureAwait(false) is not { } teardown
            || document.Project.Solution.GetDocument(teardown.SyntaxTree) is not { } home)
        {
            return null;
        }

        var root = (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false))!;
        var lineEnd = LineEnds.Of(root);
        var name = AddUsing.FreeName(model, declaration, "_outer");
        var isNullable = (model.GetNullableContext(assignment.SpanStart) & NullableContext.AnnotationsEnabled) != 0;
        var shown = TypeText.Of(held.WithNullableAnnotation(isNullable ? NullableAnnotation.Annotated : NullableAnnotation.NotAnnotated), model, assignment.SpanStart);
        var field = "private " + (method is ConstructorDeclarationSyntax ? "readonly " : "") + shown + " " + name + ";";
        var slot = assignment.Left.WithoutTrivia().ToString();
        var kept = LineEnds.Statement(name + " = " + slot + ";", lineEnd).WithTrailingTrivia(lineEnd);
        var edit = new SolutionEdit(document.Project.Solution);
        if (!StatementBefore.Plan(edit, document.Id, assignment, kept))
        {
            return null;
        }

        edit.Replace(document.Id, declaration, n => Unsubscribe.WithField((TypeDeclarationSyntax)n, field, lineEnd));
        edit.Replace(home.Id, teardown, n => Teardown.WithFirst((MethodDeclarationSyntax)n, slot + " = " + name + ";"));
        return await edit.TryApplyAsync(cancellation).ConfigureAwait(false);
    }

    // var former = t_target; t_target = target; try { action(); } finally { t_target = former; }
    private static async Task<Solution?> InFinallyAsync(Document document, AssignmentExpressionSyntax assignment, BaseMethodDeclarationSyntax method, SemanticModel model, CancellationToken cancellation)
    {
        if (assignment.Parent is not ExpressionStatementSyntax statement
            || statement.Parent != method.Body
            || StatementRun.Around(statement) is not { } run
            || run.IndexOf(statement) is not (>= 0 and var index)
            || !RunsDelegate(run, index + 1, model, cancellation)
            || ReleaseRemoval.Plan([], keepsComments: true) is not { } nothing)
        {
            return null;
        }

        var root = (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false))!;
        var lineEnd = LineEnds.Of(root);
        var former = AddUsing.FreeName(model, statement, "former");
        var slot = assignment.Left.WithoutTrivia().ToString();
        if (GeneratedDocuments.Is(document, root)
            || WrapInTryFinally.Apply(run, index + 1, run.Statements.Count, nothing, LineEnds.Statement(slot + " = " + former + ";", lineEnd)) is not BlockSyntax wrapped)
        {
            return null;
        }

        var keep = LineEnds.Statement("var " + former + " = " + slot + ";", lineEnd).WithLeadingTrivia(statement.GetLeadingTrivia()).WithTrailingTrivia(lineEnd);
        var indent = statement.GetLeadingTrivia().Where(static t => t.IsKind(SyntaxKind.WhitespaceTrivia)).Take(1);
        var statements = wrapped.Statements.Replace(wrapped.Statements[index], wrapped.Statements[index].WithLeadingTrivia(indent)).Insert(index, keep);
        var changed = await NearbyLayout.ApplyAsync(document.WithSyntaxRoot(root.ReplaceNode(method.Body!, wrapped.WithStatements(statements))), assignment, cancellation).ConfigureAwait(false);
        try
        {
            await Outcome.CheckAsync(document.Project.Solution, changed.Project.Solution, [document.Id], cancellation).ConfigureAwait(false);
        }
        catch (RefusedException)
        {
            return null;
        }

        return changed.Project.Solution;
    }

    private static bool RunsDelegate(StatementRun run, int from, SemanticModel model, CancellationToken cancellation)
        => run.Statements.Skip(from)
            .SelectMany(static s => s.DescendantNodes(static n => n is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)).OfType<InvocationExpressionSyntax>())
            .Any(call => model.GetSymbolInfo(call, cancellation).Symbol is IMethodSymbol { MethodKind: MethodKind.DelegateInvoke });
}
