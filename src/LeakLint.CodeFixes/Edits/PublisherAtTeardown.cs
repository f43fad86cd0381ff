using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LeakLint.CodeFixes.Edits;

/// <summary>
/// How the teardown names the publisher of a subscription: as the subscription does, by the field that keeps the
/// parameter, or by a field that is added to keep it.
/// </summary>
/// <param name="Text">The publisher, as the teardown writes it; empty for an event of the type itself.</param>
/// <param name="IsMaybeNull">Whether there may be none yet, or none any more.</param>
/// <param name="Field">The field to add; null if there is one.</param>
/// <param name="Keep">The statement that fills it.</param>
internal sealed record PublisherAtTeardown(string Text, bool IsMaybeNull, string? Field, string? Keep)
{
    /// <summary>Reads the left side of <c>bus.Changed += …</c>, or the receiver of <c>bus.Subscribe(…)</c>; null where the teardown cannot name it.</summary>
    public static PublisherAtTeardown? Of(ExpressionSyntax? source, TypeDeclarationSyntax type, SemanticModel model, CancellationToken cancellation)
    {
        if (source is null)
        {
            return new("", false, null, null);
        }

        var root = source;
        while (root is MemberAccessExpressionSyntax access)
        {
            root = access.Expression;
        }

        if (root is ThisExpressionSyntax or BaseExpressionSyntax or PredefinedTypeSyntax)
        {
            root = source is MemberAccessExpressionSyntax { Name: var first } && model.GetSymbolInfo(first, cancellation).Symbol is IFieldSymbol { IsReadOnly: true } ? root : source;
            return new(source.WithoutTrivia().ToString(), root == source && root is not (ThisExpressionSyntax or BaseExpressionSyntax), null, null);
        }

        if (root is not (IdentifierNameSyntax or GenericNameSyntax or AliasQualifiedNameSyntax))
        {
            return null;
        }

        switch (model.GetSymbolInfo(root, cancellation).Symbol)
        {
            case INamespaceOrTypeSymbol or IFieldSymbol { IsReadOnly: true } or IFieldSymbol { IsStatic: true } or IPropertySymbol { IsStatic: true } or IPropertySymbol { SetMethod: null }:
                return new(source.WithoutTrivia().ToString(), false, null, null);
            case IFieldSymbol or IPropertySymbol:
                return new(source.WithoutTrivia().ToString(), true, null, null);
            case IParameterSymbol parameter:
                return OfParameter(source, root, parameter, type, model, cancellation);
            case ILocalSymbol { IsForEach: false, RefKind: RefKind.None } local when root == source:
                return Kept(source, root, local.Name, local.Type, type, model);
            default:
                return null;
        }
    }

    private static PublisherAtTeardown? OfParameter(ExpressionSyntax source, ExpressionSyntax root, IParameterSymbol parameter, TypeDeclarationSyntax type, SemanticModel model, CancellationToken cancellation)
    {
        var member = source.FirstAncestorOrSelf<MemberDeclarationSyntax>()!;
        if (parameter.ContainingSymbol is not IMethodSymbol { MethodKind: MethodKind.Constructor or MethodKind.Ordinary } || source.Ancestors().TakeWhile(n => n != member).Any(static n => n is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax))
        {
            return null;
        }

        // A field that keeps it: _bus = bus;  private readonly Bus _bus = bus;
        foreach (var assignment in member.DescendantNodes().OfType<AssignmentExpressionSyntax>())
        {
            if (assignment.IsKind(SyntaxKind.SimpleAssignmentExpression) && Names(assignment.Right, parameter, model, cancellation)
                && model.GetSymbolInfo(assignment.Left, cancellation).Symbol is IFieldSymbol { IsStatic: false } or IPropertySymbol { IsStatic: false, GetMethod: not null })
            {
                var isFixed = model.GetSymbolInfo(assignment.Left, cancellation).Symbol is IFieldSymbol { IsReadOnly: true } or IPropertySymbol { SetMethod: null };
                return new(With(source, root, assignment.Left.WithoutTrivia().ToString()), !isFixed, null, null);
            }
        }

        foreach (var initializer in type.Members.OfType<FieldDeclarationSyntax>().SelectMany(static f => f.Declaration.Variables))
        {
            if (initializer.Initializer is { Value: var value } && Names(value, parameter, model, cancellation))
            {
                return new(With(source, root, initializer.Identifier.ValueText), false, null, null);
            }
        }

        // A parameter of the primary constructor is there in every method.
        if (parameter.ContainingSymbol.DeclaringSyntaxReferences.Any(static r => r.GetSyntax() is TypeDeclarationSyntax))
        {
            return new(source.WithoutTrivia().ToString(), false, null, null);
        }

        return Kept(source, root, parameter.Name, parameter.Type, type, model);
    }

    private static PublisherAtTeardown? Kept(ExpressionSyntax source, ExpressionSyntax root, string name, ITypeSymbol held, TypeDeclarationSyntax type, SemanticModel model)
    {
        if (source.FirstAncestorOrSelf<StatementSyntax>() is { Parent: not BlockSyntax } || source.FirstAncestorOrSelf<BaseMethodDeclarationSyntax>() is not { } method)
        {
            return null;
        }

        var isInConstructor = method is ConstructorDeclarationSyntax;
        var field = "_" + char.ToLowerInvariant(name[0]) + name.Substring(1);
        if (type.Members.OfType<FieldDeclarationSyntax>().SelectMany(static f => f.Declaration.Variables).Any(v => v.Identifier.ValueText == field))
        {
            return null;
        }

        var isNullable = (model.GetNullableContext(source.SpanStart) & NullableContext.AnnotationsEnabled) != 0;
        var shown = TypeText.Of(held.WithNullableAnnotation(isInConstructor || !isNullable ? NullableAnnotation.NotAnnotated : NullableAnnotation.Annotated), model, source.SpanStart);
        return new(
            With(source, root, field),
            !isInConstructor,
            "private " + (isInConstructor ? "readonly " : "") + shown + " " + field + ";",
            field + " = " + name + ";");
    }

    private static bool Names(ExpressionSyntax value, IParameterSymbol parameter, SemanticModel model, CancellationToken cancellation)
    {
        while (value is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression, Right: ThrowExpressionSyntax } checkedFirst)
        {
            value = checkedFirst.Left;
        }

        return value is IdentifierNameSyntax name && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name, cancellation).Symbol, parameter);
    }

    private static string With(ExpressionSyntax source, ExpressionSyntax root, string name)
        => name + source.ToString().Substring(root.ToString().Length);
}
