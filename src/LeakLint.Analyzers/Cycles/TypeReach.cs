using System;
using System.Collections.Generic;
using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Cycles;

/// <summary>
/// From which types an object of one of the targets could be reached, by the declared types of fields alone. An object from which
/// no field leads to a target is in no circle with one, whatever the code does, so no body has to be read for it.
/// A delegate, an <c>object</c>, a type parameter and most of the framework's types could hold anything.
/// </summary>
internal sealed class TypeReach
{
    private readonly List<INamedTypeSymbol> _types;
    private readonly List<INamedTypeSymbol> _targets = [];
    private readonly Dictionary<ISymbol, bool> _known = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, List<INamedTypeSymbol>> _below = new(SymbolEqualityComparer.Default);
    private Dictionary<ISymbol, List<INamedTypeSymbol>>? _derived;

    /// <param name="types">All types of the compilation's sources.</param>
    /// <param name="targets">The types that a circle has to lead back to.</param>
    public TypeReach(List<INamedTypeSymbol> types, IEnumerable<ISymbol> targets)
    {
        _types = types;
        foreach (var target in targets)
        {
            _targets.Add((INamedTypeSymbol)target);
        }
    }

    /// <summary>Whether an object of that static type could hold a target, itself or through others.</summary>
    public bool Leads(ITypeSymbol? type)
    {
        var visited = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        var pending = new Stack<INamedTypeSymbol>();
        if (Holds(type, pending, isTarget: false))
        {
            return true;
        }

        while (pending.Count > 0)
        {
            var next = pending.Pop();
            if (!visited.Add(next))
            {
                continue;
            }

            if (_known.TryGetValue(next, out var leads) ? leads : LeadsOn(next, pending))
            {
                _known[next] = true;
                return true;
            }
        }

        foreach (var dead in visited)
        {
            _known[dead] = false;
        }

        return false;
    }

    // The fields of a type and of its bases: those below it are asked on their own.
    private bool LeadsOn(INamedTypeSymbol type, Stack<INamedTypeSymbol> pending)
    {
        for (INamedTypeSymbol? t = type; t is { SpecialType: SpecialType.None }; t = t.BaseType?.OriginalDefinition)
        {
            foreach (var member in t.GetMembers())
            {
                // A handler, and what a primary constructor's parameters keep.
                if (member is IEventSymbol { IsStatic: false, IsAbstract: false }
                    || (member is IFieldSymbol { IsStatic: false, Type: var held } && Holds(held, pending, isTarget: true))
                    || (member is IMethodSymbol { MethodKind: MethodKind.Constructor } constructor && TyingBodies.IsPrimary(constructor) && HoldsAny(constructor, pending)))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private bool HoldsAny(IMethodSymbol constructor, Stack<INamedTypeSymbol> pending)
    {
        foreach (var parameter in constructor.Parameters)
        {
            if (Holds(parameter.Type, pending, isTarget: true))
            {
                return true;
            }
        }

        return false;
    }

    // Whether something of that type could be a target, or could lead anywhere; what else it could be is left to be asked.
    private bool Holds(ITypeSymbol? type, Stack<INamedTypeSymbol> pending, bool isTarget)
    {
        switch (type)
        {
            case IArrayTypeSymbol array:
                return Holds(array.ElementType, pending, isTarget: true);
            case IPointerTypeSymbol or IFunctionPointerTypeSymbol:
            case { IsUnmanagedType: true } or { SpecialType: SpecialType.System_String }:
                return false;
            case INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct or TypeKind.Interface, SpecialType: not SpecialType.System_Object, IsImplicitClass: false } named:
                return isTarget && MayBeTarget(named) || Into(named, pending);
            default:
                return true;
        }
    }

    private bool Into(INamedTypeSymbol type, Stack<INamedTypeSymbol> pending)
    {
        var isOurs = !type.DeclaringSyntaxReferences.IsEmpty;
        var isContainer = Containers.IsContainer(type) || type is { Name: "WeakReference", ContainingNamespace.Name: "System" };
        if (!isOurs && !isContainer && type.TypeKind != TypeKind.Interface && !IsBaseOfOurs(type))
        {
            return true;
        }

        foreach (var argument in type.TypeArguments)
        {
            if (argument is not ITypeParameterSymbol ? Holds(argument, pending, isTarget: true) : !isOurs)
            {
                return true;
            }
        }

        foreach (var below in Below(type.OriginalDefinition))
        {
            pending.Push(below);
        }

        return false;
    }

    private bool MayBeTarget(INamedTypeSymbol type)
    {
        foreach (var target in _targets)
        {
            if (Shapes.IsBelow(target, type) || Shapes.IsBelow(type, target))
            {
                return true;
            }
        }

        return false;
    }

    // Stream, Exception: the framework's own could hold a callback, but nothing that is proved.
    private bool IsBaseOfOurs(INamedTypeSymbol type) => Derived.ContainsKey(type.OriginalDefinition) && type.Arity == 0;

    private List<INamedTypeSymbol> Below(INamedTypeSymbol type)
    {
        if (!_below.TryGetValue(type, out var found))
        {
            _below[type] = found = [];
            if (type.TypeKind == TypeKind.Interface)
            {
                found.AddRange(_types.FindAll(t => Shapes.IsBelow(t, type)));
            }
            else
            {
                Add(type, found);
            }
        }

        return found;
    }

    private void Add(INamedTypeSymbol type, List<INamedTypeSymbol> found)
    {
        found.Add(type);
        if (Derived.TryGetValue(type, out var derived))
        {
            foreach (var below in derived)
            {
                Add(below, found);
            }
        }
    }

    private Dictionary<ISymbol, List<INamedTypeSymbol>> Derived
    {
        get
        {
            if (_derived is null)
            {
                _derived = new(SymbolEqualityComparer.Default);
                foreach (var type in _types)
                {
                    if (type.BaseType?.OriginalDefinition is { SpecialType: SpecialType.None } parent)
                    {
                        if (!_derived.TryGetValue(parent, out var below))
                        {
                            _derived[parent] = below = [];
                        }

                        below.Add(type.OriginalDefinition);
                    }
                }
            }

            return _derived;
        }
    }
}
