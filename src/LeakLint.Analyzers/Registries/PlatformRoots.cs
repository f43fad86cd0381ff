using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Registries;

/// <summary>One API that keeps what it is given until the process ends.</summary>
/// <param name="Type">The type, by its metadata name.</param>
/// <param name="Members">The names of its members; <c>.ctor</c> for constructors.</param>
/// <param name="Undo">The member that takes it back, if there is one.</param>
/// <param name="Roots">What stays, as the message says it.</param>
/// <param name="Answer">What the API wants instead, as the message says it.</param>
internal sealed record PlatformRoot(string Type, string[] Members, string? Undo, string Roots, string Answer);

/// <summary>
/// The table of LEAK110, and how often a call of one of them is made. Named and documented: a new row needs the API's
/// documentation or its source as witness.
/// </summary>
internal sealed class PlatformRoots(KnownTypes types)
{
    private static readonly PlatformRoot[] Table =
    {
        new("System.ComponentModel.PropertyDescriptor", new[] { "AddValueChanged" }, "RemoveValueChanged", "the component and the handler in a static table", "call 'RemoveValueChanged'"),
        new("System.ComponentModel.DependencyPropertyDescriptor", new[] { "AddValueChanged" }, "RemoveValueChanged", "the component and the handler in a static table", "call 'RemoveValueChanged'"),
        new("System.Xml.Serialization.XmlSerializer", new[] { ".ctor" }, null, "the assembly that is generated for each of them", "keep one in a static field"),
        new("System.Windows.EventManager", new[] { "RegisterClassHandler" }, null, "each handler for its class", "register in the static constructor"),
        new("System.Windows.Input.CommandManager", new[] { "RegisterClassCommandBinding", "RegisterClassInputBinding" }, null, "each binding for its class", "register in the static constructor"),
        new("Microsoft.CodeAnalysis.CSharp.Scripting.CSharpScript", new[] { "EvaluateAsync", "RunAsync" }, null, "the assembly that is compiled for each call", "keep a delegate of 'CSharpScript.Create'"),
    };

    private INamedTypeSymbol?[]? _types;

    /// <summary>Whether the compilation references a type of the table.</summary>
    public bool AreReferenced
    {
        get
        {
            foreach (var type in Types)
            {
                if (type is not null)
                {
                    return true;
                }
            }

            return false;
        }
    }

    private INamedTypeSymbol?[] Types => _types ??= Resolve();

    /// <summary>The row for a call of <paramref name="method"/>, or null.</summary>
    public PlatformRoot? Find(IMethodSymbol method)
    {
        for (var i = 0; i < Table.Length; i++)
        {
            if (Types[i] is { } type
                && System.Array.IndexOf(Table[i].Members, method.Name) >= 0
                && (SymbolEqualityComparer.Default.Equals(method.ContainingType, type) || IsOverrideOf(method, type)))
            {
                return method.MethodKind == MethodKind.Constructor && IsKept(method) ? null : Table[i];
            }
        }

        return null;
    }

    // new XmlSerializer(type) and new XmlSerializer(type, ns) are kept and found again by the platform.
    private static bool IsKept(IMethodSymbol constructor) =>
        constructor.Parameters.Length <= 1 || (constructor.Parameters.Length == 2 && constructor.Parameters[1].Type.SpecialType == SpecialType.System_String);

    private static bool IsOverrideOf(IMethodSymbol method, INamedTypeSymbol type)
    {
        for (var m = method.OverriddenMethod; m is not null; m = m.OverriddenMethod)
        {
            if (SymbolEqualityComparer.Default.Equals(m.ContainingType, type))
            {
                return true;
            }
        }

        return false;
    }

    private INamedTypeSymbol?[] Resolve()
    {
        var found = new INamedTypeSymbol?[Table.Length];
        for (var i = 0; i < Table.Length; i++)
        {
            found[i] = types.Get(Table[i].Type);
        }

        return found;
    }
}
