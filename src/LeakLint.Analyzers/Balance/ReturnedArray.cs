using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Balance;

/// <summary>An array that goes back to its pool, and whether its elements would keep something alive there.</summary>
internal sealed class ReturnedArray
{
    private ReturnedArray(IInvocationOperation call, IOperation array, ITypeSymbol element)
    {
        Call = call;
        Array = array;
        Element = element;
    }

    public IInvocationOperation Call { get; }

    public IOperation Array { get; }

    public ITypeSymbol Element { get; }

    /// <summary>Null when the call returns no array to a pool, or one that the pool clears, or that holds no references.</summary>
    public static ReturnedArray? Of(IInvocationOperation call, KnownTypes types)
    {
        if (call.TargetMethod.Name != "Return" || call.Arguments.Length == 0 || ElementOf(call.TargetMethod.ContainingType, types) is not { } element || !HoldsReferences(element))
        {
            return null;
        }

        IOperation? array = null;
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter?.Ordinal == 0)
            {
                array = Values.Unwrap(argument.Value);
            }
            else if (!argument.IsImplicit && argument.ArgumentKind != ArgumentKind.DefaultValue)
            {
                // clearArray: true clears; false, or a question, was thought about
                return null;
            }
        }

        return array is null || IsCleared(call, array) ? null : new ReturnedArray(call, array, element);
    }

    private static ITypeSymbol? ElementOf(INamedTypeSymbol? pool, KnownTypes types)
    {
        for (var at = pool; at is not null; at = at.BaseType)
        {
            if (at.Is(types.ArrayPool))
            {
                return at.TypeArguments[0];
            }
        }

        return null;
    }

    private static bool HoldsReferences(ITypeSymbol element) => element switch
    {
        ITypeParameterSymbol parameter => !parameter.HasUnmanagedTypeConstraint && !parameter.HasValueTypeConstraint,
        { IsUnmanagedType: true } or IPointerTypeSymbol => false,

        // What lives as long as its assembly costs nothing more where a pool keeps it.
        _ => !IsOfReflection(element),
    };

    private static bool IsOfReflection(ITypeSymbol element)
        => element is { Name: "Type", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } }
            || element.ContainingNamespace is { Name: "Reflection", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } };

    // Array.Clear(a);  a.AsSpan(0, n).Clear();  span.Clear();  a[i] = null;  Clear();
    private static bool IsCleared(IOperation call, IOperation array)
    {
        foreach (var operation in Values.RootOf(call).Descendants())
        {
            switch (operation)
            {
                case IInvocationOperation other when other != call && IsClearing(other.TargetMethod.Name) && (other.Instance is IInstanceReferenceOperation || Mentions(other, array)):
                case ISimpleAssignmentOperation { Target: IArrayElementReferenceOperation or IPropertyReferenceOperation { Property.IsIndexer: true } or IInvocationOperation, Value: { } value } assignment
                    when IsNothing(value) && Mentions(assignment.Target, array):
                    return true;
            }
        }

        return false;
    }

    private static bool IsClearing(string name) => name.IndexOf("Clear", System.StringComparison.Ordinal) >= 0 || name is "Fill" or "Initialize" or "ZeroMemory" or "Reset" or "InitBlock";

    private static bool IsNothing(IOperation value) => Values.Unwrap(value) is { ConstantValue: { HasValue: true, Value: null } } or IDefaultValueOperation;

    private static bool Mentions(IOperation operation, IOperation array, int depth = 0)
    {
        foreach (var part in operation.DescendantsAndSelf())
        {
            if (IsSame(part, array))
            {
                return true;
            }

            // var used = a.AsSpan(0, n); used.Clear();
            if (depth < 3 && part is ILocalReferenceOperation local && Values.LastGiven(local) is { } given && Mentions(given, array, depth + 1))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsSame(IOperation one, IOperation other) => (one, other) switch
    {
        (ILocalReferenceOperation a, ILocalReferenceOperation b) => SymbolEqualityComparer.Default.Equals(a.Local, b.Local),
        (IParameterReferenceOperation a, IParameterReferenceOperation b) => SymbolEqualityComparer.Default.Equals(a.Parameter, b.Parameter),
        (IMemberReferenceOperation a, IMemberReferenceOperation b) => SymbolEqualityComparer.Default.Equals(a.Member, b.Member),

        // var a = _items; _items = null; pool.Return(a): cleared by the one name or the other
        (IMemberReferenceOperation a, ILocalReferenceOperation b) => Values.LastGiven(b) is IMemberReferenceOperation from && SymbolEqualityComparer.Default.Equals(a.Member, from.Member),
        _ => false,
    };
}
