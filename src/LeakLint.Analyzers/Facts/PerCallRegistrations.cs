using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Facts;

/// <summary>
/// Registrations that nobody keeps, with a token that the method is given, of a callback that holds something of this
/// one call: each call leaves its own behind for as long as the token lives.
/// <c>Task&lt;T&gt; Ask(Request r, CancellationToken t) { var answer = new …; t.Register(() => answer.Cancel()); _sent.Add(r, answer); … }</c>
/// </summary>
internal static class PerCallRegistrations
{
    /// <summary>Whether the registration that <paramref name="call"/> makes is such a one.</summary>
    public static bool Includes(IInvocationOperation call, KnownTypes types)
    {
        // A constructor may run once in the life of a process, and a hosted service is started once.
        if (call.Instance is not IParameterReferenceOperation { Parameter: { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Ordinary } method } token }
            || IsHostedService(method.ContainingType, types))
        {
            return false;
        }

        var declaration = method.DeclaringSyntaxReferences.Length == 0 ? null : call.Syntax.FirstAncestorOrSelf<MethodDeclarationSyntax>();
        if (declaration is null || call.Syntax is not InvocationExpressionSyntax { ArgumentList.Arguments: var arguments })
        {
            return false;
        }

        for (var i = 0; i < arguments.Count; i++)
        {
            switch (arguments[i].Expression)
            {
                case AnonymousFunctionExpressionSyntax callback when Captures(callback, method, token, declaration, call.Syntax):
                    return true;
                case IdentifierNameSyntax state when i > 0 && IsOfThisCall(state, method, token, declaration, call.Syntax):
                    return true;
            }
        }

        return false;
    }

    private static bool Captures(AnonymousFunctionExpressionSyntax callback, IMethodSymbol method, IParameterSymbol token, MethodDeclarationSyntax declaration, SyntaxNode call)
    {
        foreach (var node in callback.Body.DescendantNodesAndSelf())
        {
            if (node is IdentifierNameSyntax name && IsOfThisCall(name, method, token, declaration, call))
            {
                return true;
            }
        }

        return false;
    }

    // By name, which is what a method's own variables are told apart by.
    private static bool IsOfThisCall(IdentifierNameSyntax name, IMethodSymbol method, IParameterSymbol token, MethodDeclarationSyntax declaration, SyntaxNode call)
    {
        var text = name.Identifier.ValueText;
        if (text == token.Name || name.Parent is MemberAccessExpressionSyntax access && access.Name == name)
        {
            return false;
        }

        foreach (var parameter in method.Parameters)
        {
            if (parameter.Name == text)
            {
                return true;
            }
        }

        return IsLocalUsedBeside(text, declaration, call);
    }

    // A source whose task nobody but the token completes is a way to wait for the token: the registration is used up by then.
    private static bool IsLocalUsedBeside(string local, MethodDeclarationSyntax declaration, SyntaxNode call)
    {
        var isDeclared = false;
        var isUsed = false;
        foreach (var node in declaration.DescendantNodes())
        {
            if (call.Span.Contains(node.Span))
            {
                continue;
            }

            isDeclared |= node is VariableDeclaratorSyntax { Identifier.ValueText: var declared } && declared == local
                || node is SingleVariableDesignationSyntax { Identifier.ValueText: var designated } && designated == local;
            isUsed |= node is IdentifierNameSyntax { Identifier.ValueText: var used } && used == local
                && node.Parent is not AssignmentExpressionSyntax
                && (node.Parent is not MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Task" } task || IsOneOfSeveral(task));
        }

        return isDeclared && isUsed;
    }

    // await Task.WhenAny(work, stopped.Task): where the work is done first, nobody waits for the token any more
    private static bool IsOneOfSeveral(MemberAccessExpressionSyntax task)
        => task.Parent is ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "WhenAny" } } };

    private static bool IsHostedService(INamedTypeSymbol type, KnownTypes types)
    {
        foreach (var face in type.AllInterfaces)
        {
            if (SymbolEqualityComparer.Default.Equals(face, types.Get("Microsoft.Extensions.Hosting.IHostedService")))
            {
                return true;
            }
        }

        return false;
    }
}
