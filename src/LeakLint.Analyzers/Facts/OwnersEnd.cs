using LeakLint.Analyzers.Flow;
using LeakLint.Analyzers.Protocols;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Facts;

/// <summary>Resources that are gone when the object is that they were acquired from, and such objects that a <c>using</c> ends.</summary>
internal static class OwnersEnd
{
    /// <summary>Whether the object of <paramref name="call"/> is sure to be disposed in this method, and what it hands out goes with it.</summary>
    public static bool ComesFirst(IInvocationOperation call, in Acquisition acquisition)
        => ((Protocol)acquisition.Kind).EndsWithItsOwner
            && call.Instance is ILocalReferenceOperation { Local.DeclaringSyntaxReferences: { Length: 1 } declarations }
            && declarations[0].GetSyntax() is VariableDeclaratorSyntax { Parent.Parent: UsingStatementSyntax or LocalDeclarationStatementSyntax { UsingKeyword.RawKind: (int)SyntaxKind.UsingKeyword } };
}
