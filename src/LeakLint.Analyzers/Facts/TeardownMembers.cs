using System;
using System.Collections.Generic;
using System.Threading;
using Microsoft.CodeAnalysis;

namespace LeakLint.Analyzers.Facts;

/// <summary>
/// Which methods are teardowns: the platform or the owner is sure to call them when the object's time is over. What
/// implements a release of an interface, what overrides a release of a base class, and by a documented list of names
/// what a framework calls. A finalizer is no teardown: what it would release may be what keeps the object alive.
/// </summary>
internal sealed class TeardownMembers(KnownTypes types)
{
    /// <summary>
    /// The convention <c>teardown-names</c>: an override or an implementation of an interface's method of such a name ends something.
    /// A method that merely has the name is the type's own, and counts by who calls it.
    /// </summary>
    private static readonly HashSet<string> Names = new(StringComparer.Ordinal)
    {
        "Dispose", "DisposeAsync", "DisposeAsyncCore", "DisposeCore", "DisposeManaged", "DisposeManagedResources", "OnDispose", "OnDisposing", "OnDisposed", "FreeManaged", "ReleaseManagedResources",
        "Close", "CloseAsync", "CloseCore", "OnClose", "OnClosed", "OnClosing", "OnClosedAsync", "OnCloseAsync", "OnFormClosed", "OnFormClosing",
        "Stop", "StopAsync", "OnStop", "OnStopped", "OnStopping", "StopCore", "StoppingAsync", "StoppedAsync", "OnShutdown", "Shutdown", "ShutdownAsync",
        "OnUnloaded", "Unload", "UnloadAsync", "UnloadContent", "OnUnload", "OnUnloading", "OnHandleDestroyed", "OnDestroy", "Destroy", "OnDestroyed", "OnExit", "OnExiting", "Exit",
        "Detach", "OnDetaching", "OnDetached", "OnDetachedFrom", "OnDetachingFrom", "OnDetachedFromVisualTree", "OnDetachedFromLogicalTree", "OnDetachedFromWindow", "DisconnectHandler", "Disconnect",
        "OnDisappearing", "OnNavigatedFrom", "OnNavigatingFrom", "OnNavigatedFromAsync", "OnNavigatingFromAsync", "OnDisable", "OnDisabled", "OnDeactivated", "OnDeactivate", "OnDeactivateAsync", "OnDeactivateRequested",
        "OnRemoved", "OnRemovedFromScene", "OnRemove", "Removed", "Terminate", "Uninitialize", "Deinitialize", "Cleanup", "CleanUp", "CleanupAsync", "TearDown", "Teardown", "TearDownAsync",
        "OnPause", "ViewDidDisappear", "ViewWillDisappear", "WillMoveToWindow", "RemoveFromSuperview", "Release", "Unsubscribe", "Unregister", "UnInit",
    };

    private static readonly HashSet<string> Marks = new(StringComparer.Ordinal)
    {
        "TearDownAttribute", "OneTimeTearDownAttribute", "TestCleanupAttribute", "ClassCleanupAttribute", "AssemblyCleanupAttribute", "GlobalCleanupAttribute",
        "IterationCleanupAttribute", "AfterScenarioAttribute", "AfterFeatureAttribute",
    };

    // Methods that Unity calls by name, private or not.
    private static readonly HashSet<string> CalledByUnity = new(StringComparer.Ordinal) { "OnDestroy", "OnDisable", "OnApplicationQuit" };

    /// <summary>Whether the platform or the owner is sure to call <paramref name="method"/> in the end.</summary>
    public bool Includes(IMethodSymbol method)
    {
        if (method.IsStatic || method.MethodKind is not (MethodKind.Ordinary or MethodKind.ExplicitInterfaceImplementation))
        {
            return HasMark(method);
        }

        var name = method.Name.Substring(method.Name.LastIndexOf('.') + 1);
        if (Names.Contains(name))
        {
            if (method.IsOverride || ImplementsAnInterface(method))
            {
                return true;
            }

            // public async ValueTask DisposeAsync(): 'await using' asks for no interface
            if (IsAwaitedByUsing(method))
            {
                return true;
            }

            // protected virtual void Dispose(bool disposing), protected virtual ValueTask DisposeAsyncCore()
            if (method.ContainingType is { } type && IsHalfOfThePattern(method, name) && IsDisposable(type))
            {
                return true;
            }
        }

        return HasMark(method) || CalledByUnity.Contains(name) && DerivesFrom(method.ContainingType, "UnityEngine.MonoBehaviour", "UnityEngine.ScriptableObject");
    }

