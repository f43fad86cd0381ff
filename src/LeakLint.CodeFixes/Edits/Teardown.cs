using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace LeakLint.CodeFixes.Edits;

/// <summary>
/// Where a type releases what it owns when its owner says so: <c>Dispose(bool)</c> under <c>disposing</c>, else
/// <c>Dispose()</c>. A finalizer is not a teardown.
/// </summary>
internal static class Teardown
{
    /// <summary>The block or method that a release can be written into; null when the type has none of its own.</summary>
    public static async Task<MethodDeclarationSyntax?> FindAsync(INamedTypeSymbol type, CancellationToken cancellation)
    {
        IMethodSymbol? plain = null;
        foreach (var method in type.GetMembers().OfType<IMethodSymbol>())
        {
            if (method.Name is "Dispose" or "System.IDisposable.Dispose" && !method.IsStatic && method.DeclaringSyntaxReferences.Length == 1)
            {
                if (method.Parameters.Length == 1 && method.Parameters[0].Type.SpecialType == SpecialType.System_Boolean)
                {
                    var pattern = await SyntaxAsync(method).ConfigureAwait(false);
                    return pattern is not null && Disposing(pattern) is not null ? pattern : null;
                }

                plain = method.Parameters.IsEmpty ? method : plain;
            }
        }

        return plain is null ? null : await SyntaxAsync(plain).ConfigureAwait(false) is { } simple && (simple.Body ?? (SyntaxNode?)simple.ExpressionBody) is not null ? simple : null;

        async Task<MethodDeclarationSyntax?> SyntaxAsync(IMethodSymbol method)
            => await method.DeclaringSyntaxReferences[0].GetSyntaxAsync(cancellation).ConfigureAwait(false) as MethodDeclarationSyntax;
    }

    /// <summary>The teardown with one more statement, before everything else that it does.</summary>
    public static MethodDeclarationSyntax WithFirst(MethodDeclarationSyntax teardown, string statement)
    {
        var lineEnd = LineEnds.Of(teardown.SyntaxTree.GetRoot());
        var first = LineEnds.Statement(statement, lineEnd)
            .WithLeadingTrivia(ElasticMarker)
            .WithTrailingTrivia(lineEnd)
            .WithAdditionalAnnotations(Formatter.Annotation);
        if (teardown.ParameterList.Parameters.Count == 1)
        {
            var branch = Disposing(teardown)!;
            var block = branch.Statement as BlockSyntax ?? Block(branch.Statement.WithoutLeadingTrivia()).WithAdditionalAnnotations(Formatter.Annotation);
            return teardown.ReplaceNode(branch, branch.WithStatement(Insert(block, first)));
        }

        if (teardown.Body is { } body)
        {
            return teardown.WithBody(Insert(body, first));
        }

        var only = ExpressionStatement(teardown.ExpressionBody!.Expression.WithoutTrivia(), teardown.SemicolonToken);
        return teardown
            .WithExpressionBody(null)
            .WithSemicolonToken(default)
            .WithParameterList(teardown.ParameterList.WithTrailingTrivia(lineEnd))
            .WithBody(Block(first, only).WithAdditionalAnnotations(Formatter.Annotation));
    }

    private static BlockSyntax Insert(BlockSyntax block, StatementSyntax first)
        => block.Statements.Count == 0
            ? block.WithStatements([first]).WithAdditionalAnnotations(Formatter.Annotation)
            : block.WithStatements(block.Statements.Insert(0, first));

    // if (disposing) …
    private static IfStatementSyntax? Disposing(MethodDeclarationSyntax pattern)
    {
        var disposing = pattern.ParameterList.Parameters[0].Identifier.ValueText;
        foreach (var branch in pattern.DescendantNodes().OfType<IfStatementSyntax>())
        {
            if (branch.Condition is IdentifierNameSyntax condition && condition.Identifier.ValueText == disposing)
            {
                return branch;
            }
        }

        return null;
    }
}
