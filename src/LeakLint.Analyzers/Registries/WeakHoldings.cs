using System.Threading;
using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Registries;

/// <summary>
/// Judges what is put into a weak reference, a weak collection or a weak event: a fresh object, a delegate made on the
/// spot or a closure of one call that nothing else holds is gone at the next collection.
/// </summary>
internal sealed class WeakHoldings(Sight sight, Handlers handlers, Lifetimes lifetimes)
{
    /// <summary>The fault of a <c>new WeakReference&lt;T&gt;(…)</c>.</summary>
    public SubscriptionFacts? Judge(IObjectCreationOperation creation, ISymbol member, CancellationToken cancellation)
    {
        var types = sight.Types;
        if (creation.Arguments.Length == 0 || creation.Type is not INamedTypeSymbol type
            || !SymbolEqualityComparer.Default.Equals(type.OriginalDefinition, types.WeakReferenceOfT) && !SymbolEqualityComparer.Default.Equals(type, types.WeakReference)
            || Keeper(creation) is not { } keeper
            || IsInTest(creation, member))
        {
            return null;
        }

        return Fresh(creation.Arguments[0].Value, cancellation) is { } what ? Fault(creation, keeper, what) : null;
    }

    /// <summary>The fault of a call that hands something to a weak collection or a weak event.</summary>
    public SubscriptionFacts? Judge(IInvocationOperation call, ISymbol member, CancellationToken cancellation)
    {
        var types = sight.Types;
        var method = call.TargetMethod;
        var type = method.ContainingType?.OriginalDefinition;
        if (type is null || call.Arguments.Length == 0)
        {
            return null;
        }

        var at = method.Name switch
        {
            "Add" or "TryAdd" or "AddOrUpdate" when type.Is(types.ConditionalWeakTable) => 0,
            "Add" or "TryAdd" when type.Is(types.WeakValueDictionary) => 1,
            "Add" when type.Is(types.Get("LeakLint.WeakSet`1")) => 0,
            "Add" when type.Is(types.Get("LeakLint.WeakEvent`1")) => 0,
            "AddHandler" when type.Is(types.Get("System.Windows.WeakEventManager`2")) => call.Arguments.Length - 1,
            _ => -1,
        };
        if (at < 0 || at >= call.Arguments.Length || IsInTest(call, member))
        {
            return null;
        }

        var value = call.Arguments[at].Value;
        if (method.Name == "AddHandler" || type.Name == "WeakEvent")
        {
            // The event keeps a delegate as long as its target: only a closure of this call has no other owner.
            return handlers.Of(value, cancellation) is { Kind: HandlerKind.Lambda or HandlerKind.Method, KeepsLocals: true, Body: not null } closure && (closure.Stored is null or ILocalSymbol)
                ? Fault(call, "the weak event", "the closure of this handler")
                : null;
        }

        return Fresh(value, cancellation) is { } what ? Fault(call, "'" + type.Name + "'", what) : null;
    }

    private static SubscriptionFacts Fault(IOperation at, string keeper, string what)
        => new(SubscriptionFault.NobodyOwns, at.Syntax.GetLocation(), keeper, what);

