using System.Collections.Generic;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Flow;

/// <summary>Questions that come twice: when the same condition is asked again, it is taken to come out the same.</summary>
internal sealed partial class Transfer
{
    // n > 256 and n <= 256 are one question: both become "256 < n". Operands are locals, parameters and constants.
    private string? ComparisonKey(IBinaryOperation binary, List<ISymbol> operands, ref bool negated)
    {
        if (binary.OperatorMethod is not null
            || Operand(binary.LeftOperand, operands) is not { } left
            || Operand(binary.RightOperand, operands) is not { } right)
        {
            return null;
        }

        switch (binary.OperatorKind)
        {
            case BinaryOperatorKind.LessThan:
                return left + "<" + right;
            case BinaryOperatorKind.GreaterThan:
                return right + "<" + left;
            case BinaryOperatorKind.GreaterThanOrEqual:
                negated = true;
                return left + "<" + right;
            case BinaryOperatorKind.LessThanOrEqual:
                negated = true;
                return right + "<" + left;
            case BinaryOperatorKind.Equals:
                return left + "=" + right;
            case BinaryOperatorKind.NotEquals:
                negated = true;
                return left + "=" + right;
            default:
                return null;
        }
    }

    private string? Operand(IOperation operation, List<ISymbol> operands)
    {
        while (operation is IConversionOperation { IsImplicit: true, OperatorMethod: null } conversion)
        {
            operation = conversion.Operand;
        }

        if (operation.ConstantValue is { HasValue: true, Value: { } value })
        {
            return System.Convert.ToString(value, CultureInfo.InvariantCulture);
        }

        return Stable(operation, operands);
    }

    // What is taken to answer alike when it is asked again: locals, parameters, and what they and this object hold. A
    // member that changes in between costs a finding, never a false one.
    private string? Stable(IOperation operation, List<ISymbol> operands)
    {
        operation = Variables.Resolve(operation);
        switch (operation)
        {
            case IInstanceReferenceOperation:
                return "this";
            case IMemberReferenceOperation { Instance: null, Member: var member } and (IFieldReferenceOperation or IPropertyReferenceOperation { Arguments.IsEmpty: true }):
                return member.ContainingType.Name + "." + member.Name;
            case IMemberReferenceOperation { Instance: { } instance, Member: var member } and (IFieldReferenceOperation or IPropertyReferenceOperation { Arguments.IsEmpty: true })
                when Stable(instance, operands) is { } whole:
                if (member is IFieldSymbol)
                {
                    operands.Add(member);
                }

                return whole + "." + member.Name;
        }

        if (VariableTable.Symbol(operation) is not { } symbol || Variables.Captured.Contains(symbol))
        {
            return null;
        }

        operands.Add(symbol);
        return symbol.Name + "@" + (symbol.Locations.Length > 0 ? symbol.Locations[0].SourceSpan.Start : 0);
    }

    // while (stack.Count > 0) stack.Pop(): what was asked of a collection is open again once something went in or out
    private void ForgetCount(IInvocationOperation call)
    {
        if (call.Instance is { } collection && Ownership.IsFramework(call.TargetMethod) && call.TargetMethod.ContainingNamespace is { Name: "Generic" or "Collections" or "Concurrent" }
            && call.TargetMethod.Name is not ("Contains" or "ContainsKey" or "TryGetValue" or "TryPeek" or "Peek" or "IndexOf" or "GetEnumerator" or "ToArray" or "CopyTo" or "Find")
            && (VariableTable.Symbol(Unconverted(collection)) ?? (Unconverted(collection) as IFieldReferenceOperation)?.Field) is { } changed)
        {
            Forget(Variables.ComparisonsOf(changed));
        }
    }

    // if (span.IsEmpty), if (_owner.IsOpen): a flag that is no variable
    private ulong FlagOf(IOperation condition)
    {
        var operands = new List<ISymbol>(2);
        return condition is IPropertyReferenceOperation or IFieldReferenceOperation { Field.IsReadOnly: false } && Stable(condition, operands) is { } key
            ? _subject.IsRepeated(key) ? Variables.OfComparison(key, operands) : 0
            : Variables.FindOrAddFlag(condition);
    }

    // Only a question that stands twice can tie two places together; the others need no bit.
    private void CountQuestions()
    {
        foreach (var block in _graph.Blocks)
        {
            foreach (var operation in block.Operations)
            {
                if (operation is IFlowCaptureOperation capture && IsPlace(capture.Value))
                {
                    Variables.AddTarget(capture.Id, capture.Value);
                }
            }

            if (block.ConditionKind != ControlFlowConditionKind.None && block.BranchValue is { } condition && QuestionKey(condition) is { } key)
            {
                _subject.Count(key);
            }
        }
    }

    private string? QuestionKey(IOperation condition)
    {
        var negated = false;
        return condition switch
        {
            IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not => QuestionKey(not.Operand),
            IParenthesizedOperation parenthesized => QuestionKey(parenthesized.Operand),
            IConversionOperation { OperatorMethod: null } conversion => QuestionKey(conversion.Operand),
            IBinaryOperation binary => ComparisonKey(binary, [], ref negated),
            _ => Stable(condition, []),
        };
    }
}
