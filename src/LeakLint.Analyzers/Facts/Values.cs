using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Facts;

/// <summary>Questions about one expression: what it is under its conversions, and what a local last got.</summary>
internal static class Values
{
    /// <summary><c>(object)(x = value)</c> is <c>value</c>: conversions and assignments hand their operand on.</summary>
    public static IOperation Unwrap(IOperation value)
    {
        while (true)
        {
            switch (value)
            {
                case IConversionOperation { OperatorMethod: null } conversion:
                    value = conversion.Operand;
                    break;
                case IParenthesizedOperation parenthesized:
                    value = parenthesized.Operand;
                    break;
                case ISimpleAssignmentOperation { IsRef: false } assignment:
                    value = assignment.Value;
                    break;
                default:
                    return value;
            }
        }
    }

    /// <summary>
    /// What the local of <paramref name="reference"/> was last given before it is read there, going by position:
    /// <c>if (!_d.TryGetValue(k, out var v)) { v = new Node(); _d.Add(k, v); }</c>. Null when nothing is in sight.
    /// </summary>
    public static IOperation? LastGiven(ILocalReferenceOperation reference)
    {
        IOperation? last = null;
        foreach (var operation in RootOf(reference).Descendants())
        {
            var given = operation switch
            {
                IVariableDeclaratorOperation declarator when Is(declarator.Symbol, reference.Local) => declarator.GetVariableInitializer()?.Value,
                ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } assignment when Is(target.Local, reference.Local) => assignment.Value,
                _ => null,
            };
            if (given is not null
                && operation.Syntax.SpanStart < reference.Syntax.SpanStart
                && !given.Syntax.Span.Contains(reference.Syntax.Span)
                && (last is null || last.Syntax.SpanStart < given.Syntax.SpanStart))
            {
                last = given;
            }
        }

        return last is null ? null : Unwrap(last);
    }

    /// <summary>Text, numbers, enums: values that keep nothing alive and have nothing to release.</summary>
    public static bool IsTextOrNumber(ITypeSymbol type) =>
        type is { TypeKind: TypeKind.Enum } or { SpecialType: SpecialType.System_String } or { IsValueType: true, SpecialType: not SpecialType.None };

    /// <summary>The whole body, or initializer, that <paramref name="operation"/> is part of.</summary>
    public static IOperation RootOf(IOperation operation)
    {
        while (operation.Parent is { } parent)
        {
            operation = parent;
        }

        return operation;
    }

    private static bool Is(ILocalSymbol one, ILocalSymbol other) => SymbolEqualityComparer.Default.Equals(one, other);
}
