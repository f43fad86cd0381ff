using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LeakLint.CodeFixes.Edits;

/// <summary>One use of the collection's field: what it means, and the syntax that says so.</summary>
/// <param name="use">What the use means.</param>
/// <param name="collection">The field as it is written there: <c>f</c> or <c>Type.f</c>.</param>
/// <param name="node">What a rewrite replaces: the call, the element access, the loop, the assignment.</param>
internal sealed class UseSite(CollectionUse use, ExpressionSyntax collection, SyntaxNode node)
{
    public CollectionUse Use { get; } = use;

    public ExpressionSyntax Collection { get; } = collection;

    public SyntaxNode Node { get; private set; } = node;

    /// <summary>The key that is looked up or set.</summary>
    public ExpressionSyntax? Key { get; init; }

    /// <summary>What is put in.</summary>
    public ExpressionSyntax? Value { get; init; }

    /// <summary>Lets the rewrite replace more than the use itself.</summary>
    public void Widen(SyntaxNode node) => Node = node;

    /// <summary>Whether nobody looks at the value of the assignment that the use is.</summary>
    public bool IsDropped { get; init; }

    /// <summary>The variable that a check and the lookups under it share, once they are joined.</summary>
    public string? Variable { get; set; }

    /// <summary>The loop over the collection, for uses that enumerate; null where an expression enumerates.</summary>
    public CommonForEachStatementSyntax? Loop { get; init; }

    /// <summary>The call that makes the new value of an immutable collection: the right side of <c>f = f.Add(x)</c>.</summary>
    public InvocationExpressionSyntax? Update { get; init; }
}
