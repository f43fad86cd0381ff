using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Registries;

/// <content>A registry that is passed on.</content>
internal sealed partial class RegistryUses
{
    private void ReadArgument(IArgumentOperation argument, ISymbol registry, List<RegistryUse> uses, int depth)
    {
        if (argument.Parameter is { RefKind: RefKind.Ref or RefKind.Out })
        {
            Replacing.ReadReference(argument, registry, _types, uses, Made, value => _adds.ReadUpdate(value, registry, uses));
            return;
        }

        switch (argument.Parent)
        {
            // collection.TryAdd(key, value) as an extension of the framework's own
            case IInvocationOperation { TargetMethod: { IsExtensionMethod: true } method } call
                when call.Arguments[0] == argument && OutOfSight.IsFromFramework(method):
                if (!OutOfSight.IsReadOnlyView(argument.Parameter?.Type))
                {
                    ReadExtension(call, registry, uses);
                }

                return;

            // CollectionsMarshal.GetValueRefOrAddDefault(_counts, key, out _)++
            case IInvocationOperation { TargetMethod.Name: "GetValueRefOrAddDefault" } call when OutOfSight.IsFromFramework(call.TargetMethod):
                _adds.Read(call, firstArgument: 1, registry, uses);
                return;

            // string.Join(", ", _nodes), Monitor.Enter(_nodes), Array.IndexOf, new List<Node>(_nodes)
            case IInvocationOperation { TargetMethod: { } method } when OutOfSight.IsFromFramework(method):
            case IObjectCreationOperation { Constructor: { } constructor } when OutOfSight.IsFromFramework(constructor):
                if (!OutOfSight.IsReadOnlyView(argument.Parameter?.Type) && !OutOfSight.IsHarmless(argument, _types))
                {
                    uses.Add(RegistryUse.Escapes(argument.Syntax.GetLocation(), Reasons.Passed));
                }

                return;

            default:
                if (!ReadCallee(argument, registry, uses, depth))
                {
                    uses.Add(RegistryUse.Escapes(argument.Syntax.GetLocation(), Reasons.Passed));
                }

                return;
        }
    }

    private void ReadExtension(IInvocationOperation call, ISymbol registry, List<RegistryUse> uses)
    {
        switch (CollectionMembers.EffectOf(call.TargetMethod.Name))
        {
            case MemberEffect.Grows:
                _adds.Read(call, firstArgument: 1, registry, uses);
                break;
            case MemberEffect.Shrinks:
                uses.Add(RegistryUse.LetsGo());
                break;
        }
    }
}
