using System.Collections.Generic;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Flow;

/// <summary>Questions that come twice: when the same condition is asked again, it is taken to come out the same.</summary>
internal sealed partial class Transfer
{
    private const string IsNothing = " is nothing";

    // What a method that only tells begins with, by the conventions of .NET.
    private static readonly string[] Asking = ["Get", "Is", "Has", "Can", "Contains", "Equals", "Exists", "Any", "Should", "Supports"];

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

    // What is taken to answer alike when it is asked again: locals, parameters, what they and this object hold, and what
    // they say of themselves. A member that changes in between costs a finding, never a false one.
    private string? Stable(IOperation operation, List<ISymbol> operands)
    {
        operation = Variables.Resolve(operation);
        switch (operation)
        {
            case IInstanceReferenceOperation:
                return "this";
            case IMemberReferenceOperation { Instance: null, Member: var member } and (IFieldReferenceOperation or IPropertyReferenceOperation { Arguments.IsEmpty: true }):
                operands.Add(member);
                return member.ContainingType.Name + "." + member.Name;
            case IMemberReferenceOperation { Instance: { } instance, Member: var member } and (IFieldReferenceOperation or IPropertyReferenceOperation { Arguments.IsEmpty: true })
                when Stable(instance, operands) is { } whole:
                operands.Add(member);
                return whole + "." + member.Name;
            case IInvocationOperation call when IsQuestion(call.TargetMethod):
                return OfCall(call, operands);
        }

        if (VariableTable.Symbol(operation) is not { } symbol || Variables.Captured.Contains(symbol))
        {
            return null;
        }

        operands.Add(symbol);
        return symbol.Name + "@" + (symbol.Locations.Length > 0 ? symbol.Locations[0].SourceSpan.Start : 0);
    }

    // header.GetBytes(), string.IsNullOrEmpty(path): what is told, not what is done
    private string? OfCall(IInvocationOperation call, List<ISymbol> operands)
    {
        var key = call.Instance is null ? call.TargetMethod.ContainingType.Name : Stable(call.Instance, operands);
        if (key is null)
        {
            return null;
        }

        operands.Add(call.TargetMethod);
        key += "." + call.TargetMethod.Name + "(";
        foreach (var argument in call.Arguments)
        {
            if (Operand(argument.Value, operands) is not { } given)
            {
                return null;
            }

            key += given + ",";
        }

        return key + ")";
    }

    private static bool IsQuestion(IMethodSymbol method)
    {
        foreach (var word in Asking)
        {
            if (method.Name.StartsWith(word, System.StringComparison.Ordinal) && (method.Name.Length == word.Length || char.IsUpper(method.Name[word.Length])))
            {
                return !method.ReturnsVoid;
            }
        }

        return false;
    }

    // if (h.GetBytes() != null) ... if (h.GetBytes() != null): what has no bit of its own, asked twice
    private bool AssumeNullAgain(IOperation operand, bool isNull, FlowState state)
    {
        var operands = new List<ISymbol>(2);
        return Stable(operand, operands) is not { } what || !_subject.IsRepeated(what + IsNothing) || AssumeAnswer(operand, what + IsNothing, operands, isNull, state);
    }

    private bool AssumeAnswer(IOperation condition, string key, List<ISymbol> operands, bool outcome, FlowState state)
    {
        var bit = Variables.OfComparison(key, operands);

        // if (_ready) return; _gate.Wait(); if (_ready) return; who asks a member again, to leave, knows that it may have changed
        if (bit != 0 && !state.Known.Allows(bit, outcome) && operands.Exists(static o => o is not (ILocalSymbol or IParameterSymbol)) && MayHaveChanged(condition.Syntax))
        {
            state.Assign(bit, FlowValue.Unknown);
        }

        return bit == 0 || state.Test(bit, outcome);
    }

    // if (_ready) return;   if (!_ready) { ... if (!_ready) { Make(); ... } }
    private static bool MayHaveChanged(SyntaxNode condition)
    {
        if (condition.FirstAncestorOrSelf<StatementSyntax>() is not IfStatementSyntax { Else: null, Statement: var then } asked || !asked.Condition.Span.Contains(condition.Span))
        {
            return false;
        }

        var last = then is BlockSyntax { Statements: { Count: > 0 } statements } ? statements[statements.Count - 1] : then;
        return last is ReturnStatementSyntax or ThrowStatementSyntax or BreakStatementSyntax or ContinueStatementSyntax or GotoStatementSyntax
            || then is BlockSyntax { Statements.Count: > 1 } && asked.Parent?.FirstAncestorOrSelf<IfStatementSyntax>() is { } outer && SyntaxFactory.AreEquivalent(outer.Condition, asked.Condition);
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

    // if (span.IsEmpty), if (_owner.IsOpen), if (list.Contains(x)): a flag that is no variable
    private bool AssumeFlag(IOperation condition, bool outcome, FlowState state)
    {
        var operands = new List<ISymbol>(2);
        if (condition is IPropertyReferenceOperation or IFieldReferenceOperation { Field.IsReadOnly: false } or IInvocationOperation && Variables.Find(condition) == 0 && Stable(condition, operands) is { } key)
        {
            return !_subject.IsRepeated(key) || AssumeAnswer(condition, key, operands, outcome, state);
        }

        var bit = Variables.FindOrAddFlag(condition);
        return bit == 0 || state.Test(bit, outcome);
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
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } binary when IsNull(binary.RightOperand) => NullKey(binary.LeftOperand),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } binary when IsNull(binary.LeftOperand) => NullKey(binary.RightOperand),
            IBinaryOperation binary => ComparisonKey(binary, [], ref negated),
            IIsNullOperation test => NullKey(test.Operand),
            IIsPatternOperation { Pattern: IConstantPatternOperation or INegatedPatternOperation or IRecursivePatternOperation } test => NullKey(test.Value),
            _ => Stable(condition, []),
        };
    }

    private string? NullKey(IOperation operand)
    {
        while (operand is IConversionOperation { OperatorMethod: null } conversion)
        {
            operand = conversion.Operand;
        }

        return Stable(operand, []) is { } what ? what + IsNothing : null;
    }
}
