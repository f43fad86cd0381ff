using System.Collections.Concurrent;
using System.Threading;
using LeakLint.Analyzers.Facts;
using LeakLint.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Registries;

/// <summary>
/// Types of which the program keeps one instance as long as it lives: made for a static field only, or handed to the
/// container as a singleton or a hosted service. Their own collections live as long as a static one. Which types these are is
/// known when the whole compilation has been read; only their code is read again then.
/// </summary>
internal sealed class LongLived(KnownTypes types, RegistryShapes shapes, Lifetimes lifetimes)
{
    private readonly ConcurrentDictionary<INamedTypeSymbol, bool> _kept = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<INamedTypeSymbol, bool> _madeElsewhere = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<INamedTypeSymbol, bool> _withCollections = new(SymbolEqualityComparer.Default);

    /// <summary><c>static readonly Sessions s_sessions = new();</c>, <c>services.AddSingleton(new Sessions())</c>; any other creation.</summary>
    public void ReadCreation(IObjectCreationOperation creation, ISymbol member)
    {
        if (creation.Type is not INamedTypeSymbol type || !HasCollections(type.OriginalDefinition))
        {
            return;
        }

        if (IsKept(creation, member))
        {
            _kept[type.OriginalDefinition] = true;
        }
        else if (member.ContainingType is not { } container || !lifetimes.AreBounded(Nesting.Outermost(container)))
        {
            _madeElsewhere[type.OriginalDefinition] = true;
        }
    }

    /// <summary><c>services.AddSingleton&lt;ISessions, Sessions&gt;()</c></summary>
    public void ReadCall(IMethodSymbol method)
    {
        if (method.Name is "AddSingleton" or "TryAddSingleton" or "AddHostedService"
            && method.TypeArguments.Length > 0
            && IsOfContainer(method)
            && method.TypeArguments[method.TypeArguments.Length - 1] is INamedTypeSymbol { TypeKind: TypeKind.Class } type
            && HasCollections(type.OriginalDefinition))
        {
            _kept[type.OriginalDefinition] = true;
        }
    }

    /// <summary>Reads what the long-lived types do with their collections into <paramref name="whole"/>.</summary>
    public void ReadInto(RegistriesFacts whole, RegistriesReader reader, Bodies bodies, CancellationToken cancellation)
    {
        foreach (var type in _kept.Keys)
        {
            if (_madeElsewhere.ContainsKey(type))
            {
                continue;
            }

            whole.NoteLongLived(type);
            ReadCode(type, type, reader, bodies, cancellation);
        }
    }

    // What only the type and the types in it can reach.
    private static void ReadCode(INamedTypeSymbol type, INamedTypeSymbol longLived, RegistriesReader reader, Bodies bodies, CancellationToken cancellation)
    {
        foreach (var member in type.GetMembers())
        {
            cancellation.ThrowIfCancellationRequested();
            if (member is INamedTypeSymbol nested)
            {
                ReadCode(nested, longLived, reader, bodies, cancellation);
                continue;
            }

            foreach (var body in bodies.Of(member, cancellation))
            {
                foreach (var operation in body.DescendantsAndSelf())
                {
                    reader.ReadOfLongLived(operation, longLived, member);
                }
            }
        }
    }

    /// <summary>The kind of <paramref name="member"/>, a private collection of an instance; others are reached by who knows whom.</summary>
    public RegistryKind KindOf(ISymbol member) => member switch
    {
        IFieldSymbol { IsStatic: false, IsImplicitlyDeclared: false, DeclaredAccessibility: Accessibility.Private } field => Changing(field.Type),
        _ => RegistryKind.None,
    };

    private RegistryKind Changing(ITypeSymbol type) => shapes.Collections.KindOf(type) is RegistryKind.Mutable and var kind ? kind : RegistryKind.None;

    /// <summary>Whether instances of <paramref name="type"/> have private collections that may be kept as long as the program.</summary>
    public bool HasCollections(INamedTypeSymbol type)
    {
        if (type.TypeKind != TypeKind.Class || type.IsStatic || type.DeclaringSyntaxReferences.IsEmpty)
        {
            return false;
        }

        if (!_withCollections.TryGetValue(type, out var has))
        {
            foreach (var member in type.GetMembers())
            {
                has |= member is IFieldSymbol && KindOf(member) != RegistryKind.None;
            }

            has &= !shapes.KeepsItself(type);
            _withCollections[type] = has;
        }

        return has;
    }

    private bool IsKept(IObjectCreationOperation creation, ISymbol member)
    {
        for (IOperation child = creation; child.Parent is { } parent; child = parent)
        {
            switch (parent)
            {
                case IConversionOperation or IParenthesizedOperation:
                    continue;
                case ISymbolInitializerOperation:
                    return member is IFieldSymbol { IsStatic: true } or IPropertySymbol { IsStatic: true };
                case IAssignmentOperation { Target: IMemberReferenceOperation { Member.IsStatic: true } } assignment when assignment.Value == child:
                    return true;
                case IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "AddSingleton" or "TryAddSingleton" } method } }:
                    return IsOfContainer(method);
                // new Lazy<Sessions>(() => new Sessions())
                case IReturnOperation { Parent: IBlockOperation { Parent: IAnonymousFunctionOperation { Parent: IDelegateCreationOperation { Parent: IArgumentOperation { Parent: IObjectCreationOperation { Type: var made } } } } } }:
                    return made.Is(types.LazyOfT) && member is IFieldSymbol { IsStatic: true } or IPropertySymbol { IsStatic: true };
                default:
                    return false;
            }
        }

        return false;
    }

    private static bool IsOfContainer(IMethodSymbol method)
    {
        for (var space = method.ContainingNamespace; space is { IsGlobalNamespace: false }; space = space.ContainingNamespace)
        {
            if (space is { Name: "DependencyInjection", ContainingNamespace: { Name: "Extensions", ContainingNamespace.Name: "Microsoft" } })
            {
                return true;
            }
        }

        return false;
    }
}
