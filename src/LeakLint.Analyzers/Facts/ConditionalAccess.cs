using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Facts;

/// <summary>Which <c>?.</c> an operation belongs to.</summary>
internal static class ConditionalAccess
{
    /// <summary>
    /// The nearest <c>?.</c> of which <paramref name="operation"/> stands on the right-hand side. In <c>_a?.B?.C()</c> the place of
    /// <c>_a?.B</c> lies in the left-hand side of the second one, and belongs to the first. Null where there is none.
    /// </summary>
    public static IConditionalAccessOperation? Around(IOperation operation)
    {
        for (IOperation child = operation; child.Parent is { } parent; child = parent)
        {
            if (parent is IConditionalAccessOperation access && access.WhenNotNull == child)
            {
                return access;
            }
        }

        return null;
    }
}
