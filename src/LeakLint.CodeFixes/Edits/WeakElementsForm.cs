using System;
using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace LeakLint.CodeFixes.Edits;

/// <summary>
/// A bag becomes something that compares its elements by reference and holds each once. That is the same as before
/// only while the elements do not say themselves when they are equal.
/// </summary>
internal abstract class WeakElementsForm : WeakForm
{
    protected sealed override Func<SyntaxNode, SyntaxNode>? RewriteUse(UseSite site, Registry registry, Surroundings surroundings, out Refusal refusal)
    {
        if ((registry.Source.IsUnique || site.Use == CollectionUse.Has)
            && (SaysWhenEqual(registry.Held) || site.Value is not null && SaysWhenEqual(surroundings.Model.GetTypeInfo(site.Value).Type)))
        {
            refusal = Refusal.EqualityMatters;
            return null;
        }

        return RewriteElements(site, surroundings, out refusal);
    }

    protected abstract Func<SyntaxNode, SyntaxNode>? RewriteElements(UseSite site, Surroundings surroundings, out Refusal refusal);

    protected sealed override ArgumentListSyntax? Arguments(
        BaseObjectCreationExpressionSyntax creation, Registry registry, Surroundings surroundings, out Refusal refusal)
        => OnlyComparer(creation, surroundings, allowComparer: false, out refusal);

    /// <summary><c>f.Put(x)</c>, from whatever put <c>x</c> in before.</summary>
    protected static Func<SyntaxNode, SyntaxNode> Call(UseSite site, string before, string after)
    {
        var collection = site.Collection.WithoutTrivia().ToString();
        var updates = site.Update is not null;
        return current =>
        {
            var call = updates
                ? Loops.Unwrap<InvocationExpressionSyntax>(((AssignmentExpressionSyntax)current).Right)
                : (InvocationExpressionSyntax)current;
            var made = (InvocationExpressionSyntax)ParseExpression(collection + before + "x" + after);
            return made.ReplaceNode(made.ArgumentList.Arguments[0].Expression, call.ArgumentList.Arguments[0].Expression.WithoutTrivia()).WithTriviaFrom(current);
        };
    }

    /// <summary>A LINQ method in place of one of the collection's own.</summary>
    protected static Func<SyntaxNode, SyntaxNode> ByLinq(UseSite site, Surroundings surroundings, string sequence, string method)
    {
        surroundings.NeedsLinq(site.Node);
        return current =>
        {
            var call = (InvocationExpressionSyntax)current;
            var access = (MemberAccessExpressionSyntax)call.Expression;
            return call.WithExpression(access.WithExpression(Expression(access.Expression.WithoutTrivia() + sequence, access.Expression)).WithName(IdentifierName(method)));
        };
    }

    private static bool SaysWhenEqual(ITypeSymbol? type)
    {
        for (var t = type; t is { SpecialType: not SpecialType.System_Object }; t = t.BaseType)
        {
            foreach (var member in t.GetMembers(nameof(Equals)))
            {
                if (member is IMethodSymbol { IsOverride: true })
                {
                    return true;
                }
            }
        }

        return false;
    }
}

/// <summary>A bag becomes a <c>WeakSet</c> of the runtime package.</summary>
internal sealed class WeakSetForm : WeakElementsForm
{
    public override string Name => "WeakSet";

    public override bool Fits(Registry registry, Abilities abilities)
        => !registry.HoldsHandles && !registry.Source.IsMap && (abilities & Abilities.WeakSet) != 0;

    public override TypeSyntax TypeAt(Registry registry, TypeSyntax old, Surroundings surroundings)
    {
        var name = surroundings.NameOf(KnownTypes.For(surroundings.Model.Compilation).Get("LeakLint.WeakSet`1")!, old);
        return Generic(name, registry.ArgumentsOf(old, surroundings.Model));
    }

    protected override Func<SyntaxNode, SyntaxNode>? RewriteElements(UseSite site, Surroundings surroundings, out Refusal refusal)
    {
        refusal = Refusal.MemberWithoutEquivalent;
        return site.Use switch
        {
            CollectionUse.Put or CollectionUse.PutIfNew => Call(site, ".Add(", ")"),
            CollectionUse.Has or CollectionUse.Each => Keep,
            CollectionUse.CopyToArray => ByLinq(site, surroundings, "", "ToArray"),
            CollectionUse.Exists => ByLinq(site, surroundings, "", "Any"),
            CollectionUse.All => ByLinq(site, surroundings, "", "All"),
            CollectionUse.Count => static current => ((MemberAccessExpressionSyntax)current).WithName(IdentifierName("ApproximateCount")),
            _ => null,
        };
    }
}

/// <summary>
/// A bag becomes the keys of a <c>ConditionalWeakTable</c>: the framework's own, safe for concurrent use, and its dead
/// entries go by themselves.
/// </summary>
internal sealed class WeakTableForm : WeakElementsForm
{
    public override string Name => "ConditionalWeakTable";

    public override bool Fits(Registry registry, Abilities abilities) => !registry.HoldsHandles && !registry.Source.IsMap;

    public override TypeSyntax TypeAt(Registry registry, TypeSyntax old, Surroundings surroundings)
    {
        var table = KnownTypes.For(surroundings.Model.Compilation).Get("System.Runtime.CompilerServices.ConditionalWeakTable`2")!;
        return Generic(
            surroundings.NameOf(table, old),
            [.. registry.ArgumentsOf(old, surroundings.Model), ParseTypeName(surroundings.Annotates(old) ? "object?" : "object")]);
    }

    protected override Func<SyntaxNode, SyntaxNode>? RewriteElements(UseSite site, Surroundings surroundings, out Refusal refusal)
    {
        refusal = Refusal.MemberWithoutEquivalent;
        var enumerates = surroundings.Offers(Abilities.WeakTableEnumerates);
        switch (site.Use)
        {
            case CollectionUse.Put when surroundings.Offers(Abilities.WeakTableReplaces):
                return Call(site, ".AddOrUpdate(", ", null)");

            case CollectionUse.Put:
                return Call(site, ".GetValue(", surroundings.Offers(Abilities.StaticLambdas) ? ", static _ => null)" : ", _ => null)");

            case CollectionUse.PutIfNew when surroundings.Offers(Abilities.WeakTableTries):
                return Call(site, ".TryAdd(", ", null)");

            case CollectionUse.Has:
                return Call(site, ".TryGetValue(", ", out _)");

            case CollectionUse.Each when enumerates && site.Loop is { } loop:
                return Loops.OverPairs(loop, values: false, surroundings, out refusal);

            case CollectionUse.Each when enumerates:
                surroundings.NeedsLinq(site.Node);
                var keys = Keys(site, surroundings);
                return current => Expression(current.WithoutTrivia() + keys, current);

            case CollectionUse.CopyToArray when enumerates:
                return ByLinq(site, surroundings, Keys(site, surroundings), "ToArray");

            case CollectionUse.Exists when enumerates:
                return ByLinq(site, surroundings, Keys(site, surroundings), "Any");

            case CollectionUse.All when enumerates:
                return ByLinq(site, surroundings, Keys(site, surroundings), "All");

            default:
                return null;
        }
    }

    private static string Keys(UseSite site, Surroundings surroundings)
    {
        var pair = surroundings.FreeName("pair", site.Node);
        return ".Select(" + pair + " => " + pair + ".Key)";
    }
}
