using System.Collections.Generic;
using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Registries;

/// <content>Memory caches: an entry that says when it ends grows nothing, nor does a cache with a limit.</content>
internal sealed partial class RegistryUses
{
    private void ReadCache(IOperation reference, List<RegistryUse> uses)
    {
        switch (reference.Parent)
        {
            // cache.Set(key, value), cache.GetOrCreate(key, entry => ...): extension methods
            case IArgumentOperation { Parent: IInvocationOperation call } argument when call.TargetMethod.IsExtensionMethod && call.Arguments[0] == argument:
                ReadCacheCall(call, uses, first: 1);
                break;

            case IConversionOperation { Parent: IArgumentOperation { Parent: IInvocationOperation call } argument } when call.TargetMethod.IsExtensionMethod && call.Arguments[0] == argument:
                ReadCacheCall(call, uses, first: 1);
                break;

            case IInvocationOperation call when call.Instance == reference:
                ReadCacheCall(call, uses, first: 0);
                break;

            case ISimpleAssignmentOperation assignment when assignment.Target == reference:
                uses.Add(CacheEntries.HasLimit(assignment.Value) ? RegistryUse.LetsGo() : RegistryUse.Replaces());
                break;

            case IPropertyReferenceOperation { Property.Name: "Count" } count when Bounds.IsLimit(count):
                uses.Add(RegistryUse.LetsGo());
                break;

            case IPropertyReferenceOperation:
                break;

            default:
                uses.Add(RegistryUse.Escapes(reference.Syntax.GetLocation(), Reasons.Passed));
                break;
        }
    }

    private void ReadCacheCall(IInvocationOperation call, List<RegistryUse> uses, int first)
    {
        switch (call.TargetMethod.Name)
        {
            case "Set" or "GetOrCreate" or "GetOrCreateAsync" or "CreateEntry" when call.Arguments.Length > first:
                if (!CacheEntries.SayWhenTheyEnd(call, first))
                {
                    _adds.ReadCacheKey(call, call.Arguments[first].Value, uses);
                }

                break;
            case "Remove" or "Compact" or "Clear" or "Dispose":
                uses.Add(RegistryUse.LetsGo());
                break;
            case "TryGetValue" or "Get":
                break;
            default:
                uses.Add(RegistryUse.Escapes(call.Syntax.GetLocation(), Reasons.Passed));
                break;
        }
    }
}
