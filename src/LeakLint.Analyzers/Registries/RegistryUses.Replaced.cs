using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Registries;

/// <summary>Registries whose value never changes: arrays, immutable collections, delegates. Only a new value lets go.</summary>
internal sealed partial class RegistryUses
{
    private void ReadReplaced(IOperation reference, ISymbol registry, List<RegistryUse> uses)
    {
        var value = reference;
        while (value.Parent is IConversionOperation or IParenthesizedOperation)
        {
            value = value.Parent;
        }

        switch (value.Parent)
        {
            case ISimpleAssignmentOperation { IsRef: false } assignment when assignment.Target == value:
                if (!Replacing.IsFirstValue(assignment, registry))
                {
                    _adds.ReadUpdate(assignment.Value, registry, uses);
                }

                break;

            // _handlers += OnChanged
            case ICompoundAssignmentOperation compound when compound.Target == value:
                if (compound.OperatorKind == BinaryOperatorKind.Add && !Replacing.IsFirstValue(compound, registry))
                {
                    _adds.ReadValue(compound.Value, compound, registry, uses);
                }
                else if (compound.OperatorKind != BinaryOperatorKind.Add)
                {
                    uses.Add(RegistryUse.LetsGo());
                }

                break;

            case IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument:
                Replacing.ReadReference(argument, registry, uses, Made, update => _adds.ReadUpdate(update, registry, uses));
                break;

            // (_nodes, var old) = (empty, _nodes)
            case ITupleOperation { Parent: IDeconstructionAssignmentOperation }:
                uses.Add(RegistryUse.Replaces());
                break;

            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol.IsRef: true } } or ISimpleAssignmentOperation { IsRef: true } or IAddressOfOperation:
                uses.Add(RegistryUse.Escapes(reference.Syntax.GetLocation(), Reasons.ByReference));
                break;

            case IPropertyReferenceOperation { Property.Name: "Count" or "Length" } count when Bounds.IsLimit(count):
            case IArrayElementReferenceOperation { Parent: IAssignmentOperation }:
                uses.Add(RegistryUse.LetsGo());
                break;

            case IArgumentOperation { Parent: IInvocationOperation call } when value.Type is IArrayTypeSymbol && !OutOfSight.IsFromFramework(call.TargetMethod):
                uses.Add(RegistryUse.Escapes(reference.Syntax.GetLocation(), Reasons.Passed));
                break;

            case IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "Clear", ContainingType.SpecialType: SpecialType.System_Array } } }:
                uses.Add(RegistryUse.LetsGo());
                break;

            case IReturnOperation when value.Type is IArrayTypeSymbol:
                uses.Add(RegistryUse.Escapes(reference.Syntax.GetLocation(), Reasons.Returned));
                break;

            case IForEachLoopOperation loop when OutOfSight.ReleasesElements(loop):
                uses.Add(RegistryUse.Escapes(reference.Syntax.GetLocation(), Reasons.ReleasedInPlace));
                break;

            case null or IInvalidOperation:
                uses.Add(RegistryUse.Escapes(reference.Syntax.GetLocation(), Reasons.UnknownUse));
                break;
        }
    }
}
