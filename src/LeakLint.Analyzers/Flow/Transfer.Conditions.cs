using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Flow;

/// <summary>
/// What a branch teaches. A test of a flag, a null test in any of its forms, and a comparison whose operands do not
/// change all rule out the paths on which they came out otherwise.
/// </summary>
internal sealed partial class Transfer
{
    public bool TryTake(FlowEdge edge, FlowState state, out FlowState taken)
    {
        taken = state;
        if (!state.IsReachable)
        {
            return false;
        }

        if (edge.When is not { } outcome || _graph.Blocks[edge.From].BranchValue is not { } condition)
        {
            return true;
        }

        taken = state.Copy();
        return Assume(condition, outcome, taken);
    }

    private bool Assume(IOperation condition, bool outcome, FlowState state)
    {
        if (condition.ConstantValue is { HasValue: true, Value: bool constant })
        {
            return constant == outcome;
        }

        if (Ownership.TryPresence(condition, out var subject, out var whenTrue))
        {
            return AssumeNull(subject!, outcome != whenTrue, state);
        }

        switch (condition)
        {
            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not:
                return Assume(not.Operand, !outcome, state);
            case IParenthesizedOperation parenthesized:
                return Assume(parenthesized.Operand, outcome, state);
            case IConversionOperation { OperatorMethod: null } conversion:
                return Assume(conversion.Operand, outcome, state);
            case IIsNullOperation { IsImplicit: true } test when outcome && IsOfUsing(test.Syntax) && CarriesAny(test.Operand, state):
                // using (var view = resource.View()): the compiler's test is no statement that it may be null
                return false;
            case IIsNullOperation test:
                return AssumeNull(test.Operand, outcome, state);
            case IIsPatternOperation test:
                return AssumePattern(test, test.Pattern, outcome, state);
            case IIsTypeOperation { ValueOperand: var operand }:
                // "x is T": when it is, x is not null
                return !outcome || AssumeNull(operand, isNull: false, state);
            case IBinaryOperation binary:
                return AssumeComparison(binary, outcome, state);
            default:
                if (_subject.HasPlaces && !AssumeProbe(condition, outcome, state))
                {
                    return false;
                }

                var bit = FlagOf(condition);
                return bit == 0 || state.Test(bit, outcome);
        }
    }

    private bool AssumeComparison(IBinaryOperation binary, bool outcome, FlowState state)
    {
        if (binary.OperatorKind is BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals)
        {
            var equal = outcome == (binary.OperatorKind == BinaryOperatorKind.Equals);
            if (IsNull(binary.RightOperand))
            {
                return AssumeNull(binary.LeftOperand, equal, state);
            }

            if (IsNull(binary.LeftOperand))
            {
                return AssumeNull(binary.RightOperand, equal, state);
            }

            if (binary.RightOperand.ConstantValue is { HasValue: true, Value: bool right })
            {
                return Assume(binary.LeftOperand, equal == right, state);
            }
        }

        var negated = false;
        var operands = new List<ISymbol>(2);
        if (ComparisonKey(binary, operands, ref negated) is not { } key || !_subject.IsRepeated(key))
        {
            return true;
        }

        var bit = Variables.OfComparison(key, operands);
        return bit == 0 || state.Test(bit, outcome != negated);
    }

    private bool AssumeNull(IOperation operand, bool isNull, FlowState state)
    {
        switch (operand)
        {
            case IConversionOperation { OperatorMethod: null } conversion
                when conversion.Operand.Type is { IsValueType: false } || conversion.Conversion.IsNullable || IsAddress(conversion.Operand.Type):
                return AssumeNull(conversion.Operand, isNull, state);
            case IParenthesizedOperation parenthesized:
                return AssumeNull(parenthesized.Operand, isNull, state);
            case ISimpleAssignmentOperation assignment:
                // (x = y) != null says it of both
                return AssumeNull(assignment.Target, isNull, state) && AssumeNull(assignment.Value, isNull, state);
            case IInvocationOperation:
                return true;
            default:
                var bit = operand is IFlowCaptureReferenceOperation ? Variables.Find(operand) : Variables.FindOrAdd(operand);
                return bit == 0 || state.Test(bit, !isNull);
        }
    }

    private bool CarriesAny(IOperation operand, FlowState state)
    {
        while (operand is IConversionOperation conversion)
        {
            operand = conversion.Operand;
        }

        return Variables.Find(operand) is var bit and not 0 && state.Read(bit).May != 0;
    }

    private static bool IsOfUsing(SyntaxNode syntax) => syntax switch
    {
        VariableDeclaratorSyntax { Parent.Parent: UsingStatementSyntax or LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0 } } => true,
        UsingStatementSyntax => true,
        _ => syntax.Parent is UsingStatementSyntax,
    };

    // object o = new Lease(); if (o is IDisposable d) ...: what it carries always is one
    private bool CarriesA(ITypeSymbol? matched, IOperation operand, FlowState state)
    {
        var carried = Variables.Find(operand) is var bit and not 0 ? state.Read(bit).Is : 0;
        foreach (var history in Histories)
        {
            if ((carried & history.Resource.Bit) != 0 && history.Resource is { Acquisition.OutParameter: < 0, Site.Type: { } made })
            {
                return IsAlways(made, matched) || (matched is INamedTypeSymbol face && made.AllInterfaces.Contains(face, SymbolEqualityComparer.Default));
            }
        }

        return false;
    }

    private static bool IsAlways(ITypeSymbol? value, ITypeSymbol? matched)
    {
        for (var type = value; type is not null; type = type.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(type, matched))
            {
                return true;
            }
        }

        return false;
    }

    // null, default, IntPtr.Zero, a nint that is 0
    private static bool IsNull(IOperation operation) => operation switch
    {
        { ConstantValue: { HasValue: true, Value: null } } => true,
        { ConstantValue: { HasValue: true, Value: 0 or 0u or 0L or 0UL }, Type: var type } when IsAddress(type) => true,
        IConversionOperation conversion when IsAddress(conversion.Type) && conversion.Operand.ConstantValue is { HasValue: true, Value: 0 } => true,
        IConversionOperation conversion => IsNull(conversion.Operand),
        IDefaultValueOperation { Type: { } type } => CanBeNothing(type),
        IFieldReferenceOperation { Field: { Name: "Zero", IsStatic: true, ContainingType.SpecialType: SpecialType.System_IntPtr or SpecialType.System_UIntPtr } } => true,
        _ => false,
    };

    // Whether default(T) says that nothing is held: references, addresses, handles that are structs. No number does.
    private static bool CanBeNothing(ITypeSymbol type)
        => type.IsReferenceType || IsAddress(type) || type is { TypeKind: TypeKind.Struct, SpecialType: SpecialType.None };
}
