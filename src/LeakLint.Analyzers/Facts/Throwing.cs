using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LeakLint.Analyzers.Facts;

/// <summary>Questions about methods that only ever throw.</summary>
internal static class Throwing
{
    /// <summary>Marked <c>[DoesNotReturn]</c>, or a method in source that is nothing but a <c>throw</c>.</summary>
    public static bool NeverReturns(IMethodSymbol method, KnownTypes types)
    {
        if (types.DoesNotReturnAttribute is { } marker)
        {
            foreach (var attribute in method.GetAttributes())
            {
                if (SymbolEqualityComparer.Default.Equals(attribute.AttributeClass, marker))
                {
                    return true;
                }
            }
        }

        // static void Fail() => throw new ...;   static void Fail() { throw new ...; }
        if (method.DeclaringSyntaxReferences.Length != 1 || method.IsVirtual || method.IsAbstract || method.IsOverride)
        {
            return false;
        }

        return method.DeclaringSyntaxReferences[0].GetSyntax() switch
        {
            BaseMethodDeclarationSyntax { Body: { } body } => body.Statements.Count == 1 && body.Statements[0] is ThrowStatementSyntax,
            BaseMethodDeclarationSyntax { ExpressionBody: { } arrow } => arrow.Expression is ThrowExpressionSyntax,
            _ => false,
        };
    }
}
