using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LeakLint.CodeFixes.Edits;

/// <summary>
/// A handler that can be named again at the <c>-=</c>: a method group as it stands; a lambda that captures nothing of its
/// call becomes a method of the type, one that does becomes a field that holds the delegate.
/// </summary>
internal sealed class NamedHandler
{
    private NamedHandler(string name, string? member, bool isField)
    {
        Name = name;
        Member = member;
        IsField = isField;
    }

    /// <summary>What stands at the <c>+=</c> and the <c>-=</c>.</summary>
    public string Name { get; }

    /// <summary>The method or the field to add; null if the handler has a name already.</summary>
    public string? Member { get; }

    public bool IsField { get; }

    /// <summary>The name for <paramref name="handler"/>; null where it can have none.</summary>
    public static NamedHandler? Of(ExpressionSyntax handler, string eventName, TypeDeclarationSyntax type, SemanticModel model, CancellationToken cancellation)
    {
        var bare = Bare(handler);
        if (bare is AnonymousFunctionExpressionSyntax lambda)
        {
            return OfLambda(lambda, eventName, type, model, cancellation);
        }

        return model.GetSymbolInfo(bare, cancellation).Symbol switch
        {
            IMethodSymbol { MethodKind: not MethodKind.LocalFunction } when bare is IdentifierNameSyntax or MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax or IdentifierNameSyntax }
                && IsReachable(bare, model, cancellation) => new(bare.ToString(), null, false),
            IFieldSymbol => new(bare.ToString(), null, false),
            _ => null,
        };
    }

    // new EventHandler(OnChanged), (EventHandler)OnChanged
    private static ExpressionSyntax Bare(ExpressionSyntax handler) => handler switch
    {
        ParenthesizedExpressionSyntax inner => Bare(inner.Expression),
        CastExpressionSyntax cast => Bare(cast.Expression),
        ObjectCreationExpressionSyntax { ArgumentList.Arguments: { Count: 1 } arguments } => Bare(arguments[0].Expression),
        _ => handler,
    };

    // "_part.OnChanged" with a local part is nothing that the teardown could name.
    private static bool IsReachable(ExpressionSyntax group, SemanticModel model, CancellationToken cancellation)
        => group is not MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax target } || model.GetSymbolInfo(target, cancellation).Symbol is IFieldSymbol or IPropertySymbol or INamedTypeSymbol;

    private static NamedHandler? OfLambda(AnonymousFunctionExpressionSyntax lambda, string eventName, TypeDeclarationSyntax type, SemanticModel model, CancellationToken cancellation)
    {
        if (model.GetTypeInfo(lambda, cancellation).ConvertedType is not INamedTypeSymbol { DelegateInvokeMethod: { } invoke } @delegate
            || invoke.Parameters.Any(static p => p.RefKind != RefKind.None))
        {
            return null;
        }

        var flow = model.AnalyzeDataFlow(lambda);
        if (flow is null || !flow.Succeeded)
        {
            return null;
        }

        var taken = new HashSet<string>(model.LookupSymbols(lambda.SpanStart).Select(static s => s.Name).Concat(type.Members.OfType<MethodDeclarationSyntax>().Select(static m => m.Identifier.ValueText)));
        var own = flow.Captured.Where(s => s is not IParameterSymbol { IsThis: true } && !IsDeclaredIn(s, lambda) && !IsOfPrimaryConstructor(s)).ToList();
        if (own.Count > 0)
        {
            // The closure lives as long as the field: only where one call makes it.
            if (lambda.FirstAncestorOrSelf<ConstructorDeclarationSyntax>() is null || lambda.Ancestors().Any(static n => n is AnonymousFunctionExpressionSyntax or CommonForEachStatementSyntax or ForStatementSyntax or WhileStatementSyntax))
            {
                return null;
            }

            var field = Free("_on" + eventName, taken);
            return new(field, "private readonly " + TypeText.Of(@delegate.WithNullableAnnotation(NullableAnnotation.NotAnnotated), model, lambda.SpanStart) + " " + field + ";", true);
        }

        if (lambda.Ancestors().OfType<LocalFunctionStatementSyntax>().Any() || Nodes(lambda).Any(n => model.GetSymbolInfo(n, cancellation).Symbol is IMethodSymbol { MethodKind: MethodKind.LocalFunction } local && !IsDeclaredIn(local, lambda)))
        {
            return null;
        }

        var name = Free("On" + eventName, taken);
        var names = ParameterNames(lambda, invoke);
        var parameters = string.Join(", ", invoke.Parameters.Select((p, i) => TypeText.Of(p.Type, model, lambda.SpanStart) + " " + names[i]));
        var isStatic = !flow.Captured.Any() && lambda.Modifiers.Any(SyntaxKind.StaticKeyword);
        var head = "private " + (isStatic ? "static " : "") + (lambda.AsyncKeyword.IsKind(SyntaxKind.AsyncKeyword) ? "async " : "")
            + (invoke.ReturnsVoid ? "void" : TypeText.Of(invoke.ReturnType, model, lambda.SpanStart)) + " " + name + "(" + parameters + ")";
        return new(name, lambda.Block is { } block ? head + "\n" + block.WithoutTrivia().ToFullString() : head + " => " + lambda.ExpressionBody!.WithoutTrivia().ToFullString() + ";", false);
    }

    private static IEnumerable<SyntaxNode> Nodes(SyntaxNode lambda) => lambda.DescendantNodes().Where(static n => n is IdentifierNameSyntax);

    private static bool IsDeclaredIn(ISymbol symbol, SyntaxNode node)
        => symbol.DeclaringSyntaxReferences.Any(r => r.SyntaxTree == node.SyntaxTree && node.Span.Contains(r.Span));

    private static bool IsOfPrimaryConstructor(ISymbol symbol)
        => symbol is IParameterSymbol { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } constructor } && constructor.DeclaringSyntaxReferences.Any(static r => r.GetSyntax() is TypeDeclarationSyntax);

    private static List<string> ParameterNames(AnonymousFunctionExpressionSyntax lambda, IMethodSymbol invoke)
    {
        var given = lambda switch
        {
            SimpleLambdaExpressionSyntax simple => [simple.Parameter.Identifier.ValueText],
            ParenthesizedLambdaExpressionSyntax several => several.ParameterList.Parameters.Select(static p => p.Identifier.ValueText).ToList(),
            AnonymousMethodExpressionSyntax { ParameterList: { } list } => list.Parameters.Select(static p => p.Identifier.ValueText).ToList(),
            _ => new List<string>(),
        };
        var names = new List<string>();
        for (var i = 0; i < invoke.Parameters.Length; i++)
        {
            var name = i < given.Count && (given[i] != "_" || given.Count(static g => g == "_") == 1) ? given[i] : invoke.Parameters[i].Name;
            names.Add(names.Contains(name) ? name + "2" : name);
        }

        return names;
    }

    private static string Free(string wish, HashSet<string> taken)
    {
        var name = wish;
        for (var i = 2; taken.Contains(name); i++)
        {
            name = wish + i.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        return name;
    }
}
