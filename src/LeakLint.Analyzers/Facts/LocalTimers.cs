using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Facts;

/// <summary>
/// Timers of <c>System.Timers</c> that an object starts in a local variable and nobody can stop: they ring for ever, and keep whom they call.
/// One that rings once is gone then; one that its handler is given as the sender may be stopped there.
/// </summary>
internal static class LocalTimers
{
    /// <summary>Whether what is made runs on when the member is done.</summary>
    public static bool RunsOn(IObjectCreationOperation creation)
    {
        if (Holder(creation) is not { ContainingSymbol: { IsStatic: false } } local)
        {
            return false;
        }

        var isStarted = false;
        foreach (var initial in creation.Initializer?.Initializers ?? [])
        {
            if (initial is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation property } assignment && !IsHarmless(property.Property.Name, assignment.Value, ref isStarted))
            {
                return false;
            }
        }

        foreach (var operation in Values.RootOf(creation).Descendants())
        {
            if (operation is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, local) && !IsHarmless(reference, ref isStarted))
            {
                return false;
            }
        }

        return isStarted;
    }

    private static ILocalSymbol? Holder(IObjectCreationOperation creation)
    {
        IOperation value = creation;
        while (value.Parent is IConversionOperation or IParenthesizedOperation)
        {
            value = value.Parent;
        }

        return value.Parent switch
        {
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var declared, Parent.Parent.Parent: not (IUsingOperation or IUsingDeclarationOperation) } } => declared,
            ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var given }, Parent: IExpressionStatementOperation } => given,
            _ => null,
        };
    }

    private static bool IsHarmless(ILocalReferenceOperation timer, ref bool isStarted)
    {
        switch (timer.Parent)
        {
            case IInvocationOperation { TargetMethod.Name: "Start" } call when call.Instance == timer:
                isStarted = true;
                return true;
            case IPropertyReferenceOperation property when property.Instance == timer:
                return property.Parent is not IAssignmentOperation assignment || assignment.Target != property || IsHarmless(property.Property.Name, assignment.Value, ref isStarted);
            case IEventReferenceOperation { Parent: IEventAssignmentOperation { HandlerValue: var handler } }:
                return !UsesSender(handler);
            case ISimpleAssignmentOperation written:
                return written.Target == timer;
            default:
                return false;
        }
    }

    private static bool IsHarmless(string property, IOperation value, ref bool isStarted)
    {
        switch (property)
        {
            case "Enabled" or "AutoReset":
                isStarted |= property == "Enabled";
                return value.ConstantValue is { HasValue: true, Value: true };
            default:
                return property is "Interval";
        }
    }

    // (sender, e) => ((Timer)sender).Stop()
    private static bool UsesSender(IOperation handler)
    {
        while (handler is IConversionOperation or IParenthesizedOperation or IDelegateCreationOperation)
        {
            handler = handler switch { IConversionOperation conversion => conversion.Operand, IParenthesizedOperation inner => inner.Operand, _ => ((IDelegateCreationOperation)handler).Target };
        }

        var method = handler switch
        {
            IAnonymousFunctionOperation lambda => lambda.Symbol,
            IMethodReferenceOperation reference => reference.Method,
            _ => null,
        };
        return method is null || method.DeclaringSyntaxReferences.IsEmpty || (!method.Parameters.IsEmpty && !method.Parameters[0].IsDiscard && IsNamed(method.Parameters[0].Name, method.DeclaringSyntaxReferences[0].GetSyntax()));
    }

    private static bool IsNamed(string parameter, SyntaxNode function)
    {
        var names = 0;
        foreach (var token in function.DescendantTokens())
        {
            names += token.ValueText == parameter ? 1 : 0;
        }

        return names > 1;
    }
}
