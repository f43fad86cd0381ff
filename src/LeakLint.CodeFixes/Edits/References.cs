using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FindSymbols;

namespace LeakLint.CodeFixes.Edits;

/// <summary>How a place uses a member.</summary>
internal enum Usage
{
    /// <summary>Only its name: <c>nameof</c>, a comment.</summary>
    Name,

    Read,

    /// <summary>The left side of a plain assignment that is a statement of its own, or of an object initializer.</summary>
    Written,

    /// <summary>By reference, in a pattern, in an expression tree, or in another form that cannot be rewritten.</summary>
    Other,
}

/// <summary>Every place of the solution that names a member, with how it does.</summary>
internal static class References
{
    /// <summary>The places by document; null when one lies where nothing can be edited.</summary>
    public static async Task<Dictionary<DocumentId, List<(ExpressionSyntax At, Usage Usage)>>?> FindAsync(
        Solution solution, ISymbol member, CancellationToken cancellation)
    {
        var places = new Dictionary<DocumentId, List<(ExpressionSyntax At, Usage Usage)>>();
        foreach (var found in await SymbolFinder.FindReferencesAsync(member, solution, cancellation).ConfigureAwait(false))
        {
            foreach (var reference in found.Locations)
            {
                if (reference.IsImplicit || !SymbolEqualityComparer.Default.Equals(found.Definition.OriginalDefinition.ContainingType, member.ContainingType.OriginalDefinition))
                {
                    continue;
                }

                var document = reference.Document;
                if (document is SourceGeneratedDocument
                    || await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is not { } root
                    || await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is not { } model)
                {
                    return null;
                }

                var node = root.FindNode(reference.Location.SourceSpan, findInsideTrivia: true, getInnermostNodeForTie: true);
                if (!places.TryGetValue(document.Id, out var inDocument))
                {
                    places[document.Id] = inDocument = [];
                }

                if (node is not SimpleNameSyntax name)
                {
                    return null;
                }

                var at = name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? (ExpressionSyntax)access : name;
                if (!inDocument.Any(p => p.At == at))
                {
                    inDocument.Add((at, UsageOf(at, model, cancellation)));
                }
            }
        }

        return places;
    }

    /// <summary>The function in which an expression runs: a member, a local function or a lambda.</summary>
    public static SyntaxNode? FunctionOf(SyntaxNode node)
        => node.Ancestors().FirstOrDefault(static a => a is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or MemberDeclarationSyntax or AccessorDeclarationSyntax);

    private static Usage UsageOf(ExpressionSyntax at, SemanticModel model, CancellationToken cancellation)
    {
        if (at.IsPartOfStructuredTrivia() || IsInNameOf(at))
        {
            return Usage.Name;
        }

        if (IsInExpressionTree(at, model, cancellation))
        {
            return Usage.Other;
        }

        return at.Parent switch
        {
            AssignmentExpressionSyntax assignment when assignment.Left == at => assignment.IsKind(SyntaxKind.SimpleAssignmentExpression)
                && assignment.Parent is ExpressionStatementSyntax or ArrowExpressionClauseSyntax or InitializerExpressionSyntax
                    ? Usage.Written
                    : Usage.Other,
            ArgumentSyntax { RefKindKeyword.RawKind: not 0 } => Usage.Other,
            ArgumentSyntax { Parent: TupleExpressionSyntax { Parent: AssignmentExpressionSyntax deconstruction } tuple } when deconstruction.Left == tuple => Usage.Other,
            PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.AddressOfExpression } => Usage.Other,
            RefExpressionSyntax or NameColonSyntax or ExpressionColonSyntax or MemberBindingExpressionSyntax or LockStatementSyntax => Usage.Other,
            TypeSyntax or AttributeSyntax => Usage.Other,
            _ => Usage.Read,
        };
    }

    private static bool IsInNameOf(ExpressionSyntax at)
        => at.FirstAncestorOrSelf<ArgumentSyntax>() is { Parent.Parent: InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "nameof" } } };

    private static bool IsInExpressionTree(ExpressionSyntax at, SemanticModel model, CancellationToken cancellation)
    {
        var tree = KnownTypes.For(model.Compilation).ExpressionTree;
        foreach (var ancestor in at.Ancestors())
        {
            if (ancestor is AnonymousFunctionExpressionSyntax function
                && tree is not null
                && SymbolEqualityComparer.Default.Equals(model.GetTypeInfo(function, cancellation).ConvertedType?.OriginalDefinition, tree))
            {
                return true;
            }
        }

        return false;
    }
}
