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

/// <summary>Repairs LEAK107: a field beside the weak reference keeps what was made, for as long as its object lives.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(NobodyOwnsTheWeaklyHeldFix)), Shared]
public sealed class NobodyOwnsTheWeaklyHeldFix() : LeakFix(NobodyOwnsTheWeaklyHeld.Rule.Id)
{
    private protected override async Task<ImmutableArray<Repair>> PlanAsync(Document document, SyntaxNode flagged, Diagnostic diagnostic, CancellationToken cancellation)
    {
        var model = (await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false))!;

        // One field keeps one object: an entry of a collection would keep the last one only.
        if (flagged.FirstAncestorOrSelf<BaseObjectCreationExpressionSyntax>() is not { ArgumentList.Arguments: { Count: > 0 } arguments, Parent: AssignmentExpressionSyntax { Left: var left } } creation
            || model.GetSymbolInfo(left, cancellation).Symbol is not { } keeper
            || keeper is not (IFieldSymbol or IPropertySymbol { IsIndexer: false })
            || creation.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } declaration
            || creation.FirstAncestorOrSelf<BaseMethodDeclarationSyntax>() is not { } method
            || creation.Ancestors().TakeWhile(n => n != method).Any(static n => n is AnonymousFunctionExpressionSyntax))
        {
            return [];
        }

        var value = arguments[0].Expression;
        var info = model.GetTypeInfo(value, cancellation);
        var type = info.ConvertedType is { SpecialType: SpecialType.System_Object } ? info.Type : info.ConvertedType ?? info.Type;
        if (type is null or { TypeKind: TypeKind.Error })
        {
            return [];
        }

        var wish = value is IdentifierNameSyntax group ? group.Identifier.ValueText : type.Name;
        var name = AddUsing.FreeName(model, declaration, "_" + char.ToLowerInvariant(wish[0]) + wish.Substring(1));
        var isNullable = (model.GetNullableContext(creation.SpanStart) & NullableContext.AnnotationsEnabled) != 0;
        var isInConstructor = method is ConstructorDeclarationSyntax && !keeper.IsStatic;
        var shown = TypeText.Of(type.WithNullableAnnotation(isNullable && !isInConstructor ? NullableAnnotation.Annotated : NullableAnnotation.NotAnnotated), model, creation.SpanStart);
        var field = "private " + (keeper.IsStatic ? "static " : "") + (isInConstructor ? "readonly " : "") + shown + " " + name + ";";
        var lineEnd = LineEnds.Of(declaration.SyntaxTree.GetRoot(cancellation));
        var edit = new SolutionEdit(document.Project.Solution);
        edit.Replace(document.Id, declaration, n => Unsubscribe.WithField((TypeDeclarationSyntax)n, field, lineEnd));
        edit.Replace(document.Id, value, n => AssignmentExpression(SyntaxKind.SimpleAssignmentExpression, IdentifierName(name).WithTrailingTrivia(Space), ((ExpressionSyntax)n).WithoutTrivia().WithLeadingTrivia(Space)).WithTriviaFrom(n));
        return await edit.TryApplyAsync(cancellation).ConfigureAwait(false) is { } solution
            ? [new Repair("keep", "Keep it in a field '" + name + "'", _ => Task.FromResult(solution))]
            : [];
    }
}