    /// <summary>Whether <paramref name="type"/>, or a base of it in source, has a teardown of its own.</summary>
    public bool AreIn(INamedTypeSymbol type)
    {
        for (var at = type; at is { SpecialType: not SpecialType.System_Object }; at = at.BaseType)
        {
            if (at.DeclaringSyntaxReferences.IsEmpty)
            {
                break;
            }

            if (DeclaredBy(at))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether <paramref name="type"/> itself declares a teardown.</summary>
    public bool DeclaredBy(INamedTypeSymbol type)
    {
        foreach (var member in type.GetMembers())
        {
            if (member is IMethodSymbol { IsImplicitlyDeclared: false } method && Includes(method))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The teardowns that <paramref name="type"/> declares.</summary>
    public IEnumerable<IMethodSymbol> Of(INamedTypeSymbol type, CancellationToken cancellation)
    {
        foreach (var member in type.GetMembers())
        {
            cancellation.ThrowIfCancellationRequested();
            if (member is IMethodSymbol { IsImplicitlyDeclared: false } method && Includes(method))
            {
                yield return method;
            }
        }
    }

    /// <summary>Whether <paramref name="method"/> is <c>Dispose(bool)</c>, which a finalizer calls with false.</summary>
    public static bool IsDisposeOfBool(IMethodSymbol method)
        => method is { Name: "Dispose", Parameters: { Length: 1 } parameters } && parameters[0].Type.SpecialType == SpecialType.System_Boolean;

    /// <summary>Whether <paramref name="method"/> implements a method of an interface, by its name or in so many words.</summary>
    public static bool ImplementsAnInterface(IMethodSymbol method)
    {
        if (!method.ExplicitInterfaceImplementations.IsEmpty)
        {
            return true;
        }

        if (method.DeclaredAccessibility != Accessibility.Public || method.ContainingType is not { } type)
        {
            return false;
        }

        foreach (var face in type.AllInterfaces)
        {
            foreach (var member in face.GetMembers(method.Name))
            {
                if (SymbolEqualityComparer.Default.Equals(type.FindImplementationForInterfaceMember(member), method))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Whether <paramref name="type"/> is disposable, one way or the other.</summary>
    public bool IsDisposable(INamedTypeSymbol type) => Implements(type, types.Disposable) || Implements(type, types.AsyncDisposable);

    private bool IsAwaitedByUsing(IMethodSymbol method)
        => method is { Name: "DisposeAsync", Parameters.IsEmpty: true, Arity: 0, DeclaredAccessibility: Accessibility.Public or Accessibility.Internal }
            && (method.ReturnType.Is(types.ValueTask) || method.ReturnType.Is(types.Task));

    private static bool IsHalfOfThePattern(IMethodSymbol method, string name)
        => IsDisposeOfBool(method) || name == "DisposeAsyncCore" && method.Parameters.IsEmpty;

    private static bool Implements(INamedTypeSymbol type, INamedTypeSymbol? face)
    {
        if (face is not null)
        {
            foreach (var implemented in type.AllInterfaces)
            {
                if (SymbolEqualityComparer.Default.Equals(implemented, face))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private bool DerivesFrom(INamedTypeSymbol? type, params string[] names)
    {
        foreach (var name in names)
        {
            if (types.Get(name) is { } known)
            {
                for (var at = type; at is not null; at = at.BaseType)
                {
                    if (SymbolEqualityComparer.Default.Equals(at.OriginalDefinition, known))
                    {
                        return true;
                    }
                }
            }
        }

        return false;
    }

    private static bool HasMark(IMethodSymbol method)
    {
        foreach (var attribute in method.GetAttributes())
        {
            if (attribute.AttributeClass is { Name: var name } && Marks.Contains(name))
            {
                return true;
            }
        }

        return false;
    }
}
