using System;
using System.Collections.Immutable;
using System.Linq;
using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace LeakLint.CodeFixes.Edits;

/// <summary>
/// The words in which a weakly held object is written: the type of the reference, how one is made, how its target is
/// asked for; and which members can be held weakly at all.
/// </summary>
internal static class WeakTarget
{
    /// <summary>
    /// Whether a member of this type, in this class, may become weak: a delegate would vanish at once; a record
    /// compares its fields, and two weak references are never equal.
    /// </summary>
    public static bool IsPossible(ITypeSymbol type, INamedTypeSymbol container, Compilation compilation)
        => type is { IsReferenceType: true, TypeKind: TypeKind.Class or TypeKind.Interface or TypeKind.TypeParameter }
            && container is { TypeKind: TypeKind.Class, IsRecord: false }
            && KnownTypes.For(compilation).WeakReferenceOfT is { } weak
            && !SymbolEqualityComparer.Default.Equals(type.OriginalDefinition, weak)
            && !SymbolEqualityComparer.Default.Equals(type, KnownTypes.For(compilation).WeakReference);

    /// <summary>Whether code outside the assembly can name the member.</summary>
    public static bool IsPublic(ISymbol member)
    {
        for (var s = member; s is not null and not INamespaceSymbol; s = s.ContainingSymbol)
        {
            if (s.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary><c>WeakReference&lt;T&gt;</c>, with <c>?</c> where the reference itself may be missing.</summary>
    public static TypeSyntax ReferenceTo(TypeSyntax target, bool mayBeMissing)
    {
        TypeSyntax type = SyntaxFactory.ParseTypeName($"global::System.WeakReference<{target.WithoutTrivia()}>").WithAdditionalAnnotations(Simplifier.Annotation);
        return mayBeMissing ? SyntaxFactory.NullableType(type) : type;
    }

    /// <summary><c>new WeakReference&lt;T&gt;(value)</c>.</summary>
    public static ExpressionSyntax New(TypeSyntax target, ExpressionSyntax value)
        => SyntaxFactory.ObjectCreationExpression(ReferenceTo(target, mayBeMissing: false))
            .WithNewKeyword(SyntaxFactory.Token(SyntaxKind.NewKeyword).WithTrailingTrivia(SyntaxFactory.Space))
            .WithArgumentList(SyntaxFactory.ArgumentList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Argument(value.WithoutTrivia()))));

    /// <summary><c>value == null ? null : new WeakReference&lt;T&gt;(value)</c>.</summary>
    public static ExpressionSyntax NewOrNull(TypeSyntax target, ExpressionSyntax value)
        => SyntaxFactory.ConditionalExpression(
            SyntaxFactory.ParseExpression($"{value.WithoutTrivia()} == null "),
            SyntaxFactory.ParseExpression(" null "),
            New(target, value).WithLeadingTrivia(SyntaxFactory.Space));

    /// <summary><c>reference.TryGetTarget(out var name)</c>, after a test where the reference may be missing.</summary>
    public static ExpressionSyntax Ask(ExpressionSyntax reference, string name, bool mayBeMissing)
    {
        var asked = reference.WithoutTrivia().ToString();
        var output = name == "_" ? "_" : "var " + name;
        return SyntaxFactory.ParseExpression(mayBeMissing
            ? $"{asked} != null && {asked}.TryGetTarget(out {output})"
            : $"{asked}.TryGetTarget(out {output})");
    }

    /// <summary>The bare word of a member: <c>parent</c> for <c>_parent</c>, <c>m_parent</c>, <c>Parent</c>.</summary>
    public static string WordOf(string member)
    {
        var word = member.StartsWith("m_", StringComparison.Ordinal) || member.StartsWith("s_", StringComparison.Ordinal) ? member.Substring(2) : member;
        word = word.TrimStart('_');
        return word.Length == 0 ? "target" : char.ToLowerInvariant(word[0]) + word.Substring(1);
    }

    /// <summary>A name for the target that the code around does not use yet; null when it uses all of them.</summary>
    public static string? FreeVariable(string member, SyntaxNode scope)
    {
        var used = scope.DescendantTokens().Where(static t => t.IsKind(SyntaxKind.IdentifierToken)).Select(static t => t.ValueText).ToImmutableHashSet(StringComparer.Ordinal);
        var word = WordOf(member);
        return new[] { word, "target", word + "Target" }.FirstOrDefault(name => !used.Contains(name) && SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None);
    }

    /// <summary>A member name that neither the type nor its bases have.</summary>
    public static string? FreeMember(INamedTypeSymbol container, params string[] names)
        => names.FirstOrDefault(name => name.Length > 0 && name != container.Name && !IsTaken(container, name));

    /// <summary>Leaves layout to the formatter.</summary>
    public static TNode Formatted<TNode>(this TNode node)
        where TNode : SyntaxNode
        => node.WithAdditionalAnnotations(Formatter.Annotation);

    private static bool IsTaken(INamedTypeSymbol container, string name)
    {
        for (INamedTypeSymbol? t = container; t is not null; t = t.BaseType)
        {
            if (t.GetMembers(name).Length > 0 || t.TypeParameters.Any(p => p.Name == name))
            {
                return true;
            }
        }

        return false;
    }
}
