using System.Collections.Generic;
using LeakLint.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Cycles;

/// <summary>
/// What a piece of code lets go, by the name under which its type holds it: a field that is freed, disposed, stopped,
/// cancelled or set; an event; a static collection; a type that keeps a registry.
/// </summary>
internal static class Releases
{
    /// <summary>What is let go: by its name, and for a flag by the value that it is set to.</summary>
    internal sealed class Key(ISymbol symbol, bool? flag = null)
    {
        public ISymbol Symbol { get; } = symbol;

        public bool? Flag { get; } = flag;

        private bool Equals(Key other) => Flag == other.Flag && SymbolEqualityComparer.Default.Equals(Symbol, other.Symbol);

        public override bool Equals(object? obj) => obj is Key other && Equals(other);

        public override int GetHashCode() => SymbolEqualityComparer.Default.GetHashCode(Symbol);
    }

    /// <summary>The releases in a list of operations, with the first place of each.</summary>
    public static Dictionary<Key, Location> In(List<IOperation> operations)
    {
        var releases = new Dictionary<Key, Location>();
        foreach (var operation in operations)
        {
            if (Of(operation) is { } released && !releases.ContainsKey(released))
            {
                releases[released] = operation.Syntax.GetLocation();
            }
        }

        return releases;
    }

    private static Key? Of(IOperation operation)
    {
        switch (operation)
        {
            // Clock.Tick -= OnTick;
            case IEventAssignmentOperation { Adds: false, EventReference: IEventReferenceOperation { Event: var @event } }:
                return new Key(@event.OriginalDefinition);
            case IInvocationOperation call:
                return Of(call) is { } released ? new Key(released) : null;
            // _timer.Enabled = false;
            case ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "Enabled" or "IsEnabled" or "EnableRaisingEvents", Instance: { } holder }, Value.ConstantValue: { HasValue: true, Value: false } }
                when FieldOf(holder) is { } timer:
                return new Key(timer);
            // s_slots[_index] = null;
            case ISimpleAssignmentOperation { Target: IArrayElementReferenceOperation { ArrayReference: var array }, Value.ConstantValue: { HasValue: true, Value: null } } when FieldOf(array) is { } slots:
                return new Key(slots);
            // _stop = true;
            case ISimpleAssignmentOperation { Target: { Type.SpecialType: SpecialType.System_Boolean } target, Value.ConstantValue: { HasValue: true, Value: bool value } } when FieldOf(target) is { } flag:
                return new Key(flag, value);
            default:
                return null;
        }
    }

    private static ISymbol? Of(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (call.Instance is not null)
        {
            if (FieldOf(call.Instance) is { } field && !(field.IsStatic && method.DeclaringSyntaxReferences.Length > 0))
            {
                return (Lets(method.Name) && !Arms(call)) ? field : Containers.Removes(method.Name) || Unregisters(method.Name) ? field : null;
            }

            // Registry.Instance.Remove(this)
            return method.DeclaringSyntaxReferences.Length > 0 && (Containers.Removes(method.Name) || Unregisters(method.Name)) ? method.ContainingType.OriginalDefinition : null;
        }

        // Interlocked.Exchange(ref _handle, null)?.Dispose()   Volatile.Write(ref _stop, true)   Marshal.Release(_unknown)
        if (call.Arguments.Length > 0
            && FieldOf(call.Arguments[0].Value) is { } argument
            && Framework.Declares(method.ContainingType)
            && method.Name is "Exchange" or "CompareExchange" or "Write" or "Release" or "FinalReleaseComObject" or "ReleaseComObject")
        {
            return argument;
        }

        // Registry.Unregister(this)
        return method.DeclaringSyntaxReferences.Length > 0 && method.IsStatic && (Containers.Removes(method.Name) || Unregisters(method.Name)) ? method.ContainingType.OriginalDefinition : null;
    }

    /// <summary>The field or property behind a value; a static one, or one of the object itself.</summary>
    public static ISymbol? FieldOf(IOperation? value) => value switch
    {
        IConversionOperation conversion => FieldOf(conversion.Operand),
        IParenthesizedOperation parenthesized => FieldOf(parenthesized.Operand),
        IConditionalAccessInstanceOperation placeholder => FieldOf(ConditionalAccess.Around(placeholder)?.Operation),
        IFieldReferenceOperation field => Shapes.SlotOf(field.Field),
        ILocalReferenceOperation local => FieldOf(ValueOf(local)),
        // GCHandle.FromIntPtr(_pointer)   Interlocked.Exchange(ref _timer, null)
        IInvocationOperation { TargetMethod: { Name: "FromIntPtr" or "Exchange", IsStatic: true } target, Arguments: { Length: > 0 } arguments } when Framework.Declares(target.ContainingType) => FieldOf(arguments[0].Value),
        IPropertyReferenceOperation { Arguments.IsEmpty: true } property => property.Property.OriginalDefinition,
        _ => null,
    };

    // var timer = _timer;   if (_timer is { } timer)
    private static IOperation? ValueOf(ILocalReferenceOperation local)
    {
        IOperation root = local;
        while (root.Parent is { } parent)
        {
            root = parent;
        }

        foreach (var operation in root.Descendants())
        {
            switch (operation)
            {
                case IVariableDeclaratorOperation { Initializer.Value: var value } declarator when SymbolEqualityComparer.Default.Equals(declarator.Symbol, local.Local):
                    return value is ILocalReferenceOperation ? null : value;
                case IIsPatternOperation { Value: not ILocalReferenceOperation } match when Declares(match.Pattern, local.Local):
                    return match.Value;
            }
        }

        return null;
    }

    private static bool Declares(IPatternOperation pattern, ILocalSymbol local) => pattern switch
    {
        IDeclarationPatternOperation declaration => SymbolEqualityComparer.Default.Equals(declaration.DeclaredSymbol, local),
        IRecursivePatternOperation recursive => SymbolEqualityComparer.Default.Equals(recursive.DeclaredSymbol, local),
        _ => false,
    };

    private static bool Lets(string method) => method is "Free" or "Dispose" or "DisposeAsync" or "Close" or "Stop" or "Change" or "Cancel" or "CancelAsync"
        or "Unregister" or "Set" or "Release" or "CompleteAdding" or "Complete" or "TryComplete" or "Interrupt" or "Abort" or "Join" or "Exit" or "Signal";

    // _timer.Change(0, 1000): it runs from now on
    private static bool Arms(IInvocationOperation call)
        => call.TargetMethod.Name == "Change" && call.Arguments.Length > 0 && !IsNever(call.Arguments[0].Value);

    /// <summary>Whether a time means "never": <c>Timeout.Infinite</c>, -1.</summary>
    public static bool IsNever(IOperation time) => time switch
    {
        IConversionOperation conversion => IsNever(conversion.Operand),
        { ConstantValue: { HasValue: true, Value: -1 or -1L or uint.MaxValue } } => true,
        IFieldReferenceOperation { Field: { Name: "InfiniteTimeSpan", ContainingType.Name: "Timeout" } } => true,
        _ => false,
    };

    private static bool Unregisters(string method) => method is "Unregister" or "Unsubscribe" or "Deregister" or "Detach" or "RemoveListener" or "RemoveHandler" or "RemoveObserver" or "Forget"
        || method.StartsWith("Remove", System.StringComparison.Ordinal) || method.StartsWith("Unregister", System.StringComparison.Ordinal) || method.StartsWith("Unsubscribe", System.StringComparison.Ordinal);
}
