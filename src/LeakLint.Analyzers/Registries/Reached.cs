using System.Collections.Generic;
using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Registries;

/// <summary>
/// Who runs a member, as far as the code in sight tells: its callers and those who name it as a delegate, up to members
/// that others may call.
/// </summary>
internal static class Reached
{
    /// <summary>
    /// The members at the top of the call chains that lead to <paramref name="member"/>: what code out of sight, or the
    /// platform, may call. Empty when nobody does.
    /// </summary>
    public static HashSet<ISymbol> RootsOf(ISymbol member, RegistriesFacts facts)
    {
        var roots = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        var seen = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        Climb(member, facts, seen, roots);
        return roots;
    }

    /// <summary>Whether <paramref name="from"/> leads to <paramref name="to"/> by calls in sight.</summary>
    public static bool Leads(ISymbol from, ISymbol to, RegistriesFacts facts)
    {
        var seen = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        var pending = new Stack<ISymbol>();
        pending.Push(to);
        while (pending.Count > 0)
        {
            var at = pending.Pop();
            if (SymbolEqualityComparer.Default.Equals(at, from))
            {
                return true;
            }

            if (seen.Add(at))
            {
                AddCallers(at, facts, pending);
            }
        }

        return false;
    }

    /// <summary>
    /// Whether <paramref name="member"/>, or one that leads to it, is more than private: nobody in sight need call it, and
    /// code out of sight may.
    /// </summary>
    public static bool IsOffered(ISymbol member, RegistriesFacts facts)
    {
        var seen = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        var pending = new Stack<ISymbol>();
        pending.Push(member);
        while (pending.Count > 0)
        {
            var at = pending.Pop();
            if (!IsPrivate(at))
            {
                return true;
            }

            if (seen.Add(at))
            {
                AddCallers(at, facts, pending);
            }
        }

        return false;
    }

    // A public method of a private type is private.
    private static bool IsPrivate(ISymbol member)
    {
        for (var at = member; at is not null; at = at.ContainingType)
        {
            if (at.DeclaredAccessibility == Accessibility.Private)
            {
                return true;
            }
        }

        return false;
    }

    private static void Climb(ISymbol member, RegistriesFacts facts, HashSet<ISymbol> seen, HashSet<ISymbol> roots)
    {
        if (!seen.Add(member))
        {
            return;
        }

        if (!IsOnlyCalled(member, facts))
        {
            roots.Add(member);
            return;
        }

        var callers = new Stack<ISymbol>();
        AddCallers(member, facts, callers);
        foreach (var caller in callers)
        {
            Climb(caller, facts, seen, roots);
        }
    }

    private static void AddCallers(ISymbol member, RegistriesFacts facts, Stack<ISymbol> callers)
    {
        foreach (var call in facts.Calls)
        {
            if (IsSame(call.Target, member))
            {
                callers.Push(call.Member);
            }
        }

        foreach (var mention in facts.Mentions)
        {
            if (IsSame(mention.Target, member))
            {
                callers.Push(mention.Member);
            }
        }
    }

    // A generic or partial method is called by its definition.
    private static bool IsSame(IMethodSymbol target, ISymbol member) =>
        SymbolEqualityComparer.Default.Equals(target, member.OriginalDefinition)
        || (member is IMethodSymbol { PartialDefinitionPart: { } declared } && SymbolEqualityComparer.Default.Equals(target, declared.OriginalDefinition));

    // Nobody but the code in sight runs it: private, no interface, no attribute by which a framework would find it.
    private static bool IsOnlyCalled(ISymbol member, RegistriesFacts facts) =>
        member is IMethodSymbol { MethodKind: MethodKind.Ordinary, IsVirtual: false, IsOverride: false, IsAbstract: false, IsExtern: false } method
        && !Implements(method)
        && method.GetAttributes().IsEmpty
        && method.Name != WellKnownMemberNames.EntryPointMethodName
        && method.Name != WellKnownMemberNames.TopLevelStatementsEntryPointMethodName
        && (method.DeclaredAccessibility == Accessibility.Private || (facts.AreOfCompilation && facts.Shapes.IsClosed(method) && facts.Shapes.HasRegistry(Nesting.Outermost(method.ContainingType))));

    // Dispose() of a private type is called through IDisposable.
    private static bool Implements(IMethodSymbol method)
    {
        if (!method.ExplicitInterfaceImplementations.IsEmpty)
        {
            return true;
        }

        if (method.DeclaredAccessibility != Accessibility.Public)
        {
            return false;
        }

        foreach (var implemented in method.ContainingType.AllInterfaces)
        {
            foreach (var member in implemented.GetMembers(method.Name))
            {
                if (SymbolEqualityComparer.Default.Equals(method.ContainingType.FindImplementationForInterfaceMember(member), method))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
