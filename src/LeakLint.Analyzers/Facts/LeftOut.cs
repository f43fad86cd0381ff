using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Facts;

/// <summary>
/// Calls that the compiler leaves out: <c>Check(x);</c> of a method that is <c>[Conditional("DEBUG")]</c>, where DEBUG
/// is not defined. A symbol that the file itself defines is not seen; then the call counts as left out.
/// </summary>
internal static class LeftOut
{
    public static bool Includes(IInvocationOperation call)
    {
        if (!call.TargetMethod.ReturnsVoid)
        {
            return false;
        }

        var isConditional = false;
        foreach (var attribute in call.TargetMethod.GetAttributes())
        {
            if (attribute.AttributeClass is { Name: "ConditionalAttribute" } type && Framework.Declares(type)
                && attribute.ConstructorArguments.Length == 1 && attribute.ConstructorArguments[0].Value is string symbol)
            {
                isConditional = true;
                if (IsDefined(symbol, call.Syntax.SyntaxTree.Options))
                {
                    return false;
                }
            }
        }

        return isConditional;
    }

    private static bool IsDefined(string symbol, ParseOptions options)
    {
        foreach (var defined in options.PreprocessorSymbolNames)
        {
            if (defined == symbol)
            {
                return true;
            }
        }

        return false;
    }
}
