using LeakLint.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LeakLint.Analyzers.Balance;

// What a reader calls that which is held.
internal sealed partial class BalanceFacts
{
    // _gate.Wait(), Monitor.Enter(_gate): what a reader calls the object
    private string? Place()
    {
        if (History.Resource.Site.Syntax is AssignmentExpressionSyntax { Left: var handled })
        {
            // _source.Changed += OnChanged
            return handled.ToString();
        }

        var call = History.Resource.Call?.Syntax as InvocationExpressionSyntax;
        return History.Resource.Acquisition.Place == Acquisition.Receiver
            ? call?.Expression switch
            {
                MemberAccessExpressionSyntax access => access.Expression.ToString(),
                MemberBindingExpressionSyntax { Parent.Parent: ConditionalAccessExpressionSyntax access } => access.Expression.ToString(),
                _ => null,
            }
            : call?.ArgumentList.Arguments is { } arguments && History.Resource.Acquisition.Place < arguments.Count
                ? arguments[History.Resource.Acquisition.Place].Expression.ToString()
                : null;
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
