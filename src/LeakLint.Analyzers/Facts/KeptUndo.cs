using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Facts;

/// <summary>
/// Where an object keeps what it will have to undo: <c>_off = () => …</c>, <c>_undo = new Undo(() => …)</c>,
/// <c>_offs.Add(() => …)</c>, <c>_parts.Add(Disposable.Create(() => …))</c>. Kept is not run: somebody has to read it.
/// </summary>
internal static class KeptUndo
{
    /// <summary>The local or field that keeps <paramref name="value"/>, alone or as one of many; null where others have it.</summary>
    public static ISymbol? In(IOperation value, out bool isOneOfMany)
    {
        isOneOfMany = false;
        while (true)
        {
            switch (value.Parent)
            {
                case IDelegateCreationOperation or IConversionOperation or IParenthesizedOperation:
                    value = value.Parent;
                    break;
                // A type of the program, or of a library, that runs it when it is disposed. The platform's own may run it by itself: a timer.
                case IArgumentOperation { Parent: IObjectCreationOperation { Type: { } made } creation } when !Framework.Declares(made):
                    value = creation;
                    break;
                case IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { IsStatic: true, IsExtensionMethod: false, Name: "Create" or "FromAction" or "Defer" } factory } call } when !Framework.Declares(factory.ContainingType):
                    value = call;
                    break;
                case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator }:
                    return declarator.Symbol;
                case ISimpleAssignmentOperation { Target: ILocalReferenceOperation local } assignment when assignment.Value == value:
                    return local.Local;
                case ISimpleAssignmentOperation { Target: IFieldReferenceOperation { Field: var field } } assignment when assignment.Value == value:
                    return field;
                case IFieldInitializerOperation { InitializedFields: { Length: 1 } fields }:
                    return fields[0];
                case IArgumentOperation { Parent: IInvocationOperation { Instance: IFieldReferenceOperation { Field: var many, Instance: IInstanceReferenceOperation } } add } when Stores(add.TargetMethod.Name):
                    isOneOfMany = true;
                    return many;
                default:
                    return null;
            }
        }
    }

    /// <summary>Whether a use of the container only puts something in, counts or forgets: <c>_offs.Add(x)</c>, <c>_offs.Clear()</c></summary>
    public static bool IsStored(IOperation use) => use.Parent switch
    {
        IInvocationOperation { TargetMethod.Name: var name } call when call.Instance == use => Stores(name) || (name is "Clear" or "TrimExcess" && Framework.Declares(call.TargetMethod.ContainingType)),
        IPropertyReferenceOperation { Property.Name: "Count" or "Length" or "IsEmpty" or "Capacity" } => true,
        _ => false,
    };

    private static bool Stores(string name) => name is "Add" or "Push" or "Enqueue" or "Insert" or "AddLast" or "AddFirst" or "TryAdd";
}
