using System;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.CodeFixes.Edits;

/// <summary>Questions about the places that make objects of a type.</summary>
internal static class Creations
{
    /// <summary>
    /// Whether some object of the type of <paramref name="self"/> is made and dropped at once: <c>new Tick("b");</c>. Then
    /// the object lives by what it registers itself with, and by nothing else.
    /// </summary>
    public static bool AreDropped(IInstanceReferenceOperation self, CancellationToken cancellation)
    {
        if (self.Type is not { } type || self.SemanticModel?.Compilation is not { } compilation)
        {
            return true;
        }

        foreach (var tree in compilation.SyntaxTrees)
        {
            cancellation.ThrowIfCancellationRequested();
            var dropped = tree.GetRoot(cancellation).DescendantNodes().OfType<ObjectCreationExpressionSyntax>()
                .Where(c => IsDropped(c) && c.Type.DescendantTokens().Any(t => t.ValueText == type.Name));
            if (dropped.Any(c => Makes(compilation.GetSemanticModel(tree).GetTypeInfo(c, cancellation).Type, type)))
            {
                return true;
            }
        }

        return false;
    }

    // new T();   _ = new T();
    private static bool IsDropped(ObjectCreationExpressionSyntax creation) => creation.Parent switch
    {
        ExpressionStatementSyntax => true,
        AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.ValueText: "_" }, Parent: ExpressionStatementSyntax } => true,
        _ => false,
    };

    private static bool Makes(ITypeSymbol? made, ITypeSymbol type)
        => SymbolEqualityComparer.Default.Equals(made?.OriginalDefinition, type.OriginalDefinition);
}
