using System.Collections.Concurrent;
using LeakLint.Analyzers.Facts;
using LeakLint.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Registries;

/// <summary>
/// What the callers of a method hand over, wherever in the compilation they stand. Asked only of a registry that would
/// be reported otherwise: <c>Optional.Try(nameof(Shutdown), …)</c> in three other types is no growth without a bound.
/// </summary>
internal sealed class Callers(Compilation compilation, Domains domains)
{
    private const int DepthLimit = 4;

    private readonly ConcurrentDictionary<IParameterSymbol, bool> _known = new(SymbolEqualityComparer.Default);

    /// <summary>Whether the method of <paramref name="parameter"/> is no part of what the assembly offers, is called in sight, and always with one of few values.</summary>
    public bool PassOneOfFew(IParameterSymbol parameter, int depth = 0)
    {
        if (depth == DepthLimit || parameter.ContainingSymbol is not IMethodSymbol { MethodKind: MethodKind.Ordinary, IsVirtual: false, IsOverride: false, IsAbstract: false } method
            || RegistryShapes.ReachOf(method) == Reach.Everybody || Implements(method))
        {
            return false;
        }

        if (!_known.TryGetValue(parameter, out var few))
        {
            _known[parameter] = few = AllPassOneOfFew(method.OriginalDefinition, parameter.Ordinal, depth);
        }

        return few;
    }

    private bool AllPassOneOfFew(IMethodSymbol method, int ordinal, int depth)
    {
        var bodies = Bodies.For(compilation);
        var isCalled = false;
        foreach (var tree in Mentions.TreesThatName(compilation, method.Name, default))
        {
            foreach (var node in tree.GetRoot().DescendantNodes())
            {
                if (node is not SimpleNameSyntax name || name.Identifier.ValueText != method.Name
                    || bodies.SymbolAt(name, default) is not IMethodSymbol named
                    || !SymbolEqualityComparer.Default.Equals((named.ReducedFrom ?? named).OriginalDefinition, method))
                {
                    continue;
                }

                if (InvocationOf(name) is not { } syntax
                    || bodies.At(syntax, default) is not IInvocationOperation call || !GivesOneOfFew(call, ordinal, depth))
                {
                    return false;
                }

                isCalled = true;
            }
        }

        return isCalled;
    }

    // M(x), a.M(x), a?.M(x); null where the method is named as a delegate
    private static InvocationExpressionSyntax? InvocationOf(SimpleNameSyntax name)
    {
        SyntaxNode called = name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access : name.Parent is MemberBindingExpressionSyntax binding ? binding : name;
        return called.Parent is InvocationExpressionSyntax invocation && invocation.Expression == called ? invocation : null;
    }

    private bool GivesOneOfFew(IInvocationOperation call, int ordinal, int depth)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter?.Ordinal == ordinal)
            {
                var domain = domains.Of(argument.Value);
                return !domain.NeverEqual && (domain.Kind == DomainKind.Bounded || (domain is { Kind: DomainKind.Parameter, Parameter: { } outer } && PassOneOfFew(outer, depth + 1)));
            }
        }

        return false;
    }

    private static bool Implements(IMethodSymbol method)
    {
        foreach (var contract in method.ContainingType.AllInterfaces)
        {
            foreach (var member in contract.GetMembers(method.Name))
            {
                if (SymbolEqualityComparer.Default.Equals(method.ContainingType.FindImplementationForInterfaceMember(member), method))
                {
                    return true;
                }
            }
        }

        return !method.ExplicitInterfaceImplementations.IsEmpty;
    }
}
