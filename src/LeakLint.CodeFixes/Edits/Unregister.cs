using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LeakLint.CodeFixes.Edits;

/// <summary>
/// Takes <c>this</c> out of the registry again in the teardown that its type already has: the plainest cure, since the
/// owner that disposes the object is the one that knows when it is no longer needed. A type without teardown of its
/// own gets none here.
/// </summary>
internal static class Unregister
{
    /// <summary>The solution with <c>registry.Remove(this)</c> in the teardown; null when that is not safe to write.</summary>
    public static async Task<(Solution Solution, string Teardown)?> PlanAsync(
        Document document, SyntaxNode flagged, ImmutableArray<SharedField> fields, CancellationToken cancellation)
    {
        try
        {
            return await WriteAsync(document, flagged, fields, cancellation).ConfigureAwait(false);
        }
        catch (RefusedException)
        {
            return null;
        }
    }

    private static async Task<(Solution Solution, string Teardown)?> WriteAsync(
        Document document, SyntaxNode flagged, ImmutableArray<SharedField> fields, CancellationToken cancellation)
    {
        var solution = document.Project.Solution;
        var field = fields[0].Field;
        var model = (await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false))!;
        var types = KnownTypes.For(model.Compilation);
        if (flagged.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } declaration
            || model.GetDeclaredSymbol(declaration, cancellation) is not { TypeKind: TypeKind.Class } type
            || !type.AllInterfaces.Any(i => SymbolEqualityComparer.Default.Equals(i, types.Disposable))
            || FindGrowth(flagged, field, model, types, cancellation) is not { } site
            || Removal.Write(site, field, type, model, cancellation) is not { } removal
            || await Teardown.FindAsync(type, cancellation).ConfigureAwait(false) is not { } teardown
            || solution.GetDocument(teardown.SyntaxTree) is not { } home
            || await IsTornDownInLoopAsync(solution, fields, cancellation).ConfigureAwait(false))
        {
            return null;
        }

        var statement = Locked(site, removal, model, cancellation);
        var after = solution;
        var homes = home.GetLinkedDocumentIds().Add(home.Id);
        foreach (var id in homes)
        {
            // The same text in each project that compiles the file; each keeps its own tree, and what is marked in it.
            var shared = solution.GetDocument(id)!;
            var root = (await shared.GetSyntaxRootAsync(cancellation).ConfigureAwait(false))!;
            if (GeneratedDocuments.Is(shared, root) || root.FindNode(teardown.Span) is not MethodDeclarationSyntax same)
            {
                return null;
            }

            shared = after.GetDocument(id)!.WithSyntaxRoot(root.ReplaceNode(same, Teardown.WithFirst(same, statement)));
            after = (await Layout.FormatAsync(shared, cancellation).ConfigureAwait(false)).Project.Solution;
        }

        await Outcome.CheckAsync(solution, after, homes, cancellation).ConfigureAwait(false);
        return (after, teardown is MethodDeclarationSyntax { ParameterList.Parameters.Count: 0 } ? "Dispose" : "Dispose(bool)");
    }

    // The growth of the field that was reported, when it puts in "this".
    private static UseSite? FindGrowth(SyntaxNode flagged, ISymbol field, SemanticModel model, KnownTypes types, CancellationToken cancellation)
    {
        var type = field is IFieldSymbol f ? f.Type : (field as IPropertySymbol)?.Type;
        if (type is null || SourceCollection.Find(type, types) is not { } source)
        {
            return null;
        }

        var around = flagged.FirstAncestorOrSelf<SyntaxNode>(static n => n is StatementSyntax or ArrowExpressionClauseSyntax) ?? flagged;
        var sites = new UseSites(source, field, model, cancellation);
        foreach (var name in around.DescendantNodes().OfType<SimpleNameSyntax>())
        {
            if (name.Identifier.ValueText == field.Name
                && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name, cancellation).Symbol, field)
                && sites.Read(name, out _) is { Value: ThisExpressionSyntax, Use: not CollectionUse.Has } site)
            {
                return site;
            }
        }

        return null;
    }

    // "foreach (var node in nodes) node.Dispose();" would change the collection that it enumerates.
    private static async Task<bool> IsTornDownInLoopAsync(Solution solution, ImmutableArray<SharedField> fields, CancellationToken cancellation)
    {
        foreach (var shared in fields)
        {
            foreach (var (_, names) in await shared.ReferencesAsync(solution, cancellation).ConfigureAwait(false))
            {
                foreach (var name in names)
                {
                    if (name.FirstAncestorOrSelf<CommonForEachStatementSyntax>() is { } loop
                        && loop.Expression.Span.Contains(name.Span)
                        && Loops.Releases(loop))
                    {
                        return true;
                    }
                }
            }
        }

        return false;
    }

    // What was put in under a lock is taken out under it.
    private static string Locked(UseSite site, string removal, SemanticModel model, CancellationToken cancellation)
    {
        if (site.Node.FirstAncestorOrSelf<LockStatementSyntax>() is not { } around)
        {
            return removal;
        }

        return model.GetSymbolInfo(around.Expression, cancellation).Symbol is IFieldSymbol { IsReadOnly: true }
            && around.Expression is IdentifierNameSyntax or MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax or ThisExpressionSyntax }
            ? "lock (" + around.Expression + ")\n{\n" + removal + "\n}"
            : throw new RefusedException(Refusal.Locked);
    }
}
