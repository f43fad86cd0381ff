using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Flow;

/// <summary>What a pattern teaches when it matches or does not, and the variables that it declares.</summary>
internal sealed partial class Transfer
{
    private bool AssumePattern(IIsPatternOperation test, IPatternOperation pattern, bool outcome, FlowState state)
    {
        if (Variables.Answers != 0 && pattern is IConstantPatternOperation or IRelationalPatternOperation && AnswerBit(test.Value) is var answer and not 0)
        {
            return AssumeAnswer(answer, pattern, outcome, state);
        }

        switch (pattern)
        {
            case INegatedPatternOperation negated:
                return AssumePattern(test, negated.Pattern, !outcome, state);
            case IConstantPatternOperation { Value: var value } when IsNull(value):
                return AssumeNull(test.Value, outcome, state);
            case IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: bool value } }:
                return Assume(test.Value, outcome == value, state);
            case IDiscardPatternOperation:
                return outcome;

            // "is { } d" and "is T d" for a T that the value always is: no match means null
            case IRecursivePatternOperation { DeconstructionSubpatterns.IsEmpty: true, PropertySubpatterns.IsEmpty: true } recursive
                when IsAlways(test.Value.Type, recursive.MatchedType):
                return AssumeMatch(test.Value, recursive.DeclaredSymbol, outcome, state);
            case IDeclarationPatternOperation { MatchesNull: false } declaration
                when IsAlways(test.Value.Type, declaration.MatchedType) || CarriesA(declaration.MatchedType, test.Value, state):
                return AssumeMatch(test.Value, declaration.DeclaredSymbol, outcome, state);
            case IDeclarationPatternOperation { MatchesNull: true }:
                return true;
            case IBinaryPatternOperation { OperatorKind: BinaryOperatorKind.And } both when outcome:
                return AssumePattern(test, both.LeftPattern, true, state) && AssumePattern(test, both.RightPattern, true, state);
            case IBinaryPatternOperation { OperatorKind: BinaryOperatorKind.Or } either when !outcome:
                return AssumePattern(test, either.LeftPattern, false, state) && AssumePattern(test, either.RightPattern, false, state);
            case IBinaryPatternOperation:
                return true;
            default:
                // any other pattern matches no null
                return !outcome || AssumeNull(test.Value, isNull: false, state);
        }
    }

    // Open() is not { } d: what is tested has no name but 'd'
    private bool AssumeMatch(IOperation value, ISymbol? declared, bool isMatch, FlowState state)
        => AssumeNull(value, !isMatch, state) && (declared is null || Variables.Find(declared) is not (not 0 and var bit) || state.Test(bit, isMatch));

    // x is { } d, x is T d: d is x
    private FlowValue VisitPatternTest(IIsPatternOperation test)
    {
        var value = Visit(test.Value);
        if (Declared(test.Pattern) is { } declared && (value.May != 0 || value.Variable != 0))
        {
            if (IsSeen(declared, test.Syntax))
            {
                Settle(value, ResourceStatus.Escaped, EscapeReason.Captured);
            }
            else if (Variables.FindOrAdd(declared) is var bit and not 0)
            {
                _state.Assign(bit, value);
            }
        }

        return FlowValue.Unknown;
    }

    private static ISymbol? Declared(IPatternOperation pattern) => pattern switch
    {
        IDeclarationPatternOperation declaration => declaration.DeclaredSymbol,
        IRecursivePatternOperation recursive => recursive.DeclaredSymbol,
        INegatedPatternOperation negated => Declared(negated.Pattern),
        IBinaryPatternOperation binary => Declared(binary.LeftPattern) ?? Declared(binary.RightPattern),
        _ => null,
    };

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
}
