using System;
using System.Linq;
using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace LeakLint.CodeFixes.Edits;

/// <summary>
/// A map becomes a <c>BoundedCache</c> of the runtime package, which lets the entry go that was used longest ago. It holds
/// strongly, so it may hold anything but disposables: those it would dispose when they leave.
/// </summary>
internal sealed class BoundedCacheForm : WeakForm
{
    /// <summary>How many entries the cache that a fix makes holds at most.</summary>
    public const int Capacity = 1024;

    public override string Name => "BoundedCache";

    public override bool HoldsStrongly => true;

    public override bool Fits(Registry registry, Abilities abilities)
        => registry.Source is { IsMap: true, IsSorted: false, IsImmutable: false } && (abilities & Abilities.BoundedCache) != 0 && !MayBeDisposable(registry.Held);

    public override TypeSyntax TypeAt(Registry registry, TypeSyntax old, Surroundings surroundings)
    {
        var name = surroundings.NameOf(KnownTypes.For(surroundings.Model.Compilation).BoundedCache!, old);
        return Generic(name, registry.ArgumentsOf(old, surroundings.Model));
    }

    protected override Func<SyntaxNode, SyntaxNode>? RewriteUse(UseSite site, Registry registry, Surroundings surroundings, out Refusal refusal)
    {
        refusal = Refusal.MemberWithoutEquivalent;
        switch (site.Use)
        {
            case CollectionUse.Get when site.Variable is { } variable:
                return current => IdentifierName(variable).WithTriviaFrom(current);

            case CollectionUse.SetPair or CollectionUse.Get or CollectionUse.TryGet or CollectionUse.Count when site.Update is null:
                return Keep;

            case CollectionUse.GetOrAdd when surroundings.Model.GetTypeInfo(site.Value!).ConvertedType?.TypeKind == TypeKind.Delegate:
                return Keep;

            case CollectionUse.HasKey:
                var result = Result(site);
                return current => ((InvocationExpressionSyntax)current)
                    .WithExpression(((MemberAccessExpressionSyntax)((InvocationExpressionSyntax)current).Expression).WithName(IdentifierName("TryGetValue")))
                    .AddArgumentListArguments(result);

            // Where the key was looked for before and is not there, adding it and setting it are the same.
            case CollectionUse.AddPair when site.Node is InvocationExpressionSyntax { Parent: ExpressionStatementSyntax }:
                var collection = site.Collection.WithoutTrivia().ToString();
                return current =>
                {
                    var arguments = ((InvocationExpressionSyntax)current).ArgumentList.Arguments;
                    return Expression(collection + "[" + arguments[0].Expression.WithoutTrivia() + "] = " + arguments[1].Expression.WithoutTrivia(), current);
                };

            default:
                return null;
        }
    }

    protected override ArgumentListSyntax? Arguments(
        BaseObjectCreationExpressionSyntax creation, Registry registry, Surroundings surroundings, out Refusal refusal)
    {
        if (creation.Initializer is { Expressions.Count: > 0 })
        {
            refusal = Refusal.InitialContents;
            return null;
        }

        var comparer = OnlyComparer(creation, surroundings, allowComparer: true, out refusal);
        return comparer?.WithArguments(comparer.Arguments.Insert(0, Argument(ParseExpression(Capacity.ToString(System.Globalization.CultureInfo.InvariantCulture)))));
    }

    // What is seen as an interface, an object or a type parameter may be anything.
    private static bool MayBeDisposable(ITypeSymbol held)
        => held.SpecialType == SpecialType.System_Object
            || held.TypeKind is TypeKind.Interface or TypeKind.TypeParameter
            || held.AllInterfaces.Any(static i => i.SpecialType == SpecialType.System_IDisposable || i.Name == "IAsyncDisposable");
}
