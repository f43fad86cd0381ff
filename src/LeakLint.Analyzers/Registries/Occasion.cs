using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Registries;

/// <summary>How often a piece of code runs, as far as its place tells.</summary>
internal enum Occasion
{
    /// <summary>The place does not tell: a lambda in a static initializer, an operator.</summary>
    Unknown,

    /// <summary>Once in a process: a static constructor, a static initializer, <c>Main</c>, a module initializer.</summary>
    Once,

    /// <summary>For each instance, or each call on one.</summary>
    PerInstance,

    /// <summary>For each call of a static method.</summary>
    PerCall,
}

/// <summary>Questions about how often a member's code runs.</summary>
internal static class Occasions
{
    /// <summary>How often <paramref name="operation"/>, which is code of <paramref name="member"/>, runs.</summary>
    public static Occasion Of(ISymbol member, IOperation operation, KnownTypes types)
    {
        switch (member)
        {
            case IFieldSymbol { IsStatic: true } or IPropertySymbol { IsStatic: true } or IEventSymbol { IsStatic: true }:
                return InStaticInitializer(operation, types);
            case IFieldSymbol or IPropertySymbol or IEventSymbol:
                return Occasion.PerInstance;
            case IMethodSymbol { MethodKind: MethodKind.StaticConstructor }:
                return InStaticInitializer(operation, types);
            case IMethodSymbol { MethodKind: MethodKind.Destructor }:
                return Occasion.Unknown;
            case IMethodSymbol { IsStatic: false }:
                return Occasion.PerInstance;
            case IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.PropertyGet or MethodKind.PropertySet or MethodKind.EventAdd } method:
                return RunsOnce(method, types) ? Occasion.Once : Occasion.PerCall;
            case IMethodSymbol { MethodKind: MethodKind.UserDefinedOperator or MethodKind.Conversion }:
                return Occasion.PerCall;
            default:
                return Occasion.Unknown;
        }
    }

    /// <summary><c>[Conditional("DEBUG")]</c>: the program that ships may not call <paramref name="member"/> at all.</summary>
    public static bool IsLeftOut(ISymbol member, KnownTypes types)
    {
        foreach (var attribute in member.GetAttributes())
        {
            if (types.Get("System.Diagnostics.ConditionalAttribute") is { } conditional
                && SymbolEqualityComparer.Default.Equals(attribute.AttributeClass, conditional))
            {
                return true;
            }
        }

        return false;
    }

    // static readonly Action<Node> Track = n => _nodes.Add(n): the initializer runs once, the lambda whenever it likes;
    // the lambda of a Lazy<T> once.
    private static Occasion InStaticInitializer(IOperation operation, KnownTypes types)
    {
        for (var outer = operation.Parent; outer is not null; outer = outer.Parent)
        {
            if (outer is IAnonymousFunctionOperation)
            {
                return outer.Parent is { Parent: IArgumentOperation { Parent: IObjectCreationOperation { Type: { } made } } }
                    && SymbolEqualityComparer.Default.Equals(made.OriginalDefinition, types.LazyOfT)
                    ? Occasion.Once
                    : Occasion.Unknown;
            }
        }

        return Occasion.Once;
    }

    private static bool RunsOnce(IMethodSymbol method, KnownTypes types)
    {
        if (method.Name is WellKnownMemberNames.EntryPointMethodName or WellKnownMemberNames.TopLevelStatementsEntryPointMethodName)
        {
            return true;
        }

        foreach (var attribute in method.GetAttributes())
        {
            if (SymbolEqualityComparer.Default.Equals(attribute.AttributeClass, types.ModuleInitializerAttribute))
            {
                return true;
            }
        }

        return false;
    }
}
