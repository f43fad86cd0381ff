using System;
using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace LeakLint.CodeFixes.Edits;

/// <summary>
/// A map of counted handles becomes a <c>HandleRegistry</c> of the runtime package, which counts nothing itself: the count
/// that the map added for itself goes, and whoever took a handle out and added one gets its own.
/// </summary>
internal sealed class HandleRegistryForm : WeakForm
{
    public override string Name => "HandleRegistry";

    public override bool Fits(Registry registry, Abilities abilities)
        => registry.HoldsHandles && registry.Source is { IsMap: true, IsImmutable: false, IsSorted: false } && (abilities & Abilities.HandleRegistry) != 0;

    public override TypeSyntax TypeAt(Registry registry, TypeSyntax old, Surroundings surroundings)
    {
        var held = ((INamedTypeSymbol)registry.Held).TypeArguments[0];
        return Generic(
            surroundings.NameOf(KnownTypes.For(surroundings.Model.Compilation).HandleRegistry!, old),
            registry.ArgumentsOf(old, surroundings.Model)[0],
            ParseTypeName(held.ToMinimalDisplayString(surroundings.Model, old.SpanStart)));
    }

    protected override Func<SyntaxNode, SyntaxNode>? RewriteUse(UseSite site, Registry registry, Surroundings surroundings, out Refusal refusal)
    {
        refusal = site.Variable is null ? Refusal.MemberWithoutEquivalent : Refusal.EntryMayVanish;
        var collection = site.Collection.WithoutTrivia().ToString();
        switch (site.Use)
        {
            case CollectionUse.AddPair or CollectionUse.TryAddPair:
                return static current =>
                {
                    var call = (InvocationExpressionSyntax)current;
                    var value = call.ArgumentList.Arguments[1].Expression;
                    return call.ReplaceNode(value, Handles.WithoutOwnCount(value, WeakEntry.Handle));
                };

            // handles[key] = handle.AddReference();
            case CollectionUse.SetPair when site.IsDropped:
                return current =>
                {
                    var assignment = (AssignmentExpressionSyntax)current;
                    var key = Loops.Unwrap<ElementAccessExpressionSyntax>(assignment.Left).ArgumentList.Arguments[0].Expression;
                    var made = (InvocationExpressionSyntax)ParseExpression(collection + ".Set(k, v)");
                    var arguments = made.ArgumentList.Arguments;
                    return made
                        .ReplaceNodes(
                            [arguments[0].Expression, arguments[1].Expression],
                            (old, _) => old == arguments[0].Expression ? key.WithoutTrivia() : Handles.WithoutOwnCount(assignment.Right, WeakEntry.Handle).WithoutTrivia())
                        .WithTriviaFrom(current);
                };

            // handles[key].AddReference()
            case CollectionUse.Get when site.Variable is null && Handles.OwnCountOf(site.Node) is { } taken:
                site.Widen(taken);
                var handle = surroundings.FreeName("handle", taken);
                var missing = surroundings.NameOf(KnownTypes.For(surroundings.Model.Compilation).Get("System.Collections.Generic.KeyNotFoundException")!, taken);
                var alone = taken.Parent is ReturnStatementSyntax or ArrowExpressionClauseSyntax or EqualsValueClauseSyntax;
                return current =>
                {
                    var element = (ElementAccessExpressionSyntax)((MemberAccessExpressionSyntax)((InvocationExpressionSyntax)current).Expression).Expression;
                    var text = collection + ".TryGet(" + element.ArgumentList.Arguments[0] + ", out var " + handle + ") ? " + handle + " : throw new " + missing + "()";
                    return Expression(alone ? text : "(" + text + ")", current);
                };

            // handles.GetOrAdd(key, k => SharedHandle.Create(Make(k))).AddReference()
            case CollectionUse.GetOrAdd when Handles.OwnCountOf(site.Node) is { } taken && Handles.MadeBy(site.Value) is not null:
                site.Widen(taken);
                return static current =>
                {
                    var call = (InvocationExpressionSyntax)((MemberAccessExpressionSyntax)((InvocationExpressionSyntax)current).Expression).Expression;
                    var factory = (LambdaExpressionSyntax)call.ArgumentList.Arguments[1].Expression;
                    return call.ReplaceNode(factory, factory.WithExpressionBody(Handles.MadeBy(factory)!.WithTriviaFrom(factory.ExpressionBody!))).WithTriviaFrom(current);
                };

            case CollectionUse.Keys when site.Loop is ForEachStatementSyntax:
                return current => ((ForEachStatementSyntax)current).WithExpression(Expression(collection + ".Keys()", ((ForEachStatementSyntax)current).Expression));

            case CollectionUse.Keys when site.Loop is null:
                return current => Expression(collection + ".Keys()", current);

            case CollectionUse.Count when site.Node is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Count" }:
                return Keep;

            default:
                return null;
        }
    }

    protected override ArgumentListSyntax? Arguments(
        BaseObjectCreationExpressionSyntax creation, Registry registry, Surroundings surroundings, out Refusal refusal)
        => OnlyComparer(creation, surroundings, allowComparer: true, out refusal);
}
