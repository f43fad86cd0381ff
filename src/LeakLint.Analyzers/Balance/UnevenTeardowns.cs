using System.Collections.Generic;
using System.Threading;
using LeakLint.Analyzers.Facts;
using LeakLint.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Balance;

/// <summary>A field that one of two teardowns forgets.</summary>
/// <param name="Member">The field or auto-property.</param>
/// <param name="Origin">Where it is acquired.</param>
/// <param name="Forgets">The teardown that forgets it.</param>
/// <param name="Releases">The one that does not.</param>
internal sealed record UnevenField(ISymbol Member, FieldOrigin Origin, IMethodSymbol Forgets, IMethodSymbol Releases);

/// <summary>
/// Types that are disposed in two ways, <c>Dispose</c> and <c>DisposeAsync</c>, where each releases something and one forgets what the
/// other releases. Who uses the object disposes it in one of the two ways.
/// </summary>
internal sealed class UnevenTeardowns(Compilation compilation, KnownTypes types, Ownership ownership)
{
    private const int Deepest = 4;

    private readonly OwnerReader _reader = new(compilation, types, ownership);
    private readonly Bodies _bodies = Bodies.For(compilation);

    public List<UnevenField> In(INamedTypeSymbol type, CancellationToken cancellation)
    {
        var found = new List<UnevenField>();
        if (type is not { TypeKind: TypeKind.Class or TypeKind.Struct, DeclaringSyntaxReferences.IsEmpty: false } || Own(type, "Dispose") is not { } dispose || Own(type, "DisposeAsync") is not { } disposeAsync)
        {
            return found;
        }

        var code = new TypeCode(Nesting.Outermost(type), _bodies, cancellation);
        var fields = new Dictionary<ISymbol, OwnedField>(SymbolEqualityComparer.Default);
        foreach (var member in type.GetMembers())
        {
            if (member is IFieldSymbol { IsStatic: false, IsConst: false } field && ownership.MattersInField(field.Type))
            {
                var owner = field.AssociatedSymbol ?? field;
                fields[owner] = new OwnedField(owner, field.Type);
            }
        }

        if (fields.Count < 2)
        {
            return found;
        }

        _reader.ReadCode(fields, code, cancellation);
        var first = new Reached(code, type).From(dispose);
        var second = new Reached(code, type).From(disposeAsync);
        if (second.Contains(dispose) || first.Contains(disposeAsync))
        {
            return found;
        }

        var byFirst = ReleasedIn(fields, first);
        var bySecond = ReleasedIn(fields, second);
        foreach (var field in fields.Values)
        {
            if (field.IsOwned && !field.Escapes && byFirst.Count > 0 && bySecond.Count > 0 && byFirst.Contains(field.Member) != bySecond.Contains(field.Member)
                && !IsMentioned(field, byFirst.Contains(field.Member) ? second : first, code))
            {
                var isFirst = byFirst.Contains(field.Member);
                found.Add(new UnevenField(field.Member, field.Origin, isFirst ? disposeAsync : dispose, isFirst ? dispose : disposeAsync));
            }
        }

        return found;
    }

    private static IMethodSymbol? Own(INamedTypeSymbol type, string name)
    {
        foreach (var member in type.GetMembers())
        {
            if (member is IMethodSymbol { IsStatic: false, IsAbstract: false, Parameters.IsEmpty: true } method && (method.Name == name || method.Name.EndsWith("." + name, System.StringComparison.Ordinal)))
            {
                return method;
            }
        }

        return null;
    }

    private static HashSet<ISymbol> ReleasedIn(Dictionary<ISymbol, OwnedField> fields, HashSet<ISymbol> methods)
    {
        var released = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var field in fields.Values)
        {
            foreach (var release in field.Releases)
            {
                if (methods.Contains(release.Member))
                {
                    released.Add(field.Member);
                }
            }
        }

        return released;
    }

    // The other teardown does something with it: hands it over, sets it free by a name that nobody knows.
    private static bool IsMentioned(OwnedField field, HashSet<ISymbol> methods, TypeCode code)
    {
        foreach (var (member, root) in code.Mentioning([field.Member.Name]))
        {
            if (methods.Contains(member))
            {
                foreach (var operation in root.Descendants())
                {
                    if (operation is IMemberReferenceOperation reference && FieldState.Same(reference.Member, field.Member))
                    {
                        return true;
                    }
                }
            }
        }

        return false;
    }

    // The methods of the type that a teardown reaches; Dispose(false) is not one that releases.
    private sealed class Reached(TypeCode code, INamedTypeSymbol type)
    {
        private readonly HashSet<ISymbol> _methods = new(SymbolEqualityComparer.Default);

        public HashSet<ISymbol> From(IMethodSymbol teardown)
        {
            Add(teardown, 0);
            return _methods;
        }

        private void Add(IMethodSymbol method, int depth)
        {
            if (depth > Deepest || !_methods.Add(method))
            {
                return;
            }

            foreach (var root in code.Of(method))
            {
                foreach (var operation in root.Descendants())
                {
                    var called = operation switch
                    {
                        IInvocationOperation { TargetMethod: var target } call when !IsFinalizing(call) => target,
                        IMethodReferenceOperation { Method: var target } => target,
                        IPropertyReferenceOperation { Property.GetMethod: { } getter } => getter,
                        _ => null,
                    };
                    if (called is not null && SymbolEqualityComparer.Default.Equals(called.ContainingType?.OriginalDefinition, type.OriginalDefinition))
                    {
                        Add(called.OriginalDefinition, depth + 1);
                    }
                }
            }
        }

        private static bool IsFinalizing(IInvocationOperation call)
            => call is { TargetMethod: { Name: "Dispose", Parameters.Length: 1 }, Arguments: { Length: 1 } arguments } && arguments[0].Value.ConstantValue is { HasValue: true, Value: false };
    }
}
