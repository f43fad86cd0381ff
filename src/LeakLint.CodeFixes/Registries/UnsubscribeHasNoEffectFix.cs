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

namespace LeakLint.CodeFixes.Registries;

/// <summary>Repairs LEAK105: the handler that was added gets a name, and the <c>-=</c> uses it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(UnsubscribeHasNoEffectFix)), Shared]
public sealed class UnsubscribeHasNoEffectFix() : LeakFix(UnsubscribeHasNoEffect.Rule.Id)
{
    private protected override async Task<ImmutableArray<Repair>> PlanAsync(Document document, SyntaxNode flagged, Diagnostic diagnostic, CancellationToken cancellation)
    {
        var model = (await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false))!;
        if (flagged.FirstAncestorOrSelf<AssignmentExpressionSyntax>() is not { } taken
            || taken.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } declaration
            || Meant(taken, declaration, model, cancellation) is not { } added)
        {
            return [];
        }

        var name = taken.Left is MemberAccessExpressionSyntax access ? access.Name.Identifier.ValueText : taken.Left.ToString();
        if (NamedHandler.Of(added.Right, name, declaration, model, cancellation) is not { } handler)
        {
            return [];
        }

        var edit = new SolutionEdit(document.Project.Solution);
        Unsubscribe.NameHandler(edit, document, added, handler, declaration);
        edit.Replace(document.Id, taken, n => ((AssignmentExpressionSyntax)n).WithRight(SyntaxFactory.ParseExpression(handler.Name).WithTriviaFrom(((AssignmentExpressionSyntax)n).Right)));
        return await edit.TryApplyAsync(cancellation).ConfigureAwait(false) is { } solution
            ? [new Repair("name", "Take out '" + handler.Name + "'", _ => Task.FromResult(solution))]
            : [];
    }

    // The one handler of the same event, on the same publisher, that this type adds and that nothing takes out by its name.
    private static AssignmentExpressionSyntax? Meant(AssignmentExpressionSyntax taken, TypeDeclarationSyntax declaration, SemanticModel model, CancellationToken cancellation)
    {
        var published = model.GetSymbolInfo(taken.Left, cancellation).Symbol;
        AssignmentExpressionSyntax? only = null;
        foreach (var assignment in declaration.DescendantNodes().OfType<AssignmentExpressionSyntax>())
        {
            if (!assignment.IsKind(SyntaxKind.AddAssignmentExpression)
                || !SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(assignment.Left, cancellation).Symbol, published)
                || declaration.DescendantNodes().OfType<AssignmentExpressionSyntax>().Any(o => o != taken && o.IsKind(SyntaxKind.SubtractAssignmentExpression)
                    && o.Right.IsEquivalentTo(assignment.Right) && o.Right is not AnonymousFunctionExpressionSyntax
                    && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(o.Left, cancellation).Symbol, published)))
            {
                continue;
            }

            if (taken.Right is AnonymousFunctionExpressionSyntax && assignment.Right.IsEquivalentTo(taken.Right))
            {
                return assignment;
            }

            if (only is not null)
            {
                return null;
            }

            only = assignment;
        }

        return only;
    }
}
