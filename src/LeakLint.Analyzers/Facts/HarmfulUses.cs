using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Threading;
using LeakLint.Analyzers.Flow;
using LeakLint.Analyzers.Protocols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Facts;

/// <summary>
/// What must not be done with something after its release. The elements of a returned array belong to somebody else, and
/// so does freed memory, however they are reached; a disposed object complains where its type says so, and only there:
/// <c>MemoryStream.ToArray</c> is meant to be called afterwards. Lengths, null tests and book-keeping harm nobody.
/// </summary>
internal sealed class HarmfulUses(DisposedMembers disposed, NativeValues native)
{
    /// <summary>Whether the operation that reads a variable, or a member, is part of such a use.</summary>
    /// <param name="variable">The operation.</param>
    /// <param name="kind">By which protocol it was released.</param>
    /// <param name="isHandedBack">Whether the object, with all that it holds, belongs to somebody else then.</param>
    public bool Is(IOperation variable, ResourceKind kind, bool isHandedBack)
    {
        var protocol = (Protocol)kind;
        var at = variable;
        while (at.Parent is IConversionOperation { OperatorMethod: null } or IParenthesizedOperation)
        {
            at = at.Parent;
        }

        if (at.Parent is IConversionOperation { OperatorMethod: not null } converted)
        {
            // Span<byte> span = array;
            return !protocol.IsNative && Views.IsView(converted.Type!);
        }

        return protocol == BuiltInProtocols.GCHandle ? IsOfHandle(at)
            : protocol.IsNative ? IsOfMemory(at, variable.Syntax)
            : isHandedBack ? IsOfObject(at, variable.Syntax)
            : protocol.Carrier == "T[]" || Views.IsView(variable.Type!) ? IsOfArray(at, variable.Syntax)
            : protocol.IsDisposable && (IsOfDisposed(at, variable.Type) || IsDisposedAndReturned(at, variable));
    }

    private static bool IsOfArray(IOperation value, SyntaxNode syntax)
    {
        switch (value.Parent)
        {
            case null:
                return IsHandedOut(syntax);
            case IReturnOperation:
                return true;
            case IArrayElementReferenceOperation element:
                return element.ArrayReference == value;
            case IImplicitIndexerReferenceOperation indexer:
                return indexer.Instance == value;
            case IPropertyReferenceOperation { Property: { IsIndexer: true } or { Name: "Span" or "RootElement" } } property:
                return property.Instance == value;
            case IInvocationOperation call when call.Instance == value:
                return call.TargetMethod.Name is not ("GetHashCode" or "Equals" or "GetType" or "GetLength" or "GetUpperBound" or "GetLowerBound");
            case IArgumentOperation { Parent: IInvocationOperation call }:
                return !KeepsBooks(call.TargetMethod);
            case IArgumentOperation { Parent: IObjectCreationOperation or IPropertyReferenceOperation { Property.IsIndexer: false } }:
                return true;
            case ISimpleAssignmentOperation { Target: IFieldReferenceOperation or IPropertyReferenceOperation } assignment:
                return assignment.Value == value;
            default:
                return syntax.Parent is EqualsValueClauseSyntax { Parent.Parent.Parent: FixedStatementSyntax };
        }
    }

    // builder.Append(x), item.Name, Send(item), return item: what was given back to a pool has another owner
    private static bool IsOfObject(IOperation value, SyntaxNode syntax) => value.Parent switch
    {
        null => IsHandedOut(syntax),
        IReturnOperation => true,
        IInvocationOperation call when call.Instance == value => call.TargetMethod.Name is not ("GetHashCode" or "Equals" or "GetType"),
        IPropertyReferenceOperation property => property.Instance == value && property.Property.Name is not ("ReferenceCount" or "RefCount" or "IsDisposed"),
        IFieldReferenceOperation field => field.Instance == value,
        IArgumentOperation { Parent: IInvocationOperation call } => !KeepsBooks(call.TargetMethod),
        _ => false,
    };

    private bool IsOfMemory(IOperation value, SyntaxNode syntax)
    {
        switch (value.Parent)
        {
            case IArgumentOperation { Parameter: { } parameter, Parent: IInvocationOperation { TargetMethod: var callee } }:
                return native.IsNative(callee) && parameter.RefKind == RefKind.None
                    || Framework.Declares(callee.ContainingType) && callee.ContainingType.Name is "Marshal" or "NativeMemory" or "Unsafe" or "Buffer" or "MemoryMarshal";
            case IArgumentOperation { Parent: IObjectCreationOperation { Type: { } made } }:
                return Views.IsView(made) && made.Name is "Span" or "ReadOnlySpan";
            case IPropertyReferenceOperation { Property.IsIndexer: true } property when property.Instance == value:
                return true;
        }

        return syntax.Parent switch
        {
            PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PointerIndirectionExpression } => true,
            ElementAccessExpressionSyntax element => element.Expression == syntax,
            MemberAccessExpressionSyntax { RawKind: (int)SyntaxKind.PointerMemberAccessExpression } member => member.Expression == syntax,
            _ => false,
        };
    }

    private static bool IsOfHandle(IOperation value) => value.Parent switch
    {
        IPropertyReferenceOperation { Property.Name: "Target" } property => property.Instance == value,
        IInvocationOperation { TargetMethod.Name: "AddrOfPinnedObject" } call => call.Instance == value,
        _ => false,
    };

    private bool IsOfDisposed(IOperation value, ITypeSymbol? type) => value.Parent switch
    {
        IInvocationOperation call when call.Instance == value => disposed.Complain(call.TargetMethod, value.Type ?? type),
        IPropertyReferenceOperation property when property.Instance == value => disposed.Complain(property.Property, value.Type ?? type),
        _ => false,
    };

    // file.Dispose(); return file: nothing that its caller could do with it. What memory holds can still be read.
    private bool IsDisposedAndReturned(IOperation value, IOperation variable)
        => variable is ILocalReferenceOperation { Type: { } type } && value.Parent is null or IReturnOperation && IsHandedOut(variable.Syntax)
            && type.Name is not ("MemoryStream" or "Stream" or "TextWriter" or "StringWriter" or "CancellationTokenSource") && type.DeclaringSyntaxReferences.IsEmpty && disposed.AnyComplains(type);

    // return array;   yield return array;   => array
    private static bool IsHandedOut(SyntaxNode syntax)
    {
        while (syntax.Parent is ParenthesizedExpressionSyntax or CastExpressionSyntax or PostfixUnaryExpressionSyntax)
        {
            syntax = syntax.Parent;
        }

        return syntax.Parent is ReturnStatementSyntax or ArrowExpressionClauseSyntax or YieldStatementSyntax;
    }

    // _rented.Remove(array), ReferenceEquals(a, b), GC.KeepAlive(array): by its identity, not by what is in it
    private static bool KeepsBooks(IMethodSymbol method)
        => method.Name is "ReferenceEquals" or "Equals" or "KeepAlive" or "ThrowIfNull" or "IsNullOrEmpty" or "GetHashCode" or "SuppressFinalize"
            || method.Name.StartsWith("Remove", StringComparison.Ordinal) || method.Name.StartsWith("TryRemove", StringComparison.Ordinal)
            || method.Name is "Contains" or "ContainsKey" or "ContainsValue" or "IndexOf" or "GetLength";
}
