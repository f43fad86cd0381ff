using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Flow;

/// <summary>
/// Lambdas that a call runs before it comes back: <c>lines.ForEach(line => writer.Write(line))</c>. A variable that such
/// a lambda only uses stays its method's, as if the use stood where the call stands.
/// </summary>
internal static class LentLambdas
{
    /// <summary>Whether the call to which <paramref name="lambda"/> is passed runs it and keeps nothing of it.</summary>
    public static bool IsLent(IFlowAnonymousFunctionOperation lambda, IOwnership ownership, CancellationToken cancellation)
    {
        if (lambda.Parent is not IDelegateCreationOperation { Parent: IArgumentOperation argument })
        {
            return false;
        }

        while (argument is { Parent: IInvocationOperation call, Parameter: { } parameter })
        {
            switch (ownership.OnDelegate(call.TargetMethod, parameter, cancellation))
            {
                case DelegateRun.Now:
                    return !lambda.Symbol.IsAsync;
                case DelegateRun.UntilAwaited:
                    return IsAwaited(call);
                case DelegateRun.WithResult:
                    // lines.Where(…).Select(…).ToList()
                    IOperation result = call;
                    while (result.Parent is IConversionOperation { OperatorMethod: null } or ITranslatedQueryOperation or IParenthesizedOperation)
                    {
                        result = result.Parent;
                    }

                    if (lambda.Symbol.IsAsync || result.Parent is not IArgumentOperation next)
                    {
                        return false;
                    }

                    argument = next;
                    break;
                default:
                    return false;
            }
        }

        return false;
    }

    /// <summary>
    /// Whether <paramref name="variable"/>, read inside a lambda that is lent, may be released, changed or kept there, as far
    /// as any of the resources in question is concerned.
    /// </summary>
    public static bool MayEscape(IOperation variable, ControlFlowGraph lambda, FlowSubject subject)
    {
        // writer?.Write(line): what the compiler captures is used where the capture is
        var captured = variable;
        while (captured.Parent is IConversionOperation { OperatorMethod: null } or IParenthesizedOperation)
        {
            captured = captured.Parent;
        }

        if (captured.Parent is IFlowCaptureOperation capture)
        {
            foreach (var operation in NestedFunctions.All(lambda))
            {
                if (operation is IFlowCaptureReferenceOperation reference && reference.Id.Equals(capture.Id) && IsKept(reference, subject))
                {
                    return true;
                }
            }

            return false;
        }

        return VariableTable.Symbol(variable) is not (ILocalSymbol or IParameterSymbol) || IsKept(variable, subject);
    }

    private static bool IsKept(IOperation variable, FlowSubject subject)
    {
        if (IsWritten(variable))
        {
            return true;
        }

        foreach (var history in subject.Histories)
        {
            if (subject.Ownership.CanHold(variable.Type, history.Resource.Kind) && !OnlyUses(variable, history.Resource.Kind, subject))
            {
                return true;
            }
        }

        return false;
    }

    private static bool OnlyUses(IOperation variable, ResourceKind kind, FlowSubject subject)
    {
        var ownership = subject.Ownership;
        var value = variable;
        while (value.Parent is IConversionOperation { OperatorMethod: null } or IParenthesizedOperation)
        {
            value = value.Parent;
        }

        return value.Parent switch
        {
            IInvocationOperation call when call.Instance == value
                => ownership.OnReceiver(call, kind) is Passing.Uses || (ownership.OnReceiver(call, kind) is Passing.Borrows && !ownership.CanHold(call.Type, kind)),
            IArgumentOperation { Parameter: { RefKind: RefKind.None or RefKind.In } parameter, Parent: { } call }
                => ownership.OnArgument(call, parameter, kind, subject.Cancellation) is var passing && (passing == Passing.Uses || (passing == Passing.Borrows && !ownership.CanHold(call.Type, kind))),
            IPropertyReferenceOperation property when property.Instance == value => !ownership.CanHold(property.Type, kind),
            IFieldReferenceOperation field => !ownership.CanHold(field.Type, kind),
            IArrayElementReferenceOperation element => element.ArrayReference == value && !ownership.CanHold(element.Type, kind),
            IIsNullOperation or IBinaryOperation => true,
            _ => false,
        };
    }

    // await WithRetry(async () => …), await WithRetry(…).ConfigureAwait(false)
    private static bool IsAwaited(IInvocationOperation call)
        => call.Parent is IAwaitOperation || call.Parent is IInvocationOperation { TargetMethod.Name: "ConfigureAwait", Parent: IAwaitOperation } configured && configured.Instance == call;

    private static bool IsWritten(IOperation variable) => variable.Parent switch
    {
        IAssignmentOperation assignment => assignment.Target == variable || assignment is { Kind: OperationKind.DeconstructionAssignment },
        IIncrementOrDecrementOperation or IAddressOfOperation or ITupleOperation or IDeclarationExpressionOperation or IFlowCaptureOperation => true,
        IArgumentOperation argument => argument.Parameter is not { RefKind: RefKind.None or RefKind.In },
        _ => false,
    };
}
