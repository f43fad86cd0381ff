using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using LeakLint.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Facts;

/// <summary>
/// What the compilation shows of one symbol: who uses it, who creates it. Each answer binds a few places that were
/// found by name; nothing is bound that does not carry the name.
/// </summary>
internal sealed class Sight
{
    private static readonly ConditionalWeakTable<Compilation, Sight> Cache = new();

    private Sight(Compilation compilation)
    {
        Compilation = compilation;
        Bodies = Bodies.For(compilation);
        Types = KnownTypes.For(compilation);
    }

    public Compilation Compilation { get; }

    public Bodies Bodies { get; }

    public KnownTypes Types { get; }

    public static Sight For(Compilation compilation) => Cache.GetValue(compilation, static c => new(c));

    /// <summary>
    /// The operations that use <paramref name="symbol"/>: references of a field, a property or an event, calls of a method and
    /// method groups. Looked for where code may name it: in its outermost type if it is private, else everywhere.
    /// </summary>
    public List<IOperation> UsesOf(ISymbol symbol, CancellationToken cancellation)
    {
        // Calls name the part of a partial method that defines it.
        symbol = (symbol as IMethodSymbol)?.PartialDefinitionPart ?? symbol;
        var found = new List<IOperation>();
        var name = NameOf(symbol);
        if (symbol.DeclaredAccessibility == Accessibility.Private && symbol.ContainingType is { } type)
        {
            foreach (var reference in Nesting.Outermost(type).DeclaringSyntaxReferences)
            {
                Gather(reference.GetSyntax(cancellation), name, symbol, found, cancellation);
            }

            return found;
        }

        foreach (var tree in Mentions.TreesThatName(Compilation, name, cancellation))
        {
            Gather(tree.GetRoot(cancellation), name, symbol, found, cancellation);
        }

        return found;
    }

    /// <summary>
    /// Whether code that does not bind names <paramref name="symbol"/>, a method: <c>missing.Closed += OnClosed;</c> What that
    /// does with it nobody can say.
    /// </summary>
    public bool IsNamedUnbound(IMethodSymbol symbol, CancellationToken cancellation)
    {
        foreach (var reference in Nesting.Outermost(symbol.ContainingType).DeclaringSyntaxReferences)
        {
            foreach (var node in reference.GetSyntax(cancellation).DescendantNodes())
            {
                if (node is IdentifierNameSyntax { Identifier.ValueText: var text } name && text == symbol.Name
                    && !(OperationOf(name, cancellation) is { } operation && Refers(operation, symbol))
                    && !IsOnlyNamed(name) && Bodies.MayBeAt(name, symbol, cancellation))
                {
                    return true;
                }
            }
        }

        return false;
    }

    // nameof(OnClosed)   missing.Closed -= OnClosed
    private static bool IsOnlyNamed(IdentifierNameSyntax name)
    {
        SyntaxNode value = name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access : name;
        return value.Parent is AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SubtractAssignmentExpression } or ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "nameof" } } };
    }

    /// <summary>The uses of <paramref name="symbol"/> below <paramref name="scope"/>.</summary>
    public List<IOperation> UsesWithin(SyntaxNode scope, ISymbol symbol, CancellationToken cancellation)
    {
        var found = new List<IOperation>();
        Gather(scope, NameOf(symbol), symbol, found, cancellation);
        return found;
    }

    private static string NameOf(ISymbol symbol)
    {
        // void IDisposable.Dispose() is named without its interface where it is called.
        var dot = symbol.Name.LastIndexOf('.');
        return dot < 0 ? symbol.Name : symbol.Name.Substring(dot + 1);
    }

    private void Gather(SyntaxNode scope, string name, ISymbol symbol, List<IOperation> found, CancellationToken cancellation)
    {
        foreach (var node in scope.DescendantNodes())
        {
            if (node is SimpleNameSyntax { Identifier.ValueText: var text } && text == name
                && OperationOf(node, cancellation) is { } operation && Refers(operation, symbol))
            {
                found.Add(operation);
            }
        }
    }

    // M, this.M, x?.M, and the call around each
    private IOperation? OperationOf(SyntaxNode name, CancellationToken cancellation)
    {
        var node = name;
        if (node.Parent is MemberAccessExpressionSyntax access && access.Name == node || node.Parent is MemberBindingExpressionSyntax)
        {
            node = node.Parent;
        }

        if (node.Parent is InvocationExpressionSyntax call && call.Expression == node && Bodies.At(call, cancellation) is { } operation)
        {
            // handler(x) invokes what the field holds
            return operation is IInvocationOperation { TargetMethod.MethodKind: MethodKind.DelegateInvoke } ? Bodies.At(node, cancellation) ?? operation : operation;
        }

        return Bodies.At(node, cancellation);
    }

    private static bool Refers(IOperation operation, ISymbol symbol)
    {
        var referred = operation switch
        {
            IMemberReferenceOperation member => member.Member,
            IInvocationOperation call => call.TargetMethod,
            ILocalReferenceOperation local => local.Local,
            IParameterReferenceOperation parameter => parameter.Parameter,
            _ => null,
        };
        return referred is not null && (SymbolEqualityComparer.Default.Equals(referred.OriginalDefinition, symbol.OriginalDefinition)
            || referred is IMethodSymbol { OverriddenMethod: { } overridden } && SymbolEqualityComparer.Default.Equals(overridden.OriginalDefinition, symbol.OriginalDefinition));
    }
}
