using System.Collections.Generic;
using System.Threading;
using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Registries;

/// <summary>
/// Collections inside a registry, <c>_byName[name].Add(this)</c>, and registries that are lent to a method of the
/// program, <c>Sweep(_nodes)</c>: both are followed to where they are changed.
/// </summary>
internal sealed partial class RegistryUses
{
    // _byName.GetOrAdd(name, _ => new()).Add(this); if (_byName.TryGetValue(name, out var list)) list.Remove(this);
    private void ReadInnerOf(IInvocationOperation call, ISymbol registry, List<RegistryUse> uses, int depth)
    {
        switch (call.TargetMethod.Name)
        {
            case "GetOrAdd" or "AddOrUpdate" or "GetValueOrDefault" or "First" or "Last":
                ReadInner(call, registry, uses, depth);
                break;
            case "TryGetValue" or "TryRemove" or "TryPeek":
                foreach (var argument in call.Arguments)
                {
                    if (argument.Parameter is { RefKind: RefKind.Out }
                        && Holds(argument.Value.Type)
                        && LocalOf(argument.Value) is { } local)
                    {
                        Inside(uses, inner => FollowLocal(local, call, registry, inner, depth));
                    }
                }

                break;
        }
    }

    private static ILocalSymbol? LocalOf(IOperation value) => value switch
    {
        ILocalReferenceOperation local => local.Local,
        IDeclarationExpressionOperation { Expression: ILocalReferenceOperation declared } => declared.Local,
        _ => null,
    };

    // foreach (var list in _byName.Values) list.Remove(this); foreach (var pair in _byName) pair.Value.Clear();
    private void ReadElements(IForEachLoopOperation loop, ISymbol registry, List<RegistryUse> uses, int depth)
    {
        if (loop.LoopControlVariable is not IVariableDeclaratorOperation { Symbol: { } variable } || depth >= AliasLimit)
        {
            return;
        }

        if (Holds(variable.Type))
        {
            Inside(uses, inner => FollowLocal(variable, loop, registry, inner, depth));
        }
        else if (variable.Type is INamedTypeSymbol { Name: "KeyValuePair", TypeArguments: { Length: 2 } pair } && Holds(pair[1]))
        {
            foreach (var operation in loop.Body.Descendants())
            {
                if (operation is IPropertyReferenceOperation { Property.Name: "Value", Instance: ILocalReferenceOperation at } property
                    && SymbolEqualityComparer.Default.Equals(at.Local, variable))
                {
                    ReadInner(property, registry, uses, depth);
                }
            }
        }
    }

    private void ReadInner(IOperation element, ISymbol registry, List<RegistryUse> uses, int depth)
    {
        if (depth < AliasLimit && Holds(element.Type))
        {
            Inside(uses, inner => ReadMutable(element, registry, inner, depth + 1));
        }
    }

    private bool Holds(ITypeSymbol? type) => _shapes.Collections.KindOf(type) is RegistryKind.Mutable or RegistryKind.Face;

    private static void Inside(List<RegistryUse> uses, System.Action<List<RegistryUse>> read)
    {
        var inner = new List<RegistryUse>();
        read(inner);
        foreach (var use in inner)
        {
            use.IsInner = true;
            uses.Add(use);
        }
    }

    /// <summary><c>Sweep(_nodes)</c>: what a method of the program does with it. False when its code is not in sight.</summary>
    private bool ReadCallee(IArgumentOperation argument, ISymbol registry, List<RegistryUse> uses, int depth)
    {
        if (depth >= AliasLimit
            || argument.Parameter is not { RefKind: RefKind.None, IsParams: false } parameter
            || parameter.ContainingSymbol is not IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.ReducedExtension or MethodKind.LocalFunction } callee
            || Implementations.MayVary(callee))
        {
            return false;
        }

        callee = (callee.ReducedFrom ?? callee).OriginalDefinition;
        var definition = parameter.OriginalDefinition;
        var found = false;
        foreach (var body in _bodies.Of(callee, CancellationToken.None))
        {
            found = true;
            foreach (var operation in body.Descendants())
            {
                if (operation is IParameterReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Parameter.OriginalDefinition, definition))
                {
                    var inside = new List<RegistryUse>();
                    ReadMutable(reference, registry, inside, depth + 1);
                    foreach (var use in inside)
                    {
                        uses.Add(FromCaller(use, argument));
                    }
                }
            }
        }

        return found;
    }

    // What the callee adds of its parameters is what the caller passes; it stands where the call stands.
    private RegistryUse FromCaller(RegistryUse use, IArgumentOperation argument)
    {
        var at = argument.Parent!.Syntax.GetLocation();
        switch (use.Kind)
        {
            case UseKind.Escapes:
                return RegistryUse.Escapes(argument.Syntax.GetLocation(), use.Reason!);
            case UseKind.Adds:
                var stored = ArgumentFor(use.Stored.Parameter, argument) is { } kept ? _adds.StoredBy(kept) : use.Stored;
                var growth = ArgumentFor(use.Growth.Domain.Parameter, argument) is { } key
                    ? use.Growth with { Domain = _adds.DomainOf(key), Text = key.Syntax.ToString() }
                    : use.Growth;
                return RegistryUse.Adds(at, stored, growth, use.IsCached, use.Guard);
            default:
                return use;
        }
    }

    private static IOperation? ArgumentFor(IParameterSymbol? parameter, IArgumentOperation sibling)
    {
        if (parameter is not null && sibling.Parent is IInvocationOperation call)
        {
            foreach (var argument in call.Arguments)
            {
                if (SymbolEqualityComparer.Default.Equals(argument.Parameter?.OriginalDefinition, parameter.OriginalDefinition))
                {
                    return argument.Value;
                }
            }
        }

        return null;
    }
}