    // A reference that a local holds, or that is handed out, is somebody's experiment.
    private static string? Keeper(IObjectCreationOperation creation)
    {
        IOperation value = creation;
        while (value.Parent is IConversionOperation or IParenthesizedOperation)
        {
            value = value.Parent;
        }

        return value.Parent switch
        {
            IAssignmentOperation { Target: IMemberReferenceOperation { Member: var member } } assignment when assignment.Value == value => "the weak reference in '" + member.Name + "'",
            IFieldInitializerOperation { InitializedFields: { Length: > 0 } fields } => "the weak reference in '" + fields[0].Name + "'",
            IPropertyInitializerOperation { InitializedProperties: { Length: > 0 } properties } => "the weak reference in '" + properties[0].Name + "'",
            IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "Add" or "TryAdd" or "AddOrUpdate" or "Enqueue" or "Push" or "Insert" or "AddLast" or "AddFirst" } } => "a weak reference",
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } } when creation.Arguments[0].Value is var given && Handler.Unwrap(given) is IObjectCreationOperation && IsUsedAsSuch(local, creation)
                => "the weak reference in '" + local.Name + "'",
            _ => null,
        };
    }

    // Asked for its target, or stored: not handed out, and not watched by somebody who waits for the end of the object.
    private static bool IsUsedAsSuch(ILocalSymbol local, IOperation creation)
    {
        var isUsed = false;
        foreach (var operation in Values.RootOf(creation).Descendants())
        {
            if (operation is not ILocalReferenceOperation use || !SymbolEqualityComparer.Default.Equals(use.Local, local))
            {
                continue;
            }

            isUsed = true;
            if (IsAwaited(use))
            {
                return false;
            }

            if (!(use.Parent is IInvocationOperation { TargetMethod.Name: "TryGetTarget" } or IPropertyReferenceOperation { Property.Name: "Target" }
                || use.Parent is IAssignmentOperation { Target: IMemberReferenceOperation } assignment && assignment.Value == use
                || use.Parent is IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "Add" or "TryAdd" or "Enqueue" or "Push" or "Insert" } }))
            {
                return false;
            }
        }

        return isUsed;
    }

    // while (weak.TryGetTarget(out _)) Thread.Sleep(1);
    private static bool IsAwaited(IOperation use)
    {
        for (var at = use.Parent; at is not null; at = at.Parent)
        {
            if (at is ILoopOperation)
            {
                return true;
            }
        }

        return false;
    }

    private bool IsInTest(IOperation operation, ISymbol member)
    {
        if (member.ContainingType is { } type && lifetimes.AreBounded(type))
        {
            return true;
        }

        foreach (var part in Values.RootOf(operation).Descendants())
        {
            if (part is IInvocationOperation { TargetMethod: { Name: "Collect" or "WaitForPendingFinalizers", ContainingType: { } holder } } && SymbolEqualityComparer.Default.Equals(holder, sight.Types.GC))
            {
                return true;
            }
        }

        return false;
    }

    private string? Fresh(IOperation value, CancellationToken cancellation)
    {
        while (value is IConversionOperation or IParenthesizedOperation)
        {
            value = value is IConversionOperation conversion ? conversion.Operand : ((IParenthesizedOperation)value).Operand;
        }

        switch (value)
        {
            case IObjectCreationOperation creation when IsNobodys(creation, cancellation):
                return "the new '" + creation.Type!.Name + "'";
            case IArrayCreationOperation:
                return "the new array";
            case IDelegateCreationOperation:
                return OfDelegate(value, cancellation);
            case ILocalReferenceOperation { Local: { RefKind: RefKind.None } local } use:
                return Handlers.ValueOf(local, Values.RootOf(use), cancellation) is { } held && !IsOfLoop(local) && StaysHere(local, use)
                    && Handler.Unwrap(held) is not ILocalReferenceOperation
                    ? Fresh(held, cancellation) is { } what ? what + " in '" + local.Name + "'" : null
                    : null;
            case IParameterReferenceOperation { Parameter: { Type.TypeKind: TypeKind.Delegate, ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.Constructor } method } parameter } use
                when StaysHere(parameter, use) && CallerGivesFresh(method, parameter, cancellation) is { } given:
                return given;
            default:
                return null;
        }
    }

    // A method group of an object and a lambda that captures make a new delegate each time; what captures nothing is kept by the compiler.
    private string? OfDelegate(IOperation value, CancellationToken cancellation) => handlers.Of(value, cancellation) switch
    {
        { Kind: HandlerKind.Method, Method: { } method } => "the delegate over '" + method.Name + "'",
        { Kind: HandlerKind.Lambda } => "the lambda",
        _ => null,
    };

    private string? CallerGivesFresh(IMethodSymbol method, IParameterSymbol parameter, CancellationToken cancellation)
    {
        foreach (var use in sight.UsesOf(method, cancellation))
        {
            if (use is IInvocationOperation call && !IsInTest(call, sight.Bodies.MemberAround(call.Syntax, cancellation) ?? method))
            {
                foreach (var argument in call.Arguments)
                {
                    if (argument.Parameter?.Ordinal == parameter.Ordinal && argument.Value is IDelegateCreationOperation && OfDelegate(argument.Value, cancellation) is { } given)
                    {
                        return given + ", as line " + (call.Syntax.GetLocation().GetLineSpan().StartLinePosition.Line + 1) + " passes it";
                    }
                }
            }
        }

        return null;
    }

    private static bool IsOfLoop(ILocalSymbol local) => local.IsForEach || local.IsUsing;

    // Only its members are used: nothing else gets it.
    private static bool StaysHere(ISymbol variable, IOperation use)
    {
        foreach (var operation in Values.RootOf(use).Descendants())
        {
            var named = operation switch
            {
                ILocalReferenceOperation local => (ISymbol)local.Local,
                IParameterReferenceOperation parameter => parameter.Parameter,
                _ => null,
            };
            if (named is null || !SymbolEqualityComparer.Default.Equals(named, variable) || operation.Syntax == use.Syntax)
            {
                continue;
            }

            // A method of the object may put it somewhere.
            var isHarmless = operation.Parent is IFieldReferenceOperation or IPropertyReferenceOperation or IBinaryOperation or IIsPatternOperation or INameOfOperation
                || operation.Parent is IInvocationOperation { TargetMethod: var called } && (called.DeclaringSyntaxReferences.IsEmpty && called.Name is "ToString" or "GetHashCode" or "Add" or "Equals" || called.MethodKind == MethodKind.DelegateInvoke)
                || operation.Parent is IConversionOperation { Parent: IBinaryOperation or IIsPatternOperation }
                || operation.Parent is IConversionOperation { Parent: IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "ThrowIfNull" } } } }
                || operation.Parent is IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "ThrowIfNull" } } };
            if (!isHarmless || IsInsideFunction(operation, use))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsInsideFunction(IOperation operation, IOperation use)
    {
        for (var at = operation.Parent; at is not null; at = at.Parent)
        {
            if (at is IAnonymousFunctionOperation or ILocalFunctionOperation && !at.Syntax.Span.Contains(use.Syntax.Span))
            {
                return true;
            }
        }

        return false;
    }

    // Its constructors, all in sight, give "this" to nobody; of .NET's own types only those that are mere contents.
    private bool IsNobodys(IObjectCreationOperation creation, CancellationToken cancellation)
    {
        if (creation.Initializer is { } initializer)
        {
            foreach (var part in initializer.Descendants())
            {
                if (part is IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance })
                {
                    return false;
                }
            }
        }

        if (creation.Type is not INamedTypeSymbol type || creation.Constructor is not { } constructor)
        {
            return false;
        }

        for (INamedTypeSymbol? at = type; at is { SpecialType: not SpecialType.System_Object }; at = at.BaseType)
        {
            if (at.DeclaringSyntaxReferences.IsEmpty)
            {
                return IsContents(at);
            }
        }

        // new WeakReference(new object()) tells that a collection has run, and is for nothing else.
        return (type.SpecialType != SpecialType.System_Object || creation.Parent is IArgumentOperation { Parent: IObjectCreationOperation { Parent: IVariableInitializerOperation } }) && !SelfPublication.For(sight.Compilation).HappensIn(constructor, cancellation);
    }

    private static bool IsContents(INamedTypeSymbol type)
        => Framework.Declares(type) && (type.Name is "StringBuilder" or "MemoryStream" or "EventArgs" || type.ContainingNamespace is { Name: "Generic" or "Concurrent" or "Collections" or "ObjectModel" });
}
