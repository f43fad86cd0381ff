using System.Collections.Concurrent;
using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Balance;

/// <summary>Questions about a type that keeps what it acquires: how it is torn down, and whether it ever is.</summary>
internal sealed class OwnerTypes(KnownTypes types, Ownership ownership)
{
    private readonly Lifetimes _lifetimes = new(types);

    /// <summary>Whether the type promises to release what it holds: <c>IDisposable</c> or <c>IAsyncDisposable</c>, its own or inherited.</summary>
    public bool IsTornDown(INamedTypeSymbol type) => ownership.IsDisposable(type);

    /// <summary>The method that should release what the fields of <paramref name="type"/> hold; null when it declares none.</summary>
    public static IMethodSymbol? Teardown(INamedTypeSymbol type)
    {
        IMethodSymbol? found = null;
        foreach (var member in type.GetMembers())
        {
            if (member is IMethodSymbol { IsStatic: false, IsAbstract: false } method && Rank(method) > Rank(found))
            {
                found = method;
            }
        }

        return found;
    }

    /// <summary>
    /// Whether nobody is to tear down what derives from this library type: it is disposable for the sake of a container, or lives as
    /// long as the process. Where it has a teardown of its own, it says otherwise.
    /// </summary>
    public bool IsLeftAlone(INamedTypeSymbol type) => ownership.NeedsNoReleaseInField(type) || Derives(type, "Microsoft.Extensions.Hosting.BackgroundService");

    /// <summary>Whether instances come and go, as far as the code shows, and their end is nobody else's: of a plain class, that is.</summary>
    public bool MayNeedTeardown(INamedTypeSymbol type)
        => type is { TypeKind: TypeKind.Class, IsStatic: false }
            && IsPlain(type)
            && !_lifetimes.AreBounded(type)
            && !Implements(type, "Microsoft.Extensions.Hosting.IHostedService")
            && !IsSingleton(type)
            && !HoldsMain(type);

    private static int Rank(IMethodSymbol? method) => method switch
    {
        null => 0,
        { Name: "Dispose", Parameters.Length: 1 } when method.Parameters[0].Type.SpecialType == SpecialType.System_Boolean => 6,
        { Name: "Dispose" or "System.IDisposable.Dispose", Parameters.Length: 0 } => 5,
        { Name: "DisposeAsyncCore", Parameters.Length: 0 } => 4,
        { Name: "DisposeAsync" or "System.IAsyncDisposable.DisposeAsync", Parameters.Length: 0 } => 3,
        { Name: "Close" or "CloseAsync" or "Shutdown" or "ShutdownAsync" or "Stop" or "StopAsync" or "OnClosed" or "OnStop" or "Terminate" or "TearDown" or "Cleanup", MethodKind: MethodKind.Ordinary } => 1,
        _ => 0,
    };

    // Whose base class comes from a library lives as that says: a window, a component, a service.
    private static bool IsPlain(INamedTypeSymbol type)
    {
        for (var at = type.BaseType; at is { SpecialType: not SpecialType.System_Object }; at = at.BaseType)
        {
            if (at.DeclaringSyntaxReferences.IsEmpty)
            {
                return Framework.Declares(at) && at.ContainingNamespace is { Name: "System" or "Generic" or "ObjectModel" or "Collections" };
            }
        }

        return true;
    }

    // private Cache() { }   public static Cache Instance { get; } = new();
    private static bool IsSingleton(INamedTypeSymbol type)
    {
        foreach (var constructor in type.InstanceConstructors)
        {
            if (constructor.DeclaredAccessibility is not (Accessibility.Private or Accessibility.Protected))
            {
                return false;
            }
        }

        foreach (var member in type.GetMembers())
        {
            if (member.IsStatic && member is IFieldSymbol { Type: var held } && (IsOf(held, type) || held is INamedTypeSymbol { Name: "Lazy", Arity: 1 } lazy && IsOf(lazy.TypeArguments[0], type)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HoldsMain(INamedTypeSymbol type)
    {
        foreach (var member in type.GetMembers(WellKnownMemberNames.EntryPointMethodName))
        {
            if (member is IMethodSymbol { IsStatic: true })
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsOf(ITypeSymbol held, INamedTypeSymbol type) => SymbolEqualityComparer.Default.Equals(held.OriginalDefinition, type.OriginalDefinition);

    private bool Derives(INamedTypeSymbol type, string name) => types.Get(name) is { } known && OtherForms.DerivesFrom(type, known);

    private bool Implements(INamedTypeSymbol type, string name)
    {
        if (types.Get(name) is { } known)
        {
            foreach (var face in type.AllInterfaces)
            {
                if (SymbolEqualityComparer.Default.Equals(face, known))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
