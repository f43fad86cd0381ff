using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Facts;

/// <summary>Which methods a virtual or interface call may run, as far as the compilation shows. Asked for rarely, answered once.</summary>
internal sealed class Implementations
{
    private static readonly ConditionalWeakTable<Compilation, Implementations> Cache = new();

    private readonly ConcurrentDictionary<IMethodSymbol, List<IMethodSymbol>> _found = new(SymbolEqualityComparer.Default);
    private readonly Compilation _compilation;

    private Implementations(Compilation compilation) => _compilation = compilation;

    public static Implementations For(Compilation compilation) => Cache.GetValue(compilation, static c => new(c));

    /// <summary>Whether a call to <paramref name="method"/> may run another body than its own.</summary>
    public static bool MayVary(IMethodSymbol method)
        => method.IsAbstract || ((method.IsVirtual || method.IsOverride) && !method.IsSealed && method.ContainingType is { IsSealed: false });

    /// <summary>Whether code outside the compilation may override or implement <paramref name="method"/>.</summary>
    public static bool IsOpen(IMethodSymbol method)
    {
        for (ISymbol? at = method; at is not (null or INamespaceSymbol); at = at.ContainingSymbol)
        {
            if (at.DeclaredAccessibility is Accessibility.Private or Accessibility.Internal or Accessibility.ProtectedAndInternal)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The bodies in source that a call to <paramref name="method"/> may run, its own included.</summary>
    public List<IMethodSymbol> Of(IMethodSymbol method, CancellationToken cancellation)
    {
        method = method.OriginalDefinition;
        if (!_found.TryGetValue(method, out var found))
        {
            _found[method] = found = Find(method, cancellation);
        }

        return found;
    }

    private List<IMethodSymbol> Find(IMethodSymbol method, CancellationToken cancellation)
    {
        var found = new List<IMethodSymbol>();
        if (!method.IsAbstract && !method.DeclaringSyntaxReferences.IsEmpty)
        {
            found.Add(method);
        }

        foreach (var type in SourceTypes.Of(_compilation, cancellation))
        {
            if (type.TypeKind is not (TypeKind.Class or TypeKind.Struct))
            {
                continue;
            }

            if (method.ContainingType.TypeKind == TypeKind.Interface)
            {
                AddImplementation(type, method, found);
            }
            else
            {
                AddOverride(type, method, found);
            }
        }

        return found;
    }

    private static void AddImplementation(INamedTypeSymbol type, IMethodSymbol method, List<IMethodSymbol> found)
    {
        foreach (var implemented in type.AllInterfaces)
        {
            if (!SymbolEqualityComparer.Default.Equals(implemented.OriginalDefinition, method.ContainingType))
            {
                continue;
            }

            foreach (var member in implemented.GetMembers(method.Name))
            {
                if (SymbolEqualityComparer.Default.Equals(member.OriginalDefinition, method)
                    && type.FindImplementationForInterfaceMember(member) is IMethodSymbol { IsAbstract: false } implementation
                    && !found.Contains(implementation.OriginalDefinition))
                {
                    found.Add(implementation.OriginalDefinition);
                }
            }
        }
    }

    private static void AddOverride(INamedTypeSymbol type, IMethodSymbol method, List<IMethodSymbol> found)
    {
        foreach (var member in type.GetMembers(method.Name))
        {
            for (var at = (member as IMethodSymbol)?.OverriddenMethod; at is not null; at = at.OverriddenMethod)
            {
                if (SymbolEqualityComparer.Default.Equals(at.OriginalDefinition, method) && !member.IsAbstract)
                {
                    found.Add((IMethodSymbol)member);
                }
            }
        }
    }
}
