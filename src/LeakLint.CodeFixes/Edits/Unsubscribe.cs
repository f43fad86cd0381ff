using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LeakLint.Analyzers.Registries;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace LeakLint.CodeFixes.Edits;

/// <summary>
/// Ends a subscription: <c>-=</c>, or the opposite of the call that subscribed, in the teardown; or where the publisher
/// is exchanged for another, before that. What a call hands out to end it is kept, and disposed there.
/// </summary>
internal static class Unsubscribe
{
    /// <summary>The solution in which the flagged subscription ends, and where it does; null where that is not safe to write.</summary>
    public static async Task<(Solution Solution, string Where)?> PlanAsync(Document document, SyntaxNode flagged, Diagnostic diagnostic, CancellationToken cancellation)
    {
        var root = (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false))!;
        var model = (await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false))!;
        if (GeneratedDocuments.Is(document, root)
            || flagged.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } declaration
            || model.GetDeclaredSymbol(declaration, cancellation) is not { } type)
        {
            return null;
        }

        var edit = new SolutionEdit(document.Project.Solution);
        var where = flagged.FirstAncestorOrSelf<ExpressionSyntax>() switch
        {
            AssignmentExpressionSyntax added => OfEvent(edit, document, declaration, type, added, model, cancellation),
            InvocationExpressionSyntax call when diagnostic.Properties.ContainsKey(SubscriptionFacts.TokenProperty) => KeptToken.Add(edit, document, declaration, type, call, model, cancellation),
            InvocationExpressionSyntax call => OfCall(edit, document, declaration, type, call, diagnostic, model, cancellation),
            _ => null,
        };
        return where is not null && await edit.TryApplyAsync(cancellation).ConfigureAwait(false) is { } solution ? (solution, where) : null;
    }

    private static string? OfEvent(SolutionEdit edit, Document document, TypeDeclarationSyntax declaration, INamedTypeSymbol type, AssignmentExpressionSyntax added, SemanticModel model, CancellationToken cancellation)
    {
        var (source, name) = added.Left switch
        {
            MemberAccessExpressionSyntax access => (access.Expression, access.Name.Identifier.ValueText),
            IdentifierNameSyntax own => (null, own.Identifier.ValueText),
            _ => (null, null),
        };
        if (name is null
            || NamedHandler.Of(added.Right, name, declaration, model, cancellation) is not { } handler
            || PublisherAtTeardown.Of(source, declaration, model, cancellation) is not { } publisher)
        {
            return null;
        }

        var end = (publisher.Text.Length == 0 ? name : publisher.Text + "." + name) + " -= " + handler.Name + ";";
        end = publisher.IsMaybeNull ? "if (" + publisher.Text + " != null)\n{\n" + end + "\n}" : end;
        var where = BeforeExchange(edit, document, added, source, end, model, cancellation)
            ?? TeardownCode.Add(edit, document, declaration, type, end, model.Compilation, cancellation);
        if (where is null)
        {
            return null;
        }

        Keep(edit, document, added, declaration, publisher);
        NameHandler(edit, document, added, handler, declaration);
        return where;
    }

    private static string? OfCall(SolutionEdit edit, Document document, TypeDeclarationSyntax declaration, INamedTypeSymbol type, InvocationExpressionSyntax call, Diagnostic diagnostic, SemanticModel model, CancellationToken cancellation)
    {
        if (!diagnostic.Properties.TryGetValue(SubscriptionFacts.ReleaseProperty, out var end) || end is null
            || model.GetSymbolInfo(call, cancellation).Symbol is not IMethodSymbol begin
            || begin.ContainingType.GetMembers(end).OfType<IMethodSymbol>().FirstOrDefault(m => m.Parameters.Length == begin.Parameters.Length && m.TypeParameters.Length == begin.TypeParameters.Length) is null
            || call.ArgumentList.Arguments.Any(a => a.Expression is not (ThisExpressionSyntax or LiteralExpressionSyntax) && !IsMethodGroup(a.Expression, model, cancellation)))
        {
            return null;
        }

        var source = (call.Expression as MemberAccessExpressionSyntax)?.Expression;
        var generic = call.Expression.DescendantNodesAndSelf().OfType<GenericNameSyntax>().LastOrDefault(g => g.Identifier.ValueText == begin.Name)?.TypeArgumentList.ToString();
        if (PublisherAtTeardown.Of(source, declaration, model, cancellation) is not { } publisher)
        {
            return null;
        }

        var text = (publisher.Text.Length == 0 ? "" : publisher.Text + ".") + end + generic + call.ArgumentList.WithoutTrivia() + ";";
        text = publisher.IsMaybeNull ? "if (" + publisher.Text + " != null)\n{\n" + text + "\n}" : text;
        var where = TeardownCode.Add(edit, document, declaration, type, text, model.Compilation, cancellation);
        if (where is not null)
        {
            Keep(edit, document, call, declaration, publisher);
        }

        return where;
    }

    private static bool IsMethodGroup(ExpressionSyntax value, SemanticModel model, CancellationToken cancellation)
        => model.GetSymbolInfo(value, cancellation).Symbol is IMethodSymbol { MethodKind: not MethodKind.LocalFunction } && value is IdentifierNameSyntax or MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax };

    // _model = value; _model.Changed += OnChanged;  the old one is left before the new one comes
    private static string? BeforeExchange(SolutionEdit edit, Document document, AssignmentExpressionSyntax added, ExpressionSyntax? source, string end, SemanticModel model, CancellationToken cancellation)
    {
        if (added.FirstAncestorOrSelf<SyntaxNode>(static n => n is AccessorDeclarationSyntax or MethodDeclarationSyntax) is not { } member
            || source is null || model.GetSymbolInfo(source, cancellation).Symbol is not { } published)
        {
            return null;
        }

        foreach (var exchange in member.DescendantNodes().OfType<AssignmentExpressionSyntax>())
        {
            if (exchange.IsKind(SyntaxKind.SimpleAssignmentExpression) && exchange.SpanStart < added.SpanStart
                && exchange.Parent is ExpressionStatementSyntax { Parent: BlockSyntax } statement
                && model.GetSymbolInfo(exchange.Left, cancellation).Symbol is IFieldSymbol or IPropertySymbol
                && (SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(exchange.Left, cancellation).Symbol, published)
                    || published is IParameterSymbol && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(exchange.Right, cancellation).Symbol, published)))
            {
                var lineEnd = LineEnds.Of(statement);
                edit.Insert(document.Id, statement, LineEnds.Statement(end, lineEnd).WithLeadingTrivia(statement.GetLeadingTrivia()).WithTrailingTrivia(lineEnd, lineEnd).WithAdditionalAnnotations(Formatter.Annotation), before: true);
                return member is AccessorDeclarationSyntax { Parent.Parent: PropertyDeclarationSyntax property } ? property.Identifier.ValueText : (member as MethodDeclarationSyntax)?.Identifier.ValueText ?? "the accessor";
            }
        }

        return null;
    }

    private static void Keep(SolutionEdit edit, Document document, ExpressionSyntax subscription, TypeDeclarationSyntax declaration, PublisherAtTeardown publisher)
    {
        if (publisher.Field is null || publisher.Keep is null)
        {
            return;
        }

        var lineEnd = LineEnds.Of(declaration.SyntaxTree.GetRoot());
        edit.Replace(document.Id, declaration, n => WithField((TypeDeclarationSyntax)n, publisher.Field, lineEnd));
        var keep = LineEnds.Statement(publisher.Keep, lineEnd);
        if (subscription.Parent is ArrowExpressionClauseSyntax { Parent: BaseMethodDeclarationSyntax method })
        {
            edit.Replace(document.Id, method, n => WithBody((BaseMethodDeclarationSyntax)n, keep, lineEnd));
        }
        else if (subscription.FirstAncestorOrSelf<StatementSyntax>() is { } statement)
        {
            edit.Insert(document.Id, statement, keep.WithLeadingTrivia(statement.GetLeadingTrivia()).WithTrailingTrivia(lineEnd).WithAdditionalAnnotations(Formatter.Annotation), before: true);
        }
    }

    private static BaseMethodDeclarationSyntax WithBody(BaseMethodDeclarationSyntax method, StatementSyntax keep, SyntaxTrivia lineEnd)
    {
        var only = ExpressionStatement(method.ExpressionBody!.Expression.WithoutTrivia()).WithTrailingTrivia(lineEnd);
        var block = Block(keep.WithTrailingTrivia(lineEnd), only).WithTrailingTrivia(method.SemicolonToken.TrailingTrivia).WithAdditionalAnnotations(Formatter.Annotation);
        return method.WithExpressionBody(null).WithSemicolonToken(default).WithParameterList(method.ParameterList.WithTrailingTrivia(lineEnd)).WithBody(block);
    }

    /// <summary>Puts the name where the lambda stands, and adds what has the name.</summary>
    public static void NameHandler(SolutionEdit edit, Document document, AssignmentExpressionSyntax added, NamedHandler handler, TypeDeclarationSyntax declaration)
    {
        if (handler.Member is null)
        {
            return;
        }

        var lineEnd = LineEnds.Of(declaration.SyntaxTree.GetRoot());
        if (!handler.IsField)
        {
            edit.Replace(document.Id, added, n => ((AssignmentExpressionSyntax)n).WithRight(IdentifierName(handler.Name).WithTriviaFrom(((AssignmentExpressionSyntax)n).Right)));
            edit.Replace(document.Id, declaration, n => TeardownCode.WithMember((TypeDeclarationSyntax)n, handler.Member, null, lineEnd));
            return;
        }

        edit.Replace(document.Id, declaration, n => WithField((TypeDeclarationSyntax)n, handler.Member, lineEnd));
        edit.Replace(document.Id, added, n => ((AssignmentExpressionSyntax)n).WithRight(
            ParenthesizedExpression(AssignmentExpression(SyntaxKind.SimpleAssignmentExpression, IdentifierName(handler.Name).WithTrailingTrivia(Space), ((AssignmentExpressionSyntax)n).Right.WithoutTrivia().WithLeadingTrivia(Space)))
                .WithTriviaFrom(((AssignmentExpressionSyntax)n).Right)));
    }

    /// <summary>The type with one more field, before its other members.</summary>
    public static TypeDeclarationSyntax WithField(TypeDeclarationSyntax type, string text, SyntaxTrivia lineEnd)
    {
        var isBesideField = type.Members.FirstOrDefault() is FieldDeclarationSyntax;
        var field = LineEnds.Member(text, lineEnd).WithTrailingTrivia(isBesideField ? TriviaList(lineEnd) : TriviaList(lineEnd, lineEnd)).WithAdditionalAnnotations(Formatter.Annotation);
        return type.WithMembers(type.Members.Insert(0, field));
    }
}
