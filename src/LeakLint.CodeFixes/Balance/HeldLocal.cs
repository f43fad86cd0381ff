using System.Collections.Generic;
using System.Linq;
using System.Threading;
using LeakLint.Analyzers.Facts;
using LeakLint.Analyzers.Flow;
using LeakLint.Analyzers.Protocols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LeakLint.CodeFixes.Balance;

/// <summary>The local variable that an acquisition is put in, and what the code says about it.</summary>
internal sealed class HeldLocal
{
    private HeldLocal(
        SemanticModel model,
        Ownership ownership,
        ExpressionSyntax call,
        IMethodSymbol acquires,
        Acquisition acquisition,
        ILocalSymbol symbol,
        SyntaxNode declaration,
        bool isCertain)
    {
        Model = model;
        Ownership = ownership;
        Call = call;
        Acquires = acquires;
        Acquisition = acquisition;
        Symbol = symbol;
        Declaration = declaration;
        Statement = call.FirstAncestorOrSelf<StatementSyntax>()!;
        IsCertain = isCertain;
    }

    public SemanticModel Model { get; }

    /// <summary>Who answers what a call does with it: the same that the analyzer asked, under the same settings.</summary>
    public Ownership Ownership { get; }

    /// <summary>The expression that acquires: a call, a creation, or the await of a call.</summary>
    public ExpressionSyntax Call { get; }

    /// <summary>The method or constructor that acquires.</summary>
    public IMethodSymbol Acquires { get; }

    public Acquisition Acquisition { get; }

    public Protocol Protocol => (Protocol)Acquisition.Kind;

    public ILocalSymbol Symbol { get; }

    public string Name => Declaration switch
    {
        VariableDeclaratorSyntax variable => variable.Identifier.Text,
        SingleVariableDesignationSyntax designation => designation.Identifier.Text,
        _ => Symbol.Name,
    };

    /// <summary>Its declarator, or the designation of <c>out var</c>.</summary>
    public SyntaxNode Declaration { get; }

    /// <summary>The innermost statement that acquires.</summary>
    public StatementSyntax Statement { get; }

    /// <summary>After <see cref="Statement"/> the variable holds the resource, whichever way was taken through it.</summary>
    public bool IsCertain { get; }

    /// <summary>The statement <c>T h = acquire;</c>, when it declares this variable only.</summary>
    public LocalDeclarationStatementSyntax? OwnDeclaration
        => IsCertain && Declaration.Parent?.Parent is LocalDeclarationStatementSyntax { Declaration.Variables.Count: 1 } own && own == Statement ? own : null;

    /// <summary>The statement that declares it; null for <c>out var</c>.</summary>
    public LocalDeclarationStatementSyntax? DeclaringStatement => Declaration.Parent?.Parent as LocalDeclarationStatementSyntax;

    /// <summary>It is null until it holds the resource, if nothing else is assigned: <c>T? h = null;</c>.</summary>
    public bool StartsAsNull => Declaration is VariableDeclaratorSyntax { Initializer.Value: var value }
        && (IsNull(value) || value.DescendantNodesAndSelf().Contains(Call));

    /// <summary>Null when the resource is put in no local, or not in one only: an argument, a field, one of two values.</summary>
    public static HeldLocal? Find(SemanticModel model, SyntaxNode flagged, Ownership ownership, CancellationToken cancellation)
    {
        if (flagged is not ExpressionSyntax call
            || call.FirstAncestorOrSelf<StatementSyntax>() is null
            || call.FirstAncestorOrSelf<SyntaxNode>(static n => n is StatementSyntax or AnonymousFunctionExpressionSyntax or QueryExpressionSyntax) is not StatementSyntax
            || model.GetOperation(call, cancellation) is not { } operation
            || model.GetSymbolInfo(Resource.Awaited(operation).Syntax, cancellation).Symbol is not IMethodSymbol acquires
            || !ownership.TryAcquire(operation, cancellation, out var acquisition)
            || acquisition.IsOfPlace || acquisition.IsContained)
        {
            return null;
        }

        var target = acquisition.OutParameter >= 0 ? OutTarget(call, acquisition.OutParameter) : Target(call);
        if (target is not var (node, isCertain)
            || (node is IdentifierNameSyntax ? model.GetSymbolInfo(node, cancellation).Symbol : model.GetDeclaredSymbol(node, cancellation)) is not ILocalSymbol { RefKind: RefKind.None } symbol
            || symbol.DeclaringSyntaxReferences.Length != 1)
        {
            return null;
        }

        var declaration = symbol.DeclaringSyntaxReferences[0].GetSyntax(cancellation);
        return declaration is VariableDeclaratorSyntax or SingleVariableDesignationSyntax
            ? new HeldLocal(model, ownership, call, acquires, acquisition, symbol, declaration, isCertain && !acquisition.OnlyWhenTrue)
            : null;
    }

    /// <summary>Whether it is a null, a <c>default</c>, or either with a <c>!</c>.</summary>
    public static bool IsNull(ExpressionSyntax expression) => expression switch
    {
        LiteralExpressionSyntax literal => literal.Kind() is SyntaxKind.NullLiteralExpression or SyntaxKind.DefaultLiteralExpression,
        PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } sure => IsNull(sure.Operand),
        ParenthesizedExpressionSyntax wrapped => IsNull(wrapped.Expression),
        DefaultExpressionSyntax => true,
        CastExpressionSyntax cast => IsNull(cast.Expression),

        // IntPtr.Zero
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Zero", Expression: IdentifierNameSyntax { Identifier.ValueText: "IntPtr" or "UIntPtr" } } => true,
        _ => false,
    };

    /// <summary>The places that mention it, apart from its declaration, in its function and what is nested there.</summary>
    public IEnumerable<IdentifierNameSyntax> Mentions(CancellationToken cancellation)
    {
        var scope = Declaration.FirstAncestorOrSelf<SyntaxNode>(static n => n is MemberDeclarationSyntax and not GlobalStatementSyntax) ?? Declaration.SyntaxTree.GetRoot(cancellation);
        return scope.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Where(n => n.Identifier.ValueText == Symbol.Name && SymbolEqualityComparer.Default.Equals(Model.GetSymbolInfo(n, cancellation).Symbol, Symbol));
    }

    private static (SyntaxNode Node, bool IsCertain)? Target(ExpressionSyntax call)
    {
        var isCertain = true;
        for (SyntaxNode at = call; at.Parent is { } parent; at = parent)
        {
            switch (parent)
            {
                case ParenthesizedExpressionSyntax or AwaitExpressionSyntax or CastExpressionSyntax:
                case PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression }:
                    continue;
                case ConditionalExpressionSyntax choice when at != choice.Condition && IsNull(at == choice.WhenTrue ? choice.WhenFalse : choice.WhenTrue):
                    isCertain = false;
                    continue;
                case EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax declarator }:
                    return (declarator, isCertain);
                case AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Left: IdentifierNameSyntax variable } assignment when at == assignment.Right:
                    return (variable, isCertain && assignment.Parent is ExpressionStatementSyntax);
                default:
                    return null;
            }
        }

        return null;
    }

    private static (SyntaxNode Node, bool IsCertain)? OutTarget(ExpressionSyntax acquires, int ordinal)
        => acquires is InvocationExpressionSyntax call && ordinal < call.ArgumentList.Arguments.Count && call.ArgumentList.Arguments[ordinal] is { NameColon: null } argument
            ? argument.Expression switch
            {
                DeclarationExpressionSyntax { Designation: SingleVariableDesignationSyntax designation } => (designation, true),
                IdentifierNameSyntax variable => (variable, true),
                _ => null,
            }
            : null;
}
