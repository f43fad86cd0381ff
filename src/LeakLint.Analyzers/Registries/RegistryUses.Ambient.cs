using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Registries;

/// <content>Slots of one value: <c>[ThreadStatic]</c>, <c>ThreadLocal</c>, <c>AsyncLocal</c>.</content>
internal sealed partial class RegistryUses
{
    private void ReadAmbient(IOperation reference, ISymbol registry, List<RegistryUse> uses)
    {
        switch (reference.Parent)
        {
            // s_current.Value = session
            case IPropertyReferenceOperation { Property.Name: "Value" } value when value.Instance == reference:
                ReadAmbient(value, registry, uses);
                break;

            // s_session.Dispose(): it stays, and is of no use any more
            case IInvocationOperation { TargetMethod.Name: "Dispose" or "DisposeAsync" or "Close" } call when call.Instance == reference:
            case IConditionalAccessOperation { WhenNotNull: IInvocationOperation { TargetMethod.Name: "Dispose" or "DisposeAsync" or "Close" } }:
                uses.Add(RegistryUse.LetsGo());
                break;

            case IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out }:
                uses.Add(RegistryUse.Escapes(reference.Syntax.GetLocation(), Reasons.ByReference));
                break;

            default:
                ReadAmbientValue(reference, registry, uses);
                break;
        }
    }

    private void ReadAmbientValue(IOperation slot, ISymbol registry, List<RegistryUse> uses)
    {
        switch (slot.Parent)
        {
            // the scratch object of a thread; a counted handle there is a count for each thread
            case ICoalesceAssignmentOperation first when first.Target == slot:
                ReadFirstValue(first.Value, first, uses);
                break;

            case ISimpleAssignmentOperation { IsRef: false } assignment when assignment.Target == slot:
                if (Replacing.IsFirstValue(assignment, registry))
                {
                    ReadFirstValue(assignment.Value, assignment, uses);
                }
                else if (FormerValues.MayBe(assignment.Value, assignment))
                {
                    uses.Add(RegistryUse.LetsGo());
                }
                else
                {
                    _adds.ReadValue(assignment.Value, assignment, registry, uses);
                }

                break;

            // (old, t_current) = (t_current, old)
            case ITupleOperation { Parent: IDeconstructionAssignmentOperation deconstruction } targets when deconstruction.Target == targets:
                uses.Add(RegistryUse.LetsGo());
                break;
        }
    }

    private void ReadFirstValue(IOperation value, IOperation assignment, List<RegistryUse> uses)
    {
        if (_adds.StoredBy(value) is { Kind: StoredKind.Handle } handle)
        {
            var growth = new Growth(GrowthForm.Always, Domain.Unknown, OnMiss: false, IsGiven: false, IsRecord: false, IsWeak: false, Made: null, IsText: false, string.Empty);
            uses.Add(RegistryUse.Adds(assignment.Syntax.GetLocation(), handle, growth, isCached: false, Guard.None));
        }
    }
}
