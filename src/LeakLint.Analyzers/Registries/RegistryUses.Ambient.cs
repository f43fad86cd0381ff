using System.Collections.Generic;
using LeakLint.Analyzers.Facts;
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
        if (slot.Parent is not ISimpleAssignmentOperation assignment || assignment.Target != slot || assignment.IsRef)
        {
            // ??= makes the scratch object of a thread; whatever else only reads
            return;
        }

        // What was there before is put back; nothing is put in; any state of the program may be either.
        var value = Values.Unwrap(assignment.Value);
        if (Replacing.IsFirstValue(assignment, registry))
        {
            return;
        }

        if (value is IObjectCreationOperation or IInvocationOperation or IParameterReferenceOperation or IInstanceReferenceOperation or IAwaitOperation
            || (value is ILocalReferenceOperation local && Values.LastGiven(local) is IObjectCreationOperation or IInvocationOperation))
        {
            _adds.ReadValue(assignment.Value, assignment, registry, uses);
        }
        else
        {
            uses.Add(RegistryUse.LetsGo());
        }
    }
}
