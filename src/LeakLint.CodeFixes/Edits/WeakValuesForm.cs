using System;
using System.Collections.Generic;
using System.Linq;
using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace LeakLint.CodeFixes.Edits;

/// <summary>
/// A map keeps its type and holds weak entries: the form that needs no weak collection. What such a collection would do
/// stands beside the field as small methods, of which only those are added that the uses call: looking past a dead
/// entry, replacing it, and removing the dead ones each time the map has doubled.
/// </summary>
internal sealed class WeakValuesForm(WeakEntry entry) : WeakForm
{
    private const string AddTo = "AddTo";
    private const string TryAddTo = "TryAddTo";
    private const string SetIn = "SetIn";
    private const string TryGetFrom = "TryGetFrom";
    private const string GetFrom = "GetFrom";
    private const string HasIn = "HasIn";
    private const string LiveIn = "LiveIn";

    public override string Name => entry.Name;

    public override bool Fits(Registry registry, Abilities abilities)
        => registry.Source is { IsMap: true, IsImmutable: false } && registry.HoldsHandles == entry.IsCounted;

    public override TypeSyntax TypeAt(Registry registry, TypeSyntax old, Surroundings surroundings)
    {
        var held = registry.ArgumentsOf(old, surroundings.Model)[1].WithoutTrivia();
        if (old.DescendantNodesAndSelf().OfType<GenericNameSyntax>().FirstOrDefault() is { TypeArgumentList.Arguments: { Count: 2 } arguments })
        {
            return old.ReplaceNode(arguments[1], ParseTypeName(entry.TypeAt(held, old, surroundings)).WithTriviaFrom(arguments[1]));
        }

        var map = registry.Collection.OriginalDefinition;
        return Generic(
            surroundings.NameOf(map, old),
            registry.ArgumentsOf(old, surroundings.Model)[0],
            ParseTypeName(entry.TypeAt(held, old, surroundings)));
    }

    public override AddedMembers? Members(Registry registry, Surroundings surroundings)
    {
        if (registry.Helpers.Count == 0)
        {
            return null;
        }

        var at = registry.DeclaredType;
        var types = registry.ArgumentsOf(at, surroundings.Model);
        var code = new WeakEntriesCode(
            registry,
            entry,
            key: types[0].WithoutTrivia().ToString(),
            value: types[1].WithoutTrivia().ToString(),
            weak: entry.TypeAt(types[1].WithoutTrivia(), at, surroundings),
            name => surroundings.NameOf(KnownTypes.For(surroundings.Model.Compilation).Get(name)!, at),
            nullable: surroundings.Annotates(at),
            notNullWhen: surroundings.Offers(Abilities.NotNullWhen));
        return code.Write();
    }

