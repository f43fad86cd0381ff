using System;
using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace LeakLint.CodeFixes.Edits;

/// <summary>
/// A map becomes a <c>WeakValueDictionary</c> of the runtime package: same members, dead entries are not found. It has
/// no <c>ContainsKey</c>, <c>Keys</c> and <c>Values</c>, since none of their answers would hold for longer than a moment.
/// </summary>
internal sealed class WeakValueDictionaryForm : WeakForm
{
    public override string Name => "WeakValueDictionary";

    public override bool Fits(Registry registry, Abilities abilities)
        => !registry.HoldsHandles && registry.Source.IsMap && (abilities & Abilities.WeakValueDictionary) != 0;

    public override TypeSyntax TypeAt(Registry registry, TypeSyntax old, Surroundings surroundings)
    {
        var name = surroundings.NameOf(KnownTypes.For(surroundings.Model.Compilation).WeakValueDictionary!, old);
        return Generic(name, registry.ArgumentsOf(old, surroundings.Model));
    }

    protected override Func<SyntaxNode, SyntaxNode>? RewriteUse(UseSite site, Registry registry, Surroundings surroundings, out Refusal refusal)
    {
        refusal = Refusal.MemberWithoutEquivalent;
        if (registry.Source.IsSorted)
        {
            if (site.Use is CollectionUse.Each or CollectionUse.Keys or CollectionUse.Values)
            {
                refusal = Refusal.OrderMatters;
                return null;
            }

            // Strings are ordered by the culture's rules, and equal by their characters.
            if (registry.Collection.TypeArguments[0].SpecialType == SpecialType.System_String)
            {
                refusal = Refusal.EqualityMatters;
                return null;
            }
        }

        switch (site.Use)
        {
            case CollectionUse.Get when site.Variable is { } variable:
                return current => IdentifierName(variable).WithTriviaFrom(current);

            case CollectionUse.AddPair or CollectionUse.TryAddPair or CollectionUse.SetPair when site.Update is not null:
                return ByUpdate(site);

            case CollectionUse.AddPair or CollectionUse.TryAddPair or CollectionUse.SetPair or CollectionUse.Get or CollectionUse.TryGet or CollectionUse.Each:
                return Keep;

            case CollectionUse.HasKey:
                var result = Result(site);
                return current => Renamed((InvocationExpressionSyntax)current, "TryGetValue").AddArgumentListArguments(result);

            case CollectionUse.GetOrAdd when surroundings.Model.GetTypeInfo(site.Value!).ConvertedType?.TypeKind != TypeKind.Delegate:
                if (site.Value is not (ThisExpressionSyntax or IdentifierNameSyntax))
                {
                    return null;
                }

                return static current =>
                {
                    var call = (InvocationExpressionSyntax)current;
                    var value = call.ArgumentList.Arguments[1];
                    return call.ReplaceNode(value, Argument(ParseExpression("_ => " + value.Expression.WithoutTrivia())).WithTriviaFrom(value));
                };

            case CollectionUse.GetOrAdd:
                return Keep;

            case CollectionUse.GetOrAddWithArgument:
                return static current =>
                {
                    var call = (InvocationExpressionSyntax)current;
                    var (factory, argument) = (call.ArgumentList.Arguments[1], call.ArgumentList.Arguments[2]);
                    return call.ReplaceNodes(
                        [factory, argument],
                        (old, _) => (old == factory ? argument : factory).WithTriviaFrom(old));
                };

            case CollectionUse.Keys or CollectionUse.Values when site.Loop is { } loop:
                return Loops.OverPairs(loop, site.Use == CollectionUse.Values, surroundings, out refusal);

            case CollectionUse.Keys or CollectionUse.Values:
                surroundings.NeedsLinq(site.Node);
                var pair = surroundings.FreeName("pair", site.Node);
                var part = site.Use == CollectionUse.Keys ? "Key" : "Value";
                return current => Expression(
                    ((MemberAccessExpressionSyntax)current).Expression.WithoutTrivia() + ".Select(" + pair + " => " + pair + "." + part + ")", current);

            case CollectionUse.Count when site.Node is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Count" }:
                return static current => ((MemberAccessExpressionSyntax)current).WithName(IdentifierName("ApproximateCount"));

            default:
                return null;
        }
    }

    protected override ArgumentListSyntax? Arguments(
        BaseObjectCreationExpressionSyntax creation, Registry registry, Surroundings surroundings, out Refusal refusal)
        => OnlyComparer(creation, surroundings, allowComparer: true, out refusal);

    // f = f.Add(key, value)  and  ImmutableInterlocked.TryAdd(ref f, key, value)
    private static Func<SyntaxNode, SyntaxNode> ByUpdate(UseSite site)
    {
        var use = site.Use;
        var collection = site.Collection.WithoutTrivia().ToString();
        return current =>
        {
            var call = current as InvocationExpressionSyntax ?? Loops.Unwrap<InvocationExpressionSyntax>(((AssignmentExpressionSyntax)current).Right);
            var arguments = call.ArgumentList.Arguments;
            var key = arguments[arguments.Count - 2].Expression;
            var value = arguments[arguments.Count - 1].Expression;
            ExpressionSyntax made = use == CollectionUse.SetPair
                ? AssignmentExpression(
                    SyntaxKind.SimpleAssignmentExpression,
                    ElementAccessExpression(ParseExpression(collection), BracketedArgumentList([Argument(key.WithoutTrivia())])).WithTrailingTrivia(Space),
                    Token(SyntaxKind.EqualsToken).WithTrailingTrivia(Space),
                    value.WithoutTrivia())
                : InvocationExpression(
                    ParseExpression(collection + (use == CollectionUse.AddPair ? ".Add" : ".TryAdd")),
                    ArgumentList([Argument(key.WithoutTrivia()), Argument(value.WithoutTrivia()).WithLeadingTrivia(Space)]));
            return made.WithTriviaFrom(current);
        };
    }

    private static InvocationExpressionSyntax Renamed(InvocationExpressionSyntax call, string method)
        => call.WithExpression(((MemberAccessExpressionSyntax)call.Expression).WithName(IdentifierName(method)));
}
