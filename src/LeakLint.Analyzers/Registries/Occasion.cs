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

    /// <summary>Again and again: an endless loop or a handler in <c>Main</c>.</summary>
    Repeatedly,
}

/// <summary>Questions about how often a member's code runs.</summary>
internal static class Occasions
{
    /// <summary>What a method is handed that sets a program up: such methods run once, at the start.</summary>
    private static readonly string[] StartUp =
    {
        "Microsoft.Extensions.DependencyInjection.IServiceCollection",
        "Microsoft.AspNetCore.Builder.IApplicationBuilder",
        "Microsoft.AspNetCore.Builder.WebApplication",
        "Microsoft.AspNetCore.Builder.WebApplicationBuilder",
        "Microsoft.AspNetCore.Routing.IEndpointRouteBuilder",
        "Microsoft.EntityFrameworkCore.ModelBuilder",
        "Microsoft.Extensions.Hosting.IHostApplicationBuilder",
        "Microsoft.Extensions.Hosting.IHostBuilder",
        "Autofac.ContainerBuilder",
        "Owin.IAppBuilder",
        "System.Windows.StartupEventArgs",
        "Microsoft.UI.Xaml.LaunchActivatedEventArgs",
    };

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
            case IMethodSymbol { IsStatic: false } method:
                return Configures(method, types) ? Occasion.Once : Occasion.PerInstance;
            case IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.PropertyGet or MethodKind.PropertySet or MethodKind.EventAdd } method:
                return !RunsOnce(method, types) ? Occasion.PerCall : RunsAgain(operation) ? Occasion.Repeatedly : Occasion.Once;
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

    // In Main: while (true) { ... }, and app.MapGet("/", (string name) => ...): what stands in there runs for each request.
    private static bool RunsAgain(IOperation operation)
    {
        for (var child = operation; child.Parent is { } parent; child = parent)
        {
            switch (parent)
            {
                case IWhileLoopOperation { Condition: null or { ConstantValue: { HasValue: true, Value: true } } }:
                case IForLoopOperation { Condition: null }:
                case IAnonymousFunctionOperation { Symbol.Parameters.IsEmpty: false } lambda when IsHandedOver(lambda):
                    return true;
            }
        }

        return false;
    }

    // names.ForEach(n => ...), Parallel.ForEach, Select: run by the framework while it is called, not a handler for later.
    private static bool IsHandedOver(IAnonymousFunctionOperation lambda)
    {
        for (IOperation? outer = lambda.Parent; outer is not null; outer = outer.Parent)
        {
            switch (outer)
            {
                case IDelegateCreationOperation or IConversionOperation:
                    continue;
                case IEventAssignmentOperation { Adds: true }:
                    return true;
                case IArgumentOperation { Parent: IInvocationOperation call }:
                    return !Framework.Declares(call.TargetMethod.ContainingType);
                default:
                    return false;
            }
        }

        return false;
    }

    // void ConfigureServices(IServiceCollection services): the host calls it when it starts.
    private static bool Configures(IMethodSymbol method, KnownTypes types)
    {
        foreach (var parameter in method.Parameters)
        {
            foreach (var name in StartUp)
            {
                if (parameter.Type.Is(types.Get(name)))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool RunsOnce(IMethodSymbol method, KnownTypes types)
    {
        if (method.Name is WellKnownMemberNames.EntryPointMethodName or WellKnownMemberNames.TopLevelStatementsEntryPointMethodName || Configures(method, types))
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
