using System.Globalization;
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
/// The bound that needs no package: a cache that has too many entries is emptied before the next is put in. Only for
/// caches: what is forgotten is made again.
/// </summary>
internal static class ClearWhenFull
{
    /// <summary>The document with <c>if (_cache.Count >= 1024) { _cache.Clear(); }</c> before the statement that adds; null when there is no place for it.</summary>
    public static async Task<Solution?> PlanAsync(Document document, SyntaxNode flagged, ISymbol field, CancellationToken cancellation)
    {
        var type = field switch { IFieldSymbol f => f.Type, IPropertySymbol p => p.Type, _ => null };
        if (type is null || !HasCountAndClear(type) || flagged.FirstAncestorOrSelf<AnonymousFunctionExpressionSyntax>() is not null)
        {
            return null;
        }

        var end = EndOfLine((await document.GetTextAsync(cancellation).ConfigureAwait(false)).ToString().Contains("\r\n") ? "\r\n" : "\n");
        var check = ParseStatement(
            "if (" + field.Name + ".Count >= " + BoundedCacheForm.Capacity.ToString(CultureInfo.InvariantCulture) + ")" + end + "{" + end + field.Name + ".Clear();" + end + "}")
            .WithTrailingTrivia(end, end)
            .WithAdditionalAnnotations(Formatter.Annotation);
        var edit = new SolutionEdit(document.Project.Solution);
        if (!StatementBefore.Plan(edit, document.Id, flagged, check))
        {
            return null;
        }

        return await edit.TryApplyAsync(cancellation).ConfigureAwait(false);
    }

    private static bool HasCountAndClear(ITypeSymbol type)
        => type is INamedTypeSymbol { TypeKind: TypeKind.Class }
            && type.GetMembers("Count").Any(static m => m is IPropertySymbol { DeclaredAccessibility: Accessibility.Public })
            && type.GetMembers("Clear").Any(static m => m is IMethodSymbol { DeclaredAccessibility: Accessibility.Public, Parameters.IsEmpty: true });
}