    protected override Func<SyntaxNode, SyntaxNode>? RewriteUse(UseSite site, Registry registry, Surroundings surroundings, out Refusal refusal)
    {
        refusal = Refusal.MemberWithoutEquivalent;
        if (entry.IsCounted && site.Use is not (CollectionUse.AddPair or CollectionUse.TryAddPair or CollectionUse.SetPair or CollectionUse.Count))
        {
            return RewriteTaking(site, registry, surroundings, out refusal);
        }

        switch (site.Use)
        {
            case CollectionUse.Get when site.Variable is { } variable:
                return current => IdentifierName(variable).WithTriviaFrom(current);

            case CollectionUse.AddPair:
                return Put(site, registry.Helper(AddTo));

            case CollectionUse.TryAddPair:
                return Put(site, registry.Helper(TryAddTo));

            case CollectionUse.TryGet:
                return Call(site, registry.Helper(TryGetFrom));

            case CollectionUse.HasKey:
                var result = Result(site);
                return Call(site, registry.Helper(TryGetFrom), result);

            case CollectionUse.SetPair when site.IsDropped:
                var set = Callee(site, registry.Helper(SetIn));
                return current =>
                {
                    var assignment = (AssignmentExpressionSyntax)current;
                    var key = ((ElementAccessExpressionSyntax)Loops.Unwrap<ExpressionSyntax>(assignment.Left)).ArgumentList.Arguments[0];
                    return InvocationExpression(set, Arguments(key.WithoutTrivia(), Argument(Handles.WithoutOwnCount(assignment.Right.WithoutTrivia(), entry)))).WithTriviaFrom(current);
                };

            case CollectionUse.Get when site.Node.Parent is not AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceAssignmentExpression }:
                var get = Callee(site, registry.Helper(GetFrom));
                return current => InvocationExpression(get, Arguments(((ElementAccessExpressionSyntax)current).ArgumentList.Arguments[0].WithoutTrivia())).WithTriviaFrom(current);

            case CollectionUse.Each or CollectionUse.Keys or CollectionUse.Values:
                return Enumerate(site, Callee(site, registry.Helper(LiveIn)) + "()", surroundings, out refusal);

            case CollectionUse.Count when site.Node is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Count" }:
                return Keep;

            default:
                return null;
        }
    }

    // Sizes and comparers stay: the map is the same.
    protected override ArgumentListSyntax? Arguments(
        BaseObjectCreationExpressionSyntax creation, Registry registry, Surroundings surroundings, out Refusal refusal)
        => OnlyComparer(creation, surroundings, allowComparer: true, out refusal) is null && refusal != Refusal.EqualityMatters
            ? null
            : creation.ArgumentList ?? ArgumentList();

    private static Func<SyntaxNode, SyntaxNode>? Enumerate(UseSite site, string live, Surroundings surroundings, out Refusal refusal)
    {
        refusal = Refusal.MemberWithoutEquivalent;
        var pairs = ParseExpression(live);
        if (site.Use == CollectionUse.Each)
        {
            return site.Loop is null
                ? current => pairs.WithTriviaFrom(current)
                : current => ((CommonForEachStatementSyntax)current) switch
                {
                    ForEachStatementSyntax loop => loop.WithExpression(pairs.WithTriviaFrom(loop.Expression)),
                    ForEachVariableStatementSyntax loop => loop.WithExpression(pairs.WithTriviaFrom(loop.Expression)),
                    var loop => loop,
                };
        }

        if (site.Loop is { } enumerated)
        {
            return Loops.OverPairs(enumerated, site.Use == CollectionUse.Values, surroundings, out refusal) is not { } overPairs
                ? null
                : current => overPairs(((ForEachStatementSyntax)current).WithExpression(pairs.WithTriviaFrom(((ForEachStatementSyntax)current).Expression)));
        }

        surroundings.NeedsLinq(site.Node);
        var pair = surroundings.FreeName("pair", site.Node);
        var part = site.Use == CollectionUse.Keys ? "Key" : "Value";
        return current => Expression(live + ".Select(" + pair + " => " + pair + "." + part + ")", current);
    }

    // Whoever takes a handle out must dispose it, so only uses are rewritten that say where it goes.
    private static Func<SyntaxNode, SyntaxNode>? RewriteTaking(UseSite site, Registry registry, Surroundings surroundings, out Refusal refusal)
    {
        refusal = Refusal.MemberWithoutEquivalent;
        if (site.Variable is not null)
        {
            refusal = Refusal.EntryMayVanish;
            return null;
        }

        switch (site.Use)
        {
            case CollectionUse.HasKey:
                return Call(site, registry.Helper(HasIn));

            // nodes[key].AddReference()
            case CollectionUse.Get when Handles.OwnCountOf(site.Node) is { } taken:
                site.Widen(taken);
                var get = Callee(site, registry.Helper(GetFrom));
                return current =>
                {
                    var element = (ElementAccessExpressionSyntax)((MemberAccessExpressionSyntax)((InvocationExpressionSyntax)current).Expression).Expression;
                    return InvocationExpression(get, Arguments(element.ArgumentList.Arguments[0].WithoutTrivia())).WithTriviaFrom(current);
                };

            case CollectionUse.Values when site.Loop is { } loop:
                return Handles.Loop(loop, surroundings, out refusal);

            default:
                return null;
        }
    }

    private Func<SyntaxNode, SyntaxNode> Put(UseSite site, string helper)
    {
        var call = Call(site, helper);
        return current =>
        {
            var made = (InvocationExpressionSyntax)call(current);
            var value = made.ArgumentList.Arguments[1].Expression;
            return made.ReplaceNode(value, Handles.WithoutOwnCount(value, entry));
        };
    }

    // "Nodes.Add(key, value)" → "AddToNodes(key, value)"
    private static Func<SyntaxNode, SyntaxNode> Call(UseSite site, string helper, params ArgumentSyntax[] more)
    {
        var callee = Callee(site, helper);
        return current =>
        {
            var call = (InvocationExpressionSyntax)current;
            return call.WithExpression(callee.WithTriviaFrom(call.Expression)).AddArgumentListArguments(more);
        };
    }

    internal static ExpressionSyntax Callee(UseSite site, string helper)
        => ParseExpression(site.Collection is MemberAccessExpressionSyntax access ? access.Expression.WithoutTrivia() + "." + helper : helper);

    private static ArgumentListSyntax Arguments(params ArgumentSyntax[] arguments)
        => ArgumentList(SeparatedList(arguments, Enumerable.Repeat(Token(SyntaxKind.CommaToken).WithTrailingTrivia(Space), arguments.Length - 1)));
}
