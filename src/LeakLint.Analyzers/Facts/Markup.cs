using System;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LeakLint.Analyzers.Facts;

/// <summary>
/// Handlers that a markup file names: <c>Closing="OnClosing"</c>. The code that a build makes of the file shows who names which, or leaves it to the
/// run time; then any method of the shape of a handler may be meant.
/// </summary>
internal static class Markup
{
    /// <summary>Whether a markup file may name <paramref name="method"/>, and no code in sight tells.</summary>
    public static bool MayCall(IMethodSymbol method, CancellationToken cancellation)
        => method is { IsStatic: false, Parameters.Length: 2, ReturnsVoid: true, ContainingType: { } type }
            && method.Parameters[0].Type.SpecialType == SpecialType.System_Object
            && HasBaseOfLibrary(type)
            && method.Parameters[1].Type.Name.EndsWith("Args", StringComparison.Ordinal)
            && !ShowsItsWiring(type, cancellation);

    private static bool HasBaseOfLibrary(INamedTypeSymbol type)
    {
        for (var at = type.BaseType; at is { SpecialType: not SpecialType.System_Object }; at = at.BaseType)
        {
            if (at.DeclaringSyntaxReferences.IsEmpty)
            {
                return true;
            }
        }

        return false;
    }

    // A designer's InitializeComponent does the wiring itself; one that loads the markup leaves it to Connect, or to the run time.
    private static bool ShowsItsWiring(INamedTypeSymbol type, CancellationToken cancellation)
    {
        foreach (var member in type.GetMembers())
        {
            if (member is IMethodSymbol { Name: var name } && name.EndsWith("IComponentConnector.Connect", StringComparison.Ordinal))
            {
                return true;
            }
        }

        foreach (var member in type.GetMembers("InitializeComponent"))
        {
            foreach (var reference in member.DeclaringSyntaxReferences)
            {
                foreach (var node in reference.GetSyntax(cancellation).DescendantNodes())
                {
                    if (node is InvocationExpressionSyntax call && Mentions.LastNameOf(call.Expression)?.StartsWith("Load", StringComparison.Ordinal) == true)
                    {
                        return false;
                    }
                }

                return true;
            }
        }

        return false;
    }
}
