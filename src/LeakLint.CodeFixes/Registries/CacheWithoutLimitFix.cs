using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LeakLint.Analyzers.Registries;
using LeakLint.CodeFixes.Edits;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace LeakLint.CodeFixes.Registries;

/// <summary>
/// Repairs LEAK109: the entry ends when nobody has asked for it for a while. A limit of the cache would make every entry that does not say
/// its size throw, also those of other code; an expiry changes this entry only.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CacheWithoutLimitFix)), Shared]
public sealed class CacheWithoutLimitFix() : LeakFix(CacheWithoutLimit.Rule.Id)
{
    private const string Property = "SlidingExpiration";
    private const string Time = "TimeSpan.FromMinutes(20)";

    private protected override async Task<ImmutableArray<Repair>> PlanAsync(Document document, SyntaxNode flagged, Diagnostic diagnostic, CancellationToken cancellation)
    {
        var model = (await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false))!;
        if (flagged.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } call || model.GetSymbolInfo(call, cancellation).Symbol is not IMethodSymbol method)
        {
            return [];
        }

        // System.Runtime.Caching has other words for it.
        var time = (model.LookupNamespacesAndTypes(call.SpanStart, name: "TimeSpan").IsEmpty ? "System." : "") + Time;
        var edit = new SolutionEdit(document.Project.Solution);
        var planned = method.Name switch
        {
            "GetOrCreate" or "GetOrCreateAsync" => OfFactory(edit, document.Id, call, time),
            "Set" => OfValue(edit, document.Id, call, method, time),
            "CreateEntry" => OfEntry(edit, document.Id, call, time),
            _ => false,
        };
        return planned && await edit.TryApplyAsync(cancellation).ConfigureAwait(false) is { } solution
            ? [new Repair("bound", "Let the entry end when it is not asked for (" + Property + ")", _ => Task.FromResult(solution))]
            : [];
    }

    // cache.GetOrCreate(id, entry => Load(id))   entry => { ... }
    private static bool OfFactory(SolutionEdit edit, DocumentId document, InvocationExpressionSyntax call, string time)
    {
        if (call.ArgumentList.Arguments.Select(static a => a.Expression).OfType<LambdaExpressionSyntax>().SingleOrDefault() is not { } factory)
        {
            return false;
        }

        var parameter = factory switch
        {
            SimpleLambdaExpressionSyntax simple => simple.Parameter,
            ParenthesizedLambdaExpressionSyntax { ParameterList.Parameters: { Count: 1 } only } => only[0],
            _ => null,
        };
        if (parameter is null)
        {
            return false;
        }

        var isNamed = parameter.Identifier.ValueText != "_";
        var name = isNamed ? parameter.Identifier.ValueText : "entry";
        var set = ParseStatement(name + "." + Property + " = " + time + ";").WithTrailingTrivia(ElasticLineFeed);
        edit.Replace(document, factory, current =>
        {
            var lambda = (LambdaExpressionSyntax)current;
            if (!isNamed)
            {
                var old = lambda is SimpleLambdaExpressionSyntax simple ? simple.Parameter : ((ParenthesizedLambdaExpressionSyntax)lambda).ParameterList.Parameters[0];
                lambda = lambda.ReplaceNode(old, old.WithIdentifier(Identifier(name).WithTriviaFrom(old.Identifier)));
            }

            var body = lambda.Block is { } block
                ? block.WithStatements(block.Statements.Insert(0, set.WithAdditionalAnnotations(Formatter.Annotation)))
                : Block(set, ReturnStatement(lambda.ExpressionBody!.WithoutTrivia().WithLeadingTrivia(Space)).WithTrailingTrivia(ElasticLineFeed))
                    .WithTrailingTrivia(lambda.ExpressionBody!.GetTrailingTrivia());
            return lambda.WithBody(body).WithAdditionalAnnotations(Formatter.Annotation);
        });
        return true;
    }

    // cache.Set(id, user)   cache.Set(id, user, null)
    private static bool OfValue(SolutionEdit edit, DocumentId document, InvocationExpressionSyntax call, IMethodSymbol method, string time)
    {
        var parameters = method.Parameters.Length;
        var isTold = parameters == 3 && call.ArgumentList.Arguments.Count == 3 && call.ArgumentList.Arguments[2].Expression is LiteralExpressionSyntax { RawKind: (int)SyntaxKind.NullLiteralExpression };
        if ((parameters != 2 && !isTold) || call.ArgumentList.Arguments.Any(static a => a.NameColon is not null))
        {
            return false;
        }

        var options = Argument(ParseExpression("new MemoryCacheEntryOptions { " + Property + " = " + time + " }")).WithLeadingTrivia(Space);
        edit.Replace(document, call, current =>
        {
            var list = ((InvocationExpressionSyntax)current).ArgumentList;
            return ((InvocationExpressionSyntax)current).WithArgumentList(list.WithArguments(isTold ? list.Arguments.Replace(list.Arguments[2], options) : list.Arguments.Add(options)));
        });
        return true;
    }

    // using var entry = cache.CreateEntry(id);
    private static bool OfEntry(SolutionEdit edit, DocumentId document, InvocationExpressionSyntax call, string time)
    {
        if (call.Parent is not EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent.Parent: LocalDeclarationStatementSyntax { Parent: BlockSyntax } declaration } declarator })
        {
            return false;
        }

        var set = ParseStatement(declarator.Identifier.ValueText + "." + Property + " = " + time + ";")
            .WithLeadingTrivia(declaration.GetLeadingTrivia().Where(static t => t.IsKind(SyntaxKind.WhitespaceTrivia)))
            .WithTrailingTrivia(LineEnds.Of(declaration.SyntaxTree.GetRoot()))
            .WithAdditionalAnnotations(Formatter.Annotation);
        edit.Insert(document, declaration, set, before: false);
        return true;
    }
}
