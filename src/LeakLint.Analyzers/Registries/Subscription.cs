using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LeakLint.Analyzers.Registries;

/// <summary>One <c>+=</c> or <c>-=</c>: the event or the delegate member, the publisher that has it, and the handler.</summary>
internal sealed class Subscription(IOperation operation, ISymbol @event, IOperation? instance, IOperation value)
{
    public IOperation Operation { get; } = operation;

    /// <summary>The event, or the field or property of a delegate type.</summary>
    public ISymbol Event { get; } = @event;

    /// <summary>The publisher; null if the event is static.</summary>
    public IOperation? Instance { get; } = instance;

    public IOperation Value { get; } = value;

    /// <summary>Reads <c>publisher.Event += handler</c>; null if <paramref name="operation"/> is nothing of the kind.</summary>
    public static Subscription? Added(IOperation operation) => operation switch
    {
        IEventAssignmentOperation { Adds: true, EventReference: IEventReferenceOperation reference } assignment => new(assignment, reference.Event, reference.Instance, assignment.HandlerValue),
        ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Add } compound => OfDelegate(compound),
        _ => null,
    };

    /// <summary>Reads <c>publisher.Event -= handler</c>; null if <paramref name="operation"/> is nothing of the kind.</summary>
    public static Subscription? TakenOut(IOperation operation) => operation switch
    {
        IEventAssignmentOperation { Adds: false, EventReference: IEventReferenceOperation reference } assignment => new(assignment, reference.Event, reference.Instance, assignment.HandlerValue),
        ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Subtract } compound => OfDelegate(compound),
        _ => null,
    };

    private static Subscription? OfDelegate(ICompoundAssignmentOperation compound)
        => compound is { Type.TypeKind: TypeKind.Delegate, Target: IMemberReferenceOperation { Member: IFieldSymbol or IPropertySymbol } member }
            ? new(compound, member.Member, member.Instance, compound.Value)
            : null;

    /// <summary>Whether <paramref name="other"/> is the same event, seen through a base class or an interface or not.</summary>
    public bool IsOfOneEvent(ISymbol other)
    {
        if (SymbolEqualityComparer.Default.Equals(Event.OriginalDefinition, other.OriginalDefinition))
        {
            // Hub<int>.Got is not Hub<string>.Got; of Hub<T>.Got nobody can say.
            return !Event.IsStatic || SymbolEqualityComparer.Default.Equals(Event, other) || IsOpen(Event.ContainingType) || IsOpen(other.ContainingType);
        }

        return Event.Name == other.Name && !Event.IsStatic && !other.IsStatic && (Derives(Event.ContainingType, other.ContainingType) || Derives(other.ContainingType, Event.ContainingType));
    }

    private static bool IsOpen(INamedTypeSymbol type)
    {
        foreach (var argument in type.TypeArguments)
        {
            if (argument is ITypeParameterSymbol || argument is INamedTypeSymbol named && IsOpen(named))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Derives(INamedTypeSymbol type, INamedTypeSymbol from)
    {
        for (var at = type.BaseType; at is not null; at = at.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(at.OriginalDefinition, from.OriginalDefinition))
            {
                return true;
            }
        }

        foreach (var face in type.AllInterfaces)
        {
            if (SymbolEqualityComparer.Default.Equals(face.OriginalDefinition, from.OriginalDefinition))
            {
                return true;
            }
        }

        return false;
    }
}
