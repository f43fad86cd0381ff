using System.Collections.Generic;
using LeakLint.Analyzers.Facts;
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
                Replacing.ReadReference(argument, registry, _types, uses, Made, update => _adds.ReadUpdate(update, registry, uses));
                break;

            // (_nodes, var old) = (empty, _nodes)
            case ITupleOperation { Parent: IDeconstructionAssignmentOperation }:
                uses.Add(RegistryUse.Replaces());
                break;

            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol.IsRef: true } } or ISimpleAssignmentOperation { IsRef: true } or IAddressOfOperation:
                uses.Add(RegistryUse.Escapes(reference.Syntax.GetLocation(), Reasons.ByReference));
                break;

            case IArrayElementReferenceOperation element:
                ReadSlot(element, registry, uses);
                break;

            // if (_count == _nodes.Length) Array.Resize(ref _nodes, ...): that limits nothing
            case IPropertyReferenceOperation { Property.Name: "Count" or "Length" } count when Bounds.IsLimit(count) && !Bounds.MakesRoom(count, registry):
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

    // _nodes[_count++] = this grows once it is given room; any other slot is taken over and over.
    private void ReadSlot(IArrayElementReferenceOperation element, ISymbol registry, List<RegistryUse> uses)
    {
        var isNext = element.Indices.Length == 1
            && Values.Unwrap(element.Indices[0]) is IIncrementOrDecrementOperation { Kind: OperationKind.Increment, Target: IMemberReferenceOperation };
        if (element.Parent is ISimpleAssignmentOperation assignment && assignment.Target == element)
        {
            if (isNext)
            {
                var slot = new List<RegistryUse>();
                _adds.ReadValue(assignment.Value, assignment, registry, slot);
                foreach (var add in slot)
                {
                    add.NeedsRoom = true;
                    uses.Add(add);
                }
            }
            else
            {
                uses.Add(RegistryUse.LetsGo());
            }
        }
        else if (element.Parent is IAssignmentOperation || element.Parent is IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out })
        {
            uses.Add(RegistryUse.LetsGo());
        }
        // return _nodes[--_count]
        else if (element.Indices.Length == 1 && Values.Unwrap(element.Indices[0]) is IIncrementOrDecrementOperation { Kind: OperationKind.Decrement })
        {
            uses.Add(RegistryUse.LetsGo());
        }
    }
}
