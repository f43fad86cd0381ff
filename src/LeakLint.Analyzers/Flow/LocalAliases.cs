using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Flow;

/// <summary>
/// Locals that are only another name: assigned once, from a field, a property or a parameter, and never again.
/// <c>var gate = _gate;</c>
/// </summary>
internal sealed class LocalAliases
{
    private readonly Dictionary<ISymbol, IOperation?> _values = new(SymbolEqualityComparer.Default);

    public static LocalAliases In(ControlFlowGraph graph)
    {
        var aliases = new LocalAliases();
        foreach (var operation in NestedFunctions.All(graph))
        {
            aliases.Look(operation);
        }

        return aliases;
    }

    public IOperation? Of(ILocalSymbol local) => _values.TryGetValue(local, out var value) ? value : null;

    private void Look(IOperation operation)
    {
        switch (operation)
        {
            case ISimpleAssignmentOperation { IsRef: false, Target: ILocalReferenceOperation { Local: var local } } assignment:
                _values[local] = !_values.ContainsKey(local) && IsPlace(assignment.Value) ? assignment.Value : null;
                break;
            case ILocalReferenceOperation { Local: var local, Parent: IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } or ICompoundAssignmentOperation or IDeclarationExpressionOperation or ITupleOperation }:
                _values[local] = null;
                break;
        }
    }

    private static bool IsPlace(IOperation value)
    {
        while (value is IConversionOperation { OperatorMethod: null } conversion)
        {
            value = conversion.Operand;
        }

        return value is IFieldReferenceOperation or IPropertyReferenceOperation { Arguments.IsEmpty: true } or IParameterReferenceOperation or IInstanceReferenceOperation;
    }
}
