using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FindSymbols;
using Microsoft.CodeAnalysis.Formatting;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace LeakLint.CodeFixes.Edits;

/// <summary>
/// Turns <c>event EventHandler&lt;T&gt; Changed;</c> into one whose accessors hand the handlers to a <c>WeakEvent&lt;T&gt;</c>, and the raises into
/// its <c>Raise</c>. Refused where the delegate list is used in any other way, or where a subscriber's closure would have no other owner.
/// </summary>
internal static class WeakEventForm
{
    public static async Task<Solution?> PlanAsync(Document document, SyntaxNode flagged, CancellationToken cancellation)
    {
        var model = (await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false))!;
        if (flagged.FirstAncestorOrSelf<AssignmentExpressionSyntax>() is not { } added
            || model.GetSymbolInfo(added.Left, cancellation).Symbol is not IEventSymbol { DeclaringSyntaxReferences.Length: 1 } published
            || published.Type is not INamedTypeSymbol { Name: "EventHandler", TypeArguments: { Length: 1 } arguments } @delegate || !Framework.Declares(@delegate)
            || KnownTypes.For(model.Compilation).Get("LeakLint.WeakEvent`1") is null
            || await published.DeclaringSyntaxReferences[0].GetSyntaxAsync(cancellation).ConfigureAwait(false) is not VariableDeclaratorSyntax { Parent.Parent: EventFieldDeclarationSyntax { Declaration.Variables.Count: 1 } declaration }
            || document.Project.Solution.GetDocument(declaration.SyntaxTree) is not { } home || home.Project.Id != document.Project.Id
            || GeneratedDocuments.Is(home, await declaration.SyntaxTree.GetRootAsync(cancellation).ConfigureAwait(false))
            || declaration.Modifiers.Any(static m => m.IsKind(SyntaxKind.AbstractKeyword) || m.IsKind(SyntaxKind.VirtualKeyword) || m.IsKind(SyntaxKind.OverrideKeyword))
            || published.ContainingType.TypeKind == TypeKind.Interface)
        {
            return null;
        }

        var edit = new SolutionEdit(document.Project.Solution);
        var field = "_" + char.ToLowerInvariant(published.Name[0]) + published.Name.Substring(1);
        if (published.ContainingType.GetMembers(field).Length > 0)
        {
            return null;
        }

        foreach (var found in await SymbolFinder.FindReferencesAsync(published, document.Project.Solution, cancellation).ConfigureAwait(false))
        {
            foreach (var location in found.Locations)
            {
                var root = (await location.Document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false))!;
                var other = (await location.Document.GetSemanticModelAsync(cancellation).ConfigureAwait(false))!;
                if (!Rewrite(edit, location.Document, root.FindNode(location.Location.SourceSpan, getInnermostNodeForTie: true), field, other, cancellation))
                {
                    return null;
                }
            }
        }

        var lineEnd = LineEnds.Of(declaration.SyntaxTree.GetRoot(cancellation));
        var homeModel = (await home.GetSemanticModelAsync(cancellation).ConfigureAwait(false))!;
        var weak = homeModel.LookupNamespacesAndTypes(declaration.SpanStart, name: "WeakEvent").Length > 0 ? "WeakEvent" : "LeakLint.WeakEvent";
        var argument = TypeText.Of(arguments[0], homeModel, declaration.SpanStart);
        var modifiers = published.IsStatic ? "private static readonly " : "private readonly ";
        edit.Insert(home.Id, declaration, LineEnds.Member(modifiers + weak + "<" + argument + "> " + field + " = new " + weak + "<" + argument + ">();", lineEnd).WithTrailingTrivia(lineEnd, lineEnd).WithAdditionalAnnotations(Formatter.Annotation), before: true);
        edit.Replace(home.Id, declaration, n => WithAccessors((EventFieldDeclarationSyntax)n, field, lineEnd));
        return await edit.TryApplyAsync(cancellation).ConfigureAwait(false);
    }

    private static EventDeclarationSyntax WithAccessors(EventFieldDeclarationSyntax declared, string field, SyntaxTrivia lineEnd)
    {
        // The accessors are never null; what a nullable event was declared with stays out of the way.
        var type = declared.Declaration.Type is NullableTypeSyntax nullable ? nullable.ElementType.WithTriviaFrom(nullable) : declared.Declaration.Type;
        var text = "event " + type.WithoutTrivia() + " " + declared.Declaration.Variables[0].Identifier.ValueText + "\n{\nadd => " + field + ".Add(value);\nremove => " + field + ".Remove(value);\n}";
        var member = declared.CopyAnnotationsTo((EventDeclarationSyntax)LineEnds.Member(text, lineEnd))!;
        return member.WithAttributeLists(declared.AttributeLists).WithModifiers(declared.Modifiers).WithLeadingTrivia(declared.GetLeadingTrivia()).WithTrailingTrivia(declared.GetTrailingTrivia()).WithAdditionalAnnotations(Formatter.Annotation);
    }

    // Changed += h, Changed -= h stay; Changed?.Invoke(this, e), Changed(this, e) become _changed.Raise(this, e).
    private static bool Rewrite(SolutionEdit edit, Document document, SyntaxNode name, string field, SemanticModel model, CancellationToken cancellation)
    {
        var whole = name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access : name;
        switch (whole.Parent)
        {
            case AssignmentExpressionSyntax assignment when assignment.Left == whole && assignment.IsKind(SyntaxKind.AddAssignmentExpression):
                return !(assignment.Right is AnonymousFunctionExpressionSyntax lambda && CapturesOfCall(lambda, model));
            case AssignmentExpressionSyntax assignment when assignment.Left == whole && assignment.IsKind(SyntaxKind.SubtractAssignmentExpression):
                return true;
            case ConditionalAccessExpressionSyntax { WhenNotNull: InvocationExpressionSyntax { Expression: MemberBindingExpressionSyntax { Name.Identifier.ValueText: "Invoke" }, ArgumentList: var list } } raise when raise.Expression == whole:
                edit.Replace(document.Id, raise, n => Raise(n, whole, name, field, list));
                return true;
            case InvocationExpressionSyntax call when call.Expression == whole:
                edit.Replace(document.Id, call, n => Raise(n, whole, name, field, call.ArgumentList));
                return true;
            default:
                cancellation.ThrowIfCancellationRequested();
                return whole.FirstAncestorOrSelf<InvocationExpressionSyntax>() is { Expression: IdentifierNameSyntax { Identifier.ValueText: "nameof" } };
        }
    }

    private static ExpressionSyntax Raise(SyntaxNode was, SyntaxNode whole, SyntaxNode name, string field, ArgumentListSyntax arguments)
    {
        var holder = whole.ToString().Substring(0, whole.ToString().Length - name.ToString().Length);
        return ParseExpression(holder + field + ".Raise" + arguments.WithoutTrivia()).WithTriviaFrom(was);
    }

    private static bool CapturesOfCall(AnonymousFunctionExpressionSyntax lambda, SemanticModel model)
        => model.AnalyzeDataFlow(lambda) is not { Succeeded: true } flow
            || flow.Captured.Any(s => s is not IParameterSymbol { IsThis: true } && !s.DeclaringSyntaxReferences.Any(r => lambda.Span.Contains(r.Span)));
}
