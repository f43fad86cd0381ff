using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Facts;

/// <summary>What a member's parameter must be for the code in question to run.</summary>
internal sealed class Requirement(IParameterSymbol parameter, bool value)
{
    public IParameterSymbol Parameter { get; } = parameter;

    public bool Value { get; } = value;
}

/// <summary>
/// The conditions before a release: which of them hold whenever there is something to release. Null tests, marks of
/// "already disposed" and flags that the acquisition sets do; a flag that nobody sets does not; an option that somebody
/// else sets is doubtful.
/// </summary>
internal sealed class TeardownFlags(Sight sight)
{
    /// <summary>How sure it is that <paramref name="condition"/> is <paramref name="value"/> when <paramref name="release"/> is due.</summary>
    public Running Holds(IOperation condition, bool value, ISymbol member, IOperation? acquisition, IOperation release, ref Requirement? required, CancellationToken cancellation)
    {
        if (condition.ConstantValue is { HasValue: true, Value: bool constant })
        {
            return constant == value ? Running.Sure : Running.Nobody;
        }

        switch (condition)
        {
            case IParenthesizedOperation inner:
                return Holds(inner.Operand, value, member, acquisition, release, ref required, cancellation);
            case IConversionOperation conversion:
                return Holds(conversion.Operand, value, member, acquisition, release, ref required, cancellation);
            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not:
                return Holds(not.Operand, !value, member, acquisition, release, ref required, cancellation);
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.And } both when value:
            {
                var left = Holds(both.LeftOperand, value, member, acquisition, release, ref required, cancellation);
                var right = Holds(both.RightOperand, value, member, acquisition, release, ref required, cancellation);
                return left < right ? left : right;
            }

            case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr or BinaryOperatorKind.Or } either when !value:
            {
                var left = Holds(either.LeftOperand, value, member, acquisition, release, ref required, cancellation);
                var right = Holds(either.RightOperand, value, member, acquisition, release, ref required, cancellation);
                return left < right ? left : right;
            }

            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals, RightOperand.ConstantValue: { HasValue: true, Value: bool compared } } comparison:
                return Holds(comparison.LeftOperand, value == (compared == (comparison.OperatorKind == BinaryOperatorKind.Equals)), member, acquisition, release, ref required, cancellation);
            case IIsPatternOperation { Pattern: IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: bool compared } } } pattern:
                return Holds(pattern.Value, value == compared, member, acquisition, release, ref required, cancellation);
            case IParameterReferenceOperation { Parameter: { Type.SpecialType: SpecialType.System_Boolean } parameter }
                when SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, member):
                required = new(parameter, value);
                return Running.Sure;
            case IFieldReferenceOperation { Field.Type.SpecialType: SpecialType.System_Boolean } or IPropertyReferenceOperation { Property: { Type.SpecialType: SpecialType.System_Boolean, IsIndexer: false } }:
                return OfFlag(((IMemberReferenceOperation)condition).Member, value, acquisition, release, cancellation);
            default:
                return Running.Sure;
        }
    }

    private Running OfFlag(ISymbol flag, bool value, IOperation? acquisition, IOperation release, CancellationToken cancellation)
    {
        // A property with code of its own, of a library, of another object: it says what it says.
        if (flag.DeclaringSyntaxReferences.IsEmpty || flag is IPropertySymbol && !IsAuto((IPropertySymbol)flag) || flag.IsStatic)
        {
            return Running.Sure;
        }

        if (acquisition is not null && IsCondition(flag, acquisition))
        {
            return Running.Sure;
        }

        var initially = InitialValue(flag);
        var becomes = initially == value;
        var isSetByOthers = IsSetFromOutside(flag) || initially is null;
        foreach (var use in sight.UsesOf(flag, cancellation))
        {
            switch (use.Parent)
            {
                case ISimpleAssignmentOperation assignment when assignment.Target == use:
                    if (assignment.Value.ConstantValue is { HasValue: true, Value: bool assigned })
                    {
                        becomes |= assigned == value;

                        // _disposed = true; if (_disposed) return;
                        if (assigned != value && PrecedesCondition(assignment, release, flag))
                        {
                            return Running.Nobody;
                        }
                    }
                    else if (GivenFrom(assignment.Value) is { } parameter)
                    {
                        // _live = live; if (live) bus.Changed += OnChanged;
                        if (acquisition is not null && IsCondition(parameter, acquisition))
                        {
                            return Running.Sure;
                        }

                        isSetByOthers = true;
                    }
                    else
                    {
                        return Running.Sure;
                    }

                    break;
                case ICompoundAssignmentOperation or IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out }:
                    return Running.Sure;
            }
        }

        return becomes ? Running.Sure : isSetByOthers ? Running.Doubtful : Running.Nobody;
    }

    // The flag decides about the acquisition too.
    private static bool IsCondition(ISymbol flag, IOperation acquisition)
    {
        var child = acquisition;
        for (var parent = acquisition.Parent; parent is not null; child = parent, parent = parent.Parent)
        {
            switch (parent)
            {
                case IConditionalOperation conditional when child != conditional.Condition && Names(conditional.Condition, flag):
                    return true;
                case IBlockOperation block:
                    foreach (var statement in block.Operations)
                    {
                        if (statement == child)
                        {
                            break;
                        }

                        if (statement is IConditionalOperation earlier && TeardownProof.Leaves(earlier.WhenTrue) && Names(earlier.Condition, flag))
                        {
                            return true;
                        }
                    }

                    break;
            }
        }

        return false;
    }

    private static bool Names(IOperation condition, ISymbol flag)
    {
        foreach (var part in condition.DescendantsAndSelf())
        {
            if (part is IMemberReferenceOperation { Member: var member } && SymbolEqualityComparer.Default.Equals(member, flag)
                || part is IParameterReferenceOperation { Parameter: var parameter } && SymbolEqualityComparer.Default.Equals(parameter, flag))
            {
                return true;
            }
        }

        return false;
    }

    // In the same block as the condition, before it: what is set there is what is asked.
    private static bool PrecedesCondition(IOperation assignment, IOperation release, ISymbol flag)
    {
        if (assignment.Parent is not IExpressionStatementOperation { Parent: IBlockOperation block } statement)
        {
            return false;
        }

        var isAfter = false;
        foreach (var sibling in block.Operations)
        {
            if (sibling == statement || sibling.Syntax == statement.Syntax)
            {
                isAfter = true;
                continue;
            }

            if (isAfter && sibling is IConditionalOperation conditional && Names(conditional.Condition, flag))
            {
                return sibling.Syntax.SpanStart <= release.Syntax.SpanStart && block.Syntax.Span.Contains(release.Syntax.Span);
            }
        }

        return false;
    }

    private static IParameterSymbol? GivenFrom(IOperation value)
    {
        while (value is IConversionOperation conversion)
        {
            value = conversion.Operand;
        }

        return (value as IParameterReferenceOperation)?.Parameter;
    }

    private static bool IsSetFromOutside(ISymbol flag) => flag switch
    {
        IFieldSymbol field => field is { IsReadOnly: false, DeclaredAccessibility: not Accessibility.Private },
        IPropertySymbol { SetMethod: { } setter } => setter.DeclaredAccessibility != Accessibility.Private,
        _ => false,
    };

    // Null where the declaration does not tell.
    private static bool? InitialValue(ISymbol flag)
    {
        var initializer = flag.DeclaringSyntaxReferences[0].GetSyntax() switch
        {
            VariableDeclaratorSyntax variable => variable.Initializer,
            PropertyDeclarationSyntax property => property.Initializer,
            _ => null,
        };
        return initializer?.Value.RawKind switch
        {
            null or (int)Microsoft.CodeAnalysis.CSharp.SyntaxKind.FalseLiteralExpression => false,
            (int)Microsoft.CodeAnalysis.CSharp.SyntaxKind.TrueLiteralExpression => true,
            _ => null,
        };
    }

    private static bool IsAuto(IPropertySymbol property)
    {
        foreach (var reference in property.DeclaringSyntaxReferences)
        {
            if (reference.GetSyntax() is PropertyDeclarationSyntax { ExpressionBody: null, AccessorList: { } accessors })
            {
                foreach (var accessor in accessors.Accessors)
                {
                    if (accessor.Body is not null || accessor.ExpressionBody is not null)
                    {
                        return false;
                    }
                }

                return true;
            }
        }

        return false;
    }
}
