using System;
using System.Linq;
using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace LeakLint.CodeFixes.Edits;

/// <summary>
/// A list stays a list, of weak entries: for counted handles, and where a <c>ConditionalWeakTable</c> cannot do what
/// the list is used for. Dead entries go whenever the list would have to grow.
/// </summary>
internal sealed class WeakListForm(WeakEntry entry) : WeakForm
{
    private const string AddTo = "AddTo";
    private const string LiveIn = "LiveIn";

    public override string Name => entry.Name;

    public override bool Fits(Registry registry, Abilities abilities)
        => registry.Collection.Name == "List" && registry.HoldsHandles == entry.IsCounted;

    public override TypeSyntax TypeAt(Registry registry, TypeSyntax old, Surroundings surroundings)
    {
        var held = registry.ArgumentsOf(old, surroundings.Model)[0].WithoutTrivia();
        var type = ParseTypeName(entry.TypeAt(held, old, surroundings));
        return old.DescendantNodesAndSelf().OfType<GenericNameSyntax>().FirstOrDefault() is { TypeArgumentList.Arguments: { Count: 1 } arguments }
            ? old.ReplaceNode(arguments[0], type.WithTriviaFrom(arguments[0]))
            : Generic(surroundings.NameOf(registry.Collection.OriginalDefinition, old), type);
    }

    public override AddedMembers? Members(Registry registry, Surroundings surroundings)
    {
        var at = registry.DeclaredType;
        var held = registry.ArgumentsOf(at, surroundings.Model)[0].WithoutTrivia();
        var list = registry.Field.Name;
        var weak = entry.TypeAt(held, at, surroundings);
        var lambda = surroundings.Offers(Abilities.StaticLambdas) ? "static weak" : "weak";
        return new AddedMembers([], registry.Helpers.ToList().Select(helper => helper.Key == AddTo
            ? $$"""
            // Entries whose value is gone are removed before the list grows.
            private static void {{helper.Value}}({{held}} value)
            {
                if ({{list}}.Count == {{list}}.Capacity)
                {
                    {{list}}.RemoveAll({{lambda}} => !{{entry.IsAlive("weak")}});
                }

                {{list}}.Add({{entry.Make("value", weak)}});
            }
            """
            : $$"""
            private static {{surroundings.NameOf(KnownTypes.For(surroundings.Model.Compilation).Get("System.Collections.Generic.IEnumerable`1")!, at)}}<{{held}}> {{helper.Value}}()
            {
                foreach (var weak in {{list}})
                {
                    if ({{entry.Take("weak", "var value")}})
                    {
                        yield return value;
                    }
                }
            }
            """).ToList());
    }

    protected override Func<SyntaxNode, SyntaxNode>? RewriteUse(UseSite site, Registry registry, Surroundings surroundings, out Refusal refusal)
    {
        refusal = Refusal.MemberWithoutEquivalent;
        switch (site.Use)
        {
            case CollectionUse.Put:
                var add = WeakValuesForm.Callee(site, registry.Helper(AddTo));
                return current =>
                {
                    var call = (InvocationExpressionSyntax)current;
                    var value = call.ArgumentList.Arguments[0].Expression;
                    return call.ReplaceNode(value, Handles.WithoutOwnCount(value, entry)).WithExpression(add.WithTriviaFrom(call.Expression));
                };

            case CollectionUse.Count:
                return Keep;

            case CollectionUse.Each when entry.IsCounted:
                return site.Loop is { } loop ? Handles.Loop(loop, surroundings, out refusal) : null;

            case var _ when entry.IsCounted:
                return null;

            case CollectionUse.Each when site.Loop is ForEachStatementSyntax:
                var looped = Live(site, registry);
                return current => ((ForEachStatementSyntax)current).WithExpression(looped.WithTriviaFrom(((ForEachStatementSyntax)current).Expression));

            case CollectionUse.Each when site.Loop is null:
                var live = Live(site, registry);
                return current => live.WithTriviaFrom(current);

            case CollectionUse.Has:
                return Asked(site, registry, surroundings, "Contains");

            case CollectionUse.CopyToArray:
                return Asked(site, registry, surroundings, "ToArray");

            case CollectionUse.Exists:
                return Asked(site, registry, surroundings, "Any");

            case CollectionUse.All:
                return Asked(site, registry, surroundings, "All");

            default:
                return null;
        }
    }

    protected override ArgumentListSyntax? Arguments(
        BaseObjectCreationExpressionSyntax creation, Registry registry, Surroundings surroundings, out Refusal refusal)
        => OnlyComparer(creation, surroundings, allowComparer: false, out refusal) is null ? null : creation.ArgumentList ?? ArgumentList();

    private static InvocationExpressionSyntax Live(UseSite site, Registry registry)
        => InvocationExpression(WeakValuesForm.Callee(site, registry.Helper(LiveIn)));

    private static Func<SyntaxNode, SyntaxNode> Asked(UseSite site, Registry registry, Surroundings surroundings, string method)
    {
        surroundings.NeedsLinq(site.Node);
        var live = Live(site, registry);
        return current =>
        {
            var call = (InvocationExpressionSyntax)current;
            var access = (MemberAccessExpressionSyntax)call.Expression;
            return call.WithExpression(access.WithExpression(live.WithTriviaFrom(access.Expression)).WithName(IdentifierName(method)));
        };
    }
}
