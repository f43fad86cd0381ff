using System.Collections.Generic;
using System.Threading;
using LeakLint.Analyzers.Facts;
using LeakLint.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LeakLint.Analyzers.Balance;

/// <summary>A teardown that stands in for the one of the base, and leaves out what that one releases.</summary>
/// <param name="Override">The teardown.</param>
/// <param name="Name">Its name in the text.</param>
/// <param name="Field">What the one of the base releases, and nobody else.</param>
internal sealed record UncalledBase(IMethodSymbol Override, Location Name, OwnedField Field);

/// <summary>Overrides of <c>Dispose</c> that never call the base's, which alone releases a field of the base.</summary>
internal sealed class UncalledBases(Compilation compilation, KnownTypes types, Ownership ownership)
{
    private readonly OwnerReader _reader = new(compilation, types, ownership);
    private readonly Bodies _bodies = Bodies.For(compilation);

    public IEnumerable<UncalledBase> In(INamedTypeSymbol type, CancellationToken cancellation)
    {
        if (type is not { TypeKind: TypeKind.Class, BaseType: { DeclaringSyntaxReferences.IsEmpty: false } })
        {
            yield break;
        }

        foreach (var member in type.GetMembers())
        {
            if (member is IMethodSymbol { OverriddenMethod: { IsAbstract: false, DeclaringSyntaxReferences.IsEmpty: false } overridden, Name: "Dispose" or "DisposeAsync" or "DisposeAsyncCore" } teardown
                && teardown.DeclaringSyntaxReferences.Length == 1 && teardown.DeclaringSyntaxReferences[0].GetSyntax(cancellation) is MethodDeclarationSyntax { Identifier: var name }
                && !CallsAnother(type, teardown.Name, cancellation)
                && Left(overridden.OriginalDefinition, type, cancellation) is { } left)
            {
                yield return new UncalledBase(teardown, name.GetLocation(), left);
            }
        }
    }

    // base.Dispose(disposing), or a DisposeAsync that leaves it to Dispose
    private static bool CallsAnother(INamedTypeSymbol type, string name, CancellationToken cancellation)
    {
        foreach (var part in type.DeclaringSyntaxReferences)
        {
            foreach (var node in part.GetSyntax(cancellation).DescendantNodes())
            {
                if (node is MemberAccessExpressionSyntax { Expression: BaseExpressionSyntax }
                    || (name != "Dispose" && node is InvocationExpressionSyntax { Expression: SimpleNameSyntax { Identifier.ValueText: "Dispose" } or MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name.Identifier.ValueText: "Dispose" } }))
                {
                    return true;
                }
            }
        }

        return false;
    }

    // A field of the base that its teardown releases, and no other code of the base; the derived type does not name it.
    private OwnedField? Left(IMethodSymbol teardown, INamedTypeSymbol derived, CancellationToken cancellation)
    {
        var fields = new Dictionary<ISymbol, OwnedField>(SymbolEqualityComparer.Default);
        foreach (var member in teardown.ContainingType.GetMembers())
        {
            if (member is IFieldSymbol { IsStatic: false, IsConst: false } field && ownership.MattersInField(field.Type))
            {
                var owner = field.AssociatedSymbol ?? field;
                fields[owner] = new OwnedField(owner, field.Type);
            }
        }

        if (fields.Count == 0)
        {
            return null;
        }

        _reader.ReadCode(fields, new TypeCode(Nesting.Outermost(teardown.ContainingType), _bodies, cancellation), cancellation);
        foreach (var field in fields.Values)
        {
            if (field.IsOwned && !field.Escapes && field.Releases.Count > 0 && field.Releases.TrueForAll(r => FieldState.Same(r.Member, teardown)) && !IsNamed(field.Member, derived, cancellation)
                && !new OutsideUses(compilation, field.Member, cancellation).MayRelease())
            {
                return field;
            }
        }

        return null;
    }

    private static bool IsNamed(ISymbol field, INamedTypeSymbol type, CancellationToken cancellation)
    {
        foreach (var part in type.DeclaringSyntaxReferences)
        {
            foreach (var node in part.GetSyntax(cancellation).DescendantNodes())
            {
                if (node is IdentifierNameSyntax name && name.Identifier.ValueText == field.Name)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
