using System.Threading;
using LeakLint.Analyzers.Facts;
using LeakLint.Analyzers.Flow;
using LeakLint.Analyzers.Protocols;
using LeakLint.CodeFixes.Edits;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LeakLint.CodeFixes.Balance;

/// <summary>An acquisition that is a statement of its own: <c>h.AddReference();</c></summary>
/// <param name="Model">The model of its file.</param>
/// <param name="Call">The call that acquires.</param>
/// <param name="Acquires">The member that it calls.</param>
/// <param name="Acquisition">What it acquires.</param>
/// <param name="Statement">The statement that drops it.</param>
/// <param name="Type">The type of what is dropped.</param>
/// <param name="Ownership">Who releases what.</param>
internal sealed record Dropped(SemanticModel Model, ExpressionSyntax Call, IMethodSymbol Acquires, Acquisition Acquisition, ExpressionStatementSyntax Statement, ITypeSymbol Type, Ownership Ownership)
{
    /// <summary>What is to be released once it is kept under that name.</summary>
    public ReleaseTarget Kept(string name) => new(Model, Protocol, Acquires, Call, name, Type, Ownership);

    public Protocol Protocol => (Protocol)Acquisition.Kind;

    /// <summary>A name for what is kept that nothing in sight has.</summary>
    public string Name => AddUsing.FreeName(Model, Call, Noun((Call as InvocationExpressionSyntax)?.Expression, Type));

    /// <summary>Null for what is no statement of its own: the body of a lambda, the step of a loop.</summary>
    public static Dropped? Find(SemanticModel model, SyntaxNode flagged, Ownership ownership, CancellationToken cancellation)
    {
        SyntaxNode at = flagged;
        while (at.Parent is ParenthesizedExpressionSyntax or AwaitExpressionSyntax or ConditionalAccessExpressionSyntax)
        {
            at = at.Parent;
        }

        return flagged is ExpressionSyntax call
            && at.Parent is ExpressionStatementSyntax statement
            && model.GetOperation(call, cancellation) is { Type: { } type } operation
            && model.GetSymbolInfo(Resource.Awaited(operation).Syntax, cancellation).Symbol is IMethodSymbol acquires
            && ownership.TryAcquire(operation, cancellation, out var acquisition)
            && acquisition.OutParameter < 0
            ? new Dropped(model, call, acquires, acquisition, statement, type, ownership)
            : null;
    }

    // AddReference: "reference"; what has no noun in its name, by its type: SharedHandle: "handle"
    private static string Noun(ExpressionSyntax? called, ITypeSymbol type)
    {
        var method = called switch
        {
            MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
            MemberBindingExpressionSyntax binding => binding.Name.Identifier.ValueText,
            _ => "",
        };
        var words = method.StartsWith("Add", System.StringComparison.Ordinal) ? method.Substring("Add".Length) : "";
        return LastWord(words.Length > 0 ? words : type is IArrayTypeSymbol ? "Array" : type.Name);
    }

    private static string LastWord(string name)
    {
        var start = name.Length - 1;
        while (start > 0 && !char.IsUpper(name[start]))
        {
            start--;
        }

        return start < 0 ? "resource" : char.ToLowerInvariant(name[start]) + name.Substring(start + 1);
    }
}
