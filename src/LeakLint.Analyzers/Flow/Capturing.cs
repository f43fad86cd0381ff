using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Flow;

/// <summary>
/// From where on a lambda sees a variable: from where it is made, if no loop leads back from there to the same variable. What the variable holds
/// before is its method's alone: <c>var client = Accept(); if (!IsWanted(client)) continue; Start(() => Serve(client));</c>
/// </summary>
internal static class Capturing
{
    public static void Mark(ISymbol variable, IFlowAnonymousFunctionOperation lambda, ControlFlowGraph graph, FlowSubject subject)
    {
        var captured = subject.Variables.Captured;
        var from = subject.Variables.CapturedFrom;
        var start = lambda.Syntax.SpanStart;
        if (subject.After is not null || graph.OriginalOperation is ILocalFunctionOperation || !IsOnce(variable, lambda.Syntax))
        {
            subject.Variables.Capture(variable);
        }
        else if (captured.Add(variable) || (from.TryGetValue(variable, out var earlier) && start < earlier))
        {
            from[variable] = start;
        }
    }

    /// <summary>Where in the text a variable has what it is given: at the end of <c>r = token.Register(() => r.Dispose())</c>.</summary>
    public static int GivenAt(SyntaxNode place)
    {
        if (place is CommonForEachStatementSyntax)
        {
            return place.SpanStart;
        }

        while (place.Parent is ExpressionSyntax and not AnonymousFunctionExpressionSyntax or ArgumentSyntax or ArgumentListSyntax or EqualsValueClauseSyntax or VariableDeclaratorSyntax or VariableDeclarationSyntax)
        {
            place = place.Parent;
        }

        return place.Span.End;
    }

    // Each time that the lambda is made, the variable is a new one.
    private static bool IsOnce(ISymbol variable, SyntaxNode lambda)
    {
        if (variable.DeclaringSyntaxReferences.IsEmpty)
        {
            return false;
        }

        var declared = variable.DeclaringSyntaxReferences[0];
        for (var at = lambda.Parent; at is not null; at = at.Parent)
        {
            var isAround = at.SyntaxTree == declared.SyntaxTree && at.Span.Contains(declared.Span);
            switch (at)
            {
                case ForStatementSyntax { Declaration: { } header } when header.Span.Contains(declared.Span):
                    return false;
                case ForStatementSyntax or CommonForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax when !isAround:
                    return false;
                case BlockSyntax block when HasLabel(block.Statements):
                case SwitchSectionSyntax section when HasLabel(section.Statements):
                    return false;
                case LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax or MemberDeclarationSyntax:
                    return true;
            }
        }

        return true;
    }

    private static bool HasLabel(SyntaxList<StatementSyntax> statements)
    {
        foreach (var statement in statements)
        {
            if (statement is LabeledStatementSyntax)
            {
                return true;
            }
        }

        return false;
    }
}
