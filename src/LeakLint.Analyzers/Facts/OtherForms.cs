using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Facts;

/// <summary>
/// Values that are a resource in another form: a nullable struct, a task that will give it, what awaits that task.
/// To release what comes out of them is to release the resource.
/// </summary>
internal sealed class OtherForms(KnownTypes types)
{
    /// <summary>Whether a call gives back what its object, or its first argument, is: <c>task.ConfigureAwait(false)</c>, <c>nullable.GetValueOrDefault()</c>.</summary>
    public bool Keeps(IMethodSymbol method)
    {
        var type = method.ContainingType;
        return method.Name switch
        {
            "GetValueOrDefault" => type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T,
            "ConfigureAwait" => IsTask(type) || (types.TaskAsyncEnumerableExtensions is { } extensions && SymbolEqualityComparer.Default.Equals(type, extensions)),
            "GetAwaiter" or "AsTask" or "Preserve" or "WaitAsync" => IsTask(type) || IsAwaiting(type),
            "GetResult" => IsAwaiting(type),
            ".ctor" => type.Is(types.ValueTaskOfT),
            "FromResult" => SymbolEqualityComparer.Default.Equals(type, types.Task) || SymbolEqualityComparer.Default.Equals(type, types.ValueTask),
            _ => false,
        };
    }

    /// <summary>Whether reading the property gives the resource: <c>nullable.Value</c>, <c>task.Result</c>.</summary>
    public bool Keeps(IPropertySymbol property) => property.Name switch
    {
        "Value" => property.ContainingType.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T,
        "Result" => IsTask(property.ContainingType),
        _ => false,
    };

    /// <summary>Whether the condition asks if there is a resource: <c>handle.IsAllocated</c>, <c>lease.HasValue</c>, <c>!safe.IsInvalid</c>.</summary>
    public bool TryPresence(IOperation condition, out IOperation? subject, out bool whenTrue)
    {
        subject = null;
        whenTrue = true;
        if (condition is IPropertyReferenceOperation { Instance: { } instance, Property: { Name: var name, ContainingType: var type } })
        {
            var isThere = name switch
            {
                "IsAllocated" => IsHandle(type.OriginalDefinition),
                "HasValue" => type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T,
                _ => false,
            };
            var isGone = name is "IsInvalid" or "IsClosed" && (DerivesFrom(type, types.SafeHandle) || DerivesFrom(type, types.CriticalHandle));
            whenTrue = isThere;
            subject = isThere || isGone ? instance : null;
        }

        return subject is not null;
    }

    /// <summary>What a task gives, a nullable holds; any other type itself.</summary>
    public ITypeSymbol? Inside(ITypeSymbol? type) => type is INamedTypeSymbol { Arity: 1 } named && (IsTask(named) || named.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T) ? named.TypeArguments[0] : type;

    /// <summary>Whether a method of that name finds what is there already: <c>GetService</c>, <c>FindWindow</c>.</summary>
    public static bool IsLookUp(string name) => StartsWithAny(name, LookUps);

    /// <summary>Whether a method of .NET of that name makes something new.</summary>
    public static bool IsFactory(string name) => StartsWithAny(name, Factories);

    public static bool DerivesFrom(ITypeSymbol? type, INamedTypeSymbol? from)
    {
        for (var at = from is null ? null : type; at is not null; at = at.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(at.OriginalDefinition, from))
            {
                return true;
            }
        }

        return false;
    }

    private static bool StartsWithAny(string name, string[] words)
    {
        foreach (var word in words)
        {
            if (name.StartsWith(word, System.StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static readonly string[] LookUps = ["Get", "Find", "Resolve", "Peek", "Current", "TryGet"];

    private static readonly string[] Factories = ["Accept", "Begin", "Connect", "Create", "From", "Import", "Listen", "Load", "New", "Open", "Start"];
    private bool IsHandle(INamedTypeSymbol type)
        => SymbolEqualityComparer.Default.Equals(type, types.GCHandle) || SymbolEqualityComparer.Default.Equals(type, types.GCHandleOfT)
            || SymbolEqualityComparer.Default.Equals(type, types.PinnedGCHandle) || SymbolEqualityComparer.Default.Equals(type, types.WeakGCHandle);

    private bool IsTask(INamedTypeSymbol type)
        => SymbolEqualityComparer.Default.Equals(type.OriginalDefinition, types.TaskOfT) || SymbolEqualityComparer.Default.Equals(type.OriginalDefinition, types.ValueTaskOfT);

    // TaskAwaiter<T>, ConfiguredTaskAwaitable<T>, ConfiguredTaskAwaitable<T>.ConfiguredTaskAwaiter and their ValueTask twins
    private static bool IsAwaiting(INamedTypeSymbol type)
        => Framework.Declares(type) && (type.Name.EndsWith("Awaiter", System.StringComparison.Ordinal) || type.Name.EndsWith("Awaitable", System.StringComparison.Ordinal));
}
