using LeakLint.Analyzers.Flow;
using LeakLint.Analyzers.Protocols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LeakLint.Analyzers.Balance;

/// <summary>What the rules of this family judge: one acquisition, and how it fared on the paths of its method.</summary>
internal sealed class BalanceFacts(ResourceHistory history, GaveUp gaveUp)
{
    public ResourceHistory History { get; } = history;

    public GaveUp GaveUp { get; } = gaveUp;

    public Protocol Protocol { get; } = (Protocol)history.Resource.Kind;

    /// <summary>The operation that acquires: where the diagnostic stands.</summary>
    public Location Site => History.Resource.Site.Syntax.GetLocation();

    /// <summary>What a reader calls the resource: the variable it is put in, or else the text that acquires it.</summary>
    public string Name
    {
        get
        {
            var site = History.Resource.Site.Syntax;
            if (History.Resource.Acquisition.OutParameter >= 0 && OutVariable(site, History.Resource.Acquisition.OutParameter) is { } declared)
            {
                return declared;
            }

            for (var at = site; at is ExpressionSyntax or EqualsValueClauseSyntax; at = at.Parent)
            {
                switch (at.Parent)
                {
                    case VariableDeclaratorSyntax variable:
                        return variable.Identifier.ValueText;
                    case AssignmentExpressionSyntax assignment when assignment.Right == at:
                        return assignment.Left.ToString();
                    case ArgumentSyntax:
                        return site.ToString();
                }
            }

            return site.ToString();
        }
    }

    /// <summary>Whether the acquisition declares the variable that carries it: <c>var a = pool.Rent(n);</c></summary>
    public bool IsDeclaredWithIt
    {
        get
        {
            var at = History.Resource.Site.Syntax;
            while (at.Parent is ParenthesizedExpressionSyntax or CastExpressionSyntax or AwaitExpressionSyntax or PostfixUnaryExpressionSyntax)
            {
                at = at.Parent;
            }

            return at.Parent is EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax };
        }
    }

    /// <summary>Whether the acquisition stands in a loop of its function.</summary>
    public bool IsInLoop
    {
        get
        {
            for (var at = History.Resource.Site.Syntax.Parent; at is not (null or MemberDeclarationSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax); at = at.Parent)
            {
                if (at is WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax or CommonForEachStatementSyntax)
                {
                    return true;
                }
            }

            return false;
        }
    }

    private static string? OutVariable(SyntaxNode call, int ordinal)
        => call is InvocationExpressionSyntax { ArgumentList.Arguments: var arguments } && ordinal < arguments.Count
            ? arguments[ordinal].Expression switch
            {
                DeclarationExpressionSyntax { Designation: SingleVariableDesignationSyntax { Identifier.ValueText: var name } } => name,
                var expression => expression.ToString(),
            }
            : null;
}
