using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Facts;

/// <summary>
/// Which operations could throw at all, for those who want to hear of each: every call, index, division and cast.
/// Left out is what never throws while the process lives, and a release, or else no <c>finally</c> would help.
/// </summary>
internal static class EverThrows
{
    public static bool Includes(IOperation operation) => operation switch
    {
        IInvocationOperation { TargetMethod: var method } => Throws(method),
        IObjectCreationOperation or IAwaitOperation or IDynamicInvocationOperation or IFunctionPointerInvocationOperation => true,
        IArrayElementReferenceOperation or IImplicitIndexerReferenceOperation => true,
        IPropertyReferenceOperation { Property: { IsIndexer: true } } => true,
        IPropertyReferenceOperation { Property: { GetMethod: { } getter } } => HasCode(getter),
        IConversionOperation { Conversion: { IsImplicit: false, IsNumeric: false } } => true,
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Divide or BinaryOperatorKind.Remainder } division => division.IsChecked || !division.RightOperand.ConstantValue.HasValue,
        IBinaryOperation { IsChecked: true } or IUnaryOperation { IsChecked: true } => true,
        _ => false,
    };

    // GC.Collect(), RuntimeHelpers.IsReferenceOrContainsReferences<T>(): nothing that they could stumble over
    private static bool Throws(IMethodSymbol method)
        => method.Name is not ("Dispose" or "DisposeAsync" or "Close" or "KeepAlive" or "SuppressFinalize")
            && !(method.IsStatic && method.Parameters.IsEmpty && Framework.Declares(method.ContainingType) && method.Name != "ThrowIfCancellationRequested");

    private static bool HasCode(IMethodSymbol getter)
        => !getter.DeclaringSyntaxReferences.IsEmpty && getter.DeclaringSyntaxReferences[0].GetSyntax() is not Microsoft.CodeAnalysis.CSharp.Syntax.AccessorDeclarationSyntax { Body: null, ExpressionBody: null };
}
