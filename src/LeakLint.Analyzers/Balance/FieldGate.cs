using System.Collections.Generic;
using System.Threading;
using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LeakLint.Analyzers.Balance;

/// <summary>
/// Which fields may be kept, asked of the text alone: something other than a literal or a parameter must be put into them,
/// and no teardown may plainly release them. Nearly all fields of nearly all types fall out here, before anything is bound.
/// </summary>
internal static class FieldGate
{
    /// <summary>Leaves in what <paramref name="type"/> may own by what is put into it.</summary>
    public static void Filter(INamedTypeSymbol type, Dictionary<ISymbol, OwnedField> fields, Compilation compilation, CancellationToken cancellation)
    {
        var text = TypeText.Of(Nesting.Outermost(type), compilation, cancellation);
        foreach (var field in new List<OwnedField>(fields.Values))
        {
            if (!MayOwn(text, field))
            {
                fields.Remove(field.Member);
            }
        }
    }

    /// <summary>The same of one field.</summary>
    public static bool MayOwn(OwnedField field, Compilation compilation, CancellationToken cancellation)
        => MayOwn(TypeText.Of(Nesting.Outermost(field.Member.ContainingType), compilation, cancellation), field);

    // Behind an interface only what is made here can be known to be disposable; an array or address is never made by "new".
    private static bool MayOwn(TypeText text, OwnedField field)
        => text.MayOwn(field.Member, onlyFromCalls: field.Type is IArrayTypeSymbol or IPointerTypeSymbol or { SpecialType: SpecialType.System_IntPtr or SpecialType.System_UIntPtr });

    /// <summary>Leaves out what a teardown of <paramref name="type"/> releases in plain words: <c>public void Dispose() => _file.Dispose();</c></summary>
    public static void LeaveOutReleased(INamedTypeSymbol type, Dictionary<ISymbol, OwnedField> fields, CancellationToken cancellation)
    {
        foreach (var member in type.GetMembers())
        {
            if (member is IMethodSymbol { IsStatic: false, Name: "Dispose" or "DisposeAsync" or "System.IDisposable.Dispose" or "System.IAsyncDisposable.DisposeAsync" } teardown && IsRun(teardown, type, cancellation))
            {
                foreach (var reference in teardown.DeclaringSyntaxReferences)
                {
                    LeaveOutReleased(reference.GetSyntax(cancellation), fields, teardown.Parameters.Length == 0 ? null : teardown.Parameters[0].Name);
                }
            }
        }
    }

    // public void Dispose()   protected override void Dispose(bool disposing)   void Dispose(bool disposing), where Dispose() says Dispose(true)
    private static bool IsRun(IMethodSymbol teardown, INamedTypeSymbol type, CancellationToken cancellation)
    {
        if (teardown.Parameters.Length == 0)
        {
            return teardown.DeclaredAccessibility != Accessibility.Private || !teardown.ExplicitInterfaceImplementations.IsEmpty;
        }

        if (teardown.Name != "Dispose" || teardown.Parameters.Length > 1 || teardown.Parameters[0].Type.SpecialType != SpecialType.System_Boolean || teardown.IsOverride)
        {
            return teardown is { Name: "Dispose", IsOverride: true, Parameters.Length: 1 };
        }

        foreach (var member in type.GetMembers())
        {
            if (member is IMethodSymbol { IsStatic: false, Name: "Dispose" or "System.IDisposable.Dispose", Parameters.Length: 0, DeclaringSyntaxReferences: { Length: 1 } code } && CallsWithTrue(code[0].GetSyntax(cancellation)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool CallsWithTrue(SyntaxNode dispose)
    {
        foreach (var node in dispose.DescendantNodes())
        {
            if (node is InvocationExpressionSyntax { Expression: var called, ArgumentList.Arguments: { Count: 1 } arguments } && arguments[0].Expression.IsKind(SyntaxKind.TrueLiteralExpression)
                && called is IdentifierNameSyntax { Identifier.ValueText: "Dispose" } or MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name.Identifier.ValueText: "Dispose" })
            {
                return true;
            }
        }

        return false;
    }

    private static void LeaveOutReleased(SyntaxNode teardown, Dictionary<ISymbol, OwnedField> fields, string? disposing)
    {
        List<string>? released = null;
        foreach (var node in teardown.DescendantNodes())
        {
            switch (node)
            {
                case VariableDesignationSyntax or VariableDeclaratorSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax or CatchClauseSyntax:
                case AssignmentExpressionSyntax { Right: not LiteralExpressionSyntax }:
                case IfStatementSyntax { Else: not null } when disposing is not null:
                case PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression, Operand: IdentifierNameSyntax { Identifier.ValueText: var denied } } when denied == disposing:
                case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression } when disposing is not null:
                    // Another thing of that name, only in a finalizer, code that may not run, or what is new in the field: that is for the bound code to tell.
                    return;
                case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Dispose" or "DisposeAsync", Expression: var receiver }, ArgumentList.Arguments.Count: 0 } when OwnName(receiver) is { } name:
                    (released ??= []).Add(name);
                    break;
                case ConditionalAccessExpressionSyntax { Expression: var receiver, WhenNotNull: InvocationExpressionSyntax { Expression: MemberBindingExpressionSyntax { Name.Identifier.ValueText: "Dispose" or "DisposeAsync" }, ArgumentList.Arguments.Count: 0 } } when OwnName(receiver) is { } name:
                    (released ??= []).Add(name);
                    break;
            }
        }

        if (released is null)
        {
            return;
        }

        foreach (var field in new List<ISymbol>(fields.Keys))
        {
            if (released.Contains(field.Name))
            {
                fields.Remove(field);
            }
        }
    }

    // _file, this._file, _file!
    private static string? OwnName(ExpressionSyntax receiver) => receiver switch
    {
        IdentifierNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name: var name } => name.Identifier.ValueText,
        PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } sure => OwnName(sure.Operand),
        _ => null,
    };
}
