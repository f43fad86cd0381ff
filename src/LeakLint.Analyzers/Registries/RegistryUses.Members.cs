using System.Collections.Generic;
using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Registries;

/// <content>Properties and indexers of a registry, and local functions that nobody calls.</content>
internal sealed partial class RegistryUses
{
    private void ReadProperty(IPropertyReferenceOperation property, ISymbol registry, List<RegistryUse> uses, int depth)
    {
        if (property.Property.IsIndexer || property.Arguments.Length > 0)
        {
            // _nodes[key] = null: the key stays, the object goes
            if (property.Parent is ISimpleAssignmentOperation emptied && emptied.Target == property && IsNothing(emptied.Value))
            {
                uses.Add(RegistryUse.LetsGo(Removal.ValueOnly));
            }
            // _nodes[key] = this
            else if (property.Parent is ISimpleAssignmentOperation assignment && assignment.Target == property)
            {
                _adds.ReadIndexer(property, assignment.Value, registry, uses);
            }
            else if (property.Parent is ICoalesceAssignmentOperation coalesce && coalesce.Target == property)
            {
                _adds.ReadIndexer(property, coalesce.Value, registry, uses);
            }
            // _counts[key] += 1: there already
            else if (property.Parent is not (ICompoundAssignmentOperation or IIncrementOrDecrementOperation))
            {
                ReadInner(property, registry, uses, depth);
            }

            return;
        }

        if (property.Property.Name is "Count" or "Length" && Bounds.IsLimit(property))
        {
            uses.Add(RegistryUse.LetsGo());
        }
        else if (property.Property.Name is "Values" && property.Parent is IForEachLoopOperation loop)
        {
            ReadElements(loop, registry, uses, depth);
        }
    }

    private static bool IsInDeadFunction(IOperation operation)
    {
        for (var outer = operation.Parent; outer is not null; outer = outer.Parent)
        {
            if (outer is ILocalFunctionOperation function && !IsUsed(function))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsUsed(ILocalFunctionOperation function)
    {
        foreach (var operation in Values.RootOf(function).Descendants())
        {
            var used = operation switch
            {
                IInvocationOperation call => call.TargetMethod,
                IMethodReferenceOperation named => named.Method,
                _ => null,
            };
            if (used is not null && SymbolEqualityComparer.Default.Equals(used.OriginalDefinition, function.Symbol.OriginalDefinition))
            {
                return true;
            }
        }

        return false;
    }
}
