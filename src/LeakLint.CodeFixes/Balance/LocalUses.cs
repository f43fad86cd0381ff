using System.Collections.Generic;
using System.Threading;
using LeakLint.Analyzers.Facts;
using LeakLint.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.CodeFixes.Balance;

/// <summary>
/// What a method does with the local that holds a resource. Only what is known to leave the resource where it is
/// counts as a plain use; a copy to another variable, a capture, a reference passed on do not.
/// </summary>
internal sealed class LocalUses
{
    private readonly HeldLocal _held;
    private readonly Ownership _ownership;
    private readonly CancellationToken _cancellation;

    private LocalUses(HeldLocal held, CancellationToken cancellation)
    {
        _held = held;
        _ownership = held.Ownership;
        _cancellation = cancellation;
    }

    /// <summary>The statements that do nothing but release it: <c>pool.Return(a);</c> <c>h?.Dispose();</c></summary>
    public List<ExpressionStatementSyntax> Releases { get; } = [];

    /// <summary>The other places that mention it.</summary>
    public List<IdentifierNameSyntax> Others { get; } = [];

    /// <summary>Those of the others that may do more than use it.</summary>
    public List<IdentifierNameSyntax> Unclear { get; } = [];

    /// <summary>Everything that is neither a release nor the acquisition only uses it, and nothing else is assigned to it.</summary>
    public bool ArePlain => Unclear.Count == 0;

    /// <summary>Some release is waited for: <c>await h.DisposeAsync();</c></summary>
    public bool AreAwaited { get; private set; }

    public static LocalUses Of(HeldLocal held, CancellationToken cancellation)
    {
        var uses = new LocalUses(held, cancellation);
        foreach (var mention in held.Mentions(cancellation))
        {
            uses.Add(mention);
        }

        return uses;
    }

    private void Add(IdentifierNameSyntax mention)
    {
        var use = _held.Model.GetOperation(mention, _cancellation) is { } operation ? Judge(operation) : Use.Other;
        if (use == Use.Acquires)
        {
            return;
        }

        if (use == Use.Releases && !IsInNestedFunction(mention) && Statement(mention) is { } statement)
        {
            AreAwaited |= statement.Expression is AwaitExpressionSyntax;
            Releases.Add(statement);
            return;
        }

        Others.Add(mention);
        if (use != Use.Plain || IsInNestedFunction(mention))
        {
            Unclear.Add(mention);
        }
    }

    private Use Judge(IOperation reference)
    {
        var value = reference;
        while (value.Parent is IConversionOperation conversion)
        {
            // Span<byte> view = array: no longer the array
            if (conversion.OperatorMethod is not null || conversion.Type is { IsValueType: true })
            {
                return Use.Plain;
            }

            value = conversion;
        }

        return value.Parent switch
        {
            // *p, p[i]: what lies in the block
            { Kind: OperationKind.None, Syntax: PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PointerIndirectionExpression } or ElementAccessExpressionSyntax } => Use.Plain,
            IArrayElementReferenceOperation element when element.ArrayReference == value => Use.Plain,
            IPropertyReferenceOperation or IFieldReferenceOperation => Use.Plain,
            IInvocationOperation call when call.Instance == value => Judge(_ownership.OnReceiver(call, _held.Acquisition.Kind)),
            IArgumentOperation { Parameter: { RefKind: RefKind.None } parameter, Parent: IInvocationOperation call }
                => Judge(_ownership.OnArgument(call, parameter, _held.Acquisition.Kind, _cancellation)),
            IArgumentOperation { Parameter: { RefKind: RefKind.None } parameter, Parent: IObjectCreationOperation { Constructor: not null } creation }
                => Judge(_ownership.OnArgument(creation, parameter, _held.Acquisition.Kind, _cancellation)),
            IArgumentOperation { Parameter.RefKind: RefKind.Out } argument when argument.Syntax.Parent?.Parent == _held.Call => Use.Acquires,
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } => Use.Plain,
            IIsPatternOperation test when !Declares(test.Pattern.Syntax) => Use.Plain,
            IConditionalAccessOperation access when access.Operation == value => JudgeConditional(access),
            ICoalesceOperation { Type.IsRefLikeType: true } => Use.Plain,
            IForEachLoopOperation or INameOfOperation or IInterpolationOperation => Use.Plain,
            ISimpleAssignmentOperation assignment when assignment.Target == value && assignment.Syntax.Contains(_held.Call) => Use.Acquires,
            _ => Use.Other,
        };
    }

    private Use JudgeConditional(IConditionalAccessOperation access) => access.WhenNotNull switch
    {
        IInvocationOperation { Instance: IConditionalAccessInstanceOperation } call => Judge(_ownership.OnReceiver(call, _held.Acquisition.Kind)),
        IPropertyReferenceOperation or IFieldReferenceOperation => Use.Plain,
        _ => Use.Other,
    };

    private static Use Judge(Passing passing) => passing switch
    {
        Passing.Uses or Passing.Borrows => Use.Plain,
        Passing.Releases => Use.Releases,
        _ => Use.Other,
    };

    private static bool Declares(SyntaxNode pattern)
    {
        foreach (var node in pattern.DescendantNodesAndSelf())
        {
            if (node is VariableDesignationSyntax)
            {
                return true;
            }
        }

        return false;
    }

    private bool IsInNestedFunction(SyntaxNode mention) => Function(mention) != Function(_held.Call);

    private static SyntaxNode? Function(SyntaxNode node)
        => node.FirstAncestorOrSelf<SyntaxNode>(static n => n is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or MemberDeclarationSyntax and not GlobalStatementSyntax);

    // The release is all that the statement does.
    private static ExpressionStatementSyntax? Statement(IdentifierNameSyntax mention)
    {
        for (SyntaxNode at = mention; at.Parent is { } parent; at = parent)
        {
            switch (parent)
            {
                case ExpressionStatementSyntax statement:
                    return statement;
                case ArgumentSyntax or ArgumentListSyntax or ParenthesizedExpressionSyntax or CastExpressionSyntax or ConditionalAccessExpressionSyntax:
                case MemberAccessExpressionSyntax or MemberBindingExpressionSyntax or InvocationExpressionSyntax or AwaitExpressionSyntax:
                case PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression }:
                    continue;
                default:
                    return null;
            }
        }

        return null;
    }

    private enum Use
    {
        Plain,
        Releases,
        Acquires,
        Other,
    }
}
