using System;
using System.Linq;
using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace LeakLint.CodeFixes.Edits;

/// <summary>
/// The right half of the swap's table: one weak collection, and how each meaning of a use is written on it. A form
/// answers with a rewrite, with <see cref="Keep"/> when the text stays as it is, or with null and a refusal.
/// </summary>
internal abstract class WeakForm
{
    /// <summary>The use is written the same on the weak collection.</summary>
    protected static readonly Func<SyntaxNode, SyntaxNode> Keep = static node => node;

    /// <summary>What the form is called in the title of the fix.</summary>
    public abstract string Name { get; }

    /// <summary>Whether what is put in stays in by a strong reference, until the form lets it go: then anything may be put in.</summary>
    public virtual bool HoldsStrongly => false;

    /// <summary>Whether <c>[]</c> makes the weak collection too.</summary>
    protected virtual bool TakesCollectionExpression => false;

    /// <summary>Whether the form can hold what this registry holds, in projects that offer what they offer.</summary>
    public abstract bool Fits(Registry registry, Abilities abilities);

    /// <summary>The weak collection's type as it is written at the declaration, or in a creation.</summary>
    public abstract TypeSyntax TypeAt(Registry registry, TypeSyntax old, Surroundings surroundings);

    /// <summary>How the use is written on the weak collection.</summary>
    public Func<SyntaxNode, SyntaxNode>? Rewrite(UseSite site, Registry registry, Surroundings surroundings, out Refusal refusal)
    {
        refusal = Refusal.MemberWithoutEquivalent;
        return site.Use switch
        {
            CollectionUse.Indifferent => Keep,
            CollectionUse.Create => Create(site, registry, surroundings, out refusal),
            _ => RewriteUse(site, registry, surroundings, out refusal),
        };
    }

    /// <summary>The members that the rewritten uses call, asked for when all are rewritten; null when there are none.</summary>
    public virtual AddedMembers? Members(Registry registry, Surroundings surroundings) => null;

    /// <summary>How a use other than a creation is written on the weak collection.</summary>
    protected abstract Func<SyntaxNode, SyntaxNode>? RewriteUse(UseSite site, Registry registry, Surroundings surroundings, out Refusal refusal);

    /// <summary>The arguments of the weak collection's constructor, from those of the old one; null when refused.</summary>
    protected abstract ArgumentListSyntax? Arguments(BaseObjectCreationExpressionSyntax creation, Registry registry, Surroundings surroundings, out Refusal refusal);

    private Func<SyntaxNode, SyntaxNode>? Create(UseSite site, Registry registry, Surroundings surroundings, out Refusal refusal)
    {
        refusal = Refusal.InitialContents;
        switch (site.Node)
        {
            case BaseObjectCreationExpressionSyntax creation:
                if (Arguments(creation, registry, surroundings, out refusal) is not { } arguments)
                {
                    return null;
                }

                if (creation is ObjectCreationExpressionSyntax { Type: var old })
                {
                    var type = TypeAt(registry, old, surroundings).WithTrailingTrivia();
                    return current => ((ObjectCreationExpressionSyntax)current)
                        .WithType(type)
                        .WithArgumentList(arguments)
                        .WithInitializer(null)
                        .WithTriviaFrom(current);
                }

                return current => ((ImplicitObjectCreationExpressionSyntax)current)
                    .WithArgumentList(arguments)
                    .WithInitializer(null)
                    .WithTriviaFrom(current);

            case CollectionExpressionSyntax when TakesCollectionExpression:
                return Keep;

            default: // "[]" or "ImmutableList<T>.Empty"
                if (surroundings.Offers(Abilities.TargetTypedNew))
                {
                    return current => ImplicitObjectCreationExpression().WithTriviaFrom(current);
                }

                var made = TypeAt(registry, registry.DeclaredType, surroundings).WithoutTrivia();
                return current => ParseExpression("new " + made + "()").WithTriviaFrom(current);
        }
    }

    /// <summary>The comparer among a constructor's arguments, as the only argument; sizes are dropped; copying is refused.</summary>
    protected static ArgumentListSyntax? OnlyComparer(
        BaseObjectCreationExpressionSyntax creation, Surroundings surroundings, bool allowComparer, out Refusal refusal)
    {
        refusal = Refusal.InitialContents;
        var kept = ArgumentList();
        if (creation.ArgumentList is null)
        {
            return kept;
        }

        var types = KnownTypes.For(surroundings.Model.Compilation);
        foreach (var argument in creation.ArgumentList.Arguments)
        {
            var type = surroundings.Model.GetTypeInfo(argument.Expression).Type;
            if (type is { SpecialType: SpecialType.System_Int32 })
            {
                continue;
            }

            if (type is null || !Implements(type, types.Get("System.Collections.Generic.IEqualityComparer`1")))
            {
                refusal = type is not null && Implements(type, types.Get("System.Collections.Generic.IComparer`1")) ? Refusal.EqualityMatters : Refusal.InitialContents;
                return null;
            }

            if (allowComparer)
            {
                kept = kept.AddArguments(Argument(argument.Expression.WithoutTrivia()));
            }
            else if (!SymbolEqualityComparer.Default.Equals(type, types.Get("System.Collections.Generic.ReferenceEqualityComparer")))
            {
                refusal = Refusal.EqualityMatters;
                return null;
            }
        }

        return kept;
    }

    /// <summary>The expression <paramref name="text"/> in the place and the trivia of the old one.</summary>
    protected static ExpressionSyntax Expression(string text, SyntaxNode old) => ParseExpression(text).WithTriviaFrom(old);

    /// <summary>The generic type named <paramref name="name"/>, over the type arguments of the old one as they were written.</summary>
    protected static TypeSyntax Generic(string name, params TypeSyntax[] arguments)
        => ParseTypeName(name + "<" + string.Join(", ", arguments.Select(static a => a.WithoutTrivia().ToString())) + ">");

    /// <summary><c>out _</c>, or the variable that the lookups under a check share.</summary>
    protected static ArgumentSyntax Result(UseSite check)
        => ParseArgumentList(check.Variable is null ? "(out _)" : "(out var " + check.Variable + ")").Arguments[0].WithLeadingTrivia(Space);

    private static bool Implements(ITypeSymbol type, INamedTypeSymbol? contract)
        => contract is not null
            && (SymbolEqualityComparer.Default.Equals(type.OriginalDefinition, contract)
                || type.AllInterfaces.Any(i => SymbolEqualityComparer.Default.Equals(i.OriginalDefinition, contract)));
}
